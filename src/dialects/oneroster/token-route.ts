import type { FastifyInstance, FastifyRequest } from 'fastify'
import { recordKeyUse } from '../../domain/access/credentials.ts'
import { findCredential } from '../../domain/access/sessions.ts'
import { systemOf } from '../../domain/principal.ts'
import { mediaType, parseForm } from '../../http/form.ts'
import { noteCaller } from '../../http/request-log.ts'
import { equalInConstantTime, sha256 } from '../../lib/digest.ts'
import type { Services } from '../dialect.ts'
import { makeAccessToken, TOKEN_LIFETIME } from './access-token.ts'
import { TokenError } from './errors.ts'
import { limitTokens } from './limit-rates.ts'
import { nameOfScope, type Scope, SCOPES, scopesNamed } from './scopes.ts'

/** The bytes of a body, with its content type. */
export interface Body {
  readonly bytes: Buffer
  readonly contentType: string
}

const LONGEST_BODY = 8 * 1024
const MOST_PAIRS = 50

/** Gives a client an access token for its id and secret (RFC 6749, 4.4). */
export function tokenRoute(app: FastifyInstance, services: Services): void {
  const { store, clock, failedSignIns, sealedBox } = services
  app.post(
    '/ims/oneroster/oauth2/token',
    { config: { longestBody: LONGEST_BODY } },
    async (request, reply) => {
      limitTokens(services, request.ip)
      const form = await formOf(request)
      const grant = form.get('grant_type')
      const { id, secret } = clientOf(request, form)
      if (grant === undefined) throw new TokenError('invalid_request', 'The parameter grant_type is missing.')
      if (grant !== 'client_credentials') {
        throw new TokenError('unsupported_grant_type', 'The only grant type is client_credentials.')
      }
      const scopes = grantedOf(form.get('scope'))
      const found = await store.lookUp((reader) => findCredential(reader, 'oneroster', id))
      // An unknown client is compared, too: it takes the same time.
      const right = equalInConstantTime(found?.secretHash ?? '', sha256(secret))
      if (found === undefined || !right) {
        if (found !== undefined) {
          failedSignIns.note({
            account: found.accountId,
            member: undefined,
            door: 'oneroster',
            address: request.ip,
          })
        }
        throw new TokenError('invalid_client', 'The client_id or the client_secret is not valid.')
      }
      const by = { accountId: found.accountId, credentialId: found.id, memberId: null }
      noteCaller(request, by)
      await store.write((tx) => recordKeyUse(tx, systemOf(found.accountId, 'oneroster'), found.id))
      reply.header('pragma', 'no-cache')
      return {
        access_token: makeAccessToken(sealedBox, { client: id, scopes }, clock.now()),
        token_type: 'bearer',
        expires_in: TOKEN_LIFETIME,
        scope: scopes.map(nameOfScope).join(' '),
      }
    },
  )
}

async function formOf({ body }: FastifyRequest): Promise<ReadonlyMap<string, string>> {
  if (body === undefined) return new Map()
  const { bytes, contentType } = body as Body // made by parseBody
  if (mediaType(contentType) !== 'application/x-www-form-urlencoded') {
    throw new TokenError('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.')
  }
  const pairs = await parseForm(bytes, contentType, MOST_PAIRS)
  const form = new Map(pairs)
  if (form.size < pairs.length) {
    throw new TokenError('invalid_request', 'Each parameter may be sent only once.')
  }
  return form
}

/** By HTTP Basic, or by the form; not by both. */
function clientOf(
  { headers: { authorization } }: FastifyRequest,
  form: ReadonlyMap<string, string>,
): { readonly id: string; readonly secret: string } {
  const missing = () =>
    new TokenError('invalid_client', 'Send the client_id and the client_secret by HTTP Basic or in the form.')
  if (authorization === undefined) {
    const [id, secret] = [form.get('client_id'), form.get('client_secret')]
    if (id === undefined || secret === undefined) throw missing()
    return { id, secret }
  }
  if (form.has('client_secret')) {
    throw new TokenError(
      'invalid_request',
      'Send the client_secret by HTTP Basic or in the form, not by both.',
    )
  }
  const [, encoded] = /^basic +([\w+/=-]+) *$/i.exec(authorization) ?? []
  if (encoded === undefined) throw missing()
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  if (id === undefined || secret === undefined) throw missing()
  // Our ids and secrets are the same with and without the form encoding that RFC 6749 asks for here.
  return { id, secret }
}

/** The scopes that are asked for and exist; all, if none is asked for. @throws TokenError */
function grantedOf(asked: string | undefined): readonly Scope[] {
  const wanted = (asked ?? '').split(' ').filter((scope) => scope !== '')
  const granted = wanted.length === 0 ? SCOPES : scopesNamed(wanted)
  if (granted.length > 0) return granted
  const known = SCOPES.map(nameOfScope).join(' ')
  throw new TokenError('invalid_scope', `None of the scopes is known. There are: ${known}`)
}
