import type { TriedDelivery } from '../../domain/delivery/deliveries.ts'
import type { MailDelivery } from '../../domain/delivery/delivery.ts'
import { presentAttempt, presentStanding } from '../webhooks/present-webhook.ts'

/** A mail as a list shows it. */
export function presentMail({ payload: { to, name, subject, locale, opens }, ...delivery }: MailDelivery) {
  return {
    id: delivery.id,
    messageId: delivery.messageId,
    to,
    name,
    subject,
    language: locale,
    purpose: opens?.of ?? null,
    ...presentStanding(delivery),
  }
}

/** A mail with its text and its log. */
export function presentWholeMail(
  { delivery, attempts }: TriedDelivery<MailDelivery>,
  { text, html }: { readonly text: string; readonly html: string },
) {
  return { ...presentMail(delivery), text, html, attempts: attempts.map(presentAttempt) }
}
