import type {
  EnrolmentListFilter,
  EnrolmentSort,
  MembershipListFilter,
  MembershipSort,
} from '../../learning/enrolment-list.ts'
import { listEnrolmentsInOrder, listProgramMembersInOrder } from '../../learning/list-enrolments.ts'
import type { CursorQuery, Page } from '../../page.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import type { EnrolmentRecord } from '../columns/enrolments-columns.ts'
import type { ProgramMemberRecord } from '../columns/program-members-columns.ts'
import { listCourseReferences, listProgramReferences } from './listed-references.ts'

/** Enrolments as files show them, page by page. @throws forbidden */
export async function listEnrolmentRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<EnrolmentListFilter, EnrolmentSort>,
): Promise<Page<EnrolmentRecord>> {
  const { items, next } = await listEnrolmentsInOrder(reader, by, query)
  const people = await reader.members.listUsernames(by.accountId, [
    ...new Set(items.map(({ member }) => member.id)),
  ])
  const courses = await listCourseReferences(reader, by, [...new Set(items.map(({ course }) => course.id))])
  return {
    items: items.map(({ enrolment, member, course }) => ({
      enrolment,
      person: people.get(member.id) ?? '',
      course: courses.get(course.id) ?? '',
    })),
    next,
  }
}

/** People in programs as files show them, page by page. @throws forbidden */
export async function listProgramMemberRecords(
  reader: Reader,
  by: Principal,
  query: CursorQuery<MembershipListFilter, MembershipSort>,
): Promise<Page<ProgramMemberRecord>> {
  const { items, next } = await listProgramMembersInOrder(reader, by, query)
  const people = await reader.members.listUsernames(by.accountId, [
    ...new Set(items.map(({ member }) => member.id)),
  ])
  const programs = await listProgramReferences(reader, by, [
    ...new Set(items.map(({ program }) => program.id)),
  ])
  return {
    items: items.map(({ membership, member, program }) => ({
      membership,
      person: people.get(member.id) ?? '',
      program: programs.get(program.id) ?? '',
    })),
    next,
  }
}
