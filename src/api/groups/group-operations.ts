import Type from 'typebox'
import type { GroupId } from '../../domain/ids.ts'
import { createOrUpdateGroup } from '../../domain/people/create-or-update-group.ts'
import { addGroupMember, removeGroupMember, setGroupMembers } from '../../domain/people/group-membership.ts'
import {
  createGroup,
  deleteGroup,
  getGroup,
  lockGroup,
  updateGroup,
  type GroupChange,
} from '../../domain/people/groups.ts'
import { PERSON_SORTS } from '../../domain/people/person-list.ts'
import { listPersonViews } from '../../domain/people/person-view.ts'
import { getGroupView, listGroupsInOrder } from '../../domain/people/group-view.ts'
import { GROUP_SORTS } from '../../domain/people/group-list.ts'
import { ROLES, type Role } from '../../domain/roles.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { peopleExpand, peopleFilter, peopleFilters } from '../people/list-parameters.ts'
import { Person } from '../people/person-shapes.ts'
import { presentPerson } from '../people/present-person.ts'
import { created, DONE, thing, told } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
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
import { codeIn, groupRef, peopleIn, personAt, unlessMissing } from '../table/places.ts'
import { change, page, request } from '../table/shapes.ts'
import { Group, groupMembers, GroupRoles, GroupSize, groupValues } from './group-shapes.ts'
import { presentGroup } from './present-group.ts'

/** The values of a group that is addressed by its code. */
const { code: _, ...underCode } = groupValues

const createOne = writes({
  id: 'createGroup',
  method: 'POST',
  path: '/groups',
  summary: 'Create a group',
  scope: 'people:write',
  body: request(groupValues),
  answers: { 201: Group },
  problems: ['name_taken', 'code_taken'],
  example: { body: { name: 'First aiders' } },
  write: async (tx, { by, body: { name, ...more } }) => {
    const { id } = await createGroup(tx, by, { ...changeOf(more), name })
    return created(presentGroup(await getGroupView(tx, by, { id })), `/groups/${id}`)
  },
})

const updateOne = writes({
  id: 'updateGroup',
  method: 'PATCH',
  path: '/groups/{group}',
  summary: 'Change a group',
  scope: 'people:write',
  body: change(groupValues),
  answers: { 200: Group },
  problems: ['name_taken', 'code_taken'],
  example: { path: '/groups/1', body: { roles: ['trainer'] } },
  current: currentGroup,
  write: async (tx, { by, path, body }) => {
    const ref = { id: await groupAt(tx, by, path.group) } // by its id: the code may change
    await updateGroup(tx, by, ref, changeOf(body))
    return thing(presentGroup(await getGroupView(tx, by, ref)))
  },
})

const deleteOne = writes({
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
})

const addMember = writes({
  id: 'addMemberToGroup',
  method: 'PUT',
  path: '/groups/{group}/members/{person}',
  summary: 'Add a person to a group',
  description: 'They gain its roles. Who is in it already stays in it: then the answer is 204.',
  scope: 'people:write',
  answers: { 201: null, 204: null },
  write: async (tx, { by, path }) => {
    const person = await personAt(tx, by, path.person)
    return (await addGroupMember(tx, by, groupRef(path.group), person)) ? { status: 201 } : DONE
  },
})

const removeMember = writes({
  id: 'removeMemberFromGroup',
  method: 'DELETE',
  path: '/groups/{group}/members/{person}',
  summary: 'Remove a person from a group',
  description: 'They lose its roles.',
  scope: 'people:write',
  answers: { 204: null },
  problems: ['conflict'],
  write: async (tx, { by, path }) => {
    await removeGroupMember(tx, by, groupRef(path.group), await personAt(tx, by, path.person))
    return DONE
  },
})

