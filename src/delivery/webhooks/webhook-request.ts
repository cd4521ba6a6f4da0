import type { OutgoingEvent, WebhookFormat } from '../../domain/delivery/webhook-format.ts'
import { standardSignature } from './standard-signature.ts'

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The request of one attempt: the format's body and headers, plus the three Standard Webhooks headers. */
export function webhookRequest(format: WebhookFormat, outgoing: OutgoingEvent): WebhookRequest {
  const { id, at, secret, oldSecret } = outgoing
  const { contentType, body, headers } = format.render(outgoing)
  const timestamp = Math.floor(at / 1000)
  return {
    body,
    headers: {
      'content-type': contentType,
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'Quadrivium-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      // A receiver accepts the message if one of them fits.
      'webhook-signature': [secret, ...(oldSecret === undefined ? [] : [oldSecret])]
        .map((one) => standardSignature(one, { id, timestamp, body }))
        .join(' '),
      ...headers,
    },
  }
}
