import type { TestEvent, WebhookEvent } from './events.ts'

/** A webhook event as it is about to go out. */
export interface OutgoingEvent {
  /** The same for all attempts, and for a replay. */
  readonly id: string
  /** 1, 2, … */
  readonly attempt: number
  /** When this attempt is made, in milliseconds. */
  readonly at: number
  /** Signs the message. */
  readonly secret: string
  /** The secret that it had before, while its receiver may still check by that; omitted: none. */
  readonly oldSecret?: string | undefined
  readonly event: WebhookEvent | TestEvent
}

/**
 * How an event looks to its receiver: the body, and headers of the format's own. Delivery adds length, user agent and the
 * three headers of the Standard Webhooks specification.
 */
export interface WebhookFormat {
  render(event: OutgoingEvent): {
    readonly contentType: string
    readonly body: string
    readonly headers: Readonly<Record<string, string>>
  }
}
