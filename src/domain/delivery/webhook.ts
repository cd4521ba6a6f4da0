import type { WebhookEvent } from './events.ts'
import type { WebhookId } from '../ids.ts'

export type WebhookEventName = WebhookEvent['event']

export const WEBHOOK_EVENTS = [
  'enrolment_created',
  'enrolment_completed',
  'enrolment_deleted',
  'program_membership_created',
  'program_membership_completed',
  'program_membership_deleted',
] as const satisfies readonly WebhookEventName[]

/** Why nothing is sent any more: the receiver said that it is gone, it failed for days, or a manager wanted it so. */
export type OffReason = 'gone' | 'failing' | 'wanted'

/** A subscription to events: the address and the events. */
export interface Webhook {
  readonly id: WebhookId
  readonly url: string
  readonly events: readonly WebhookEventName[]
  /** How an event looks to the receiver: the name of the door that brings the format. */
  readonly format: string
  /** One attempt an event, for receivers that cannot bear repeats. */
  readonly singleAttempt: boolean
  readonly off: { readonly since: number; readonly reason: OffReason } | null
  /** The first failure since the last success. */
  readonly failingSince: number | null
  readonly created: number
  readonly modified: number
  /** Until when the secret that it had before signs too; null: it doesn't. */
  readonly rotatedUntil: number | null
}

/** What can be changed of a webhook, beside whether it is on. */
export type WebhookValues = Pick<Webhook, 'url' | 'events' | 'format' | 'singleAttempt'>

export interface NewWebhook extends WebhookValues {
  /** Sealed with the server key: a signature can be made only with the secret itself. */
  readonly sealedSecret: string
}
