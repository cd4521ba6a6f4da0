import { createGroup, deleteGroup, lockGroup, updateGroup } from '../../domain/people/groups.ts'
import { getGroupView, listGroupsInOrder } from '../../domain/people/group-view.ts'
import { GROUP_SORTS } from '../../domain/people/group-list.ts'
import { ROLES } from '../../domain/roles.ts'
import type { Writer } from '../../domain/store.ts'
import { created, DONE, thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { groupRef } from '../table/places.ts'
import { change, page, request } from '../table/shapes.ts'
import { Group, groupValues } from './group-shapes.ts'
import { presentGroup } from './present-group.ts'

/** `/groups`: people who are addressed together, and the roles that this gives them. */
export const groupOperations: readonly Operation[] = [
  reads({
    id: 'listGroups',
    path: '/groups',
    summary: 'Groups',
    scope: 'people:read',
    query: { ...listParameters(GROUP_SORTS), ...searched, ...whenChanged },
    answers: { 200: page(Group) },
    example: { query: 'sort=name&limit=10' },
    read: async (reader, call) => {
      const groups = await listGroupsInOrder(reader, call.by, {
        ...listRequest(call, GROUP_SORTS),
        filter: whenChangedFilter(call.query),
      })
      return listAnswer(call, groups, presentGroup)
    },
  }),
  writes({
    id: 'createGroup',
    method: 'POST',
    path: '/groups',
    summary: 'Make a group',
    scope: 'people:write',
    body: request(groupValues),
    answers: { 201: Group },
    problems: ['name_taken'],
    example: { body: { name: 'First aiders' } },
    write: async (tx, { by, body: { name, roles } }) => {
      const { id } = await createGroup(tx, by, {
        name,
        ...(roles && { roles: { among: ROLES, held: roles } }),
      })
      return created(presentGroup(await getGroupView(tx, by, { id })), `/groups/${id}`)
    },
  }),
  reads({
    id: 'getGroup',
    path: '/groups/{group}',
    summary: 'A group',
    scope: 'people:read',
    answers: { 200: Group },
    example: { path: '/groups/1' },
    read: async (reader, { by, path }) =>
      thing(presentGroup(await getGroupView(reader, by, groupRef(path.group)))),
  }),
  writes({
    id: 'updateGroup',
    method: 'PATCH',
    path: '/groups/{group}',
    summary: 'Change a group',
    scope: 'people:write',
    body: change(groupValues),
    answers: { 200: Group },
    problems: ['name_taken'],
    example: { path: '/groups/1', body: { roles: ['trainer'] } },
    current: currentGroup,
    write: async (tx, { by, path, body: { name, roles } }) => {
      const ref = groupRef(path.group)
      await updateGroup(tx, by, ref, {
        ...(name !== undefined && { name }),
        ...(roles !== undefined && { roles: { among: ROLES, held: roles } }),
      })
      return thing(presentGroup(await getGroupView(tx, by, ref)))
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
    current: currentGroup,
    effects: async (tx, { by, path }) => {
      const { size } = await getGroupView(tx, by, groupRef(path.group))
      return { peopleTakenOut: size }
    },
    write: async (tx, { by, path }) => {
      await deleteGroup(tx, by, groupRef(path.group))
      return DONE
    },
  }),
]

async function currentGroup(tx: Writer, { by, path }: Call): Promise<unknown> {
  const { id } = await lockGroup(tx, by, groupRef(path.group))
  return presentGroup(await getGroupView(tx, by, { id }))
}
