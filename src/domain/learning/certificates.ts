import type { CertificateTerms } from '../courses/certificate-terms.ts'
import { notFound } from '../errors.ts'
import type { AccountId, CertificateId, MemberId } from '../ids.ts'
import type { Certificate } from './certificate.ts'
import type { NewCertificate } from './learning-store.ts'
import { fullName } from '../people/member.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { equalInConstantTime } from '../../lib/digest.ts'

const DAY = 24 * 60 * 60_000

/** A certificate with the result it certifies. */
export interface ProvenCertificate {
  readonly certificate: Certificate
  /** null if nothing was scored. */
  readonly score: number | null
}

/**
 * The certificate with that number, for anybody who knows its code, signed in or not.
 * @throws not_found, the same for an unknown number and a wrong code
 */
export async function getCertificate(
  reader: Reader,
  account: AccountId,
  id: CertificateId,
  code: string,
): Promise<ProvenCertificate> {
  const certificate = await reader.certificates.find(account, id)
  const right = equalInConstantTime(code, certificate?.code ?? '')
  if (certificate === undefined || !right) throw notFound('certificate', id)
  return { certificate, score: await reader.certificates.findScore(account, id) }
}

/** Gives the person a certificate that replaces an earlier one for the same course or program. */
export async function issueCertificate(
  tx: Writer,
  by: Principal,
  of: NewCertificate['of'],
  { terms, holder }: { readonly terms: CertificateTerms; readonly holder: MemberId },
): Promise<void> {
  const member = await tx.members.find(by.accountId, { id: holder })
  await tx.certificates.issue(by.accountId, {
    of,
    code: tx.newGuid().replaceAll('-', ''), // 122 random bits: can't be guessed
    name: terms.name,
    holder: member === undefined ? '' : fullName(member),
    expires: terms.days === null ? null : tx.now + terms.days * DAY,
  })
}
