import { inEachLanguage } from './language.ts'

/** Something that went wrong, as the pages tell it. */
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
  /** Leads those who use the keyboard past the header. */
  readonly skip: string
  readonly navigation: string
  readonly courses: string
  readonly logOut: string
  readonly signedInAs: (name: string) => string
  readonly toStart: string
  /** Above a form that was sent when the session had ended. */
  readonly late: string
  /** Of each a heading, and what to do. */
  readonly errors: Readonly<Record<Trouble, readonly [heading: string, text: string]>>
}

/** What stands on every page, and on those that say that something went wrong. */
export const pageWords = inEachLanguage<PageWords>({
  en: {
    skip: 'Skip to content',
    navigation: 'Main',
    courses: 'My courses',
    logOut: 'Log out',
    signedInAs: (name: string) => `Signed in as ${name}`,
    toStart: 'Go to the start page',
    late: 'Your session had ended, so nothing was sent. Check what you entered and send it again.',
    errors: {
      bad_request: ['That didn’t work', 'The request can’t be read. Go back and try again.'],
      forged_form: [
        'This form is no longer valid',
        'It was opened too long ago, in another session, or comes from another site. Nothing was changed. Go back, load the page again and send the form once more. Your browser must allow cookies for this site.',
      ],
      forbidden: [
        'You may not open this page',
        'You don’t have the rights for it, or it isn’t meant for you.',
      ],
      not_found: ['There is nothing here', 'The page doesn’t exist, or the link is no longer valid.'],
      no_academy: ['There is nothing here', 'No academy answers at this address. Check the address.'],
      method_not_allowed: ['That didn’t work', 'This page can’t be called like that.'],
      too_large: ['That is too much', 'What was sent is too large. Send less of it.'],
      invalid: ['That didn’t work', 'Something that was sent can’t be used. Go back and check it.'],
      conflict: [
        'That didn’t work',
        'Something has changed in the meantime. Go back and load the page again.',
      ],
      limited: ['Too many attempts', 'Wait a while and try again.'],
      not_secure: ['This page needs a secure connection', 'Call it by an address that begins with https.'],
      crashed: ['Something went wrong', 'It is our fault, not yours. Try again later.'],
      unavailable: ['Not available at the moment', 'Try again in a few minutes.'],
    },
  },
  de: {
    skip: 'Zum Inhalt springen',
    navigation: 'Hauptmenü',
    courses: 'Meine Kurse',
    logOut: 'Abmelden',
    signedInAs: (name) => `Angemeldet als ${name}`,
    toStart: 'Zur Startseite',
    late: 'Ihre Sitzung war beendet, daher wurde nichts gesendet. Prüfen Sie Ihre Angaben und senden Sie sie noch einmal ab.',
    errors: {
      bad_request: [
        'Das hat nicht geklappt',
        'Die Anfrage ist nicht lesbar. Gehen Sie zurück und versuchen Sie es noch einmal.',
      ],
      forged_form: [
        'Dieses Formular gilt nicht mehr',
        'Es wurde vor zu langer Zeit oder in einer anderen Sitzung geöffnet, oder es kommt von einer anderen Website. Es wurde nichts geändert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie das Formular noch einmal ab. Ihr Browser muss Cookies für diese Website zulassen.',
      ],
      forbidden: [
        'Diese Seite dürfen Sie nicht öffnen',
        'Ihnen fehlen die Rechte dafür, oder sie ist nicht für Sie bestimmt.',
      ],
      not_found: ['Hier ist nichts', 'Die Seite gibt es nicht, oder der Link gilt nicht mehr.'],
      no_academy: ['Hier ist nichts', 'Unter dieser Adresse gibt es keine Akademie. Prüfen Sie die Adresse.'],
      method_not_allowed: ['Das hat nicht geklappt', 'Diese Seite kann so nicht aufgerufen werden.'],
      too_large: ['Das ist zu viel', 'Was gesendet wurde, ist zu groß. Senden Sie weniger.'],
      invalid: [
        'Das hat nicht geklappt',
        'Etwas von dem, was gesendet wurde, ist nicht verwendbar. Gehen Sie zurück und prüfen Sie es.',
      ],
      conflict: [
        'Das hat nicht geklappt',
        'Inzwischen hat sich etwas geändert. Gehen Sie zurück und laden Sie die Seite neu.',
      ],
      limited: ['Zu viele Versuche', 'Warten Sie eine Weile und versuchen Sie es dann noch einmal.'],
      not_secure: [
        'Diese Seite braucht eine sichere Verbindung',
        'Rufen Sie sie mit einer Adresse auf, die mit https beginnt.',
      ],
      crashed: [
        'Etwas ist schiefgegangen',
        'Es liegt an uns, nicht an Ihnen. Versuchen Sie es später noch einmal.',
      ],
      unavailable: ['Zurzeit nicht erreichbar', 'Versuchen Sie es in ein paar Minuten noch einmal.'],
    },
  },
})
