import { maySeeMailedLinks, type Actor } from '../permissions.ts'
import type { Mail, TestEvent, WebhookEvent } from './events.ts'
import type { AccountId, DeliveryId, WebhookId } from '../ids.ts'

/** `waiting` for its first or next attempt, `sent`, or `given_up` after the last one. */
export type DeliveryState = 'waiting' | 'sent' | 'given_up'

interface DeliveryBase {
  readonly id: DeliveryId
  readonly accountId: AccountId
  /** The same for all attempts and for a replay: receivers know a repetition by it. */
  readonly messageId: string
  readonly state: DeliveryState
  /** When the next attempt is due; null once there is none ahead. */
  readonly due: number | null
  /** Attempts that failed or went through, since it was put in or replayed. */
  readonly attempts: number
  readonly created: number
  /** When its state or its message was changed. */
  readonly modified: number
  readonly settled: number | null
  /** The trace of the request that caused it, as `traceparent` names it. */
  readonly trace: string | null
}

/** An event on its way to one webhook. */
export interface EventDelivery extends DeliveryBase {
  readonly kind: 'webhook_event'
  readonly webhookId: WebhookId
  readonly payload: WebhookEvent | TestEvent
}

/** A mail on its way to the mail server. */
export interface MailDelivery extends DeliveryBase {
  readonly kind: 'mail'
  readonly webhookId: null
  readonly payload: Mail
}

/** A mail as it is shown to somebody: without its link, unless they may see that. */
export function asSeenBy(actor: Actor, mail: MailDelivery): MailDelivery {
  return maySeeMailedLinks(actor) ? mail : { ...mail, payload: { ...mail.payload, link: null } }
}

/** What people see of a mail that they may not read: its text may have a link that signs its reader in. */
export interface SentMail {
  readonly id: DeliveryId
  readonly at: number
  readonly state: DeliveryState
  readonly to: string
  readonly subject: string
  /** What the mail server said last, of one that was given up. */
  readonly reason: string | null
}

/** What the outbox holds, before and after it went out. */
export type Delivery = EventDelivery | MailDelivery

export type DeliveryKind = Delivery['kind']

/** One attempt, as it is kept in the log. */
export interface DeliveryAttempt {
  /** 1, 2, … since the delivery was put in or replayed. */
  readonly number: number
  readonly at: number
  readonly milliseconds: number
  /** A status, the mail server's answer, or why there was none. */
  readonly answer: string
}

/** An attempt, with what it was an attempt of: what is told to whoever watches. */
export interface WatchedAttempt extends DeliveryAttempt {
  /** In the order in which they started. */
  readonly id: number
  readonly deliveryId: DeliveryId
  readonly kind: DeliveryKind
  readonly state: Delivery['state']
}

/** How a delivery stands after an attempt. */
export type Settlement =
  { readonly state: 'sent' | 'given_up' } | { readonly state: 'waiting'; readonly due: number }
