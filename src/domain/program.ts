import type { CourseId, ProgramId } from './ids.ts'

/** Courses that belong together, in order. */
export interface Program {
  readonly id: ProgramId
  readonly name: string
  readonly description: string | null
  readonly courseIds: readonly CourseId[]
  readonly created: number
  readonly modified: number
}

export type NewProgram = Pick<Program, 'name' | 'description' | 'courseIds'>
