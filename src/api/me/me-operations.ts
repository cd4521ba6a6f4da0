import Type from 'typebox'
import { confirmSession, setOwnPassword } from '../../domain/access/own-password.ts'
import {
  confirmedUntil,
  revokeOtherSessions,
  revokeOwnSession,
  listOwnSessions,
} from '../../domain/access/sessions.ts'
import { getAddress, logoPath } from '../../domain/academy/address.ts'
import { getAccount } from '../../domain/academy/tenancy.ts'
import type { CredentialId, SessionId } from '../../domain/ids.ts'
import { createAccessToken, listAccessTokens, revokeAccessToken } from '../../domain/access/access-tokens.ts'
import type { Session as SessionOfPerson } from '../../domain/access/session.ts'
import { getOwnRights } from '../../domain/people/own-rights.ts'
import { updateMember } from '../../domain/people/members.ts'
import { fullName } from '../../domain/people/member.ts'
import { PasswordGuard } from '../../http/sign-in-guard.ts'
import type { Reader } from '../../domain/store.ts'
import { hasNoMail, type ApiServices } from '../api-services.ts'
import { sessionSecretToken } from '../authenticate.ts'
import { newAccessToken } from '../../lib/access-token.ts'
import { Problem } from '../problems/problem.ts'
import { coversScope, SCOPES } from '../scopes.ts'
import { DONE, created, thing, withSecret } from '../table/answer.ts'
import type { Call, Caller } from '../table/call.ts'
import { listAnswer, listParameters, listRequest } from '../table/lists.ts'
import { does, reads, writes, type Operation } from '../table/operation.ts'
import { numberInPath } from '../table/places.ts'
import { change, instant, instantOrNull, Instant, orNull, page, request } from '../table/shapes.ts'
import { FIXED_SORTS, newestFirst, pageOfAll } from '../table/short-lists.ts'
import { Me, NewToken, Session, Token } from './me-shapes.ts'
import { presentToken } from './present-token.ts'

