import { getActor } from '../actor.ts'
import { refuseIfAny } from '../checks.ts'
import { type Issue, issue } from '../errors.ts'
import type { EnrolmentId } from '../ids.ts'
import { demand, mayEnrolOthers } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { recordAudit } from '../record-audit.ts'
import type { Writer } from '../store.ts'
import { enrolmentState } from './enrolment-state.ts'
import type { Enrolment, Result } from './enrolment.ts'
import { lockEnrolment } from './enrolments.ts'
import { fullName } from '../people/member.ts'
import { settlePrograms } from './program-progress.ts'

/** A result that was reached elsewhere. Fields that are left out stay as they are. */
export interface GivenResult {
  /** When the person came into the course. */
  readonly enrolled?: number
  readonly started?: number
  readonly progress?: number
  readonly score?: number | null
  readonly success?: boolean
  /** null: it isn't completed. */
  readonly completed?: number | null
  /** When the certificate was issued, and until when it is valid; null: for good. */
  readonly certificateIssued?: number
  readonly certificateExpires?: number | null
}

const DAY = 24 * 60 * 60_000

/** Issues of the values of a result. @param now no result is reached in the future */
export function checkGivenResult(given: GivenResult, now: number): Issue[] {
  const percent = (field: 'progress' | 'score') =>
    (given[field] ?? 0) > 100 ? [issue('enrolment', field, 'malformed', given[field] ?? 0)] : []
  const past = (['enrolled', 'started', 'completed', 'certificateIssued'] as const).flatMap((field) =>
    (given[field] ?? 0) > now
      ? [issue('enrolment', field, 'not_allowed', new Date(given[field] ?? 0).toISOString())]
      : [],
  )
  return [...percent('progress'), ...percent('score'), ...past]
}

/**
 * Sets the result of an enrolment, as it was reached elsewhere: nobody is told of it. Whoever passed gets the certificate of
 * the course, as of then; programs follow.
 * @throws forbidden, not_found, invalid
 */
export async function setResultOfEnrolment(
  tx: Writer,
  by: Principal,
  id: EnrolmentId,
  given: GivenResult,
): Promise<void> {
  demand(mayEnrolOthers(await getActor(tx, by)), 'enrolment', 'edit')
  const before = await lockEnrolment(tx, by, id)
  refuseIfAny(checkGivenResult(given, tx.now))
  const completed = given.completed === undefined ? before.completed : given.completed
  const success = completed === null ? null : (given.success ?? before.success ?? true)
  const result: Partial<Result> = {
    completed,
    success,
    started: given.started ?? before.started ?? completed,
    progress: given.progress ?? (success === true ? 100 : before.progress),
    ...(given.score !== undefined && { score: given.score }),
  }
  if (isAsBefore(before, result, given)) return
  await tx.enrolments.update(by.accountId, id, result)
  if (given.enrolled !== undefined) await tx.enrolments.setCreated(by.accountId, id, given.enrolled)
  await settleCertificate(tx, by, { ...before, ...result }, given)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'enrolment',
    subjectId: id,
    before: enrolmentState(before),
    after: enrolmentState(
      (await tx.enrolments.find(by.accountId, before.courseId, before.memberId)) ?? before,
    ),
  })
  await settlePrograms(tx, by, before.memberId, before.courseId)
}

/** Whether an enrolment has this result already, with the certificate that comes with it. */
function isAsBefore(before: Enrolment, result: Partial<Result>, given: GivenResult): boolean {
  const { certificate } = before
  const { enrolled = before.created, certificateIssued, certificateExpires } = given
  return (
    Object.entries(result).every(([name, value]) => before[name as keyof Result] === value) &&
    enrolled === before.created &&
    (result.success !== true || certificate !== null) &&
    (certificateIssued === undefined || certificateIssued === certificate?.created) &&
    (certificateExpires === undefined || certificateExpires === certificate?.expires)
  )
}

async function settleCertificate(
  tx: Writer,
  { accountId }: Principal,
  { id, courseId, memberId, success, completed, certificate }: Enrolment,
  { certificateIssued, certificateExpires }: GivenResult,
): Promise<void> {
  if (success !== true) {
    if (certificate !== null) await tx.certificates.revoke(accountId, id)
    return
  }
  const course = await tx.courses.find(accountId, courseId)
  const isGiven = certificateIssued !== undefined || certificateExpires !== undefined
  const terms = course?.certificate ?? null
  if (course === undefined || (!isGiven && (terms === null || certificate !== null))) return
  const issued = certificateIssued ?? certificate?.created ?? completed ?? tx.now
  const lasting = terms?.days == null ? null : issued + terms.days * DAY
  const member = await tx.members.find(accountId, { id: memberId })
  await tx.certificates.issue(accountId, {
    of: { enrolment: id },
    code: certificate?.code ?? tx.newGuid().replaceAll('-', ''),
    name: terms?.name ?? course.name,
    holder: member === undefined ? '' : fullName(member),
    created: issued,
    expires: certificateExpires === undefined ? lasting : certificateExpires,
  })
}
