import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Account } from '../../domain/academy/accounts.ts'
import { unauthenticated } from '../../domain/errors.ts'
import type { AccountId, MemberId } from '../../domain/ids.ts'
import { isBarred } from '../../domain/standing.ts'
import { type Principal, systemOf } from '../../domain/principal.ts'
import { atMostOnceAMinute } from '../../http/at-most-once-a-minute.ts'
import { UsedTokenMemory } from '../../domain/access/used-token-memory.ts'
import { findOwnedKey } from '../../domain/access/sessions.ts'
import { sweepTokens, useToken } from '../../domain/access/used-tokens.ts'
import { listSigningKeys, type SigningKey } from '../../domain/access/signing-keys.ts'
import { findAccountOfHost } from '../../domain/academy/tenancy.ts'
import { ownSetting, type Services } from '../dialect.ts'
import { noteSealedOtherwise } from '../sealed-otherwise.ts'
import { CoursepathError, NO_MEMBER, refuseToken } from './errors.ts'
import { isSignOn } from './sign-on/sign-on-address.ts'
import { TOKEN_SECONDS } from './settings.ts'
import { checkToken, type Token } from './token.ts'
import { noteCaller } from '../../http/request-log.ts'

/** A person on whose behalf a call is made. */
export interface Caller extends Principal {
  readonly memberId: MemberId
}

/** A request with the result of `authenticate`: a WeakMap for all requests would cost more than a look-up by key. */
interface Authenticated extends FastifyRequest {
  caller?: Caller
}

/** The caller of a request that has passed `authenticate`. */
export function callerOf({ caller }: Authenticated): Caller {
  if (caller === undefined) throw unauthenticated()
  return caller
}

/**
 * The hook that finds the member of `Authorization: Bearer <token>` (docs/contracts/coursepath.md 2.2, steps 2 to 10): a JSON
 * Web Token that works once, or a personal API key (2.6). OPTIONS needs none, and the link of section 9 has its own.
 */
export function authenticate(services: Services): onRequestAsyncHookHandler {
  const check = tokenChecker(services)
  return async (request: Authenticated) => {
    if (request.method === 'OPTIONS' || isSignOn(request)) return
    const text = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]?.trim()
    if (text === undefined || text === '') {
      throw refuseToken('missing_token', 'The call needs the header Authorization with the scheme Bearer.')
    }
    request.caller = text.includes('.')
      ? await check(text, request.host)
      : await ofPersonalKey(services, text)
    noteCaller(request, request.caller)
  }
}

/**
 * Checks tokens, and uses each up. The insert is the check, so of several calls with one token only one passes.
 *
 * Keys are remembered from one call to the next, so that most calls ask the store once: where the token is used up, the store
 * looks again at what was remembered. Nobody is refused by it.
 */
export function tokenChecker(services: Services): (text: string, host: string) => Promise<Caller> {
  const { store, clock, ids } = services
  const longestAge = ownSetting(services.settings, 'TOKEN_SECONDS', TOKEN_SECONDS)
  const sweep = sweeper(services)
  const remembered = new Map<string, KeysOfHost>()

  const check = (text: string, { account, keys }: KeysOfHost): Checked => {
    const token = checkToken(text, keys, { now: clock.now(), longestAge })
    return { account: known(account), token }
  }
  const use = async ({ account, token }: Checked, host: string): Promise<Caller | undefined> => {
    const once = { host, use: ids.guid() }
    const used = await store.writeOne((tx) => useToken(tx, systemOf(account, 'coursepath'), token, once))
    sweep(account)
    if (used === undefined) return undefined
    const { person } = used
    if (person === undefined || isBarred(person)) throw refuseToken('unknown_member', NO_MEMBER)
    return {
      accountId: account,
      door: 'coursepath',
      credentialId: token.key.credentialId,
      memberId: person.id,
    }
  }
  return async (text, host) => {
    const before = remembered.get(host)
    const first = before && unlessRefused(() => check(text, before))
    const caller = first && (await use(first, host))
    if (caller !== undefined) return caller
    const found = await findKeys(services, host)
    const now = check(text, found)
    if (remembered.size >= HOSTS_REMEMBERED) remembered.clear()
    remembered.set(host, found)
    // If what was remembered is still true, the token failed because it was used.
    const again = isSame(first, now) ? undefined : await use(now, host)
    if (again !== undefined) return again
    throw refuseToken('reused_token', 'The jti of the token was used before; each works once.')
  }
}

/** Anybody who signs tokens may name any host of the academy, and any at all where there is one academy. */
const HOSTS_REMEMBERED = 1_000

/** What tokens are checked with that are sent to a host. */
interface KeysOfHost {
  readonly account: Account | undefined
  readonly keys: readonly SigningKey[]
}

/** A token that passed everything but its use. */
interface Checked {
  readonly account: AccountId
  readonly token: Token
}

function findKeys(services: Services, host: string): Promise<KeysOfHost> {
  return services.store.read(async (reader) => {
    const account = await findAccountOfHost(reader, host)
    if (account === undefined) return { account, keys: [] }
    const by = systemOf(account.id, 'coursepath')
    const { keys, sealedOtherwise } = await listSigningKeys(reader, by, services.sealedBox, 'coursepath')
    for (const key of sealedOtherwise) noteSealedOtherwise(services, 'coursepath', key)
    return { account, keys }
  })
}

function unlessRefused(check: () => Checked): Checked | undefined {
  try {
    return check()
  } catch (error) {
    if (error instanceof CoursepathError) return undefined
    throw error
  }
}

function isSame(one: Checked | undefined, other: Checked): boolean {
  return one?.account === other.account && one.token.key.credentialId === other.token.key.credentialId
}

/** Without an account there are no keys, and no token passes. */
function known(account: Account | undefined): AccountId {
  if (account === undefined) throw refuseToken('invalid_token', 'The signature of the token does not fit.')
  return account.id
}

/** A key doesn't age and works any number of times. The academy's signing key, sent as it is, is not accepted (2.6). */
async function ofPersonalKey({ store }: Services, key: string): Promise<Caller> {
  const found = await store.lookUp((reader) => findOwnedKey(reader, 'coursepath', key))
  if (found === undefined) {
    throw refuseToken('invalid_token', 'The token is neither a JSON Web Token nor a personal API key.')
  }
  const { credential, memberId, memberStatus } = found
  if (isBarred({ status: memberStatus }))
    throw refuseToken('unknown_member', 'The owner of the key is deactivated.')
  return {
    accountId: credential.accountId,
    door: 'coursepath',
    credentialId: credential.id,
    memberId,
  }
}

/** Deletes used tokens that are too old to be accepted again, in the background and at most once a minute. */
function sweeper({ store, clock, log }: Services): (account: AccountId) => void {
  const occasionally = atMostOnceAMinute(clock, log, 'failed to sweep used tokens')
  const memory = new UsedTokenMemory(clock)
  return (account) => {
    occasionally(account, () => store.write((tx) => sweepTokens(tx, systemOf(account, 'coursepath'), memory)))
  }
}
