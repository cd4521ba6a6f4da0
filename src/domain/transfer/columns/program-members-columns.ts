import type { ProgramMembership } from '../../learning/enrolment.ts'
import { plainly } from '../references.ts'
import { columnsOf } from './column.ts'
import { DAY, INSTANT, PRESENCE, TEXT } from './shared-cells.ts'

/** A person in a program as files show them. */
export interface ProgramMemberRecord {
  readonly membership: ProgramMembership
  /** The username. */
  readonly person: string
  /** A reference to the program. */
  readonly program: string
}

/** Person and program together are the key. */
export const PROGRAM_MEMBERS_COLUMNS = columnsOf<ProgramMemberRecord>()({
  person: {
    aliases: ['userid', 'user', 'username', 'email', 'login'],
    cell: TEXT,
    required: true,
    show: ({ person }) => plainly('person', person),
  },
  program: {
    aliases: ['programcode', 'programid'],
    cell: TEXT,
    required: true,
    show: ({ program }) => program,
  },
  due_date: {
    aliases: ['due', 'deadline'],
    cell: DAY,
    clearable: true,
    show: ({ membership }) => membership.dueDate,
  },
  completed: {
    aliases: ['completedat', 'completiondate'],
    cell: INSTANT,
    ignored: 'A program is complete when its courses are: enrolments tell it.',
    show: ({ membership }) => membership.completed,
  },
  status: { cell: PRESENCE, show: () => 'active' },
})
