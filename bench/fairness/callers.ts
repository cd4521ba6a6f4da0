import { request as ask } from 'node:http'
import { API_ROOT } from '../../src/api/api-services.ts'
import { sessionSecretToken } from '../../src/api/authenticate.ts'
import { makeAccessToken } from '../../src/dialects/oneroster/access-token.ts'
import { oneroster } from '../../src/dialects/oneroster/oneroster-dialect.ts'
import { rev as revDialect } from '../../src/dialects/rev/rev-dialect.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import type { AccountId, MemberId } from '../../src/domain/ids.ts'
import { systemOf } from '../../src/domain/principal.ts'
import { newSessionToken } from '../../src/http/session-cookie.ts'
import { hmacSha256, sha256 } from '../../src/lib/digest.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { hashPassword } from '../../src/lib/password-hash.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { givenServerKey, makeServerKey, serverKeyPath } from '../../src/server/server-key.ts'
import type { DataFolder } from '../../test/support/academy.ts'
import { signToken } from '../../test/support/coursepath-client.ts'
import { makeBank, makeConsumer } from '../../test/support/learnosity.ts'
import { signedForm } from '../../test/support/route-sweep.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import type { Founded } from '../large-stores.ts'
import type { Asked, CallerName, Places } from './asked.ts'

/** A request with what lets it in. */
type Caller = (asked: Asked) => Call

interface Call {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string | Buffer
}

export interface Callers extends Readonly<Record<CallerName, Caller>> {
  /** What they know of themselves: passwords, keys, and ids that are to be ended. */
  readonly known: Places
}

const PASSWORD = 'violets are blue 7'

/** Who asks at each door: with the credentials that let them do everything there. */
export async function makeCallers(data: DataFolder, { token, account, manager }: Founded): Promise<Callers> {
  const box = new SealedBox(givenServerKey(data.path, undefined) ?? makeServerKey(serverKeyPath(data.path)))
  const owner = { ...systemOf(account as AccountId, 'cli') }
  const pair = { key: 'FairnessFairness', secret: 'a secret of forty characters, or nearly!' }
  const [intellum, signing] = [randomIds.token(24), randomIds.token(32)]
  const [rev, revByKey, revLeaving] = [randomIds.token(48), randomIds.token(48), randomIds.token(48)]
  const [manages, learns, leaves] = [0, 0, 0].map(() => newSessionToken(randomIds))
  const visits = randomIds.token(32)
  const made = { revKey: revDialect.keys.make(randomIds), roster: oneroster.keys.make(randomIds) }
  const phc = await hashPassword(PASSWORD)
  const known = await data.withStore(async (store) => {
    const ids = await store.write(async (tx) => {
      await tx.members.setPassword(owner.accountId, manager as MemberId, phc)
      await createKey(tx, owner, { door: 'intellum', label: 'bench', key: intellum, memberId: null })
      await createSigningKey(tx, owner, box, { door: 'coursepath', label: 'bench', secret: signing })
      const key = await createKey(tx, owner, {
        door: 'rev',
        label: 'bench',
        ...made.revKey,
        memberId: manager as MemberId,
      })
      await createKey(tx, owner, { door: 'oneroster', label: 'bench', ...made.roster, memberId: null })
      const sessions = [
        ['rev', rev, manager, null],
        ['rev', revByKey, manager, key.id],
        ['rev', revLeaving, manager, null],
        ['console', manages, manager, null],
        ['console', learns, manager + 1, null],
        ['console', leaves, manager + 1, null],
      ] as const
      for (const [door, secret = '', memberId, credentialId] of sessions) {
        const ends = tx.now + 86_400_000
        await tx.sessions.insert(owner.accountId, {
          door,
          tokenHash: sha256(secret),
          memberId: memberId as MemberId,
          credentialId,
          agent: null,
          expires: ends,
          ends,
          confirmed: tx.now,
        })
      }
      const own = await tx.members.find(owner.accountId, { id: manager })
      return { ownGuid: own?.guid ?? '' }
    })
    const surroundings = { store, owner, services: { sealedBox: box } }
    const bank = await makeBank(surroundings)
    await makeConsumer(surroundings, pair, [[bank.id, 'write']])
    return { ...ids, bank: bank.id }
  })
  const withHeader =
    (headers: () => Readonly<Record<string, string>>, root = ''): Caller =>
    (asked) => {
      const { headers: more = {}, payload } = bodyOf(asked)
      return {
        path: root + asked.path,
        headers: { ...headers(), ...more },
        ...(payload !== undefined && { payload }),
      }
    }
  const cookie = (secret = '') => ({ cookie: `quadrivium=${secret}`, accept: 'text/html' })
  const forms =
    (cookies: Readonly<Record<string, string>>, secret = ''): Caller =>
    (asked) =>
      withHeader(() => cookies)(
        asked.form === undefined
          ? asked
          : { ...asked, form: { form_token: formToken(secret), ...asked.form } },
      )
  const vbrick = (secret: string) => withHeader(() => ({ authorization: `VBrick ${secret}` }))
  const client = Buffer.from(`${made.roster.key}:${made.roster.secret}`).toString('base64')
  const access = makeAccessToken(box, { client: made.roster.key, scopes: ['core', 'roster'] }, Date.now())
  let tokens = 0
  const signed = () =>
    signToken(signing, { jti: String(++tokens), iat: Date.now() / 1_000, email: 'manager@example.com' })
  return {
    known: {
      ...known,
      manager,
      password: PASSWORD,
      revKey: made.revKey.key,
      revSecret: made.revKey.secret,
    },
    server: withHeader(() => ({})),
    api: withHeader(() => ({ authorization: `Bearer ${token}` }), API_ROOT),
    browser: withHeader(
      () => ({ ...cookie(manages), 'x-quadrivium-token': sessionSecretToken(manages ?? '') }),
      API_ROOT,
    ),
    rev: vbrick(rev),
    'rev key': vbrick(revByKey),
    'rev leaving': vbrick(revLeaving),
    'rev visitor': withHeader(() => ({})),
    coursepath: (asked) =>
      asked.path.startsWith('/redirect')
        ? withHeader(() => ({}))({
            ...asked,
            path: `${asked.path}${asked.path.includes('?') ? '&' : '?'}token=${signed()}`,
          })
        : withHeader(() => ({ authorization: `Bearer ${signed()}` }))(asked),
    intellum: (asked) => {
      const call = withHeader(() => ({}))(asked)
      return { ...call, path: `${call.path}${call.path.includes('?') ? '&' : '?'}api_key=${intellum}` }
    },
    learnosity: ({ path, body }) => {
      const { action, request } = body as { readonly action: string; readonly request: unknown }
      return {
        path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: signedForm(Date.now(), pair, JSON.stringify(request), action),
      }
    },
    oneroster: withHeader(() => ({ authorization: `Bearer ${access}` })),
    'oneroster client': withHeader(() => ({ authorization: `Basic ${client}` })),
    console: withHeader(() => cookie(manages)),
    docs: withHeader(() => ({})),
    pages: forms(cookie(learns), learns),
    'pages leaving': forms(cookie(leaves), leaves),
    visitor: forms({ cookie: `quadrivium-visitor=${visits}`, accept: 'text/html' }, visits),
  }
}

