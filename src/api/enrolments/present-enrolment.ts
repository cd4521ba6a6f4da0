import type { ProvenCertificate } from '../../domain/learning/certificates.ts'
import type { ListedEnrolment } from '../../domain/learning/enrolment-list.ts'
import { enrolmentStateOf } from '../../domain/learning/enrolment-view.ts'
import type { NumberedAttempt, PastResult } from '../../domain/learning/enrolment.ts'
import { presentTitle } from '../people/present-person.ts'
import { instant, instantOrNull } from '../table/shapes.ts'

/** An enrolment as the API shows it. @param address the origin of the academy's pages */
export function presentEnrolment({ enrolment, course, member }: ListedEnrolment, address: string) {
  const { certificate } = enrolment
  return {
    id: enrolment.id,
    course: { id: course.id, name: course.name },
    person: presentTitle(member),
    role: enrolment.role,
    state: enrolmentStateOf(enrolment),
    progress: enrolment.progress,
    score: enrolment.score,
    success: enrolment.success,
    dueDate: enrolment.dueDate,
    started: instantOrNull(enrolment.started),
    completed: instantOrNull(enrolment.completed),
    expires: instantOrNull(certificate?.expires ?? null),
    certificate: certificate && { code: certificate.code, url: certificateUrl(certificate, address) },
    origin: enrolment.origin,
    created: instant(enrolment.created),
    modified: instant(enrolment.modified),
  }
}

/** A result of an earlier period. @param address the origin of the academy's pages */
export function presentPastResult(result: PastResult, address: string) {
  const { id, progress, score, success, dueDate, certificate } = result
  return {
    id,
    state: enrolmentStateOf(result),
    progress,
    score,
    success,
    dueDate,
    started: instantOrNull(result.started),
    completed: instantOrNull(result.completed),
    expires: instantOrNull(certificate?.expires ?? null),
    certificate: certificate && { code: certificate.code, url: certificateUrl(certificate, address) },
    ended: instant(result.ended),
  }
}

export function presentCertificate({ certificate, score }: ProvenCertificate, address: string) {
  const { id, code, name, holder } = certificate
  return {
    id,
    code,
    name,
    holder,
    score,
    url: certificateUrl(certificate, address),
    created: instant(certificate.created),
    expires: instantOrNull(certificate.expires),
  }
}

export function presentAttempt({ id, at, score, passed, answers }: NumberedAttempt) {
  return { id, at: instant(at), score, passed, answers }
}

/** The page that shows a certificate to anybody who knows its code. */
function certificateUrl(
  { id, code }: { readonly id: number; readonly code: string },
  address: string,
): string {
  return `${address}/certificates/${id}-${code}`
}
