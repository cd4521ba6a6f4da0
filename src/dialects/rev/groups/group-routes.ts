import type { FastifyInstance } from 'fastify'
import {
  createGroup,
  deleteGroup,
  updateGroup,
  getGroupWithRoles,
  listGroupsWithRoles,
} from '../../../domain/people/groups.ts'
import type { Services } from '../../dialect.ts'
import { getAccount } from '../../../domain/academy/tenancy.ts'
import { principalOf } from '../authenticate.ts'
import { answerEmpty } from '../empty-answer.ts'
import { namingTaken } from '../naming-taken.ts'
import { fieldsOf, queryOf } from '../read-request.ts'
import { presentRoleIds, presentRoles } from '../roles/rev-roles.ts'
import type { GroupDetails, GroupListItem } from './group-wire.ts'
import { parseGroup, parsePaging } from './parse-group.ts'
import { patchedGroup } from './patch-group.ts'

/** Groups (docs/contracts/rev.md B7). */
export function groupRoutes(app: FastifyInstance, { store }: Services): void {
  app.post('/api/v2/groups', async (request) => {
    const by = principalOf(request)
    const fields = fieldsOf(request)
    const created = store.write(async (tx) => {
      return createGroup(tx, by, parseGroup(fields, await getAccount(tx, by)))
    })
    const { guid } = await namingTaken(() => fields, created)
    return { groupId: guid }
  })

  app.get('/api/v2/groups', (request): Promise<GroupListItem[]> => {
    const by = principalOf(request)
    return store.read(async (reader) => {
      const account = await getAccount(reader, by)
      const { items } = await listGroupsWithRoles(reader, by, {
        filter: {},
        page: parsePaging(queryOf(request)),
      })
      return items.map(({ group, roles }) => ({
        id: group.guid,
        name: group.name,
        roleIds: presentRoleIds(account, roles),
      }))
    })
  })

  app.get<ById>('/api/v2/groups/:id', (request): Promise<GroupDetails> => {
    const by = principalOf(request)
    return store.read(async (reader) => {
      const { group, roles } = await getGroupWithRoles(reader, by, groupRef(request.params.id))
      const account = await getAccount(reader, by)
      return { groupName: group.name, groupId: group.guid, roles: presentRoles(account, roles) }
    })
  })

  app.put<ById>('/api/v2/groups/:id', async (request, reply) => {
    const by = principalOf(request)
    const fields = fieldsOf(request)
    const edited = store.write(async (tx) => {
      const edit = parseGroup(fields, await getAccount(tx, by))
      await updateGroup(tx, by, groupRef(request.params.id), edit)
    })
    await namingTaken(() => fields, edited)
    return answerEmpty(reply)
  })

  app.patch<ById>('/api/v2/groups/:id', async (request, reply) => {
    const by = principalOf(request)
    await store.write(async (tx) => {
      const account = await getAccount(tx, by)
      await updateGroup(tx, by, groupRef(request.params.id), (before) =>
        patchedGroup(request.body, account, before),
      )
    })
    return answerEmpty(reply)
  })

  app.delete<ById>('/api/v2/groups/:id', async (request, reply) => {
    await store.write((tx) => deleteGroup(tx, principalOf(request), groupRef(request.params.id)))
    return answerEmpty(reply)
  })
}

interface ById {
  Params: { id: string }
}

function groupRef(id: string) {
  return { guid: id.toLowerCase() }
}
