import { DomainError } from '../../domain/errors.ts'
import type { Group } from '../../domain/people/group.ts'
import type { GroupFilter, GroupSort } from '../../domain/people/group-list.ts'
import { getGroupView, listGroupsInOrder } from '../../domain/people/group-view.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { parseGuid } from '../../lib/guid.ts'
import { type Collection, type Presented, presentTime } from './collection.ts'
import { academyReference, type Context } from './context.ts'
import { unknownObject } from './errors.ts'
import { changedWithin, chosen, equalTo } from './filter-values.ts'

/** The academy comes first, then its groups. */
export const orgs: Collection<{ readonly group: Group }, GroupFilter, GroupSort> = {
  plural: 'orgs',
  single: 'org',
  fields: ['sourcedId', 'status', 'dateLastModified', 'name', 'type', 'identifier', 'parent'],
  sorts: { name: 'name', dateLastModified: 'modified' },
  filters: {
    async sourcedId(condition, reader, by) {
      const ids: number[] = []
      for (const text of equalTo(condition)) {
        const group = await findGroup(reader, by, text)
        if (group !== undefined) ids.push(group.id)
      }
      return { id: ids }
    },
    type: (condition) =>
      chosen(condition, ['local', 'department']).includes('department') ? {} : { id: [] },
    status: (condition) =>
      chosen(condition, ['active', 'tobedeleted']).includes('active') ? {} : { id: [] },
    dateLastModified: changedWithin,
  },
  list: listGroupsInOrder,
  first: (context) => [presentAcademy(context)],
  present: (context, { group }) => ({
    sourcedId: group.guid,
    status: 'active',
    dateLastModified: presentTime(group.modified),
    name: group.name,
    type: 'department',
    ...(group.code !== null && { identifier: group.code }),
    parent: academyReference(context),
  }),
}

/** The academy alone. */
export const schools: Collection<never, object, never> = {
  ...orgs,
  sorts: {},
  filters: onlyFirst(['sourcedId', 'type', 'status', 'dateLastModified', 'name']),
  list: () => Promise.resolve({ items: [], next: null, total: 0 }),
  present: (_context, nothing) => nothing,
}

/** Filters of a list whose records all come first: those are compared by themselves. */
export function onlyFirst(fields: readonly string[]): Readonly<Record<string, () => object>> {
  return Object.fromEntries(fields.map((field) => [field, () => ({})]))
}

/** @throws OneRosterError */
export async function getOrg(
  reader: Reader,
  by: Principal,
  context: Context,
  sourcedId: string,
): Promise<Presented> {
  if (sourcedId.toLowerCase() === context.academy.guid) return presentAcademy(context)
  const group = await findGroup(reader, by, sourcedId)
  if (group === undefined) throw unknownObject()
  return orgs.present(context, { group })
}

async function findGroup(reader: Reader, by: Principal, sourcedId: string): Promise<Group | undefined> {
  const guid = parseGuid(sourcedId)
  if (guid === undefined) return undefined
  try {
    return (await getGroupView(reader, by, { guid })).group
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return undefined
    throw error
  }
}

function presentAcademy(context: Context): Presented {
  const { academy } = context
  return {
    sourcedId: academy.guid,
    status: 'active',
    dateLastModified: presentTime(academy.created),
    name: academy.name,
    type: 'local',
  }
}
