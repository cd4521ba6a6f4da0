import type { CertificateId } from '../ids.ts'

/** Proves that somebody has passed. Its page opens for anybody who knows the code. */
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
