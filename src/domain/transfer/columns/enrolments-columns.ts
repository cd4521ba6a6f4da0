import type { Enrolment } from '../../learning/enrolment.ts'
import { plainly } from '../references.ts'
import { columnsOf } from './column.ts'
import { COUNT, DAY, INSTANT, PRESENCE, TEXT, YES_OR_NO } from './shared-cells.ts'

/** An enrolment as files show it. */
export interface EnrolmentRecord {
  readonly enrolment: Enrolment
  /** The username. */
  readonly person: string
  /** A reference to the course. */
  readonly course: string
}

/** Person and course together are the key. */
export const ENROLMENTS_COLUMNS = columnsOf<EnrolmentRecord>()({
  id: { cell: TEXT, key: 'unique', only: 'id', show: ({ enrolment }) => String(enrolment.id) },
  person: {
    aliases: ['userid', 'user', 'username', 'email', 'login', 'usersourcedid'],
    cell: TEXT,
    required: true,
    show: ({ person }) => plainly('person', person),
  },
  course: {
    aliases: ['courseid', 'coursecode', 'course1', 'classsourcedid'],
    cell: TEXT,
    required: true,
    show: ({ course }) => course,
  },
  due_date: {
    aliases: ['due', 'deadline'],
    cell: DAY,
    clearable: true,
    show: ({ enrolment }) => enrolment.dueDate,
  },
  enrolled: {
    aliases: ['enrolledat', 'enrolmentdate', 'enrollmentdate', 'startdate', 'begindate'],
    cell: INSTANT,
    show: ({ enrolment }) => enrolment.created,
  },
  started: { aliases: ['startedat'], cell: INSTANT, show: ({ enrolment }) => enrolment.started },
  progress: { cell: COUNT, show: ({ enrolment }) => enrolment.progress },
  score: {
    aliases: ['grade'],
    cell: { is: 'number', decimals: 2 },
    clearable: true,
    show: ({ enrolment }) => enrolment.score,
  },
  success: { aliases: ['passed'], cell: YES_OR_NO, show: ({ enrolment }) => enrolment.success },
  completed: {
    aliases: ['completedat', 'completiondate', 'timecompleted'],
    cell: INSTANT,
    clearable: true,
    show: ({ enrolment }) => enrolment.completed,
  },
  certificate_issued: { cell: INSTANT, show: ({ enrolment }) => enrolment.certificate?.created ?? null },
  certificate_expires: {
    aliases: ['certificateexpiry', 'expires'],
    cell: INSTANT,
    clearable: true,
    show: ({ enrolment }) => enrolment.certificate?.expires ?? null,
  },
  status: { cell: PRESENCE, show: () => 'active' },
  /** Whether the person is sent an invitation to the course. */
  invite: { aliases: ['sendinvitation'], cell: YES_OR_NO },
})
