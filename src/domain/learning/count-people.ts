import { getActor } from '../actor.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'

/** How many people are in a course or a program. @throws forbidden */
export async function countPeople(
  reader: Reader,
  by: Principal,
  place: { readonly course: CourseId } | { readonly program: ProgramId },
): Promise<number> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'list')
  return reader.tallies.count(by.accountId, { of: 'members', ...place })
}
