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
  /** In how many seconds to try again. */
  readonly tooMany: (seconds: number) => string
  readonly logIn: {
    readonly heading: string
    readonly act: string
    readonly forgotten: string
    readonly wrong: string
    /** The password is right, but staff require a new one. */
    readonly toBeReplaced: string
    readonly loggedOut: string
    /** When a form arrived after the session had ended. */
    readonly kept: string
    readonly invited: (place: string) => string
    /** After a sign-on link from another system. */
    readonly linkRefused: string
  }
  readonly sessions: {
    readonly heading: string
    readonly text: string
    readonly browser: string
    readonly program: (door: string) => string
    readonly since: (begin: string, end: string) => string
    readonly thisOne: string
    readonly end: string
    readonly endOthers: string
    readonly ended: string
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

/** The texts of the log-in and account pages. */
export const entryWords = inEachLanguage<EntryWords>({
  en: {
    name: 'E-mail address or username',
    password: 'Password',
    newPassword: 'New password',
    repeat: 'Repeat password',
    passwordHint: 'At least 8 characters. A few words in a row are easy to remember and hard to guess.',
    problems: {
      missing: 'Enter a password.',
      too_short: 'Use at least 8 characters.',
      too_long: 'Use at most 512 characters.',
      common: 'This password is too common. Choose another.',
      own_name: 'Your password can’t be your username or e-mail address.',
    },
    differ: 'The passwords don’t match.',
    tooMany: (seconds) =>
      `Too many attempts. Try again in ${inMinutes(seconds, ['second', 'seconds'], ['minute', 'minutes'])}.`,
    logIn: {
      heading: 'Log in',
      act: 'Log in',
      forgotten: 'Forgot your password?',
      wrong: 'That e-mail or password doesn’t match.',
      toBeReplaced: 'Choose a new password before you log in. Follow “Forgot your password?” below.',
      loggedOut: 'You are logged out.',
      kept: 'Your session has ended. Log in, and you can send what you entered.',
      invited: (place) => `You are invited to ${place}. Log in to join.`,
      linkRefused: 'The link didn’t log you in. Log in here, or go back and try again.',
    },
    sessions: {
      heading: 'Where you are signed in',
      text: 'If you don’t recognise one of these, end it and choose a new password.',
      browser: 'A browser',
      program: (door) => `A program (${door})`,
      since: (begin, end) => `Since ${begin}. Ends on ${end} unless it is used.`,
      thisOne: 'This is the browser that you are using now.',
      end: 'End',
      endOthers: 'End all others',
      ended: 'Done. Whoever used it has to sign in again.',
    },
    forgotten: {
      heading: 'Forgot your password?',
      text: 'We’ll e-mail you a link to choose a new one.',
      act: 'Send link',
      sent: 'If there is an account with that name and an e-mail address, we’ve sent a link. It works once, within one hour. Check your spam folder too.',
      back: 'Back to log in',
    },
    reset: {
      heading: 'Choose a new password',
      act: 'Save and log in',
      gone: ['This link has expired', 'A link to choose a new password works once, within one hour.'],
      again: 'Get a new link',
    },
    activate: {
      heading: (place) => `Invitation to ${place}`,
      hello: (name) => `Hello ${name}!`,
      choose: 'Choose a password. You’ll use it to log in.',
      act: 'Save and join',
      signedIn: (name) => `You are logged in as ${name}.`,
      follow: 'Join',
      gone: [
        'This invitation link doesn’t work',
        'The link is incomplete, has expired or was withdrawn. Ask the person who invited you for a new one. If you already have a password, log in.',
      ],
      another: (invited, signedIn) =>
        `This invitation is for ${invited}, but you are logged in as ${signedIn}.`,
      logOut: 'Log out and continue',
    },
  },
  de: {
    name: 'E-Mail-Adresse oder Benutzername',
    password: 'Passwort',
    newPassword: 'Neues Passwort',
    repeat: 'Passwort wiederholen',
    passwordHint:
      'Mindestens 8 Zeichen. Ein paar Wörter hintereinander sind leicht zu merken und schwer zu erraten.',
    problems: {
      missing: 'Geben Sie ein Passwort ein.',
      too_short: 'Verwenden Sie mindestens 8 Zeichen.',
      too_long: 'Verwenden Sie höchstens 512 Zeichen.',
      common: 'Dieses Passwort ist zu verbreitet. Wählen Sie ein anderes.',
      own_name: 'Ihr Benutzername oder Ihre E-Mail-Adresse kann nicht Ihr Passwort sein.',
    },
    differ: 'Die Passwörter stimmen nicht überein.',
    tooMany: (seconds) =>
      `Zu viele Versuche. Versuchen Sie es in ${inMinutes(seconds, ['Sekunde', 'Sekunden'], ['Minute', 'Minuten'])} noch einmal.`,
    logIn: {
      heading: 'Anmelden',
      act: 'Anmelden',
      forgotten: 'Passwort vergessen?',
      wrong: 'E-Mail-Adresse oder Passwort stimmt nicht.',
      toBeReplaced:
        'Wählen Sie ein neues Passwort, bevor Sie sich anmelden. Folgen Sie unten „Passwort vergessen?“.',
      loggedOut: 'Sie sind abgemeldet.',
      kept: 'Ihre Sitzung ist beendet. Melden Sie sich an, dann können Sie Ihre Angaben absenden.',
      invited: (place) => `Sie sind zu ${place} eingeladen. Melden Sie sich an, um teilzunehmen.`,
      linkRefused:
        'Der Link hat Sie nicht angemeldet. Melden Sie sich hier an, oder gehen Sie zurück und versuchen Sie es noch einmal.',
    },
    sessions: {
      heading: 'Wo Sie angemeldet sind',
      text: 'Wenn Ihnen etwas davon fremd ist, beenden Sie es und wählen Sie ein neues Passwort.',
      browser: 'Ein Browser',
      program: (door) => `Ein Programm (${door})`,
      since: (begin, end) => `Seit ${begin}. Endet am ${end}, wenn es nicht benutzt wird.`,
      thisOne: 'Das ist der Browser, den Sie gerade benutzen.',
      end: 'Beenden',
      endOthers: 'Alle anderen beenden',
      ended: 'Erledigt. Wer es benutzt hat, muss sich neu anmelden.',
    },
    forgotten: {
      heading: 'Passwort vergessen?',
      text: 'Wir schicken Ihnen per E-Mail einen Link, um ein neues zu wählen.',
      act: 'Link schicken',
      sent: 'Wenn es unter diesem Namen ein Konto mit E-Mail-Adresse gibt, haben wir einen Link geschickt. Er gilt eine Stunde und funktioniert einmal. Sehen Sie auch im Spam-Ordner nach.',
      back: 'Zurück zur Anmeldung',
    },
    reset: {
      heading: 'Neues Passwort wählen',
      act: 'Speichern und anmelden',
      gone: [
        'Dieser Link ist abgelaufen',
        'Mit dem Link können Sie einmal, innerhalb einer Stunde, ein neues Passwort wählen.',
      ],
      again: 'Neuen Link anfordern',
    },
    activate: {
      heading: (place) => `Einladung zu ${place}`,
      hello: (name) => `Guten Tag, ${name}!`,
      choose: 'Wählen Sie ein Passwort. Damit melden Sie sich künftig an.',
      act: 'Speichern und teilnehmen',
      signedIn: (name) => `Sie sind als ${name} angemeldet.`,
      follow: 'Teilnehmen',
      gone: [
        'Dieser Einladungslink funktioniert nicht',
        'Der Link ist unvollständig, abgelaufen oder zurückgezogen. Bitten Sie die Person, die Sie eingeladen hat, um einen neuen. Wenn Sie schon ein Passwort haben, melden Sie sich an.',
      ],
      another: (invited, signedIn) =>
        `Diese Einladung ist für ${invited}, angemeldet sind Sie aber als ${signedIn}.`,
      logOut: 'Abmelden und fortfahren',
    },
  },
})

type Forms = readonly [one: string, more: string]

/** Up to a minute in seconds, above that in minutes. */
function inMinutes(seconds: number, ofSeconds: Forms, ofMinutes: Forms): string {
  const [count, [one, more]] = seconds <= 60 ? [seconds, ofSeconds] : [Math.ceil(seconds / 60), ofMinutes]
  return `${count} ${count === 1 ? one : more}`
}
