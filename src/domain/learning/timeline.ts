import { getActor } from '../actor.ts'
import type { AuditEntry } from '../audit.ts'
import type { CourseTitle } from '../courses/course.ts'
import type { SentMail } from '../delivery/delivery.ts'
import type { EnrolmentId, MemberId } from '../ids.ts'
import type { Cursor, CursorQuery, NoFilter, Page } from '../page.ts'
import { requireMember } from '../people/members.ts'
import { demand, mayReadAudit } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { PastAttempt, PastResultOfCourse, TakenCourse } from './enrolment.ts'

/** A course that a person completed. */
export interface Completion {
  readonly id: EnrolmentId
  readonly at: number
  readonly course: CourseTitle
  readonly success: boolean
  readonly score: number | null
}

/** An event in a person's history, or one of their actions in courses. */
export type TimelineEntry =
  | { readonly kind: 'change'; readonly at: number; readonly change: AuditEntry }
  | { readonly kind: 'mail'; readonly at: number; readonly mail: SentMail }
  | { readonly kind: 'attempt'; readonly at: number; readonly attempt: PastAttempt }
  | { readonly kind: 'completion'; readonly at: number; readonly completion: Completion }

/**
 * A person's history, the newest first: changes to the person, their invitations and enrolments, mails to them,
 * attempts at quizzes, completed courses. Events at the same time come in that order.
 * @throws forbidden, not_found (member)
 */
export async function listTimeline(
  reader: Reader,
  by: Principal,
  member: MemberId,
  { page: { after, limit } }: CursorQuery<NoFilter>,
): Promise<Page<TimelineEntry>> {
  demand(mayReadAudit(await getActor(reader, by)), 'member', 'audit')
  await requireMember(reader, by, { id: member })
  const marks = marksOf(after)
  const sources = await sourcesOf(reader, by, member, { marks, limit: limit + 1 })
  const items: TimelineEntry[] = []
  const taken = sources.map(() => 0)
  while (items.length < limit) {
    const source = newest(sources, taken)
    if (source === undefined) return { items, next: null }
    const entry = sources[source]?.[taken[source] ?? 0]
    if (entry === undefined) return { items, next: null }
    items.push(entry.entry)
    taken[source] = (taken[source] ?? 0) + 1
    marks[source] = entry.mark
  }
  const isLast = newest(sources, taken) === undefined
  return { items, next: isLast ? null : { values: marks, id: 0 } }
}

/** How far a source was read: up to that position in its own order; null: not at all. */
type Mark = number | null

interface Marked {
  readonly mark: number
  readonly entry: TimelineEntry
}

const SOURCES = 6

/** A cursor has a position for each source, so that nothing is repeated or skipped when new entries are added. */
function marksOf(after: Cursor | null): Mark[] {
  return Array.from({ length: SOURCES }, (_, source) => {
    const mark = after?.values[source]
    return typeof mark === 'number' && Number.isSafeInteger(mark) ? mark : null
  })
}

/** The source with the newest next entry; undefined when there are no more. */
function newest(sources: readonly (readonly Marked[])[], taken: readonly number[]): number | undefined {
  let best: number | undefined
  let latest = -Infinity
  for (const [source, entries] of sources.entries()) {
    const at = entries[taken[source] ?? 0]?.entry.at
    if (at === undefined || at <= latest) continue
    best = source
    latest = at
  }
  return best
}

async function sourcesOf(
  reader: Reader,
  { accountId }: Principal,
  member: MemberId,
  { marks, limit }: { readonly marks: readonly Mark[]; readonly limit: number },
): Promise<readonly (readonly Marked[])[]> {
  const [ofMember, ofInvitations, ofEnrolments, ofMails, ofAttempts, ofCompletions] = marks.map((before) => ({
    before,
    limit,
  })) as [Part, Part, Part, Part, Part, Part] // SOURCES of them
  const taken = await reader.enrolments.listOwn(accountId, member)
  const enrolments = taken.map(({ enrolment }) => enrolment.id)
  const { audit, outbox } = reader
  return [
    (await audit.listOfSubjects(accountId, 'member', [member], ofMember)).map(ofChange),
    (await audit.listOfSubjects(accountId, 'invitation', [member], ofInvitations)).map(ofChange),
    (await audit.listOfSubjects(accountId, 'enrolment', enrolments, ofEnrolments)).map(ofChange),
    (await outbox.listMailsOfMember(accountId, member, ofMails)).map((mail) => ({
      mark: mail.id,
      entry: { kind: 'mail', at: mail.at, mail },
    })),
    (await reader.enrolments.listAttemptsOfMember(accountId, member, ofAttempts)).map((attempt) => ({
      mark: attempt.id,
      entry: { kind: 'attempt', at: attempt.at, attempt },
    })),
    completions(taken, await reader.enrolments.listPastResultsOfMember(accountId, member), ofCompletions),
  ]
}

interface Part {
  readonly before: Mark
  readonly limit: number
}

function ofChange(change: AuditEntry): Marked {
  return { mark: change.id, entry: { kind: 'change', at: change.at, change } }
}

/**
 * Completed courses, the newest first, those of earlier periods too. One person has few enough to read them all: a mark is
 * an index among them, counted from the oldest.
 */
function completions(
  taken: readonly TakenCourse[],
  earlier: readonly PastResultOfCourse[],
  { before, limit }: Part,
): readonly Marked[] {
  const now = taken.map(({ course, enrolment }) => ({ ...enrolment, course }))
  const past = earlier.map((result) => ({ ...result, id: result.enrolmentId }))
  return [...past, ...now]
    .flatMap(({ id, course, completed, success, score }): Completion[] =>
      completed === null ? [] : [{ id, at: completed, course, success: success === true, score }],
    )
    .toSorted((a, b) => a.at - b.at || a.id - b.id)
    .map((completion, place): Marked => ({
      mark: place,
      entry: { kind: 'completion', at: completion.at, completion },
    }))
    .filter(({ mark }) => before === null || mark < before)
    .toReversed()
    .slice(0, limit)
}
