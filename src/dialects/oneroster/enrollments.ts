import { listCountedCourses } from '../../domain/courses/list-courses.ts'
import type { CountedCourse } from '../../domain/courses/course.ts'
import type { EnrolmentId } from '../../domain/ids.ts'
import type {
  EnrolmentListFilter,
  EnrolmentSort,
  ListedEnrolment,
} from '../../domain/learning/enrolment-list.ts'
import { getEnrolmentView } from '../../domain/learning/enrolment-view.ts'
import { listEnrolmentsInOrder } from '../../domain/learning/list-enrolments.ts'
import type { Cursor, Page } from '../../domain/page.ts'
import type { MemberWithRoles } from '../../domain/people/member.ts'
import { listPeopleInOrder } from '../../domain/people/list-people.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Role } from '../../domain/roles.ts'
import type { Reader } from '../../domain/store.ts'
import { listPersonIds } from '../../domain/people/person-view.ts'
import { parseGuid } from '../../lib/guid.ts'
import { type Collection, presentTime } from './collection.ts'
import { academyReference, reference } from './context.ts'
import { classes } from './courses.ts'
import { unknownObject } from './errors.ts'
import { changedWithin, equalTo } from './filter-values.ts'
import { numberedId, numberOf } from './record-id.ts'
import { roleInClass } from './users.ts'

/** An enrolment with the GUID of the person and their roles. */
interface Enrollment extends ListedEnrolment {
  readonly guid: string
  readonly roles: readonly Role[]
}

export const enrollments: Collection<Enrollment, EnrolmentListFilter, EnrolmentSort> = {
  plural: 'enrollments',
  single: 'enrollment',
  fields: [
    'sourcedId',
    'status',
    'dateLastModified',
    'user',
    'class',
    'school',
    'role',
    'primary',
    'beginDate',
  ],
  sorts: { beginDate: 'created', dateLastModified: 'modified' },
  filters: {
    sourcedId: (condition) => ({
      id: equalTo(condition).flatMap((text) => numberOf('enrollment', text) ?? []),
    }),
    async 'user.sourcedId'(condition, reader, by) {
      const refs = equalTo(condition).flatMap((text) => {
        const guid = parseGuid(text)
        return guid === undefined ? [] : [{ guid }]
      })
      return { member: (await listPersonIds(reader, by, refs)).filter((id) => id !== undefined) }
    },
    'class.sourcedId': (condition) => ({
      course: equalTo(condition).flatMap((text) => numberOf('class', text) ?? []),
    }),
    dateLastModified: changedWithin,
  },
  async list(reader, by, query) {
    const page = await listEnrolmentsInOrder(reader, by, query)
    return { ...page, items: await withPeople(reader, by, page.items) }
  },
  present: (context, { enrolment, guid, roles }) => ({
    sourcedId: numberedId('enrollment', enrolment.id),
    status: 'active',
    dateLastModified: presentTime(enrolment.modified),
    user: reference(context, 'users', 'user', guid),
    class: reference(context, 'classes', 'class', numberedId('class', enrolment.courseId)),
    school: academyReference(context),
    role: roleInClass(roles),
    primary: 'false',
    beginDate: presentTime(enrolment.created).slice(0, 10),
  }),
}

/** The classes of the people that the filter of enrolments names, in the order of the enrolments. */
export const classesOfUser: Collection<CountedCourse, EnrolmentListFilter, never> = {
  ...classes,
  sorts: {},
  filters: {},
  async list(reader, by, query) {
    const page = await listEnrolmentsInOrder(reader, by, query)
    const ids = page.items.map(({ enrolment }) => enrolment.courseId)
    const found = await listCountedCourses(reader, by, ids)
    return { ...page, items: ids.flatMap((id) => found.get(id) ?? []) }
  },
}

/** @throws OneRosterError, not_found */
export async function getEnrollment(reader: Reader, by: Principal, sourcedId: string): Promise<Enrollment> {
  const id = numberOf('enrollment', sourcedId)
  if (id === undefined) throw unknownObject()
  const [found] = await withPeople(reader, by, [await getEnrolmentView(reader, by, id as EnrolmentId)])
  if (found === undefined) throw unknownObject()
  return found
}

async function withPeople(
  reader: Reader,
  by: Principal,
  items: readonly ListedEnrolment[],
): Promise<Enrollment[]> {
  const ids = [...new Set(items.map(({ enrolment }) => enrolment.memberId))]
  const people = new Map<number, Pick<Enrollment, 'guid' | 'roles'>>()
  let after: Cursor | null = null
  do {
    const query = { filter: { id: ids }, page: { after, limit: Math.max(1, ids.length) } }
    const { items: found, next }: Page<MemberWithRoles> = await listPeopleInOrder(reader, by, query)
    for (const { member, roles } of found) people.set(member.id, { guid: member.guid, roles })
    after = next
  } while (after !== null)
  return items.flatMap((item) => {
    const person = people.get(item.enrolment.memberId)
    return person === undefined ? [] : [{ ...item, ...person }]
  })
}
