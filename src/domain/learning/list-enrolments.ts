import { demandActor, getActor } from '../actor.ts'
import type { CursorQuery, Page } from '../page.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import { together } from '../together.ts'
import type { ProgramMembership } from './enrolment.ts'
import type {
  EnrolmentListFilter,
  EnrolmentSort,
  ListedEnrolment,
  ListedMembership,
  MembershipListFilter,
  MembershipSort,
} from './enrolment-list.ts'

/**
 * Enrolments across all courses, in the requested order, page by page. A page may be shorter than requested and still
 * have a next one. Callers who aren't staff may list their own.
 * @throws forbidden
 */
export async function listEnrolmentsInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<EnrolmentListFilter, EnrolmentSort>,
): Promise<Page<ListedEnrolment>> {
  const actor = await getActor(reader, by)
  const { member } = query.filter
  const own = actor.kind === 'member' && member?.length === 1 && member[0] === actor.id
  demand(own || mayReadPeople(actor), 'enrolment', 'list')
  return reader.enrolments.listByKey(by.accountId, query)
}

/** A person's membership in a program, with the names of both; undefined when there is none. @throws forbidden */
export async function findMembershipView(
  reader: Reader,
  by: Principal,
  { programId, memberId }: Pick<ProgramMembership, 'programId' | 'memberId'>,
): Promise<ListedMembership | undefined> {
  const [, membership] = await together(
    demandActor(reader, by, mayReadPeople, 'enrolment', 'list'),
    reader.programMemberships.findListed(by.accountId, programId, memberId),
  )
  return membership
}

/** Program memberships; like `listEnrolmentsInOrder`. @throws forbidden */
export async function listProgramMembersInOrder(
  reader: Reader,
  by: Principal,
  query: CursorQuery<MembershipListFilter, MembershipSort>,
): Promise<Page<ListedMembership>> {
  demand(mayReadPeople(await getActor(reader, by)), 'enrolment', 'list')
  return reader.programMemberships.listByKey(by.accountId, query)
}
