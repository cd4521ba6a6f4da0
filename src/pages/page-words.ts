import { inEachLanguage } from './language.ts'

/** An error, as the pages describe it. */
export type Trouble =
  | 'bad_request'
  | 'forged_form'
  | 'forbidden'
  | 'not_found'
  | 'no_academy'
  | 'method_not_allowed'
  | 'too_large'
  | 'invalid'
  | 'conflict'
  | 'limited'
  | 'not_secure'
  | 'crashed'
  | 'unavailable'

interface PageWords {
  /** The skip link for people who use the keyboard. */
  readonly skip: string
  readonly navigation: string
  readonly courses: string
  readonly logOut: string
  readonly signedInAs: (name: string) => string
  readonly toStart: string
  /** The language's name in that language. */
  readonly language: string
  readonly languages: string
  /** Above a form that was sent after the session had ended. */
  readonly late: string
  /** For each, a heading and what to do. */
  readonly errors: Readonly<Record<Trouble, readonly [heading: string, text: string]>>
}

/** The texts of every page and of error pages. */
export const pageWords = inEachLanguage<PageWords>({
  en: {
    skip: 'Skip to content',
    navigation: 'Main',
    courses: 'My courses',
    logOut: 'Log out',
    signedInAs: (name: string) => `Signed in as ${name}`,
    toStart: 'Go to the start page',
    language: 'English',
    languages: 'Language',
    late: 'Your session had ended, so nothing was sent. Check what you entered and send it again.',
    errors: {
      bad_request: [
        'That didn’t work',
        'Your browser sent something that can’t be read. Go back and try again.',
      ],
      forged_form: [
        'This form has expired',
        'It was opened in another session or on another site. Nothing was changed. Go back, reload the page and send the form again. Your browser must allow cookies for this site.',
      ],
      forbidden: ['You can’t open this page', 'You don’t have permission, or it isn’t meant for you.'],
      not_found: ['Page not found', 'This page doesn’t exist, or the link has expired.'],
      no_academy: ['Page not found', 'There is no academy at this address. Check the address.'],
      method_not_allowed: ['That didn’t work', 'This page can’t be opened this way.'],
      too_large: ['That’s too large', 'Try a smaller file or a shorter text.'],
      invalid: ['That didn’t work', 'Some of what you entered can’t be used. Go back and check it.'],
      conflict: ['That didn’t work', 'Something has changed in the meantime. Go back and reload the page.'],
      limited: ['Too many attempts', 'Wait a while, then try again.'],
      not_secure: ['This page needs a secure connection', 'Open it with an https:// address.'],
      crashed: ['Something went wrong', 'It’s our fault, not yours. Try again later.'],
      unavailable: ['Not available right now', 'Try again in a few minutes.'],
    },
  },
  de: {
    skip: 'Zum Inhalt springen',
    navigation: 'Hauptmenü',
    courses: 'Meine Kurse',
    logOut: 'Abmelden',
    signedInAs: (name) => `Angemeldet als ${name}`,
    toStart: 'Zur Startseite',
    language: 'Deutsch',
    languages: 'Sprache',
    late: 'Ihre Sitzung war beendet, daher wurde nichts gesendet. Prüfen Sie Ihre Angaben und senden Sie sie noch einmal ab.',
    errors: {
      bad_request: [
        'Das hat nicht geklappt',
        'Ihr Browser hat etwas gesendet, das sich nicht lesen lässt. Gehen Sie zurück und versuchen Sie es noch einmal.',
      ],
      forged_form: [
        'Dieses Formular ist abgelaufen',
        'Es wurde in einer anderen Sitzung oder auf einer anderen Website geöffnet. Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal ab. Ihr Browser muss Cookies für diese Website zulassen.',
      ],
      forbidden: [
        'Diese Seite dürfen Sie nicht öffnen',
        'Ihnen fehlen die Rechte dafür, oder sie ist nicht für Sie bestimmt.',
      ],
      not_found: ['Seite nicht gefunden', 'Diese Seite gibt es nicht, oder der Link ist abgelaufen.'],
      no_academy: [
        'Seite nicht gefunden',
        'Unter dieser Adresse gibt es keine Akademie. Prüfen Sie die Adresse.',
      ],
      method_not_allowed: ['Das hat nicht geklappt', 'Diese Seite lässt sich so nicht öffnen.'],
      too_large: ['Das ist zu groß', 'Versuchen Sie es mit einer kleineren Datei oder einem kürzeren Text.'],
      invalid: [
        'Das hat nicht geklappt',
        'Ein Teil Ihrer Angaben ist nicht verwendbar. Gehen Sie zurück und prüfen Sie sie.',
      ],
      conflict: [
        'Das hat nicht geklappt',
        'Inzwischen hat sich etwas geändert. Gehen Sie zurück und laden Sie die Seite neu.',
      ],
      limited: ['Zu viele Versuche', 'Warten Sie eine Weile und versuchen Sie es dann noch einmal.'],
      not_secure: [
        'Diese Seite braucht eine sichere Verbindung',
        'Öffnen Sie sie mit einer Adresse, die mit https:// beginnt.',
      ],
      crashed: [
        'Etwas ist schiefgegangen',
        'Es liegt an uns, nicht an Ihnen. Versuchen Sie es später noch einmal.',
      ],
      unavailable: ['Zurzeit nicht erreichbar', 'Versuchen Sie es in ein paar Minuten noch einmal.'],
    },
  },
})
