import type { Program } from '../../courses/program.ts'
import { columnsOf } from './column.ts'
import { CODE, COUNT, LIST, PRESENCE, TEXT, YES_OR_NO } from './shared-cells.ts'

/** A program as files show it. */
export interface ProgramRecord {
  readonly program: Program
  /** References to its courses, in their order. */
  readonly courses: readonly string[]
}

export const PROGRAMS_COLUMNS = columnsOf<ProgramRecord>()({
  id: { cell: TEXT, key: 'unique', only: 'id', show: ({ program }) => String(program.id) },
  code: {
    aliases: ['programcode', 'programid', 'idnumber', 'sourcedid'],
    cell: CODE,
    key: 'unique',
    clearable: true,
    show: ({ program }) => program.code,
  },
  name: {
    aliases: ['programname', 'title', 'fullname'],
    cell: TEXT,
    key: 'if_alone',
    required: true,
    show: ({ program }) => program.name,
  },
  description: {
    aliases: ['summary'],
    cell: TEXT,
    clearable: true,
    show: ({ program }) => program.description,
  },
  language: {
    aliases: ['locale', 'lang'],
    cell: TEXT,
    clearable: true,
    show: ({ program }) => program.locale,
  },
  thumbnail_url: {
    aliases: ['thumbnail', 'imageurl'],
    cell: TEXT,
    clearable: true,
    show: ({ program }) => program.thumbnailUrl,
  },
  active: { aliases: ['isactive', 'published'], cell: YES_OR_NO, show: ({ program }) => program.isActive },
  courses: { aliases: ['course'], cell: LIST, clearable: true, show: ({ courses }) => courses },
  /** Cleared, completing the program gives no certificate. */
  certificate_name: {
    aliases: ['certificate'],
    cell: TEXT,
    clearable: true,
    show: ({ program }) => program.certificate?.name ?? null,
  },
  certificate_valid_days: {
    aliases: ['certificatedays'],
    cell: COUNT,
    clearable: true,
    show: ({ program }) => program.certificate?.days ?? null,
  },
  status: { cell: PRESENCE, show: () => 'active' },
})
