import { getActor } from '../actor.ts'
import type { AuditEntry } from '../audit.ts'
import type { CourseTitle } from '../courses/course.ts'
import type { SentMail } from '../delivery/delivery.ts'
import type { EnrolmentId, MemberId } from '../ids.ts'
import { countOf, type Cursor, type CursorQuery, MOST_COUNTED, type NoFilter, type Page } from '../page.ts'
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
 * A person's history, the newest first unless sorted: changes to the person, their invitations and enrolments, mails to
 * them, attempts at quizzes, completed courses. Events at the same time come in that order, or the other way round.
 * @throws forbidden, not_found (member)
 */
export async function listTimeline(
  reader: Reader,
  by: Principal,
  member: MemberId,
  { sort, page: { after, limit }, total }: CursorQuery<NoFilter, 'at'>,
): Promise<Page<TimelineEntry>> {
  demand(mayReadAudit(await getActor(reader, by)), 'member', 'audit')
  await requireMember(reader, by, { id: member })
  const oldestFirst = sort?.[0]?.descending === false
  const taken = await reader.enrolments.listOwn(by.accountId, member)
  const past = await reader.enrolments.listPastResultsOfMember(by.accountId, member)
  const completed = completions(taken, past)
  const counted = total === true ? await countEntries(reader, by, member, { taken, completed }) : {}
  const marks = marksOf(after)
  const part = { marks, limit: limit + 1, oldestFirst }
  const sources = [
    ...(await sourcesOf(reader, by, member, taken, part)),
    behind(completed, { before: marks[COMPLETIONS] ?? null, limit: limit + 1, oldestFirst }),
  ]
  const items: TimelineEntry[] = []
  const shown = sources.map(() => 0)
  while (items.length < limit) {
    const source = nextOf(sources, shown, oldestFirst)
    const entry = source === undefined ? undefined : sources[source]?.[shown[source] ?? 0]
    if (source === undefined || entry === undefined) return { items, next: null, ...counted }
    items.push(entry.entry)
    shown[source] = (shown[source] ?? 0) + 1
    marks[source] = entry.mark
  }
  const isLast = nextOf(sources, shown, oldestFirst) === undefined
  return { items, next: isLast ? null : { values: marks, id: 0 }, ...counted }
}

/** How many entries there are in all sources. */
async function countEntries(
  { audit, outbox, enrolments }: Reader,
  { accountId }: Principal,
  member: MemberId,
  { taken, completed }: { readonly taken: readonly TakenCourse[]; readonly completed: readonly Marked[] },
): Promise<Pick<Page<TimelineEntry>, 'total' | 'totalIsCapped'>> {
  const most = MOST_COUNTED + 1
  const counts = [
    await audit.countOfSubjects(accountId, 'member', [member], most),
    await audit.countOfSubjects(accountId, 'invitation', [member], most),
    await audit.countOfSubjects(accountId, 'enrolment', idsOf(taken), most),
    await outbox.countMailsOfMember(accountId, member, most),
    await enrolments.countAttemptsOfMember(accountId, member, most),
    completed.length,
  ]
  return countOf(counts.reduce((sum, count) => sum + count, 0))
}

/** How far a source was read: up to that position in its own order; null: not at all. */
type Mark = number | null

interface Marked {
  readonly mark: number
  readonly entry: TimelineEntry
}

const SOURCES = 6
/** The last source. */
const COMPLETIONS = SOURCES - 1

/** A cursor has a position for each source, so that nothing is repeated or skipped when new entries are added. */
function marksOf(after: Cursor | null): Mark[] {
  return Array.from({ length: SOURCES }, (_, source) => {
    const mark = after?.values[source]
    return typeof mark === 'number' && Number.isSafeInteger(mark) ? mark : null
  })
}

/** The source with the next entry in order; undefined when there are no more. */
function nextOf(
  sources: readonly (readonly Marked[])[],
  shown: readonly number[],
  oldestFirst: boolean,
): number | undefined {
  let best: number | undefined
  let bestAt = oldestFirst ? Infinity : -Infinity
  for (const [source, entries] of sources.entries()) {
    const at = entries[shown[source] ?? 0]?.entry.at
    if (at === undefined || (oldestFirst ? at > bestAt : at <= bestAt)) continue
    best = source
    bestAt = at
  }
  return best
}

/** All sources but that of completions. */
async function sourcesOf(
  { audit, outbox, enrolments }: Reader,
  { accountId }: Principal,
  member: MemberId,
  taken: readonly TakenCourse[],
  { marks, ...rest }: Omit<Part, 'before'> & { readonly marks: readonly Mark[] },
): Promise<readonly (readonly Marked[])[]> {
  const [ofMember, ofInvitations, ofEnrolments, ofMails, ofAttempts] = marks.map((before) => ({
    before,
    ...rest,
  })) as [Part, Part, Part, Part, Part] // there are SOURCES of them
  return [
    (await audit.listOfSubjects(accountId, 'member', [member], ofMember)).map(ofChange),
    (await audit.listOfSubjects(accountId, 'invitation', [member], ofInvitations)).map(ofChange),
    (await audit.listOfSubjects(accountId, 'enrolment', idsOf(taken), ofEnrolments)).map(ofChange),
    (await outbox.listMailsOfMember(accountId, member, ofMails)).map((mail) => ({
      mark: mail.id,
      entry: { kind: 'mail', at: mail.at, mail },
    })),
    (await enrolments.listAttemptsOfMember(accountId, member, ofAttempts)).map((attempt) => ({
      mark: attempt.id,
      entry: { kind: 'attempt', at: attempt.at, attempt },
    })),
  ]
}

interface Part {
  readonly before: Mark
  readonly limit: number
  readonly oldestFirst: boolean
}

function idsOf(taken: readonly TakenCourse[]): readonly EnrolmentId[] {
  return taken.map(({ enrolment }) => enrolment.id)
}

function ofChange(change: AuditEntry): Marked {
  return { mark: change.id, entry: { kind: 'change', at: change.at, change } }
}

/**
 * Completed courses, the oldest first, those of earlier periods too. One person has few enough to read them all: a mark is
 * an index among them.
 */
function completions(
  taken: readonly TakenCourse[],
  earlier: readonly PastResultOfCourse[],
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
}

/** The entries behind a mark. @param all the oldest first */
function behind(all: readonly Marked[], { before, limit, oldestFirst }: Part): readonly Marked[] {
  const rest = all.filter(({ mark }) => before === null || (oldestFirst ? mark > before : mark < before))
  return (oldestFirst ? rest : rest.toReversed()).slice(0, limit)
}
