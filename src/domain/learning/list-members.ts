import { getActor } from '../actor.ts'
import type { Lazy } from '../checks.ts'
import { requireCourse } from '../courses/courses.ts'
import { requireProgram } from '../courses/read-programs.ts'
import type { Page, OffsetQuery } from '../page.ts'
import { requireGroup } from '../people/groups.ts'
import type { Counted } from '../people/people-store.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { MemberFilter, MemberScope, MemberWithRoles } from '../people/member.ts'

/** @throws forbidden, not_found (group, course, program) */
export async function listMembers(
  reader: Reader,
  by: Principal,
  scope: MemberScope,
  readQuery: Lazy<OffsetQuery<MemberFilter>>,
): Promise<Page<MemberWithRoles>> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'list')
  const counted = await countedIn(reader, by, scope)
  const wanted = readQuery()
  const items = await reader.members.list(by.accountId, scope, wanted)
  const { filter } = wanted
  const filtered =
    Object.keys(filter.texts).length > 0 || filter.active !== undefined || filter.role !== undefined
  if (filtered) return { items, next: null }
  return { items, next: null, total: await reader.tallies.count(by.accountId, counted) }
}

async function countedIn(reader: Reader, by: Principal, scope: MemberScope): Promise<Counted> {
  switch (scope.of) {
    case 'account':
      return { of: 'members' }
    case 'group':
      return { of: 'members', group: (await requireGroup(reader, by, { id: scope.group })).id }
    case 'course':
      return { of: 'members', course: (await requireCourse(reader, by, scope.course)).id }
    case 'program':
      return { of: 'members', program: (await requireProgram(reader, by, scope.program)).id }
  }
}
