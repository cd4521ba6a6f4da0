import type { PasswordProblem } from '../../domain/access/passwords.ts'
import { inEachLanguage } from '../language.ts'

interface EntryWords {
  readonly name: string
  readonly password: string
  readonly newPassword: string
  readonly repeat: string
  readonly passwordHint: string
  readonly problems: Readonly<Record<PasswordProblem, string>>
  readonly differ: string
  /** After how many seconds to try again. */
  readonly tooMany: (seconds: number) => string
  readonly logIn: {
    readonly heading: string
    readonly act: string
    readonly forgotten: string
    readonly wrong: string
    /** The password is right, but somebody has asked that another one be chosen. */
    readonly toBeReplaced: string
    readonly loggedOut: string
    /** When a form came after the session had ended. */
    readonly kept: string
    readonly invited: (place: string) => string
    /** After a link by which another system was to sign the person in. */
    readonly linkRefused: string
  }
  readonly forgotten: {
    readonly heading: string
    readonly text: string
    readonly act: string
    readonly sent: string
    readonly back: string
  }
  readonly reset: {
    readonly heading: string
    readonly act: string
    readonly gone: readonly [heading: string, text: string]
    readonly again: string
  }
  readonly activate: {
    readonly heading: (place: string) => string
    readonly hello: (name: string) => string
    readonly choose: string
    readonly act: string
    readonly signedIn: (name: string) => string
    readonly follow: string
    readonly gone: readonly [heading: string, text: string]
    readonly another: (invited: string, signedIn: string) => string
    readonly logOut: string
  }
}

