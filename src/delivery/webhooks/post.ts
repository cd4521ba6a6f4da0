import type { LookupAddress } from 'node:dns'
import { request as sendPlain, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as sendSecure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { RefusedTarget, type AddressGuard } from './address-guard.ts'
import type { WebhookRequest } from './webhook-request.ts'

const MAX_ANSWER = 64 * 1024

/** What came of a request: a status, or why there was none, in a few words for the log. */
export type PostResult =
  | {
      readonly status: number
      /** The header `Retry-After`, as it came. */
      readonly retryAfter?: string
    }
  | { readonly failure: string }

/**
 * Posts to an address that somebody typed in, through the guard. Redirects are not followed, the body of the answer is
 * read to its end or to 64 kB and forgotten.
 * @param signal ends the attempt; a `TimeoutError` as its reason counts as the receiver's failure
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
    if (answer !== undefined) return answer // only its body broke off
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
      agent: false, // no kept connections: each goes to an address that has just been checked
      signal,
      lookup: pinned(addresses),
    }
    const request = url.protocol === 'https:' ? sendSecure(url, options) : sendPlain(url, options)
    request.on('response', resolve)
    request.on('error', reject)
    // After a 101 that nobody listens for, Node closes the connection without an error.
    request.on('close', () => reject(new Error('closed without an answer')))
    request.end(body)
  })
}

/** A look-up that knows only what has been checked. Node doesn't ask it where the host is an address itself. */
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
    const onAbort = () => reject(new Error('aborted')) // whoever catches it looks at the signal
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
