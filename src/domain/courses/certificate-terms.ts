import { checkName } from '../checks.ts'
import { type Issue, type Subject, issue } from '../errors.ts'

/** Whether people who pass get a certificate: its name, and for how many days it is valid (null: indefinitely). */
export interface CertificateTerms {
  readonly name: string
  readonly days: number | null
}

const LONGEST_DAYS = 36_500

/** Issues of the terms under which a course or program gives a certificate. */
export function checkCertificate(subject: Subject, terms: CertificateTerms | null | undefined): Issue[] {
  if (terms == null) return []
  const { name, days } = terms
  return [...checkName(subject, 'certificate', name), ...checkDays(subject, 'certificate', days)]
}

/** The issue of a number of days that is not a whole one from 1 to 36500. */
export function checkDays(subject: Subject, field: string, days: number | null | undefined): Issue[] {
  const good = days == null || (Number.isInteger(days) && days > 0 && days <= LONGEST_DAYS)
  return good ? [] : [issue(subject, field, 'malformed', days)]
}
