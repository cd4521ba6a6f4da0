import Type from 'typebox'
import {
  createGroup,
  deleteGroup,
  updateGroup,
  getGroupWithRoles,
  type GroupWithRoles,
} from '../../domain/people/groups.ts'
import { ROLES } from '../../domain/roles.ts'
import type { Ref } from '../../domain/ids.ts'
import { Problem } from '../problems/problem.ts'
import { created, DONE, thing } from '../table/answer.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { readPlace } from '../table/places.ts'
import { answer, change, Guid, Id, instant, Instant, request } from '../table/shapes.ts'

const Group = answer('Group', {
  id: Id,
  guid: Guid,
  name: Type.String(),
  roles: Type.Array(Type.Enum(ROLES)),
  created: Instant,
  modified: Instant,
})

const values = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  roles: Type.Optional(Type.Array(Type.Enum(ROLES), { maxItems: ROLES.length })),
}

/** `/groups`: people who are addressed together, and the roles that this gives them. */
export const groupOperations: readonly Operation[] = [
  writes({
    id: 'createGroup',
    method: 'POST',
    path: '/groups',
    summary: 'Make a group',
    scope: 'people:write',
    body: request(values),
    answers: { 201: Group },
    problems: ['name_taken'],
    example: { body: { name: 'First aiders' } },
    write: async (tx, { by, body: { name, roles } }) => {
      const { id } = await createGroup(tx, by, {
        name,
        ...(roles && { roles: { among: ROLES, held: roles } }),
      })
      return created(present(await getGroupWithRoles(tx, by, { id })), `/groups/${id}`)
    },
  }),
  reads({
    id: 'getGroup',
    path: '/groups/{group}',
    summary: 'A group',
    scope: 'people:read',
    answers: { 200: Group },
    read: async (reader, { by, path }) =>
      thing(present(await getGroupWithRoles(reader, by, refOf(path.group)))),
  }),
  writes({
    id: 'updateGroup',
    method: 'PATCH',
    path: '/groups/{group}',
    summary: 'Change a group',
    scope: 'people:write',
    body: change(values),
    answers: { 200: Group },
    problems: ['name_taken'],
    current: async (tx, { by, path }) => present(await getGroupWithRoles(tx, by, refOf(path.group))),
    write: async (tx, { by, path, body: { name, roles } }) => {
      const ref = refOf(path.group)
      await updateGroup(tx, by, ref, {
        ...(name !== undefined && { name }),
        ...(roles !== undefined && { roles: { among: ROLES, held: roles } }),
      })
      return thing(present(await getGroupWithRoles(tx, by, ref)))
    },
  }),
  writes({
    id: 'deleteGroup',
    method: 'DELETE',
    path: '/groups/{group}',
    summary: 'Delete a group',
    description: 'Its members stay; its roles and its shares in restricted topics go.',
    scope: 'people:write',
    answers: { 204: null },
    current: async (tx, { by, path }) => present(await getGroupWithRoles(tx, by, refOf(path.group))),
    write: async (tx, { by, path }) => {
      await deleteGroup(tx, by, refOf(path.group))
      return DONE
    },
  }),
]

function present({ group, roles }: GroupWithRoles) {
  return {
    id: group.id,
    guid: group.guid,
    name: group.name,
    roles,
    created: instant(group.created),
    modified: instant(group.modified),
  }
}

function refOf(text: string | undefined): Ref {
  const place = readPlace(text ?? '', 'group')
  if ('id' in place || 'guid' in place) return place
  throw new Problem('not_found', { about: 'group' })
}
