import { getActor } from './actor.ts'
import {
  LINK_SUBJECTS,
  NAMED_SUBJECTS,
  type AuditEntry,
  type AuditState,
  type Link,
  type NamedSubject,
} from './audit.ts'
import type { Subject } from './errors.ts'
import { demand, mayReadAudit } from './permissions.ts'
import type { Principal } from './principal.ts'
import type { Reader } from './store.ts'

/** A thing that an entry is about or mentions. Its name is null when nothing knows it any more. */
export interface NamedThing extends Link {
  readonly name: string | null
}

/** An entry of the audit trail in names. */
export interface EntryNames {
  /** Of the subject: its name now, or as the entry holds it; of what connects things, theirs. */
  readonly name: string | null
  /** The things that the subject connects and that its states mention, each once. */
  readonly things: readonly NamedThing[]
}

/** The names for some entries. */
export interface AuditNames {
  readonly of: (entry: AuditEntry) => EntryNames
  readonly person: (id: number) => string | null
  readonly credential: (id: number) => string | null
}

/**
 * The names of what entries are about, of what they mention and of whoever acted, as far as they are still there. One query
 * per kind of thing, however many entries.
 * @throws forbidden
 */
export async function listAuditNames(
  reader: Reader,
  by: Principal,
  entries: readonly AuditEntry[],
): Promise<AuditNames> {
  demand(mayReadAudit(await getActor(reader, by)), 'account', 'audit')
  const links = await linksOf(reader, by, entries)
  const wanted = new Map<NamedSubject, Set<number>>(NAMED_SUBJECTS.map((subject) => [subject, new Set()]))
  const linksOfEntry = new Map<AuditEntry, readonly Link[]>()
  for (const entry of entries) {
    const found = distinct([
      ...(links(entry) ?? signedIn(entry)),
      ...mentionedBy(entry.after),
      ...mentionedBy(entry.before),
    ])
    linksOfEntry.set(entry, found)
    for (const { subject, id } of [...found, ...subjectOf(entry)]) wanted.get(subject)?.add(id)
    if (entry.memberId !== null) wanted.get('member')?.add(entry.memberId)
    if (entry.credentialId !== null) wanted.get('credential')?.add(entry.credentialId)
  }
  const names = new Map<NamedSubject, ReadonlyMap<number, string>>()
  for (const [subject, ids] of wanted) {
    if (ids.size > 0) names.set(subject, await reader.audit.listNames(by.accountId, subject, [...ids]))
  }
  const nameOf = ({ subject, id }: Link) => names.get(subject)?.get(id) ?? null
  return {
    of: (entry) => {
      const things = (linksOfEntry.get(entry) ?? []).map((link) => ({ ...link, name: nameOf(link) }))
      const [own] = subjectOf(entry)
      const name = (own && nameOf(own)) ?? nameIn(entry.after) ?? nameIn(entry.before)
      return { name: name ?? nameByThings(entry, things), things }
    },
    person: (id) => nameOf({ subject: 'member', id }),
    credential: (id) => nameOf({ subject: 'credential', id }),
  }
}

async function linksOf(
  reader: Reader,
  by: Principal,
  entries: readonly AuditEntry[],
): Promise<(entry: AuditEntry) => readonly Link[] | undefined> {
  const links = new Map<Subject, ReadonlyMap<number, readonly Link[]>>()
  for (const subject of LINK_SUBJECTS) {
    const ids = new Set(entries.filter((entry) => entry.subject === subject).map((entry) => entry.subjectId))
    if (ids.size > 0) links.set(subject, await reader.audit.listLinks(by.accountId, subject, [...ids]))
  }
  return ({ subject, subjectId }) => links.get(subject)?.get(subjectId)
}

/** A session belongs to whoever signed in, even when it has ended. */
function signedIn({ action, memberId }: AuditEntry): readonly Link[] {
  return action === 'sign_in' && memberId !== null ? [{ subject: 'member', id: memberId }] : []
}

/** The subject of an entry, where it has a name of its own; an invitation is known by whom it invites. */
function subjectOf({ subject, subjectId }: AuditEntry): readonly Link[] {
  const named = NAMED_SUBJECTS.find((one) => one === (subject === 'invitation' ? 'member' : subject))
  return named === undefined || subjectId === 0 ? [] : [{ subject: named, id: subjectId }]
}

/** Where states hold the ids of other things. */
const MENTIONS: Readonly<Record<string, NamedSubject>> = {
  memberId: 'member',
  managerId: 'member',
  members: 'member',
  membersAdded: 'member',
  membersRemoved: 'member',
  groupId: 'group',
  groups: 'group',
  courseId: 'course',
  courseIds: 'course',
  programId: 'program',
  categoryId: 'category',
  parentId: 'category',
  bank: 'item_bank',
  primaryBankId: 'item_bank',
}

/** How many things of one state are named: a group of thousands is no reason to read thousands of names. */
const MOST_MENTIONED = 50

function mentionedBy(state: AuditState | null): readonly Link[] {
  if (state === null) return []
  const { place } = state
  const inside = typeof place === 'object' && place !== null ? Object.entries(place) : []
  return [...Object.entries(state), ...inside]
    .flatMap(([field, value]) => {
      const subject = Object.hasOwn(MENTIONS, field) ? MENTIONS[field] : undefined
      if (subject === undefined) return []
      const ids: readonly unknown[] = Array.isArray(value) ? value : [value]
      return ids.filter((id) => Number.isSafeInteger(id)).map((id) => ({ subject, id: id as number }))
    })
    .slice(0, MOST_MENTIONED)
}

function distinct(links: readonly Link[]): readonly Link[] {
  return [...new Map(links.map((link) => [`${link.subject} ${link.id}`, link])).values()]
}

/** The name that a state holds: that of a person is in two parts. */
function nameIn(state: AuditState | null): string | null {
  if (state === null) return null
  const { firstName, lastName, name, title, reference, label, url } = state
  if (typeof lastName === 'string') {
    return typeof firstName === 'string' ? `${firstName} ${lastName}` : lastName
  }
  return [name, title, reference, label, url].find((text) => typeof text === 'string') ?? null
}

/** The name of what has none of its own: whom and what it connects, the person first; or who signed in. */
function nameByThings({ subject }: AuditEntry, things: readonly NamedThing[]): string | null {
  const parts = CONNECTS[subject] ?? []
  const names = parts.flatMap((part) => things.find((thing) => thing.subject === part)?.name ?? [])
  return names.length === 0 ? null : names.join(' – ')
}

const CONNECTS: Readonly<Partial<Record<Subject, readonly NamedSubject[]>>> = {
  enrolment: ['member', 'course'],
  program_membership: ['member', 'program'],
  category_tag: ['course', 'category'],
  invitation: ['course', 'program'],
  session: ['member'],
}
