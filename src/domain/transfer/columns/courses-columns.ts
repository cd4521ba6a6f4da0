import { COURSE_TYPES, type Course, SELF_ENROLMENTS, VISIBILITIES } from '../../courses/course.ts'
import { plainly } from '../references.ts'
import { columnsOf } from './column.ts'
import { CODE, COUNT, LIST, PRESENCE, TEXT, YES_OR_NO } from './shared-cells.ts'

/** A course as files show it. */
export interface CourseRecord {
  readonly course: Course
  /** References to its topics. */
  readonly topics: readonly string[]
  /** The names of the groups that it is for. */
  readonly groups: readonly string[]
}

export const COURSES_COLUMNS = columnsOf<CourseRecord>()({
  id: { cell: TEXT, key: 'unique', only: 'id', show: ({ course }) => String(course.id) },
  code: {
    aliases: ['courseid', 'coursecode', 'idnumber', 'sourcedid', 'shortname'],
    cell: CODE,
    key: 'unique',
    clearable: true,
    show: ({ course }) => course.code,
  },
  name: {
    aliases: ['longname', 'fullname', 'coursename', 'title'],
    cell: TEXT,
    key: 'if_alone',
    required: true,
    show: ({ course }) => course.name,
  },
  type: {
    aliases: ['coursetype'],
    cell: { is: 'choice', of: COURSE_TYPES },
    show: ({ course }) => course.type,
  },
  summary: { aliases: ['description'], cell: TEXT, clearable: true, show: ({ course }) => course.summary },
  duration_minutes: {
    aliases: ['duration'],
    cell: { is: 'number', decimals: 2 },
    clearable: true,
    show: ({ course }) => (course.duration === null ? null : course.duration / 60),
  },
  active: { aliases: ['isactive', 'published'], cell: YES_OR_NO, show: ({ course }) => course.isActive },
  in_catalog: {
    aliases: ['showincatalog', 'incatalogue'],
    cell: YES_OR_NO,
    show: ({ course }) => course.inCatalog,
  },
  visibility: { cell: { is: 'choice', of: VISIBILITIES }, show: ({ course }) => course.visibility },
  self_enrolment: {
    aliases: ['selfenrollment'],
    cell: { is: 'choice', of: SELF_ENROLMENTS },
    show: ({ course }) => course.selfEnrolment,
  },
  language: { aliases: ['locale', 'lang'], cell: TEXT, clearable: true, show: ({ course }) => course.locale },
  thumbnail_url: {
    aliases: ['thumbnail', 'imageurl'],
    cell: TEXT,
    clearable: true,
    show: ({ course }) => course.thumbnailUrl,
  },
  author: { cell: TEXT, clearable: true, show: ({ course }) => course.author },
  topics: {
    aliases: ['topic', 'category', 'categories'],
    cell: LIST,
    clearable: true,
    show: ({ topics }) => topics,
  },
  groups: {
    cell: LIST,
    clearable: true,
    show: ({ groups }) => groups.map((name) => plainly('group', name)),
  },
  /** Cleared, passing the course gives no certificate. */
  certificate_name: {
    aliases: ['certificate'],
    cell: TEXT,
    clearable: true,
    show: ({ course }) => course.certificate?.name ?? null,
  },
  certificate_valid_days: {
    aliases: ['certificatedays'],
    cell: COUNT,
    clearable: true,
    show: ({ course }) => course.certificate?.days ?? null,
  },
  /** How many days those who are enrolled without a due date have. */
  due_days: { cell: COUNT, clearable: true, show: ({ course }) => course.dueDays },
  repeat_days: { cell: COUNT, clearable: true, show: ({ course }) => course.repeatDays },
  status: { cell: PRESENCE, show: () => 'active' },
})
