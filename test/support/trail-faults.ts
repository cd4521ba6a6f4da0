import { isDeepStrictEqual } from 'node:util'
import type { AuditEntry, AuditState } from '../../src/domain/audit.ts'
import type { Principal } from '../../src/domain/principal.ts'
import type { Reader, Store } from '../../src/domain/store.ts'

const ALL = { offset: 0, limit: 100_000 }

// Who is in which group stands in the entries of either, and is replayed by itself.
const OF_BOTH = new Set(['groups', 'members', 'finishedLessons', 'attempts', 'content'])

/**
 * What the audit trail, replayed, says otherwise than the store; empty in a sound one. Each entry must go on from where
 * the one before left off, each thing be made and deleted once, and each enrolment be told of as often as it is written
 * down.
 */
export async function trailFaults(store: Store, by: Principal): Promise<string[]> {
  const faults: string[] = []
  const states = new Map<string, AuditState>()
  const placed = new Set<string>() // `group member`
  const told = new Map<string, number>()
  const count = (event: string, step: number) => told.set(event, (told.get(event) ?? 0) + step)

  for await (const entry of trail(store, by)) {
    const { id, action, subject, subjectId, before, after } = entry
    const key = `${subject} ${subjectId}`
    const held = states.get(key)
    if (action === 'create') {
      if (held !== undefined) faults.push(`entry ${id}: ${key} is made twice`)
      states.set(key, after ?? {})
    } else if (held === undefined) faults.push(`entry ${id}: ${action} of ${key}, which isn't there`)
    else {
      for (const [field, value] of Object.entries(before ?? {})) {
        if (OF_BOTH.has(field) || !(field in held) || isDeepStrictEqual(held[field], value)) continue
        faults.push(
          `entry ${id}: ${key} had ${field} ${JSON.stringify(held[field])}, the entry says ${JSON.stringify(value)}`,
        )
      }
      if (action === 'delete') states.delete(key)
      else states.set(key, { ...held, ...after })
    }
    replayGroups(entry, placed)
    const event = eventOf(entry, held)
    if (event !== undefined) count(event, 1)
  }

  await store.read(async (reader) => {
    const there = await thingsIn(reader, by)
    for (const [key, fields] of there) {
      const state = states.get(key)
      if (state === undefined) faults.push(`${key} is there, and not in the trail`)
      for (const [field, value] of Object.entries(fields)) {
        if (state !== undefined && !isDeepStrictEqual(state[field], value)) {
          faults.push(
            `${key} has ${field} ${JSON.stringify(value)}, in the trail ${JSON.stringify(state[field])}`,
          )
        }
      }
    }
    for (const key of states.keys()) {
      const [subject = ''] = key.split(' ')
      if (REPLAYED.has(subject) && !there.has(key)) faults.push(`${key} is gone, and not in the trail`)
    }
    const now = new Set<string>()
    for (const { id: group } of await reader.groups.list(by.accountId, { filter: {}, page: ALL })) {
      for (const { id } of await reader.groups.listMemberGuids(by.accountId, group, 0, ALL.limit)) {
        now.add(`${group} ${id}`)
      }
    }
    for (const place of placed.symmetricDifference(now)) faults.push(`group and member ${place} differ`)
    for (const webhook of await reader.webhooks.list(by.accountId)) {
      const filter = { kind: 'webhook_event', webhookId: webhook.id } as const
      for (const { payload } of await reader.outbox.list(by.accountId, filter, 1_000_000)) {
        if ('event' in payload && !payload.event.endsWith('_completed')) {
          count(eventKey(payload.event, { ...payload }), -1)
        }
      }
    }
    for (const [event, difference] of told) {
      if (difference !== 0) faults.push(`${event}: ${difference} more entries than events`)
    }
  })
  return faults
}

const REPLAYED = new Set([
  'category',
  'category_tag',
  'course',
  'program',
  'member',
  'group',
  'enrolment',
  'program_membership',
])

async function thingsIn(reader: Reader, by: Principal): Promise<Map<string, AuditState>> {
  const { accountId } = by
  const things = new Map<string, AuditState>()
  for (const { id, name, parentId } of await reader.categories.listTree(accountId)) {
    things.set(`category ${id}`, { name, parentId })
  }
  for (const { id, name, summary } of await reader.courses.list(accountId, { filter: {}, page: ALL })) {
    things.set(`course ${id}`, { name, summary })
    for (const tag of await reader.categoryTags.listOfCourse(accountId, id)) {
      things.set(`category_tag ${tag.id}`, { categoryId: tag.categoryId, courseId: tag.courseId })
    }
    for (const one of await reader.enrolments.list(accountId, id, { filter: {}, page: ALL })) {
      things.set(`enrolment ${one.id}`, { courseId: one.courseId, memberId: one.memberId })
    }
  }
  const { items: programs } = await reader.programs.listPart(accountId, { filter: { of: 'all' }, page: ALL })
  for (const { id, name, courseIds } of programs) {
    things.set(`program ${id}`, { name, courseIds })
  }
  for (const { member } of await reader.members.list(
    accountId,
    { of: 'account' },
    { filter: { texts: {} }, page: ALL },
  )) {
    things.set(`member ${member.id}`, { lastName: member.lastName, company: member.company })
    for (const one of await reader.programMemberships.listOfMember(accountId, member.id)) {
      things.set(`program_membership ${one.id}`, { programId: one.programId, memberId: one.memberId })
    }
  }
  for (const { id, name } of await reader.groups.list(accountId, { filter: {}, page: ALL }))
    things.set(`group ${id}`, { name })
  return things
}

function replayGroups({ action, subject, subjectId, before, after }: AuditEntry, placed: Set<string>): void {
  const numbers = (list: unknown): number[] => (Array.isArray(list) ? (list as number[]) : [])
  const clear = (place: (one: string) => boolean) => {
    for (const one of placed) if (place(one)) placed.delete(one)
  }
  if (subject === 'group') {
    if (action === 'delete' || Array.isArray(after?.members)) {
      clear((one) => one.startsWith(`${subjectId} `))
    }
    for (const member of numbers(after?.members)) placed.add(`${subjectId} ${member}`)
    for (const member of numbers(after?.membersAdded)) placed.add(`${subjectId} ${member}`)
    const removed = [...numbers(before?.membersRemoved), ...numbers(after?.membersRemoved)]
    for (const member of removed) placed.delete(`${subjectId} ${member}`)
  }
  if (subject === 'member') {
    if (action === 'delete' || Array.isArray(after?.groups)) clear((one) => one.endsWith(` ${subjectId}`))
    for (const group of numbers(after?.groups)) placed.add(`${group} ${subjectId}`)
  }
}

function eventOf({ action, subject, after }: AuditEntry, held: AuditState | undefined): string | undefined {
  if (subject !== 'enrolment' && subject !== 'program_membership') return undefined
  if (action !== 'create' && action !== 'delete') return undefined
  return eventKey(`${subject}_${action}d`, after ?? held ?? {})
}

function eventKey(event: string, { courseId, programId, memberId }: AuditState): string {
  return [event, courseId ?? programId, memberId].map(String).join(' ')
}

async function* trail(store: Store, by: Principal): AsyncGenerator<AuditEntry> {
  for (let after = 0; ;) {
    const page = await store.read((reader) => reader.audit.list(by.accountId, after, 5_000))
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.id
  }
}
