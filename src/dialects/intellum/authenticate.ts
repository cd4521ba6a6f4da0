import type { FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { Credential } from '../../domain/access/credential.ts'
import { unauthenticated } from '../../domain/errors.ts'
import type { Principal } from '../../domain/principal.ts'
import { findCredential } from '../../domain/access/sessions.ts'
import { parseBracketed } from '../../http/bracketed-parameters.ts'
import { parsePairs, queryText } from '../../http/form.ts'
import type { Services } from '../dialect.ts'
import { IntellumError } from './errors.ts'
import { isBlankValue, mergeParameters, type Parameters, type ReadBody } from './read-request.ts'

const MINUTE = 60_000

/** A request with a good key: in whose name it is made, and all its parameters. */
export interface Call {
  readonly by: Principal
  readonly parameters: Parameters
}

const calls = new WeakMap<FastifyRequest, Call>()

/** What `authenticate` found. */
export function callOf(request: FastifyRequest): Call {
  const call = calls.get(request)
  if (call === undefined) throw unauthenticated()
  return call
}

/**
 * The hook that gathers a request's parameters and judges its `api_key`, wherever it stands (docs/contracts/intellum.md 3).
 * That comes before anything else; only a body that can't be read is told first where the key may be in it. The use of a
 * key is written down in the background and at most once a minute.
 */
export function authenticate(services: Services): preHandlerAsyncHookHandler {
  const { store } = services
  const markUsed = useMarker(services)
  return async (request) => {
    const query = parseBracketed(parsePairs(queryText(request.raw.url ?? '')))
    const body = (request.body ?? {}) as ReadBody // parseIntellumBody made it
    if (body instanceof Error && !('api_key' in query)) throw body
    const parameters = mergeParameters(body instanceof Error ? {} : body, query, idOf(request))

    const key = readKey(parameters.api_key)
    const credential = await store.read((reader) => findCredential(reader, 'intellum', key))
    if (credential === undefined) throw unauthenticated()
    if (body instanceof Error) throw body

    const { accountId, id, memberId } = credential
    calls.set(request, { by: { accountId, door: 'intellum', credentialId: id, memberId }, parameters })
    markUsed(credential)
  }
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
  const marking = new Set<number>()
  return ({ accountId, id, lastUsed }) => {
    // Either way: the machine's clock may have been set back.
    if (Math.abs(clock.now() - (lastUsed ?? 0)) < MINUTE || marking.has(id)) return
    marking.add(id)
    store
      .write((tx) => tx.credentials.markUsed(accountId, id))
      .catch((error: unknown) => log.warn({ err: error }, 'the use of a key could not be written down'))
      .finally(() => marking.delete(id))
  }
}
