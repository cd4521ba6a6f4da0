import type { CertificateTerms } from '../../domain/courses/certificate-terms.ts'
import { Problem } from '../problems/problem.ts'

/** The terms of certificates. A body may give only some of them. @throws Problem invalid for days without a name */
export function certificateOf(
  said: {
    readonly certificateName: string | null | undefined
    readonly certificateDays: number | null | undefined
  },
  before: CertificateTerms | null,
): { readonly certificate?: CertificateTerms | null } {
  const { certificateName, certificateDays } = said
  if (certificateName === undefined && certificateDays === undefined) return {}
  const name = certificateName === undefined ? (before?.name ?? null) : certificateName
  const days = certificateDays === undefined ? (before?.days ?? null) : certificateDays
  if (name !== null) return { certificate: { name, days } }
  if (certificateDays != null) {
    throw new Problem('invalid', { errors: [{ pointer: '/certificateDays', code: 'not_allowed' }] })
  }
  return { certificate: null }
}
