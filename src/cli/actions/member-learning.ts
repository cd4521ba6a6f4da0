import { presentEnrolment } from '../../api/enrolments/present-enrolment.ts'
import { presentProgramMember } from '../../api/programs/present-program.ts'
import { activationPath, getAddress } from '../../domain/academy/address.ts'
import type { MemberId } from '../../domain/ids.ts'
import { enrolMember } from '../../domain/learning/enrolments.ts'
import { getEnrolmentView } from '../../domain/learning/enrolment-view.ts'
import { listProgramMembersInOrder } from '../../domain/learning/list-enrolments.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { NO_WORDS, type InvitationTarget } from '../../domain/learning/invitation.ts'
import { inviteMember } from '../../domain/learning/invitations.ts'
import { joinProgram } from '../../domain/learning/program-memberships.ts'
import { splitName } from '../../domain/people/names.ts'
import { createMember } from '../../domain/people/members.ts'
import { findMemberByAddress } from '../../domain/people/find-member.ts'
import type { Principal } from '../../domain/principal.ts'
import { ROLES } from '../../domain/roles.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { randomIds } from '../../lib/ids.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { instant, print } from '../shell/print.ts'
import { reachableBaseUrl } from '../shell/running-server.ts'
import { courseNamed } from './course.ts'
import { roleNamed } from './member.ts'
import { programNamed } from './program.ts'

const TOKEN_BYTES = 32
const DAY_MS = 24 * 60 * 60_000

/** A course by its id or code, or a program by its id or name. */
export interface EnrolOptions extends Shared {
  readonly course?: string
  readonly program?: string
}

export interface InviteOptions extends EnrolOptions {
  readonly name?: string
  readonly role: readonly string[]
  readonly language?: string
}

/**
 * Sends a person the link with which they choose a password and join the academy, a course or a program. A person with an
 * unknown address is created first.
 */
export async function inviteCommand(email: string, options: InviteOptions): Promise<void> {
  const roles = options.role.map(roleNamed)
  const sent = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const publicUrl = await reachableBaseUrl(config)
    const token = randomIds.token(TOKEN_BYTES)
    return store.write(async (tx) => {
      const place = await placeNamed(tx, by, options)
      const known = await findMemberByAddress(tx, by, email)
      const id = known?.id ?? (await create(tx, by, email, options, roles))
      const address = await getAddress(tx, by.accountId, publicUrl)
      return inviteMember(tx, by, id, {
        place,
        words: () => NO_WORDS,
        token,
        lifetime: config.invitationDays * DAY_MS,
        linkTo: (secret) => address + activationPath(secret),
      })
    })
  })
  const { member, subject, at } = sent
  print(
    options.json === true,
    { id: member.id, username: member.username, to: member.email, subject, at: instant(at) },
    () =>
      [
        `An invitation for ${member.email ?? email} is in the outbox: "${subject}".`,
        'Without a mail server it waits there: quadrivium mail list',
      ].join('\n'),
  )
}

async function create(
  tx: Writer,
  by: Principal,
  email: string,
  { name, language }: InviteOptions,
  roles: ReturnType<typeof roleNamed>[],
): Promise<MemberId> {
  if (name === undefined) {
    throw new CommandError(`Nobody has the address ${email} yet. Add their name with --name.`, 2)
  }
  const { id } = await createMember(tx, by, {
    username: email,
    email,
    ...splitName(name),
    ...(language === undefined ? {} : { language }),
    roles: { among: ROLES, held: roles },
  })
  return id
}

async function placeNamed(
  reader: Reader,
  by: Principal,
  { course, program }: EnrolOptions,
): Promise<InvitationTarget> {
  if (course !== undefined) return { of: 'course', courseId: (await courseNamed(reader, by, course)).id }
  if (program !== undefined) return { of: 'program', programId: (await programNamed(reader, by, program)).id }
  return { of: 'academy' }
}

/** Enrols a person in a course or a program. An existing enrolment stays unchanged. */
export async function enrolCommand(who: string, options: EnrolOptions): Promise<void> {
  if ((options.course === undefined) === (options.program === undefined)) {
    throw new CommandError('Add either --course <id or code> or --program <id or name>.', 2)
  }
  const enrolled = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    return store.write(async (tx) => {
      const person = await findPerson(tx, by, who)
      const place = await placeNamed(tx, by, options)
      const address = await getAddress(tx, by.accountId, baseUrlOf(config))
      const { username } = person
      if (place.of === 'program') {
        await joinProgram(tx, by, place.programId, person.id)
        const { items } = await listProgramMembersInOrder(tx, by, {
          filter: { program: [place.programId], member: [person.id] },
          page: { after: null, limit: 1 },
        })
        const [shown] = items.map((one) => presentProgramMember(one, address))
        return { shown, sentence: `Enrolled ${username} in program ${place.programId}.` }
      }
      if (place.of !== 'course') throw new Error('It is in a course or a program.')
      const { id } = await enrolMember(tx, by, place.courseId, person.id)
      return {
        shown: presentEnrolment(await getEnrolmentView(tx, by, id), address),
        sentence: `Enrolled ${username} in course ${place.courseId}.`,
      }
    })
  })
  print(options.json === true, enrolled.shown, () => enrolled.sentence)
}
