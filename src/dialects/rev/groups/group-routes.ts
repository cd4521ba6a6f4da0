import type { FastifyInstance } from 'fastify'
import { createGroup, deleteGroup, editGroup, getGroup, patchGroup } from '../../../domain/people/groups.ts'
import type { Services } from '../../dialect.ts'
import { accountOf } from '../account-of.ts'
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
      return createGroup(tx, by, parseGroup(fields, await accountOf(tx, by)))
    })
    const { guid } = await namingTaken(() => fields, created)
    return { groupId: guid }
  })

  app.get('/api/v2/groups', (request): Promise<GroupListItem[]> => {
    const by = principalOf(request)
    return store.read(async (reader) => {
      const account = await accountOf(reader, by)
      const groups = await reader.groups.page(by.accountId, parsePaging(queryOf(request)))
      const roles = await reader.groups.rolesOfAll(
        by.accountId,
        groups.map(({ id }) => id),
      )
      return groups.map(({ id, guid, name }) => ({
        id: guid,
        name,
        roleIds: presentRoleIds(account, roles.get(id) ?? []),
      }))
    })
  })

  app.get<ById>('/api/v2/groups/:id', (request): Promise<GroupDetails> => {
    const by = principalOf(request)
    return store.read(async (reader) => {
      const group = await getGroup(reader, by, groupRef(request.params.id))
      const roles = await reader.groups.roles(by.accountId, group.id)
      const account = await accountOf(reader, by)
      return { groupName: group.name, groupId: group.guid, roles: presentRoles(account, roles) }
    })
  })

  app.put<ById>('/api/v2/groups/:id', async (request, reply) => {
    const by = principalOf(request)
    const fields = fieldsOf(request)
    const edited = store.write(async (tx) => {
      const edit = parseGroup(fields, await accountOf(tx, by))
      await editGroup(tx, by, groupRef(request.params.id), edit)
    })
    await namingTaken(() => fields, edited)
    return answerEmpty(reply)
  })

  app.patch<ById>('/api/v2/groups/:id', async (request, reply) => {
    const by = principalOf(request)
    await store.write(async (tx) => {
      const account = await accountOf(tx, by)
      await patchGroup(tx, by, groupRef(request.params.id), async ({ id }) =>
        patchedGroup(request.body, account, {
          roles: await tx.groups.roles(by.accountId, id),
          members: async () => {
            const all = await tx.groups.memberGuids(by.accountId, id, 0, Number.MAX_SAFE_INTEGER)
            return all.map(({ guid }) => guid)
          },
        }),
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
