import { request as ask } from 'node:http'
import { API_ROOT } from '../../src/api/api-services.ts'
import { createKey } from '../../src/domain/access/credentials.ts'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import type { AccountId, MemberId } from '../../src/domain/ids.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { newSessionToken } from '../../src/http/session-cookie.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { givenServerKey, makeServerKey, serverKeyPath } from '../../src/server/server-key.ts'
import type { DataFolder } from '../../test/support/academy.ts'
import { signToken } from '../../test/support/coursepath-client.ts'
import { makeBank, makeConsumer } from '../../test/support/learnosity.ts'
import { signedForm } from '../../test/support/route-sweep.ts'
import type { ServerProcess } from '../../test/support/server-process.ts'
import type { Founded } from '../large-stores.ts'
import type { Asked } from './largest-requests.ts'

/** A request with what lets it in. */
type Caller = (asked: Asked) => {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload?: string
}

export type Callers = Readonly<Record<string, Caller>>

/** Who asks at each door: with the credentials that let them do everything there. */
export async function makeCallers(data: DataFolder, { token, account, manager }: Founded): Promise<Callers> {
  const box = new SealedBox(givenServerKey(data.path, undefined) ?? makeServerKey(serverKeyPath(data.path)))
  const owner: Principal = {
    accountId: account as AccountId,
    door: 'cli',
    credentialId: null,
    memberId: null,
  }
  const pair = { key: 'FairnessFairness', secret: 'a secret of forty characters, or nearly!' }
  const [intellum, rev, signing] = [randomIds.token(24), randomIds.token(48), randomIds.token(32)]
  const [manages, learns] = [newSessionToken(randomIds), newSessionToken(randomIds)]
  await data.withStore(async (store) => {
    await store.write(async (tx) => {
      await createKey(tx, owner, { door: 'intellum', label: 'bench', key: intellum, memberId: null })
      await createSigningKey(tx, owner, box, { door: 'coursepath', label: 'bench', secret: signing })
      const sessions = [
        ['rev', rev, manager],
        ['console', manages, manager],
        ['console', learns, manager + 1],
      ] as const
      for (const [door, text, memberId] of sessions) {
        const ends = tx.now + 86_400_000
        await tx.sessions.insert(owner.accountId, {
          door,
          tokenHash: sha256(text),
          memberId: memberId as MemberId,
          credentialId: null,
          agent: null,
          expires: ends,
          ends,
        })
      }
    })
    const surroundings = { store, owner, services: { sealedBox: box } }
    await makeConsumer(surroundings, pair, [[(await makeBank(surroundings)).id, 'write']])
  })
  let tokens = 0
  const json = ({ body }: Asked) =>
    body === undefined
      ? {}
      : typeof body === 'string'
        ? { headers: { 'content-type': 'text/csv' }, payload: body }
        : { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body) }
  const withHeader =
    (headers: () => Readonly<Record<string, string>>, root = ''): Caller =>
    (asked) => {
      const { headers: more = {}, payload } = json(asked)
      return {
        path: root + asked.path,
        headers: { ...headers(), ...more },
        ...(payload !== undefined && { payload }),
      }
    }
  const cookie = (text: string) => ({ cookie: `quadrivium=${text}`, accept: 'text/html' })
  return {
    server: withHeader(() => ({})),
    api: withHeader(() => ({ authorization: `Bearer ${token}` }), API_ROOT),
    rev: withHeader(() => ({ authorization: `VBrick ${rev}` })),
    coursepath: withHeader(() => ({
      authorization: `Bearer ${signToken(signing, {
        jti: String(++tokens),
        iat: Date.now() / 1_000,
        email: 'manager@example.com',
      })}`,
    })),
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
    console: withHeader(() => cookie(manages)),
    pages: withHeader(() => cookie(learns)),
  }
}

/** Asks once. An answer that is longer than that many milliseconds is cut off. */
export function exchange(
  { port }: ServerProcess,
  callers: Callers,
  asked: Asked,
  longest: number,
): Promise<{ readonly status: number }> {
  const call = callers[asked.door]?.(asked)
  if (call === undefined) throw new Error(`nobody calls at ${asked.door}`)
  const { path, headers, payload } = call
  return new Promise((resolve, reject) => {
    const sent = ask({ port, host: '127.0.0.1', method: asked.method, path, headers }, (answer) => {
      const status = answer.statusCode ?? 0
      answer.resume()
      answer.once('close', () => {
        clearTimeout(timer)
        resolve({ status })
      })
    })
    const timer = setTimeout(() => {
      sent.destroy()
      resolve({ status: 0 })
    }, longest)
    sent.once('error', (error) => {
      clearTimeout(timer)
      if ('code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')) resolve({ status: 0 })
      else reject(error)
    })
    sent.end(payload)
  })
}
