import type { LookupAddress } from 'node:dns'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as sendSecure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { http } from '../../lib/node-http.ts'
import { RefusedTarget, type AddressGuard } from './address-guard.ts'
import type { WebhookRequest } from './webhook-request.ts'

const MAX_ANSWER = 64 * 1024

/** The result of a request: a status, or a short reason for the log why there was none. */
export type PostResult =
  | {
      readonly status: number
      /** The `Retry-After` header, as received. */
      readonly retryAfter?: string
    }
  | { readonly failure: string }

/**
 * Posts to a user-supplied address, through the guard. Redirects aren't followed; the body of the answer is read up to
 * 64 kB and discarded.
 * @param signal aborts the attempt; a `TimeoutError` as its reason counts as the receiver's failure
 * @throws the signal's reason when it is anything else
 */
export async function post(
  guard: AddressGuard,
  url: URL,
  outgoing: WebhookRequest,
  signal: AbortSignal,
): Promise<PostResult> {
  let answer: PostResult | undefined
  try {
    const addresses = await orAborted(guard.addressesOf(url), signal)
    const response = await send(url, addresses, outgoing, signal)
    const { statusCode: status = 0, headers } = response
    const retryAfter = headers['retry-after']
    answer = retryAfter === undefined ? { status } : { status, retryAfter }
    await drain(response)
    return answer
  } catch (error) {
    if (answer !== undefined) return answer // only the body was cut off
    if (signal.aborted && !isTimeout(signal.reason)) throw signal.reason
    return { failure: signal.aborted ? 'timeout' : describe(error) }
  }
}

function send(
  url: URL,
  addresses: readonly string[],
  { headers, body }: WebhookRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, connection: 'close' },
      agent: false, // no keep-alive: each connection goes to an address that was just checked
      signal,
      lookup: pinned(addresses),
    }
    const request = url.protocol === 'https:' ? sendSecure(url, options) : http.request(url, options)
    request.on('response', resolve)
    request.on('error', reject)
    // Without a listener for a 101, Node closes the connection without an error.
    request.on('close', () => reject(new Error('closed without an answer')))
    request.end(body)
  })
}

/** A look-up that returns only the checked addresses. Node doesn't call it if the host is an IP address. */
function pinned(addresses: readonly string[]): LookupFunction {
  const found: LookupAddress[] = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_name, options, callback) => {
    if (options.all === true) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family)
  }
}

async function drain(response: IncomingMessage): Promise<void> {
  let length = 0
  for await (const chunk of response) {
    length += (chunk as Buffer).length // no encoding is set, so chunks are bytes
    if (length > MAX_ANSWER) return // leaving the loop destroys the connection
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('aborted')) // the caller checks the signal
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError'
}

function describe(error: unknown): string {
  if (error instanceof RefusedTarget) return `refused: ${error.message}`
  if (error instanceof AggregateError) return describe(error.errors[0]) // one for each address that was tried
  if (!(error instanceof Error)) return 'failed'
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
