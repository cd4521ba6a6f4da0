import type { CertificateId } from '../ids.ts'

/** Shows that somebody has passed. Its page opens for whoever knows the code. */
export interface Certificate {
  readonly id: CertificateId
  /** Can't be guessed. */
  readonly code: string
  /** What was passed. */
  readonly name: string
  /** The name that the holder had then. */
  readonly holder: string
  readonly created: number
  readonly expires: number | null
}
