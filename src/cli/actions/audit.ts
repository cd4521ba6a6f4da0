import { presentAudit } from '../../api/audit/present-audit.ts'
import { SUBJECT_WORDS, subjectsOf } from '../../api/audit/subject-words.ts'
import { listAudit } from '../../domain/list-audit.ts'
import type { Subject } from '../../domain/errors.ts'
import type { AuditFilter } from '../../domain/audit.ts'
import { countNamed, instantNamed } from '../shell/arguments.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { differencesOf, linesOf } from '../files/differences.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { nearest } from '../../lib/nearest.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print } from '../shell/print.ts'

export interface AuditOptions extends Shared {
  readonly subject?: string
  readonly id?: string
  readonly member?: string
  readonly since?: string
  readonly before?: string
  readonly limit: string
}

type Told = Awaited<ReturnType<typeof presentAudit>>[number]

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
      return { entries: await presentAudit(reader, by, page.items), next: page.next }
    })
  })
  print(options.json === true, entries, () => {
    return [
      ...entries.flatMap(linesOfEntry),
      ...(next === null ? [] : ['', `Next page: --before ${next.id}`]),
    ].join('\n')
  })
}

function linesOfEntry({
  id,
  at,
  door,
  credential,
  person,
  action,
  subject,
  subjectId,
  subjectName,
  before,
  after,
}: Told) {
  const key =
    credential === null
      ? ''
      : ` by key ${credential.id}${credential.name === null ? '' : ` (${credential.name})`}`
  const who = person === null ? 'the account' : (person.name ?? `deleted person ${person.id}`)
  return [
    `${id}  ${at}  ${who}, ${door}${key}: ${action} ${subject} ${subjectId}${subjectName === null ? '' : ` (${subjectName})`}`,
    ...linesOf(differencesOf(before ?? {}, after ?? {})),
  ]
}

function subjectNamed(name: string): Subject {
  const [subject] = subjectsOf([name])
  if (subject !== undefined) return subject
  const meant = nearest(name, SUBJECT_WORDS)
  const hint = meant === undefined ? `use one of ${SUBJECT_WORDS.join(', ')}` : `did you mean ${meant}?`
  throw new CommandError(`"${name}" is not a kind of thing in the audit trail; ${hint}`, 2)
}
