import type { CertificateId } from '../ids.ts'

/** Proves that somebody has passed. Anybody who knows the code can open its page. */
export interface Certificate {
  readonly id: CertificateId
  /** Can't be guessed. */
  readonly code: string
  /** What was passed. */
  readonly name: string
  /** The holder's name at that time; null: they were erased. */
  readonly holder: string | null
  readonly created: number
  readonly expires: number | null
}
