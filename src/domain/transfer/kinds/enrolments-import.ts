import { getActor } from '../../actor.ts'
import type { CourseId, EnrolmentId, MemberId } from '../../ids.ts'
import { enrolMember, unenrolMember, updateEnrolment } from '../../learning/enrolments.ts'
import { checkGivenResult, setResultOfEnrolment, type GivenResult } from '../../learning/given-results.ts'
import { inviteMember } from '../../learning/invitations.ts'
import { NO_WORDS } from '../../learning/invitation.ts'
import { demand, mayEnrolOthers } from '../../permissions.ts'
import { systemFor } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import { COLUMNS } from '../columns/all-columns.ts'
import type { EnrolmentRecord } from '../columns/enrolments-columns.ts'
import {
  type Case,
  type ImportContext,
  isChangedBy,
  type KindImport,
  PRESENT_AT_A_TIME,
  recordsOf,
} from '../import-context.ts'
import { faultOf } from '../issue-sentences.ts'
import { endsOf, type LinksImport, planLinks } from '../plan-links.ts'
import { listEnrolmentRecords } from '../records/enrolment-records.ts'

const names: ReadonlySet<string> = new Set(Object.keys(COLUMNS.enrolments))

const enrolments: LinksImport<EnrolmentRecord> = {
  kind: 'enrolments',
  ends: [
    { column: 'person', referred: 'person', subject: 'member' },
    { column: 'course', referred: 'course', subject: 'course' },
  ],
  async load({ reader, by }, pairs) {
    const wanted = new Set(pairs.map(([member, course]) => `${member}:${course}`))
    const filter = {
      member: [...new Set(pairs.map(([member]) => member))],
      course: [...new Set(pairs.map(([, course]) => course))],
    }
    const found = await recordsOf(
      [],
      (_, page) => listEnrolmentRecords(reader, systemFor(by), { filter, page }),
      ({ enrolment }) => enrolment.id,
    )
    return new Map(
      [...found.values()].flatMap((one) => {
        const pair = `${one.enrolment.memberId}:${one.enrolment.courseId}`
        return wanted.has(pair) ? [[pair, one] as const] : []
      }),
    )
  },
  judge({ reader }, one) {
    for (const issue of checkGivenResult(resultOf(one), reader.now)) one.faults.push(faultOf(issue, names))
  },
}

const FIELDS = [
  ['enrolled', 'enrolled'],
  ['started', 'started'],
  ['progress', 'progress'],
  ['score', 'score'],
  ['success', 'success'],
  ['completed', 'completed'],
  ['certificate_issued', 'certificateIssued'],
  ['certificate_expires', 'certificateExpires'],
] as const

/** What a record says of the result that is otherwise now. */
function resultOf(one: Case): GivenResult {
  const isNew = one.changes.length === 0
  return Object.fromEntries(
    FIELDS.filter(([column]) =>
      isNew ? one.values.has(column) : one.changes.some((change) => change.column === column),
    ).map(([column, field]) => [field, one.values.get(column)]),
  )
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  const ids = endsOf(context, enrolments, one)
  if (ids === undefined) {
    one.waits = true
    return ''
  }
  const [member, course] = ids as readonly number[] as readonly [MemberId, CourseId]
  if (one.result === 'removed') await unenrolMember(tx, by, course, member)
  else {
    const { id } = await enrolMember(tx, by, course, member)
    const dueDate = dueDateOf(context, one)
    if (dueDate !== undefined) await updateEnrolment(tx, by, id, { dueDate })
    const result = resultOf(one)
    if (Object.keys(result).length > 0) await setResultOfEnrolment(tx, by, id, result)
    await invite(tx, context, one, { member, course, id })
  }
  return `${member}:${course}`
}

/**
 * The due date that a record sets. Whoever is new in a course gets its due date; but a record that says when somebody came
 * into the course, in a file that has due dates, is about an enrolment from before: it has none, if it says none.
 */
function dueDateOf(context: ImportContext, one: Case): string | null | undefined {
  const said = one.values.get('due_date') as string | null | undefined
  if (one.result !== 'new') return isChangedBy(one, 'due_date') ? (said ?? null) : undefined
  if (said !== undefined || !one.values.has('enrolled')) return said
  const part = context.import.parts.find(({ kind }) => kind === 'enrolments')
  return part?.columns.includes('due_date') === true ? null : undefined
}

async function invite(
  tx: Writer,
  { by, import: { options } }: ImportContext,
  one: Case,
  { member, course }: { readonly member: MemberId; readonly course: CourseId; readonly id: EnrolmentId },
): Promise<void> {
  const words = options.invite
  if (one.result !== 'new' || one.values.get('invite') !== true || words === undefined) return
  await inviteMember(tx, by, member, {
    place: { of: 'course', courseId: course },
    words: () => NO_WORDS,
    token: `${tx.newGuid()}${tx.newGuid()}`.replaceAll('-', ''),
    lifetime: words.lifetime,
    linkTo: (token) => words.linkPrefix + token,
  })
}

export const enrolmentsImport: KindImport = {
  namesOf: () => [],
  async demand(reader, by) {
    demand(mayEnrolOthers(await getActor(reader, by)), 'enrolment', 'create')
  },
  plan: (context, cases) => planLinks(enrolments, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await listEnrolmentRecords(reader, systemFor(by), {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ enrolment: { memberId, courseId }, person, course }) => ({
      target: `${memberId}:${courseId}`,
      label: `${person}: ${course}`,
    }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    const [member = 0, course = 0] = target.split(':').map(Number)
    await unenrolMember(tx, by, course as CourseId, member as MemberId)
  },
}