/** `/me`: the caller, their tokens and sessions. */
export const meOperations: readonly Operation[] = [
  reads({
    id: 'getMe',
    path: '/me',
    summary: 'Your account and rights',
    answers: { 200: Me },
    example: {},
    read: async (reader, call) => thing(await presentMe(reader, call)),
  }),
  writes({
    id: 'updateMe',
    method: 'PATCH',
    path: '/me',
    summary: 'Change your own name and language',
    scope: 'people:write',
    body: change({
      firstName: orNull(Type.String({ maxLength: 255 })),
      lastName: Type.String({ maxLength: 255 }),
      language: orNull(Type.String({ maxLength: 50 })),
    }),
    answers: { 200: Me },
    example: { body: { language: 'en' } },
    current: (tx, call) => presentMe(tx, call),
    write: async (tx, call) => {
      await updateMember(tx, call.by, { id: call.by.memberId }, call.body)
      return thing(await presentMe(tx, call))
    },
  }),
  does({
    id: 'confirmPassword',
    method: 'POST',
    path: '/me/confirm',
    summary: 'Confirm your password',
    description: 'Needed before tokens are made. It counts for 15 minutes.',
    session: 'signed-in',
    isKeyless: true,
    body: request({ password: Type.String({ maxLength: 1000 }) }),
    longestBody: 8 * 1024,
    answers: { 204: null },
    problems: ['too_many_requests'],
    run: async (services, { caller, body, address }) => {
      if (caller.way !== 'session') throw new Problem('session_needed')
      await confirmSession(signInServices(services), caller.signedIn, { ...body, address })
      return DONE
    },
  }),
  does({
    id: 'setMyPassword',
    method: 'PUT',
    path: '/me/password',
    summary: 'Replace your password',
    description:
      'Takes the one that you have, and the new one: at least 8 characters, neither among the most common ones nor your ' +
      'name. It ends all your other sessions and confirms this one. Tokens stay valid.',
    session: 'signed-in',
    body: request({
      password: Type.String({ maxLength: 1000 }),
      newPassword: Type.String({ maxLength: 1000 }),
    }),
    longestBody: 16 * 1024,
    answers: { 204: null },
    problems: ['too_many_requests'],
    run: async (services, { caller, body, address }) => {
      if (caller.way !== 'session') throw new Problem('session_needed')
      await setOwnPassword(signInServices(services), caller.signedIn, { ...body, address })
      return DONE
    },
  }),
  reads({
    id: 'listMyTokens',
    path: '/me/tokens',
    summary: 'Your personal access tokens',
    description: 'The newest first, unless sorted.',
    scope: 'credentials:read',
    query: listParameters(FIXED_SORTS),
    answers: { 200: page(Token) },
    example: {},
    read: async (reader, call) => {
      const tokens = await listAccessTokens(reader, call.by, call.by.memberId)
      return listAnswer(call, pageOfAll(tokens, newestFirst(listRequest(call, FIXED_SORTS))), presentToken)
    },
  }),
  writes({
    id: 'createMyToken',
    method: 'POST',
    path: '/me/tokens',
    summary: 'Create a personal access token',
    description: 'The secret stands in this answer and never again.',
    session: 'confirmed',
    body: request({
      label: Type.String({ minLength: 1, maxLength: 255 }),
      scopes: Type.Array(Type.Enum(SCOPES), { minItems: 1, maxItems: SCOPES.length }),
      networks: Type.Optional(Type.Array(Type.String({ maxLength: 50 }), { maxItems: 50 })),
      expires: Type.Optional(orNull(Instant)),
    }),
    answers: { 201: NewToken },
    write: async (tx, { by, body, services }) => {
      const token = newAccessToken(services.ids)
      const { label, scopes, networks = [], expires = null } = body
      const made = await createAccessToken(tx, by, by.memberId, {
        token,
        label,
        scopes: [...new Set(scopes)],
        networks,
        expires: expires === null ? null : Date.parse(expires),
      })
      return withSecret(created(presentToken(made), `/me/tokens/${made.id}`), { token })
    },
  }),
  writes({
    id: 'revokeMyToken',
    method: 'DELETE',
    path: '/me/tokens/{token}',
    summary: 'Revoke one of your tokens',
    description: 'A token may always revoke itself; for another one it needs the scope `credentials:write`.',
    answers: { 204: null },
    problems: ['scope_missing'],
    write: async (tx, { by, caller, path }) => {
      const id = numberInPath<CredentialId>(path.token, 'token')
      if (caller.way === 'token' && id !== by.credentialId) {
        const scope = 'credentials:write'
        if (!coversScope(caller.scopes, scope)) throw new Problem('scope_missing', { about: scope })
      }
      await revokeAccessToken(tx, by, by.memberId, id)
      return DONE
    },
  }),
  reads({
    id: 'listMySessions',
    path: '/me/sessions',
    summary: 'Your sessions',
    description: 'The newest first, unless sorted.',
    scope: 'people:read',
    query: listParameters(FIXED_SORTS),
    answers: { 200: page(Session) },
    example: {},
    read: async (reader, call) => {
      const sessions = await listOwnSessions(reader, call.by)
      const part = pageOfAll(sessions, newestFirst(listRequest(call, FIXED_SORTS)))
      return listAnswer(call, part, (session) => presentSession(session, call.caller))
    },
  }),
  writes({
    id: 'endMyOtherSessions',
    method: 'DELETE',
    path: '/me/sessions',
    summary: 'End all your other sessions',
    session: 'signed-in',
    answers: { 204: null },
    write: async (tx, { by, caller }) => {
      if (caller.way === 'session') await revokeOtherSessions(tx, by, caller.signedIn.session.id)
      return DONE
    },
  }),
  writes({
    id: 'endMySession',
    method: 'DELETE',
    path: '/me/sessions/{session}',
    summary: 'End one of your sessions',
    scope: 'people:write',
    answers: { 204: null },
    write: async (tx, { by, path }) => {
      await revokeOwnSession(tx, by, numberInPath<SessionId>(path.session, 'session'))
      return DONE
    },
  }),
]

function signInServices({ store, rateLimits, settings, failedSignIns }: ApiServices) {
  const guard = new PasswordGuard(rateLimits, settings.limitRates)
  return { store, guard, failures: failedSignIns }
}

async function presentMe(reader: Reader, { caller, services }: Call): Promise<object> {
  const { member, roles, rights } = await getOwnRights(reader, caller.by)
  const { id, name, language, accent, logo, timeZone } = await getAccount(reader, caller.by)
  const { settings, installation } = services
  const { publicUrl } = settings
  const logoUrl = logo === null ? null : `${await getAddress(reader, id, publicUrl)}${logoPath(logo)}`
  const isSession = caller.way === 'session'
  return {
    id: member.id,
    guid: member.guid,
    username: member.username,
    email: member.email,
    firstName: member.firstName,
    lastName: member.lastName,
    name: fullName(member),
    language: member.language,
    roles,
    rights,
    academy: { name, language, accent, logoUrl, timeZone, mailWaits: hasNoMail(installation) },
    token: isSession ? sessionSecretToken(caller.secret) : null,
    confirmedUntil: instantOrNull(isSession ? confirmedUntil(caller.signedIn.session) : null),
  }
}

function presentSession({ id, door, agent, created: opened, expires }: SessionOfPerson, caller: Caller) {
  const isThis = caller.way === 'session' && caller.signedIn.session.id === id
  return { id, door, agent, isThis, created: instant(opened), expires: instant(expires) }
}
