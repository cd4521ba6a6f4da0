import type { FastifyRequest, onRequestAsyncHookHandler, preHandlerAsyncHookHandler } from 'fastify'
import type { Credential } from '../../domain/access/credential.ts'
import { unauthenticated } from '../../domain/errors.ts'
import { systemOf, type Principal } from '../../domain/principal.ts'
import { atMostOnceAMinute } from '../../http/at-most-once-a-minute.ts'
import { recordKeyUse } from '../../domain/access/credentials.ts'
import { findCredential } from '../../domain/access/sessions.ts'
import { parseBracketed } from '../../http/bracketed-parameters.ts'
import { parseQuery } from '../../http/form.ts'
import type { Services } from '../dialect.ts'
import { IntellumError } from './errors.ts'
import { isBlankValue, mergeParameters, type Parameters, type ReadBody } from './read-request.ts'
import { noteCaller } from '../../http/request-log.ts'

const MINUTE = 60_000

/** A request with a valid key: the principal, and all its parameters. */
export interface Call {
  readonly by: Principal
  readonly parameters: Parameters
}

/** A request with the results of its hooks: a WeakMap for all requests would cost more than a look-up by key. */
interface Authenticated extends FastifyRequest {
  early?: Early
  call?: Call
}

/** The result of `authenticate`. */
export function callOf({ call }: Authenticated): Call {
  if (call === undefined) throw unauthenticated()
  return call
}

/**
 * The hooks that collect a request's parameters and check its `api_key`, wherever it is (docs/contracts/intellum.md 3).
 * This comes first: a key in the query is checked before a body is read, and an unreadable body is reported first only
 * if it may contain the key. The use of a key is recorded in the background and at most once a minute.
 */
export function authenticate(services: Services): {
  readonly keyInQuery: onRequestAsyncHookHandler
  readonly wholeRequest: preHandlerAsyncHookHandler
} {
  const markUsed = useMarker(services)
  const judge = async (value: unknown) => {
    const key = readKey(value)
    const credential = await services.store.lookUp((reader) => findCredential(reader, 'intellum', key))
    if (credential === undefined) throw unauthenticated()
    return credential
  }
  return {
    async keyInQuery(request: Authenticated) {
      const query = parseBracketed(parseQuery(request.raw.url ?? ''))
      const credential = 'api_key' in query ? await judge(query.api_key) : undefined
      request.early = { query, credential }
    },
    async wholeRequest(request: Authenticated) {
      const { query, credential: known } = request.early ?? { query: {}, credential: undefined }
      const body = (request.body ?? {}) as ReadBody // created by parseIntellumBody
      if (body instanceof Error) throw body
      const parameters = mergeParameters(body, query, idOf(request))
      const credential = known ?? (await judge(parameters.api_key))

      const { accountId, id, memberId } = credential
      const by = { accountId, door: 'intellum', credentialId: id, memberId }
      request.call = { by, parameters }
      noteCaller(request, by)
      markUsed(credential)
    },
  }
}

/** What is known before the body is read. */
interface Early {
  readonly query: Parameters
  readonly credential: Credential | undefined
}

function idOf({ params }: FastifyRequest): Parameters {
  const { id } = params as { readonly id?: string } // the only name in this dialect's paths
  return id === undefined ? {} : { id }
}

/** A JSON number is compared by its decimal text. */
function readKey(value: unknown): string {
  if (isBlankValue(value)) throw new IntellumError("Api key can't be blank")
  if (typeof value !== 'string' && typeof value !== 'number') throw unauthenticated()
  return String(value)
}

function useMarker({ store, clock, log }: Services): (credential: Credential) => void {
  const occasionally = atMostOnceAMinute(clock, log, 'failed to note the use of a key')
  return (credential) => {
    // In either direction: the machine's clock may have been set back.
    if (Math.abs(clock.now() - (credential.lastUsed ?? 0)) < MINUTE) return
    occasionally(credential.id, () =>
      store.write((tx) => recordKeyUse(tx, systemOf(credential.accountId, 'intellum'), credential.id)),
    )
  }
}
