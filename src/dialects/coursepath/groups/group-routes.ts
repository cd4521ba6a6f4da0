import type { FastifyInstance } from 'fastify'
import {
  type SizedGroup,
  addMemberToGroup,
  removeMemberFromGroups,
  listGroups,
  listGroupsOfMember,
} from '../../../domain/people/group-membership.ts'
import type { Services } from '../../dialect.ts'
import { callerOf } from '../authenticate.ts'
import { presentInstant } from '../instants.ts'
import { onceMore } from '../once-more.ts'
import { answerPage, oneMore, parsePaging } from '../paging.ts'
import { parametersOf, queryOf } from '../parameters.ts'
import { memberIdOf } from '../path-ids.ts'
import { address } from '../routing.ts'

const DEFAULT_LIMIT = 250

/** Groups and their members (docs/contracts/coursepath.md 7.6). A group's members are listed with the members. */
export function groupRoutes(app: FastifyInstance, { store }: Services): void {
  address(app, '/api/v1/groups', {
    get: async (request, reply) => {
      const paging = () => parsePaging(queryOf(request), DEFAULT_LIMIT)
      const by = callerOf(request)
      const { items, total } = await store.readLong((reader) =>
        listGroups(reader, by, () => ({ filter: {}, page: oneMore(paging()) })),
      )
      return answerPage(request, reply, paging(), items, presentGroup, total)
    },
  })
  address(app, '/api/v1/members/:memberId/groups', {
    get: async (request, reply) => {
      const paging = () => parsePaging(queryOf(request), DEFAULT_LIMIT)
      const by = callerOf(request)
      const { items } = await store.readLong((reader) =>
        listGroupsOfMember(reader, by, memberIdOf(request), () => ({ filter: {}, page: oneMore(paging()) })),
      )
      return answerPage(request, reply, paging(), items, presentGroup)
    },
    post: async (request) => {
      const parameters = await parametersOf(request)
      const name = () => parameters.text('name') ?? ''
      const by = callerOf(request)
      // Of two simultaneous calls that create one group, the second finds it when it is retried.
      const joined = await onceMore(() =>
        store.write((tx) => addMemberToGroup(tx, by, memberIdOf(request), name)),
      )
      return presentGroup(joined)
    },
    delete: async (request) => {
      // Absent: all groups. Empty: refused, so that an empty variable doesn't wipe every membership.
      const parameters = await parametersOf(request)
      const name = () => (parameters.has('name') ? (parameters.text('name') ?? '') : undefined)
      const by = callerOf(request)
      await store.write((tx) => removeMemberFromGroups(tx, by, memberIdOf(request), name))
      return {}
    },
  })
}

function presentGroup({ group, size }: SizedGroup) {
  return {
    id: group.id,
    name: group.name,
    memberCount: size,
    created: presentInstant(group.created),
    modified: presentInstant(group.modified),
  }
}