/** The words of the ways in. */
export const entryWords = inEachLanguage<EntryWords>({
  en: {
    name: 'E-mail address or username',
    password: 'Password',
    newPassword: 'New password',
    repeat: 'The same once more',
    passwordHint: 'At least 8 characters. A few words in a row are easy to remember and hard to guess.',
    problems: {
      missing: 'Enter a password.',
      too_short: 'This is too short: it takes at least 8 characters.',
      too_long: 'This is too long: 512 characters are enough.',
      common: 'This password is one of those that are tried first. Choose another.',
      own_name: 'The password must not be your username or your e-mail address.',
    },
    differ: 'The two passwords differ.',
    tooMany: (seconds) =>
      `Too many attempts. Try again in ${inMinutes(seconds, ['second', 'seconds'], ['minute', 'minutes'])}.`,
    logIn: {
      heading: 'Log in',
      act: 'Log in',
      forgotten: 'Forgot your password?',
      wrong: 'The name or the password isn’t right.',
      toBeReplaced:
        'You have to choose a new password before you can log in. Follow “Forgot your password?” below.',
      loggedOut: 'You are logged out.',
      kept: 'Your session has ended. Log in, and you can send what you entered.',
      invited: (place) => `You are invited to ${place}. Log in to join.`,
      linkRefused: 'The link didn’t log you in. Log in here, or go back and try it again.',
    },
    forgotten: {
      heading: 'Forgot your password?',
      text: 'We send you a mail with a link by which you choose a new one.',
      act: 'Send the link',
      sent: 'If we know an account with an e-mail address by that name, a mail is on its way. The link in it is good for one hour. Look into your spam folder too.',
      back: 'Back to log in',
    },
    reset: {
      heading: 'Choose a new password',
      act: 'Save and log in',
      gone: [
        'This link is no longer good',
        'A link to choose a new password is good for one hour and works once.',
      ],
      again: 'Ask for a new link',
    },
    activate: {
      heading: (place) => `Invitation to ${place}`,
      hello: (name) => `Hello ${name}!`,
      choose: 'Choose a password, with which you will log in from now on.',
      act: 'Save and join',
      signedIn: (name) => `You are logged in as ${name}.`,
      follow: 'Join',
      gone: [
        'This invitation isn’t good',
        'The link is incomplete, or it has been withdrawn. Ask the person who invited you for a new one. If you have a password already, just log in.',
      ],
      another: (invited, signedIn) =>
        `This invitation is for ${invited}, but you are logged in as ${signedIn}.`,
      logOut: 'Log out and go on',
    },
  },
  de: {
    name: 'E-Mail-Adresse oder Benutzername',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    repeat: 'Noch einmal dasselbe',
    passwordHint:
      'Mindestens 8 Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.',
    problems: {
      missing: 'Geben Sie ein Passwort ein.',
      too_short: 'Das ist zu kurz: Es braucht mindestens 8 Zeichen.',
      too_long: 'Das ist zu lang: 512 Zeichen genügen.',
      common: 'Dieses Passwort gehört zu denen, die zuerst ausprobiert werden. Wählen Sie ein anderes.',
      own_name: 'Das Passwort darf nicht Ihr Benutzername oder Ihre E-Mail-Adresse sein.',
    },
    differ: 'Die beiden Passwörter sind verschieden.',
    tooMany: (seconds) =>
      `Zu viele Versuche. Versuchen Sie es in ${inMinutes(seconds, ['Sekunde', 'Sekunden'], ['Minute', 'Minuten'])} noch einmal.`,
    logIn: {
      heading: 'Anmelden',
      act: 'Anmelden',
      forgotten: 'Passwort vergessen?',
      wrong: 'Der Name oder das Passwort stimmt nicht.',
      toBeReplaced:
        'Sie müssen ein neues Passwort wählen, bevor Sie sich anmelden können. Folgen Sie unten „Passwort vergessen?“.',
      loggedOut: 'Sie sind abgemeldet.',
      kept: 'Ihre Sitzung ist beendet. Melden Sie sich an, dann können Sie Ihre Angaben absenden.',
      invited: (place) => `Sie sind zu ${place} eingeladen. Melden Sie sich an, um teilzunehmen.`,
      linkRefused:
        'Der Link hat Sie nicht angemeldet. Melden Sie sich hier an, oder gehen Sie zurück und versuchen Sie es noch einmal.',
    },
    forgotten: {
      heading: 'Passwort vergessen?',
      text: 'Wir schicken Ihnen eine E-Mail mit einem Link, über den Sie ein neues wählen.',
      act: 'Link schicken',
      sent: 'Wenn wir unter diesem Namen ein Konto mit E-Mail-Adresse kennen, ist eine E-Mail unterwegs. Der Link darin gilt eine Stunde. Sehen Sie auch im Spam-Ordner nach.',
      back: 'Zurück zur Anmeldung',
    },
    reset: {
      heading: 'Neues Passwort wählen',
      act: 'Speichern und anmelden',
      gone: [
        'Dieser Link gilt nicht mehr',
        'Ein Link, um ein neues Passwort zu wählen, gilt eine Stunde und funktioniert einmal.',
      ],
      again: 'Neuen Link anfordern',
    },
    activate: {
      heading: (place) => `Einladung zu ${place}`,
      hello: (name) => `Guten Tag, ${name}!`,
      choose: 'Wählen Sie ein Passwort, mit dem Sie sich von nun an anmelden.',
      act: 'Speichern und teilnehmen',
      signedIn: (name) => `Sie sind als ${name} angemeldet.`,
      follow: 'Teilnehmen',
      gone: [
        'Diese Einladung gilt nicht',
        'Der Link ist unvollständig, oder er wurde zurückgezogen. Bitten Sie die Person, die Sie eingeladen hat, um einen neuen. Wenn Sie schon ein Passwort haben, melden Sie sich einfach an.',
      ],
      another: (invited, signedIn) =>
        `Diese Einladung ist für ${invited}, angemeldet sind Sie aber als ${signedIn}.`,
      logOut: 'Abmelden und weiter',
    },
  },
})

type Forms = readonly [one: string, more: string]

/** Up to a minute in seconds, beyond in minutes. */
function inMinutes(seconds: number, ofSeconds: Forms, ofMinutes: Forms): string {
  const [count, [one, more]] = seconds <= 60 ? [seconds, ofSeconds] : [Math.ceil(seconds / 60), ofMinutes]
  return `${count} ${count === 1 ? one : more}`
}
