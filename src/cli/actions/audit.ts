import { listKeys } from '../../domain/access/credentials.ts'
import { findMember } from '../../domain/people/find-member.ts'
import { listAudit } from '../../domain/list-audit.ts'
import type { AuditEntry } from '../../domain/audit.ts'
import { SUBJECTS, type Subject } from '../../domain/errors.ts'
import type { CredentialId, MemberId } from '../../domain/ids.ts'
import type { Principal } from '../../domain/principal.ts'
import type { AuditFilter } from '../../domain/audit.ts'
import type { Reader } from '../../domain/store.ts'
import { countNamed, instantNamed } from '../shell/arguments.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { differencesOf, linesOf } from '../files/differences.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { nearest } from '../../lib/nearest.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { instant, print } from '../shell/print.ts'

export interface AuditOptions extends Shared {
  readonly subject?: string
  readonly id?: string
  readonly member?: string
  readonly since?: string
  readonly before?: string
  readonly limit: string
}

type Told = Awaited<ReturnType<typeof presentAll>>[number]

/** Lists who did what, when, through which door and credential, with the values before and after; newest first. */
export async function listAuditCommand(options: AuditOptions): Promise<void> {
  const limit = countNamed(options.limit)
  const since = instantNamed(options.since)
  const said: Omit<AuditFilter, 'before'> = {
    ...(options.subject === undefined ? {} : { subject: subjectNamed(options.subject) }),
    ...(options.id === undefined ? {} : { subjectId: countNamed(options.id) }),
    ...(since === undefined ? {} : { since }),
  }
  const after = options.before === undefined ? null : { values: [], id: countNamed(options.before) }
  const { entries, next } = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => {
      const { member } = options
      const who = member === undefined ? undefined : (await findPerson(reader, by, member)).id
      const filter = who === undefined ? said : { ...said, member: who }
      const page = await listAudit(reader, by, { filter, page: { after, limit } })
      return { entries: await presentAll(reader, by, page.items), next: page.next }
    })
  })
  print(options.json === true, entries, () => {
    return [
      ...entries.flatMap(linesOfEntry),
      ...(next === null ? [] : ['', `Next page: --before ${next.id}`]),
    ].join('\n')
  })
}

async function presentAll(reader: Reader, by: Principal, entries: readonly AuditEntry[]) {
  const labels = new Map<CredentialId, string>()
  for (const { id, label } of await listKeys(reader, by)) labels.set(id, label)
  const usernames = new Map<MemberId, string | null>()
  for (const { memberId } of entries) {
    if (memberId === null || usernames.has(memberId)) continue
    const member = await findMember(reader, by, { id: memberId })
    usernames.set(memberId, member?.username ?? null) // null: deleted since
  }
  return entries.map(
    ({ id, at, door, credentialId, memberId, action, subject, subjectId, before, after }) => ({
      id,
      at: instant(at),
      door,
      credential:
        credentialId === null ? null : { id: credentialId, label: labels.get(credentialId) ?? null },
      member: memberId === null ? null : { id: memberId, username: usernames.get(memberId) ?? null },
      action,
      subject,
      subjectId,
      before,
      after,
    }),
  )
}

function linesOfEntry({ id, at, door, credential, member, action, subject, subjectId, before, after }: Told) {
  const key =
    credential === null
      ? ''
      : ` by key ${credential.id}${credential.label === null ? '' : ` (${credential.label})`}`
  const who = member === null ? 'the account' : (member.username ?? `deleted member ${member.id}`)
  return [
    `${id}  ${at ?? ''}  ${who}, ${door}${key}: ${action} ${subject} ${subjectId}`,
    ...linesOf(differencesOf(before ?? {}, after ?? {})),
  ]
}

function subjectNamed(name: string): Subject {
  const subject = SUBJECTS.find((known) => known === name)
  if (subject !== undefined) return subject
  const meant = nearest(name, SUBJECTS)
  const hint = meant === undefined ? `use one of ${SUBJECTS.join(', ')}` : `did you mean ${meant}?`
  throw new CommandError(`"${name}" is not a kind of thing in the audit trail; ${hint}`, 2)
}