/** `/groups`: groups of people, and the roles that they give to their members. */
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
  createOne,
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
  updateOne,
  deleteOne,
  writes({
    id: 'putGroup',
    method: 'PUT',
    path: '/groups/{group}',
    summary: 'Create or update a group by its code',
    description:
      'At `/groups/code:FIRST-AID`: the group is made, or, where there is one of that code, changed. What isn’t said stays as it is.',
    scope: 'people:write',
    body: request(underCode),
    answers: { 200: Group, 201: Group },
    problems: ['name_taken', 'code_taken'],
    example: { path: '/groups/code:FIRST-AID', body: { name: 'First aid' } },
    current: async (tx, call) => {
      const code = codeIn(call.path.group, 'group')
      return (await unlessMissing(() => currentGroup(tx, call, { code }))) ?? null
    },
    write: async (tx, { by, path, body: { name, ...more } }) => {
      const { id, isNew } = await createOrUpdateGroup(tx, by, codeIn(path.group, 'group'), {
        ...changeOf(more),
        name,
      })
      const group = presentGroup(await getGroupView(tx, by, { id }))
      return isNew ? created(group, `/groups/${id}`) : thing(group)
    },
  }),
  bulk({
    id: 'bulkGroups',
    path: '/groups/bulk',
    summary: 'Create, update and delete many groups at once',
    scope: 'people:write',
    place: 'group',
    verbs: { create: createOne, update: updateOne, delete: deleteOne },
    example: [{ op: 'create', name: 'First aiders', code: 'FA-900' }],
  }),
  reads({
    id: 'listMembersOfGroup',
    path: '/groups/{group}/members',
    summary: 'The members of a group',
    scope: 'people:read',
    query: { ...listParameters(PERSON_SORTS), ...searched, ...peopleFilters },
    answers: { 200: page(Person) },
    expand: peopleExpand,
    read: async (reader, call) => {
      const group = await groupAt(reader, call.by, call.path.group)
      const people = await listPersonViews(reader, call.by, {
        ...listRequest(call, PERSON_SORTS),
        filter: { ...peopleFilter(call.query), group: [group] },
      })
      return listAnswer(call, people, presentPerson)
    },
  }),
  writes({
    id: 'setMembersOfGroup',
    method: 'PUT',
    path: '/groups/{group}/members',
    summary: 'Replace the members of a group',
    scope: 'people:write',
    body: request(groupMembers),
    longestBody: 1024 * 1024,
    answers: { 200: GroupSize },
    example: { body: { people: [1, 2] } },
    current: currentGroup,
    effects: async (tx, { by, path }) => {
      const { size } = await getGroupView(tx, by, groupRef(path.group))
      return { peopleBefore: size }
    },
    write: async (tx, { by, path, body }) => {
      const ref = groupRef(path.group)
      await setGroupMembers(tx, by, ref, await peopleIn(tx, by, body.people, '/people'))
      const { size } = await getGroupView(tx, by, ref)
      return told({ size })
    },
  }),
  addMember,
  removeMember,
  bulk({
    id: 'bulkMembersOfGroup',
    path: '/groups/{group}/members/bulk',
    summary: 'Add and remove many members of a group at once',
    scope: 'people:write',
    place: 'person',
    verbs: { add: addMember, remove: removeMember },
    examplePath: '/groups/1/members/bulk',
    example: [{ op: 'add', id: 1 }],
  }),
  reads({
    id: 'getRolesOfGroup',
    path: '/groups/{group}/roles',
    summary: 'The roles that a group gives',
    scope: 'people:read',
    answers: { 200: GroupRoles },
    read: async (reader, { by, path }) => {
      const { roles } = await getGroupView(reader, by, groupRef(path.group))
      return thing({ roles })
    },
  }),
  writes({
    id: 'setRolesOfGroup',
    method: 'PUT',
    path: '/groups/{group}/roles',
    summary: 'Replace the roles of a group',
    scope: 'people:write',
    body: request({ roles: Type.Array(Type.Enum(ROLES), { maxItems: ROLES.length }) }),
    answers: { 200: GroupRoles },
    problems: ['conflict'],
    example: { body: { roles: ['trainer'] } },
    current: async (tx, { by, path }) => {
      const { id } = await lockGroup(tx, by, groupRef(path.group))
      return { roles: (await getGroupView(tx, by, { id })).roles }
    },
    write: async (tx, { by, path, body }) => {
      const ref = groupRef(path.group)
      await updateGroup(tx, by, ref, { roles: { among: ROLES, held: body.roles } })
      return thing({ roles: (await getGroupView(tx, by, ref)).roles })
    },
  }),
]

interface GroupInBody {
  readonly name?: string
  readonly code?: string | null
  readonly description?: string | null
  readonly roles?: readonly Role[]
}

/** Translates the body's keys into the domain's names. */
function changeOf({ roles, ...same }: GroupInBody): GroupChange {
  return { ...same, ...(roles !== undefined && { roles: { among: ROLES, held: roles } }) }
}

async function groupAt(reader: Reader, by: Call['by'], text: string | undefined): Promise<GroupId> {
  return (await getGroup(reader, by, groupRef(text))).id
}

async function currentGroup(tx: Writer, { by, path }: Call, ref = groupRef(path.group)): Promise<unknown> {
  const { id } = await lockGroup(tx, by, ref)
  return presentGroup(await getGroupView(tx, by, { id }))
}
