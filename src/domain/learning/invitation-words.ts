import { pickLanguage } from '../languages.ts'
import type { InvitationText } from './invitation.ts'

/** The default text of an invitation, in the language of the invited person. */
export function builtInWords(locale: string, place: string): { [Part in keyof InvitationText]: string } {
  return words[pickLanguage(SPOKEN, locale) ?? 'en'](place)
}

const english = (place: string) => ({
  subject: `Invitation to ${place}`,
  body: `You have been invited to ${place}. Follow the link to join.`,
  action: 'Join',
})

const SPOKEN = ['en', 'nl', 'de', 'fr'] as const

const words: Readonly<Record<(typeof SPOKEN)[number], typeof english>> = {
  en: english,
  nl: (place) => ({
    subject: `Uitnodiging voor ${place}`,
    body: `U bent uitgenodigd voor ${place}. Volg de link om deel te nemen.`,
    action: 'Deelnemen',
  }),
  de: (place) => ({
    subject: `Einladung zu ${place}`,
    body: `Sie sind zu ${place} eingeladen. Folgen Sie dem Link, um teilzunehmen.`,
    action: 'Teilnehmen',
  }),
  fr: (place) => ({
    subject: `Invitation : ${place}`,
    body: `Vous êtes invité à rejoindre ${place}. Suivez le lien pour participer.`,
    action: 'Participer',
  }),
}
