import type { CertificateTerms } from './certificate.ts'
import { checkName } from './checks.ts'
import { issue, type Issue, type Subject } from './errors.ts'
import { fullName } from './member.ts'
import type { MemberId } from './ids.ts'
import type { NewCertificate } from './learning-store.ts'
import type { Principal } from './principal.ts'
import type { Writer } from './store.ts'

const DAY = 24 * 60 * 60_000
const LONGEST_DAYS = 36_500

/** Issues of the terms under which a course or program gives a certificate. */
export function checkCertificate(subject: Subject, terms: CertificateTerms | null | undefined): Issue[] {
  if (terms == null) return []
  const { name, days } = terms
  const good = days === null || (Number.isInteger(days) && days > 0 && days <= LONGEST_DAYS)
  return [
    ...checkName(subject, 'certificate', name),
    ...(good ? [] : [issue(subject, 'certificate', 'malformed', days)]),
  ]
}

/** Gives the person a certificate in the place of an earlier one for the same. */
export async function issueCertificate(
  tx: Writer,
  by: Principal,
  terms: CertificateTerms,
  holder: MemberId,
  of: NewCertificate['of'],
): Promise<void> {
  const member = await tx.members.find(by.accountId, { id: holder })
  await tx.certificates.replace(by.accountId, {
    of,
    code: tx.newGuid().replaceAll('-', ''), // 122 random bits: nobody guesses them
    name: terms.name,
    holder: member === undefined ? '' : fullName(member),
    expires: terms.days === null ? null : tx.now + terms.days * DAY,
  })
}
