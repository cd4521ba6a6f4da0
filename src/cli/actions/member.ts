import { presentPerson } from '../../api/people/present-person.ts'
import { getPersonView, listPersonViewsById } from '../../domain/people/person-view.ts'
import type { MemberStatus } from '../../domain/standing.ts'
import { splitName } from '../../domain/people/names.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { countLearning } from '../../domain/learning/count-learning.ts'
import { type Erasure, erasePerson } from '../../domain/transfer/personal-data/erase-person.ts'
import { deleteMember } from '../../domain/learning/delete-member.ts'
import { type MemberChange, createMember, updateMember } from '../../domain/people/members.ts'
import type { Principal } from '../../domain/principal.ts'
import { ROLES, type Role } from '../../domain/roles.ts'
import type { Reader } from '../../domain/store.ts'
import { fold } from '../../lib/text.ts'
import { randomIds } from '../../lib/ids.ts'
import { hashPassword } from '../../lib/password-hash.ts'
import { readNewPassword } from '../shell/ask-password.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { allOf } from '../shell/first-of.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, table } from '../shell/print.ts'
import { listEntities } from '../../domain/people/list-entities.ts'
import { counted } from '../../lib/counted.ts'

/** Erases a person; a dry run tells what would go, and leaves everything as it is. */
export async function eraseMemberCommand(
  who: string,
  options: Shared & { readonly dryRun?: true },
): Promise<void> {
  const undo = new Error('dry run')
  const erased = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    let done
    try {
      await store.write(async (tx) => {
        const { id, username } = await findPerson(tx, by, who)
        const { enrolments, programMemberships } = await countLearning(tx, by, id)
        done = {
          id,
          username,
          enrolmentsDeleted: enrolments,
          programMembershipsDeleted: programMemberships,
          ...(await erasePerson(tx, by, id)),
        }
        if (options.dryRun === true) throw undo
      })
    } catch (error) {
      if (error !== undo) throw error
    }
    return done as unknown as Erased
  })
  print(options.json === true, erased, () => {
    const { username, enrolmentsDeleted, certificatesUnnamed, mailsDeleted } = erased
    const { auditEntriesChanged, importRecordsChanged } = erased
    return [
      options.dryRun === true ? `${username} would be erased:` : `${username} is erased:`,
      `${counted(enrolmentsDeleted, 'enrolment')} and ${counted(mailsDeleted, 'mail')} deleted,`,
      `${counted(certificatesUnnamed, 'certificate')} without a name,`,
      `${counted(auditEntriesChanged, 'entry', 'entries')} of the audit trail and ${counted(importRecordsChanged, 'record')} of imported files changed`,
    ].join(' ')
  })
}

interface Erased extends Erasure {
  readonly id: number
  readonly username: string
  readonly enrolmentsDeleted: number
  readonly programMembershipsDeleted: number
}

export interface NewMemberOptions extends Shared {
  readonly name: string
  readonly email?: string
  readonly role: readonly string[]
}

/** Creates a person without a password. */
export async function createMemberCommand(username: string, options: NewMemberOptions): Promise<void> {
  const held = options.role.map(roleNamed)
  const person = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.write(async (tx) => {
      const { id } = await createMember(tx, by, {
        username,
        ...splitName(options.name),
        email: options.email ?? null,
        roles: { among: ROLES, held },
      })
      return presentPerson(await getPersonView(tx, by, { id }))
    })
  })
  print(options.json === true, person, () =>
    [
      `Created ${person.username}. No password is set yet.`,
      `Set one with: quadrivium member password ${person.username}`,
    ].join('\n'),
  )
}

export interface SetMemberOptions extends Shared {
  readonly name?: string
  readonly email?: string
  readonly role?: readonly string[]
  readonly status?: MemberStatus
  readonly lastManager?: true
}

/** Changes a person. `none` removes the e-mail address. */
export async function setMemberCommand(who: string, options: SetMemberOptions): Promise<void> {
  const { name, email, role, status, lastManager } = options
  const edit: MemberChange = {
    ...(name === undefined ? {} : splitName(name)),
    ...(email === undefined ? {} : { email: email === 'none' ? null : email }),
    ...(status === undefined ? {} : { status }),
    ...(role === undefined ? {} : { roles: { among: ROLES, held: role.map(roleNamed) } }),
    ...(lastManager === undefined ? {} : { evenLastManager: lastManager }),
  }
  const person = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const { id } = await store.read((reader) => findPerson(reader, by, who))
    return store.write(async (tx) => {
      await updateMember(tx, by, { id }, edit)
      return presentPerson(await getPersonView(tx, by, { id }))
    })
  })
  print(options.json === true, person, () => `Updated ${person.username}.`)
}

/** Deletes a person with all results. */
export async function removeMemberCommand(
  who: string,
  options: Shared & { readonly lastManager?: true },
): Promise<void> {
  const username = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const person = await store.read((reader) => findPerson(reader, by, who))
    const even = { evenLastManager: options.lastManager === true }
    await store.write((tx) => deleteMember(tx, by, { id: person.id }, even))
    return person.username
  })
  print(options.json === true, { username }, () => `Deleted ${username}.`)
}

export interface ListMembersOptions extends Shared {
  /** Words that must occur in names, usernames or addresses. */
  readonly q?: string
}

export async function listMembers(options: ListMembersOptions): Promise<void> {
  const people = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read((reader) => listAll(reader, by, fold(options.q ?? '')))
  })
  print(options.json === true, people, () =>
    table(
      ['id', 'username', 'name', 'e-mail', 'roles', 'status'],
      people.map((one) => [one.id, one.username, one.name, one.email, one.roles.join(' '), one.status]),
    ),
  )
}

export interface PasswordOptions extends Shared {
  readonly generate?: true
}

/** Sets a password: read from standard input, or generated and printed once. */
export async function setPasswordCommand(name: string, options: PasswordOptions): Promise<void> {
  const generated = options.generate === true ? randomIds.token(15) : undefined
  const username = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    const person = await store.read((reader) => findPerson(reader, by, name))
    const phc = await hashPassword(generated ?? (await readNewPassword(person)))
    await store.write((tx) => setPassword(tx, by, { guid: person.guid }, phc))
    return person.username
  })
  print(
    options.json === true,
    { username, ...(generated === undefined ? {} : { password: generated }) },
    () =>
      generated === undefined
        ? `Set a new password for ${username} and ended their sessions.`
        : `New password for ${username} (shown only once): ${generated}`,
  )
}

/** @param text empty: everybody */
async function listAll(reader: Reader, by: Principal, text: string) {
  return allOf(async (page) => {
    const found = await listEntities(reader, by, { filter: { kinds: ['member'] }, q: text, page })
    const ids = found.items.flatMap((one) => (one.kind === 'member' ? [one.member.id] : []))
    const people = await listPersonViewsById(reader, by, ids)
    return { items: ids.flatMap((id) => people.get(id) ?? []).map(presentPerson), next: found.next }
  })
}

/** @throws CommandError */
export function roleNamed(name: string): Role {
  const role = ROLES.find((one) => one === name)
  if (role === undefined)
    throw new CommandError(`There is no role "${name}"; use one of ${ROLES.join(', ')}.`, 2)
  return role
}
