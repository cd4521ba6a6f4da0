import { getActor } from '../actor.ts'
import { forbidden, notFound } from '../errors.ts'
import type { EnrolmentId } from '../ids.ts'
import { cursorById, type CursorQuery, type NoFilter, type Page, pageOf } from '../page.ts'
import { mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { ProvenCertificate } from './certificates.ts'
import type { EnrolmentState, ListedEnrolment } from './enrolment-list.ts'
import type { NumberedAttempt, Result } from './enrolment.ts'

/** A person's progress, as used by list filters. */
export function enrolmentStateOf({
  started,
  completed,
  success,
}: Pick<Result, 'started' | 'completed' | 'success'>): EnrolmentState {
  if (completed !== null) return success === true ? 'passed' : 'failed'
  return started === null ? 'not_started' : 'in_progress'
}

/**
 * An enrolment with the names of the person and the course: for staff, and for the enrolled person.
 * @throws not_found, forbidden (another person's or an unknown one, for callers who aren't staff)
 */
export async function getEnrolmentView(
  reader: Reader,
  by: Principal,
  id: EnrolmentId,
): Promise<ListedEnrolment> {
  const [actor, found] = await Promise.all([
    getActor(reader, by),
    reader.enrolments.findListed(by.accountId, id),
  ])
  if (mayReadPeople(actor)) {
    if (found === undefined) throw notFound('enrolment', id)
    return found
  }
  if (actor.kind !== 'member' || found?.member.id !== actor.id) throw forbidden('enrolment', 'read')
  return found
}

/** The attempts at a course's quiz, the newest first unless sorted. @throws as getEnrolmentView */
export async function listAttempts(
  reader: Reader,
  by: Principal,
  id: EnrolmentId,
  { sort, page: { after, limit }, total }: CursorQuery<NoFilter, 'at'>,
): Promise<Page<NumberedAttempt>> {
  await getEnrolmentView(reader, by, id)
  const tries = await reader.enrolments.listAttempts(by.accountId, id, {
    before: after?.id ?? null,
    limit: limit + 1,
    oldestFirst: sort?.[0]?.descending === false,
  })
  return {
    ...pageOf(tries, limit, cursorById),
    ...(total === true && { total: await reader.enrolments.countAttempts(by.accountId, id) }),
  }
}

/**
 * The certificate of a passed course, with the score it certifies. @throws as getEnrolmentView, not_found (certificate)
 */
export async function getEnrolmentCertificate(
  reader: Reader,
  by: Principal,
  id: EnrolmentId,
): Promise<ProvenCertificate> {
  const { certificate } = (await getEnrolmentView(reader, by, id)).enrolment
  if (certificate === null) throw notFound('certificate', id)
  return { certificate, score: await reader.certificates.findScore(by.accountId, certificate.id) }
}
