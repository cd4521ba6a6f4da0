import { getActor } from '../actor.ts'
import type { CourseId, ProgramId } from '../ids.ts'
import { demand, mayReadCourses, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { ResultCount } from './learning-store.ts'

/** How many people are in a course or a program. @throws forbidden */
export async function countPeople(
  reader: Reader,
  by: Principal,
  place: { readonly course: CourseId } | { readonly program: ProgramId },
): Promise<number> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'list')
  return reader.tallies.count(by.accountId, { of: 'members', ...place })
}

/**
 * How many people are in a course or a program, how many have a result there, and how many a certificate. @throws
 * forbidden
 */
export async function countResults(
  reader: Reader,
  by: Principal,
  place: { readonly course: CourseId } | { readonly program: ProgramId },
): Promise<ResultCount> {
  demand(mayReadCourses(await getActor(reader, by)), 'member', 'list')
  return 'course' in place
    ? reader.enrolments.countResults(by.accountId, place.course)
    : reader.programMemberships.countResults(by.accountId, place.program)
}
