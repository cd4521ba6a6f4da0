import type { FastifyInstance, FastifyRequest } from 'fastify'
import { deleteMember } from '../../../domain/learning/delete-member.ts'
import {
  type MemberChange,
  type MemberProfile,
  createMember,
  demandManagement,
  updateMember,
  getProfile,
} from '../../../domain/people/members.ts'
import type { Services } from '../../dialect.ts'
import { directoryOf } from '../settings.ts'
import { getAccount } from '../../../domain/academy/tenancy.ts'
import { principalOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { namingTaken } from '../naming-taken.ts'
import { fieldsOf, queryOf } from '../read-request.ts'
import { findUser, parseUserKey, type UserKey } from './find-user.ts'
import { parseNewUser } from './parse-user.ts'
import { patchedUser } from './patch-user.ts'
import { presentUser } from './present-user.ts'

/** People (docs/contracts/rev.md B7). */
export function userRoutes(app: FastifyInstance, { store, settings }: Services): void {
  const directory = directoryOf(settings)
  app.post('/api/v2/users', async (request) => {
    const by = principalOf(request)
    const fields = fieldsOf(request)
    const created = store.write((tx) => createMember(tx, by, (account) => parseNewUser(fields, account)))
    const { guid } = await namingTaken(() => fields, created)
    return { userId: guid }
  })

  app.get<ByKey>('/api/v2/users/:key', async (request) => {
    const by = principalOf(request)
    const key = keyOf(request)
    const user = await store.read(async (reader) => {
      const { id } = await findUser(reader, by, key, directory)
      return presentUser(await getProfile(reader, by, { id }, directory), await getAccount(reader, by))
    })
    return key.by === 'email' ? [user] : user // by address: an array, whose first item clients use
  })

  app.patch<ByKey>('/api/v2/users/:key', async (request, reply) => {
    const by = principalOf(request)
    let wanted: MemberChange = {}
    const edited = store.write(async (tx) => {
      const account = await getAccount(tx, by)
      const user = await findUser(tx, by, keyOf(request), directory)
      await demandManagement(tx, by, user) // checked first, and for the caller's own account too (B7)
      const patch = (before: MemberProfile) => (wanted = patchedUser(request.body, before, account))
      await updateMember(tx, by, { id: user.id }, patch)
    })
    // A username that equals the address follows it, and may be taken too.
    await namingTaken(() => ({ email: wanted.email, username: wanted.email }), edited)
    return answerEmpty(reply)
  })

  app.delete<ByKey>('/api/v2/users/:key', async (request, reply) => {
    const by = principalOf(request)
    await store.write(async (tx) => {
      const { id } = await findUser(tx, by, keyOf(request), directory)
      await deleteMember(tx, by, { id })
    })
    return answerEmpty(reply)
  })
}

interface ByKey {
  Params: { key: string }
}

function keyOf(request: FastifyRequest<ByKey>): UserKey {
  return parseUserKey(request.params.key, queryOf(request))
}
