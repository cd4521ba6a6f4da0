import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { Account } from '../../domain/academy/accounts.ts'
import { unauthenticated } from '../../domain/errors.ts'
import type { AccountId, MemberId } from '../../domain/ids.ts'
import { isBarred } from '../../domain/standing.ts'
import { type Principal, systemOf } from '../../domain/principal.ts'
import { atMostOnceAMinute } from '../../http/at-most-once-a-minute.ts'
import { findMemberByAddress } from '../../domain/people/find-member.ts'
import { UsedTokenMemory } from '../../domain/access/used-token-memory.ts'
import { findOwnedKey } from '../../domain/access/sessions.ts'
import { sweepTokens, useToken } from '../../domain/access/used-tokens.ts'
import { listSigningKeys } from '../../domain/access/signing-keys.ts'
import { findAccountOfHost } from '../../domain/academy/tenancy.ts'
import { ownSetting, type Services } from '../dialect.ts'
import { noteSealedOtherwise } from '../sealed-otherwise.ts'
import { NO_MEMBER, refuseToken } from './errors.ts'
import { isSignOn } from './sign-on/sign-on-address.ts'
import { TOKEN_SECONDS } from './settings.ts'
import { checkToken } from './token.ts'
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

/** Checks tokens, and uses each up. The insert is the check, so of several calls with one token only one passes. */
export function tokenChecker(services: Services): (text: string, host: string) => Promise<Caller> {
  const { store, clock, sealedBox } = services
  const longestAge = ownSetting(services.settings, 'TOKEN_SECONDS', TOKEN_SECONDS)
  const sweep = sweeper(services)
  return async (text, host) => {
    const { account, keys, sealedOtherwise } = await store.read(async (reader) => {
      const found = await findAccountOfHost(reader, host)
      const none = { keys: [], sealedOtherwise: [] }
      const listed = found
        ? await listSigningKeys(reader, systemOf(found.id, 'coursepath'), sealedBox, 'coursepath')
        : none
      return { account: found, ...listed }
    })
    for (const key of sealedOtherwise) noteSealedOtherwise(services, 'coursepath', key)
    const token = checkToken(text, keys, { now: clock.now(), longestAge })
    const { id } = known(account)
    const { member, first } = await store.write(async (tx) => ({
      member: await findMemberByAddress(tx, systemOf(id, 'coursepath'), token.email),
      first: await useToken(tx, systemOf(id, 'coursepath'), token),
    }))
    sweep(id)
    if (!first) throw refuseToken('reused_token', 'The jti of the token was used before; each works once.')
    if (member === undefined || isBarred(member)) throw refuseToken('unknown_member', NO_MEMBER)
    return { accountId: id, door: 'coursepath', credentialId: token.key.credentialId, memberId: member.id }
  }
}

/** Without an account there are no keys, and no token passes. */
function known(account: Account | undefined): Account {
  if (account === undefined) throw refuseToken('invalid_token', 'The signature of the token does not fit.')
  return account
}

/** A key doesn't age and works any number of times. The academy's signing key, sent as it is, is not accepted (2.6). */
async function ofPersonalKey({ store }: Services, key: string): Promise<Caller> {
  const found = await store.read((reader) => findOwnedKey(reader, 'coursepath', key))
  if (found === undefined) {
    throw refuseToken('invalid_token', 'The token is neither a JSON Web Token nor a personal API key.')
  }
  const { credential, member } = found
  if (isBarred(member)) throw refuseToken('unknown_member', 'The owner of the key is deactivated.')
  return {
    accountId: credential.accountId,
    door: 'coursepath',
    credentialId: credential.id,
    memberId: member.id,
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
