import { getActor } from '../../actor.ts'
import { checkName } from '../../checks.ts'
import type { GroupId } from '../../ids.ts'
import { createGroup, deleteGroup, updateGroup } from '../../people/groups.ts'
import { demand, mayEnrolOthers } from '../../permissions.ts'
import { ROLES, type Role } from '../../roles.ts'
import type { Writer } from '../../store.ts'
import type { GroupRecord } from '../columns/groups-columns.ts'
import {
  type Case,
  type ImportContext,
  type KindImport,
  PRESENT_AT_A_TIME,
  refuse,
} from '../import-context.ts'
import { faultOf } from '../issue-sentences.ts'
import { namesOfThing, planThings, type ThingsImport } from '../plan-things.ts'

const names: ReadonlySet<string> = new Set(['code', 'name', 'description'])

const groups: ThingsImport<GroupRecord> = {
  kind: 'groups',
  referred: 'group',
  subject: 'group',
  keys: [
    { column: 'id', way: 'id' },
    { column: 'guid', way: 'guid' },
    { column: 'code', way: 'code', isOwn: true },
    { column: 'name', way: 'name' },
  ],
  fields: { code: 'code', name: 'name', description: 'description', roles: 'roles' },
  async load({ reader, by: { accountId } }, ids) {
    const found = await reader.groups.listByIds(accountId, ids as readonly GroupId[])
    const roles = await reader.groups.listRolesOfAll(accountId, ids as readonly GroupId[])
    return new Map(found.map((group) => [group.id, { group, roles: roles.get(group.id) ?? [] }]))
  },
  settle: () => Promise.resolve(),
  judge(_context, one, record) {
    const { values } = one
    const name = values.get('name')
    if (record === undefined && typeof name !== 'string') refuse(one, 'name', 'A new group needs a name.')
    for (const column of ['name', 'code'] as const) {
      const text = values.get(column)
      if (typeof text !== 'string') continue
      for (const issue of checkName('group', column, text)) one.faults.push(faultOf(issue, names))
    }
  },
}

async function apply(tx: Writer, { by }: ImportContext, one: Case): Promise<string> {
  const { values, target, changes, result } = one
  if (target !== null && result === 'removed') {
    await deleteGroup(tx, by, { id: Number(target) })
    return target
  }
  const isChanged = (column: string) =>
    target === null
      ? values.has(column)
      : changes.some((change) => change.column === column && change.kept !== true)
  const text = (column: string) => values.get(column) as string | null
  const change = {
    ...(isChanged('code') && { code: text('code')?.trim() ?? null }),
    ...(isChanged('description') && { description: text('description') }),
    ...(isChanged('roles') && {
      roles: { among: ROLES, held: (values.get('roles') ?? []) as readonly Role[] },
    }),
  }
  if (target === null) return String((await createGroup(tx, by, { ...change, name: text('name') ?? '' })).id)
  await updateGroup(
    tx,
    by,
    { id: Number(target) },
    { ...change, ...(isChanged('name') && { name: text('name') ?? '' }) },
  )
  return target
}

export const groupsImport: KindImport = {
  namesOf: (values) => namesOfThing(groups, values),
  async demand(reader, by) {
    demand(mayEnrolOthers(await getActor(reader, by)), 'group', 'create')
  },
  plan: (context, cases) => planThings(groups, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await reader.groups.listByKey(by.accountId, {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ id, name }) => ({ target: String(id), label: name }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    await deleteGroup(tx, by, { id: Number(target) })
  },
}
