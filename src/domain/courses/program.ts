import type { CertificateTerms } from './certificate-terms.ts'
import type { CourseId, ProgramId } from '../ids.ts'

/** An ordered set of courses. */
export interface Program {
  readonly id: ProgramId
  /** The client's own identifier: unique in the account, compared exactly. */
  readonly code: string | null
  readonly name: string
  readonly description: string | null
  readonly courseIds: readonly CourseId[]
  /** BCP 47 */
  readonly locale: string | null
  readonly thumbnailUrl: string | null
  /** Whether it is published. */
  readonly isActive: boolean
  /** null: completing the program gives no certificate. */
  readonly certificate: CertificateTerms | null
  readonly created: number
  readonly modified: number
}

export type NewProgram = Omit<Program, 'id' | 'created' | 'modified'>

/** The fields needed for a link to a program. */
export type ProgramTitle = Pick<Program, 'id' | 'name' | 'locale'>

/** Identifies a program by its id or its code. */
export type ProgramRef = { readonly id: number } | { readonly code: string }

/** A program with its number of members. */
export interface CountedProgram {
  readonly program: Program
  readonly memberCount: number
}
