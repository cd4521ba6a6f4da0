import { pickLanguage } from '../languages.ts'
import type { Mail } from './events.ts'

type Words = (academy: string) => Pick<Mail, 'subject' | 'body'>

/** The text of a mail that tries the mail server, in the recipient's language; English if there is no translation. */
export function testMailWords(locale: string, academy: string): Pick<Mail, 'subject' | 'body'> {
  return words[pickLanguage(SPOKEN, locale) ?? 'en'](academy)
}

const SPOKEN = ['en', 'de', 'fr', 'es', 'nl', 'ar'] as const

const words: Readonly<Record<(typeof SPOKEN)[number], Words>> = {
  en: (academy) => ({
    subject: `Test mail from ${academy}`,
    body: `This mail shows that ${academy} can send mails. Nobody needs to answer it.`,
  }),
  de: (academy) => ({
    subject: `Testmail von ${academy}`,
    body: `Diese E-Mail zeigt, dass ${academy} E-Mails senden kann. Sie brauchen nicht zu antworten.`,
  }),
  fr: (academy) => ({
    subject: `E-mail d’essai de ${academy}`,
    body: `Cet e-mail montre que ${academy} peut envoyer des e-mails. Il n’appelle pas de réponse.`,
  }),
  es: (academy) => ({
    subject: `Correo de prueba de ${academy}`,
    body: `Este correo muestra que ${academy} puede enviar correos. No hace falta responder.`,
  }),
  nl: (academy) => ({
    subject: `Testmail van ${academy}`,
    body: `Deze e-mail laat zien dat ${academy} e-mails kan verzenden. U hoeft niet te antwoorden.`,
  }),
  ar: (academy) => ({
    subject: `رسالة تجريبية من ${academy}`,
    body: `تُظهر هذه الرسالة أن ${academy} تستطيع إرسال الرسائل. لا حاجة إلى الرد عليها.`,
  }),
}
