import { SealedBox } from '../../lib/sealed-box.ts'
import { DOCTOR_HEADER, makeDoctorProof, type SeenRequest } from '../../server/seen-request.ts'

/** What is wrong with the way from the public address to the server; nothing in a sound one. */
export type ProxyExamination =
  | { readonly state: 'ok'; readonly detail: string }
  | { readonly state: 'wrong'; readonly details: readonly string[] }

const TIMEOUT_MS = 5_000
/** No proxy may pass that on. */
const FORGED_HOST = 'forged.invalid'

/**
 * Fetches the public address, and compares what the server saw of the request with what was sent.
 * @param key the server key, which shows the server who asks
 */
export async function examineProxy(
  publicUrl: string,
  key: Uint8Array,
  now: number,
): Promise<ProxyExamination> {
  const proof = makeDoctorProof(new SealedBox(key), now)
  let seen: SeenRequest | undefined
  let forged: SeenRequest | undefined
  try {
    seen = await fetchSeen(publicUrl, { [DOCTOR_HEADER]: proof })
    forged = await fetchSeen(publicUrl, { [DOCTOR_HEADER]: proof, 'x-forwarded-host': FORGED_HOST })
  } catch (error) {
    return { state: 'wrong', details: [`${publicUrl} can't be fetched from here: ${reasonOf(error)}`] }
  }
  if (seen === undefined) {
    return {
      state: 'wrong',
      details: [
        `${publicUrl} is answered by another program, or by a server with another key. Check where the proxy forwards to`,
      ],
    }
  }
  const details = faultsOf(new URL(publicUrl), seen)
  if (details.length === 0 && forged?.host === FORGED_HOST) {
    details.push(
      'The proxy passes on the X-Forwarded-Host that a client sends. Let it remove or overwrite it: `proxy_set_header X-Forwarded-Host "";` (nginx), `RequestHeader unset X-Forwarded-Host` (Apache), `http-request del-header X-Forwarded-Host` (HAProxy)',
    )
  }
  if (details.length > 0) return { state: 'wrong', details }
  const how = seen.isPeerTrusted ? `through the proxy at ${seen.peer}` : 'directly'
  return { state: 'ok', detail: `${publicUrl} leads here ${how}` }
}

async function fetchSeen(
  publicUrl: string,
  headers: Readonly<Record<string, string>>,
): Promise<SeenRequest | undefined> {
  const answer = await fetch(`${publicUrl}/healthz`, {
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const body: unknown = await answer.json().catch(() => undefined)
  if (typeof body !== 'object' || body === null || !('seen' in body)) return undefined
  return body.seen as SeenRequest // of our own server
}

/** In the order in which to mend them. */
function faultsOf({ protocol, host }: URL, seen: SeenRequest): string[] {
  const { peer, isPeerTrusted, headers } = seen
  const forwards =
    headers['x-forwarded-for'] !== null || headers['x-forwarded-proto'] !== null || headers.forwarded !== null
  const wanted = protocol.slice(0, -1)
  const arrivesPlain = wanted === 'https' && !seen.isOwnTls
  if (!isPeerTrusted && (forwards || arrivesPlain)) {
    return [
      `The proxy at ${peer} isn't trusted, so its headers are ignored. Set QUADRIVIUM_TRUSTED_PROXIES=${plainPeer(peer)} and restart the server`,
    ]
  }
  const faults: string[] = []
  if (seen.protocol !== wanted) {
    const proto = headers['x-forwarded-proto']
    faults.push(
      `${proto === null ? 'X-Forwarded-Proto is missing' : `X-Forwarded-Proto is "${proto}"`}, so the server takes requests for ${seen.protocol}. Add to the proxy: \`proxy_set_header X-Forwarded-Proto $scheme;\` (nginx), \`RequestHeader set X-Forwarded-Proto ${wanted}\` (Apache), \`http-request set-header X-Forwarded-Proto ${wanted}\` (HAProxy)`,
    )
  }
  if (withoutPort(seen.host) !== withoutPort(host)) {
    faults.push(
      `Host arrives as "${headers.host ?? ''}"${headers['x-forwarded-host'] === null ? ' without X-Forwarded-Host' : ` with X-Forwarded-Host "${headers['x-forwarded-host']}"`}, not as "${host}". Add to the proxy: \`proxy_set_header Host $host;\` (nginx), \`ProxyPreserveHost On\` (Apache)`,
    )
  }
  if (isPeerTrusted && headers['x-forwarded-for'] === null && !/\bfor=/i.test(headers.forwarded ?? '')) {
    faults.push(
      'X-Forwarded-For is missing, so all clients look like one. Add to the proxy: `proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;` (nginx), `option forwardfor` (HAProxy)',
    )
  }
  return faults
}

/** An IPv4 address as people write it. */
function plainPeer(peer: string): string {
  return peer.replace(/^::ffff:/, '')
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  const { cause } = error
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message
  return cause instanceof Error ? cause.message : error.message
}
