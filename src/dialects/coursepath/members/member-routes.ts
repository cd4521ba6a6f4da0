import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  type MemberProfile,
  demandUpdateMember,
  getMemberWithRoles,
  updateMember,
} from '../../../domain/people/members.ts'
import { type Admission, createOrUpdateMember } from '../../../domain/learning/create-or-update-member.ts'
import { listMembers } from '../../../domain/learning/list-members.ts'
import type { Services } from '../../dialect.ts'
import { callerOf } from '../authenticate.ts'
import { onceMore } from '../once-more.ts'
import { answerPage, oneMore, parsePaging } from '../paging.ts'
import { parametersOf, queryOf } from '../parameters.ts'
import { courseIdOf, groupIdOf, memberIdOf, programIdOf } from '../path-ids.ts'
import { address } from '../routing.ts'
import { presentMember } from './member-wire.ts'
import { fieldsOf, parseMemberChange, parseMemberFilter, parseWantedMember } from './parse-member.ts'
import type { MemberScope } from '../../../domain/people/member.ts'

const DEFAULT_LIMIT = 500

/** Members: reading, listing, creating and updating (docs/contracts/coursepath.md 7.2). */
export function memberRoutes(app: FastifyInstance, { store }: Services): void {
  const list = async (request: FastifyRequest, reply: FastifyReply, scope: MemberScope) => {
    const query = queryOf(request)
    const paging = () => parsePaging(query, DEFAULT_LIMIT)
    const wanted = () => ({ filter: parseMemberFilter(query), page: oneMore(paging()) })
    const by = callerOf(request)
    const { items, total } = await store.readLong((reader) => listMembers(reader, by, scope, wanted))
    return answerPage(request, reply, paging(), items, presentMember, total)
  }

  const admit = async (request: FastifyRequest, into?: Admission): Promise<MemberProfile> => {
    const parameters = await parametersOf(request)
    const wanted = () => parseWantedMember(parameters)
    const by = callerOf(request)
    // Of two simultaneous calls that create one person, the second finds them when it is retried.
    return onceMore(() => store.write((tx) => createOrUpdateMember(tx, by, wanted, into)))
  }

  address(app, '/api/v1/members', {
    get: (request, reply) => list(request, reply, { of: 'account' }),
    post: async (request) => presentMember(await admit(request)),
  })
  address(app, '/api/v1/courses/:courseId/members', {
    get: (request, reply) => list(request, reply, { of: 'course', course: courseIdOf(request) }),
    post: async (request) =>
      presentMember(await admit(request, { of: 'course', courseId: courseIdOf(request) })),
  })
  address(app, '/api/v1/programs/:programId/members', {
    get: (request, reply) => list(request, reply, { of: 'program', program: programIdOf(request) }),
    post: async (request) =>
      presentMember(await admit(request, { of: 'program', programId: programIdOf(request) })),
  })
  address(app, '/api/v1/groups/:groupId/members', {
    get: (request, reply) => list(request, reply, { of: 'group', group: groupIdOf(request) }),
  })
  address(app, '/api/v1/members/:memberId', {
    get: async (request) => {
      const by = callerOf(request)
      return presentMember(await store.read((reader) => getMemberWithRoles(reader, by, memberIdOf(request))))
    },
    post: async (request) => {
      const parameters = await parametersOf(request)
      const by = callerOf(request)
      const changed = await store.write(async (tx) => {
        const id = memberIdOf(request)
        await demandUpdateMember(tx, by, id, fieldsOf(parameters))
        // An unreadable field is reported only once the person is known to exist.
        return updateMember(tx, by, { id }, (before) =>
          parseMemberChange(parameters, { withAddress: true })(before),
        )
      })
      return presentMember(changed)
    },
  })
}
