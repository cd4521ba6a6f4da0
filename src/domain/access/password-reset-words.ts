import { pickLanguage } from '../languages.ts'

/** The text of a mail with a link to choose a new password. */
interface PasswordResetWords {
  readonly subject: string
  readonly body: string
  readonly action: string
}

/** The text in the person's language; in English if there is no translation. */
export function passwordResetWords(locale: string, academy: string): PasswordResetWords {
  return words[pickLanguage(SPOKEN, locale) ?? 'en'](academy)
}

const english = (academy: string): PasswordResetWords => ({
  subject: `Your password for ${academy}`,
  body: `Follow the link to choose a new password for ${academy}. It works once, within one hour.\n\nIf you didn’t ask for this, ignore this mail: your password stays the same.`,
  action: 'Choose a new password',
})

const SPOKEN = ['en', 'nl', 'de', 'fr'] as const

const words: Readonly<Record<(typeof SPOKEN)[number], typeof english>> = {
  en: english,
  nl: (academy) => ({
    subject: `Uw wachtwoord voor ${academy}`,
    body: `Volg de link om een nieuw wachtwoord voor ${academy} te kiezen. De link is een uur geldig en werkt één keer.\n\nHebt u hier niet om gevraagd, doe dan niets: uw wachtwoord blijft zoals het is.`,
    action: 'Nieuw wachtwoord kiezen',
  }),
  de: (academy) => ({
    subject: `Ihr Passwort für ${academy}`,
    body: `Folgen Sie dem Link, um ein neues Passwort für ${academy} zu wählen. Er gilt eine Stunde und funktioniert einmal.\n\nWenn Sie das nicht angefordert haben, ignorieren Sie diese E-Mail: Ihr Passwort bleibt unverändert.`,
    action: 'Neues Passwort wählen',
  }),
  fr: (academy) => ({
    subject: `Votre mot de passe pour ${academy}`,
    body: `Suivez le lien pour choisir un nouveau mot de passe pour ${academy}. Il est valable une heure et ne sert qu’une fois.\n\nSi vous ne l’avez pas demandé, ne faites rien : votre mot de passe reste inchangé.`,
    action: 'Choisir un nouveau mot de passe',
  }),
}