function bodyOf({ body, form }: Asked): Partial<Call> {
  if (form !== undefined)
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    }
  if (body === undefined) return {}
  if (typeof body === 'string') return { headers: { 'content-type': 'text/csv' }, payload: body }
  if (Buffer.isBuffer(body)) return { headers: { 'content-type': 'image/png' }, payload: body }
  return { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) }
}

/** What a page hides in its form for whoever has that secret in a cookie. */
function formToken(secret: string): string {
  const stamp = `${Date.now().toString(36)}.${randomIds.token(12)}`
  return `${stamp}.${hmacSha256(secret, `quadrivium form ${stamp}`).toString('base64url')}`
}

/** A request as it goes out, with the credentials of whoever asks. */
export function callOf(callers: Callers, asked: Asked): Call {
  const caller = asked.as ?? asked.door
  if (caller === 'known' || !Object.hasOwn(callers, caller)) throw new Error(`nobody calls at ${asked.door}`)
  return callers[caller as CallerName](asked)
}

const CUT_OFF = { status: 0, body: '' }

/** Asks once. An answer that takes longer than that many milliseconds is cut off. @param read whether the answer is told */
export function exchange(
  { port }: ServerProcess,
  callers: Callers,
  asked: Asked,
  longest: number,
  read = false,
): Promise<{ readonly status: number; readonly body: string }> {
  const { path, headers, payload } = callOf(callers, asked)
  return new Promise((resolve, reject) => {
    const length = payload === undefined ? {} : { 'content-length': Buffer.byteLength(payload) }
    const sent = ask(
      { port, host: '127.0.0.1', method: asked.method, path, headers: { ...headers, ...length } },
      (answer) => {
        const status = answer.statusCode ?? 0
        let body = ''
        if (read) answer.setEncoding('utf8').on('data', (part: string) => (body += part))
        else answer.resume()
        answer.once('close', () => {
          clearTimeout(timer)
          resolve({ status, body })
        })
      },
    )
    const timer = setTimeout(() => {
      sent.destroy()
      resolve(CUT_OFF)
    }, longest)
    sent.once('error', (error) => {
      clearTimeout(timer)
      if ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) resolve(CUT_OFF)
      else reject(error)
    })
    sent.end(payload)
  })
}
