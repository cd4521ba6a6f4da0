import type { CertificateTerms } from './certificate-terms.ts'
import type { CourseId, ProgramId } from '../ids.ts'

/** Courses that belong together, in order. */
export interface Program {
  readonly id: ProgramId
  readonly name: string
  readonly description: string | null
  readonly courseIds: readonly CourseId[]
  /** BCP 47 */
  readonly locale: string | null
  readonly thumbnailUrl: string | null
  /** Whether it is published. */
  readonly isActive: boolean
  /** null: completing it gives none. */
  readonly certificate: CertificateTerms | null
  readonly created: number
  readonly modified: number
}

export type NewProgram = Omit<Program, 'id' | 'created' | 'modified'>

/** What a link to a program needs. */
export type ProgramTitle = Pick<Program, 'id' | 'name' | 'locale'>

/** A program with how many people are in it. */
export interface CountedProgram {
  readonly program: Program
  readonly memberCount: number
}
