import type { FastifyInstance, FastifyRequest } from 'fastify'
import { forbidden } from '../../../domain/errors.ts'
import { extendSession, findCredential, signOut, type SignedIn } from '../../../domain/access/sessions.ts'
import { getMember } from '../../../domain/people/members.ts'
import type { Reader } from '../../../domain/store.ts'
import { parseGuid } from '../../../lib/guid.ts'
import type { Services } from '../../dialect.ts'
import { sessionOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { fieldsOf } from '../read-request.ts'
import { presentExpiration } from './session-wire.ts'

/** Extending, verifying and ending the session of a request (docs/contracts/rev.md B5). */
export function sessionRoutes(app: FastifyInstance, { store, settings }: Services): void {
  const extend = async (signedIn: SignedIn) => {
    const expires = await store.write((tx) => extendSession(tx, signedIn, settings.sessionLifetime))
    return presentExpiration(expires)
  }

  app.post('/api/v2/user/extend-session', (request) => extend(sessionOf(request)))

  app.post('/api/v2/user/extend-session-timeout', async (request) => {
    const signedIn = sessionOf(request)
    await store.read((reader) => demandOwnUserId(reader, signedIn, request))
    return extend(signedIn)
  })

  app.post<ByApiKey>('/api/v2/auth/extend-session-timeout/:apiKey', async (request) => {
    const signedIn = sessionOf(request)
    await store.read((reader) => demandOwnKey(reader, signedIn, request.params.apiKey))
    return extend(signedIn)
  })

  app.get('/api/v2/user/session', async (_request, reply) => answerEmpty(reply))

  app.post('/api/v2/user/logoff', async (request, reply) => {
    const signedIn = sessionOf(request)
    await store.write(async (tx) => {
      await demandOwnUserId(tx, signedIn, request)
      await signOut(tx, signedIn)
    })
    return answerEmpty(reply)
  })

  app.delete<ByApiKey>('/api/v2/tokens/:apiKey', async (request, reply) => {
    const signedIn = sessionOf(request)
    await store.write(async (tx) => {
      await demandOwnKey(tx, signedIn, request.params.apiKey)
      await signOut(tx, signedIn)
    })
    return answerEmpty(reply)
  })
}

interface ByApiKey {
  Params: { apiKey: string }
}

/** A userId must be the session's own; a missing one is accepted. */
async function demandOwnUserId(reader: Reader, { principal, session }: SignedIn, request: FastifyRequest) {
  const { userid } = fieldsOf(request)
  if (userid === undefined || userid === null || userid === '') return
  const member = await getMember(reader, principal, { id: session.memberId })
  if (typeof userid !== 'string' || parseGuid(userid) !== member.guid) throw forbidden('session', 'use')
}

/** The key in the path must be the one with which the session was opened. */
async function demandOwnKey(reader: Reader, { session }: SignedIn, key: string) {
  const credential = await findCredential(reader, 'rev', key)
  if (credential?.id !== session.credentialId) throw forbidden('session', 'use')
}
