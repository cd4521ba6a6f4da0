import type { Mail } from '../domain/delivery/events.ts'
import { pickLanguage } from '../domain/languages.ts'
import type { OffReason, Webhook } from '../domain/delivery/webhook.ts'

type Reason = Exclude<OffReason, 'wanted'>
type Words = (webhook: Webhook, reason: Reason) => Pick<Mail, 'subject' | 'body'>

/**
 * The message to managers about a webhook that was switched off, in the recipient's language; English if there is no
 * translation.
 */
export function switchOffWords(
  locale: string,
  webhook: Webhook,
  reason: Reason,
): Pick<Mail, 'subject' | 'body'> {
  return words[pickLanguage(SPOKEN, locale) ?? 'en'](webhook, reason)
}

const commands = (id: number) => [`quadrivium webhook on ${id}`, `quadrivium webhook replay ${id}`]

const english: Words = ({ id, url }, reason) => ({
  subject: 'A webhook was switched off',
  body: [
    `Webhook ${id}, which reports to ${url}, was switched off:`,
    reason === 'gone'
      ? 'its receiver answered 410, which says that nothing must be sent there any more.'
      : 'none of its messages has been accepted for five days.',
    '',
    'Nothing is lost yet. Messages to it are kept for 30 days. When the receiver works again, switch the webhook on and replay what it missed:',
    '',
    ...commands(id),
  ].join('\n'),
})

const german: Words = ({ id, url }, reason) => ({
  subject: 'Ein Webhook wurde abgeschaltet',
  body: [
    `Webhook ${id}, der an ${url} berichtet, wurde abgeschaltet:`,
    reason === 'gone'
      ? 'Sein Empfänger hat mit 410 geantwortet. Das heißt, dass dorthin nichts mehr gesendet werden darf.'
      : 'Seit fünf Tagen wurde keine seiner Nachrichten angenommen.',
    '',
    'Noch ist nichts verloren. Nachrichten an ihn werden 30 Tage lang aufbewahrt. Wenn der Empfänger wieder arbeitet, schalten Sie den Webhook ein und holen Sie nach, was er versäumt hat:',
    '',
    ...commands(id),
  ].join('\n'),
})

const SPOKEN = ['en', 'de'] as const

const words: Readonly<Record<(typeof SPOKEN)[number], Words>> = { en: english, de: german }
