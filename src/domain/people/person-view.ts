import { getActor } from '../actor.ts'
import type { SentMail } from '../delivery/delivery.ts'
import { forbidden, notFound } from '../errors.ts'
import type { MemberId, Ref } from '../ids.ts'
import type { CursorQuery, Page } from '../page.ts'
import { mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Role } from '../roles.ts'
import type { Reader, Writer } from '../store.ts'
import { together } from '../together.ts'
import { findMember, type PersonName } from './find-member.ts'
import type { Group } from './group.ts'
import { listPeopleInOrder } from './list-people.ts'
import type { InvitationStage, Member, MemberWithRoles, PersonTitle } from './member.ts'
import { createProfile, requireMember, type NewMember } from './members.ts'
import type { PersonFilter, PersonSort } from './person-list.ts'

/** The state of a person's invitation. */
export interface InvitationState {
  readonly state: InvitationStage
  /** When they were last invited, or first came in. */
  readonly at: number | null
  /** Why the mail failed. */
  readonly reason: string | null
}

/** A person with their direct roles, the name of their manager, and how they were invited. */
export interface PersonView {
  readonly member: Member
  readonly roles: readonly Role[]
  readonly manager: PersonTitle | null
  readonly invitation: InvitationState
}

/**
 * A person, for staff and for the person themself.
 * @throws not_found, forbidden (another person's data, for callers who aren't staff), conflict (externalId: several
 *   people have it)
 */
export async function getPersonView(reader: Reader, by: Principal, named: PersonName): Promise<PersonView> {
  const rolesOf = (one: MemberId) => reader.members.listOwnRoles(by.accountId, one)
  const [id, early] = await together(
    getPersonId(reader, by, named),
    'id' in named && Number.isSafeInteger(named.id)
      ? rolesOf(named.id as MemberId)
      : Promise.resolve(undefined),
  )
  const [member, roles] = await Promise.all([requireMember(reader, by, { id }), early ?? rolesOf(id)])
  const [view] = await viewsOf(reader, by, [{ member, roles }])
  return view
}

/** Creates a person, and returns them as `getPersonView` shows them. @throws as createMember */
export async function createPersonView(tx: Writer, by: Principal, draft: NewMember): Promise<PersonView> {
  const [view] = await viewsOf(tx, by, [await createProfile(tx, by, draft)])
  return view
}

/** The id of a person by any identifier. @throws as getPersonView */
export async function getPersonId(reader: Reader, by: Principal, named: PersonName): Promise<MemberId> {
  const [actor, found] = await together(getActor(reader, by), findMember(reader, by, named))
  if (actor.kind === 'member' && !mayReadPeople(actor) && found?.id !== actor.id) {
    throw forbidden('member', 'read')
  }
  if (found === undefined) throw notFound('member', Object.values(named)[0] as string | number)
  return found.id
}

/**
 * The people with these ids and GUIDs, in the same order, in two look-ups; undefined where there is none.
 * @throws forbidden
 */
export async function listPersonIds(
  reader: Reader,
  by: Principal,
  refs: readonly Ref[],
): Promise<readonly (MemberId | undefined)[]> {
  if (!mayReadPeople(await getActor(reader, by))) throw forbidden('member', 'read')
  const byId = await reader.members.listGuids(
    by.accountId,
    refs.flatMap((ref) => ('id' in ref ? [ref.id as MemberId] : [])),
  )
  const guids = refs.flatMap((ref) => ('guid' in ref ? [ref.guid] : []))
  const byGuid = new Map(
    (await reader.members.listIds(by.accountId, guids)).map((id, index) => [guids[index], id]),
  )
  return refs.map((ref) => {
    if ('guid' in ref) return byGuid.get(ref.guid)
    const id = ref.id as MemberId
    return byId.has(id) ? id : undefined
  })
}

/** Like `listPeopleInOrder`, each person as `getPersonView` shows them. @throws forbidden */
export async function listPersonViews(
  reader: Reader,
  by: Principal,
  query: CursorQuery<PersonFilter, PersonSort>,
): Promise<Page<PersonView>> {
  const page = await listPeopleInOrder(reader, by, query)
  return { ...page, items: await viewsOf(reader, by, page.items) }
}

/** Several people, each as `getPersonView` shows them; unknown people are left out. @throws forbidden */
export async function listPersonViewsById(
  reader: Reader,
  by: Principal,
  people: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, PersonView>> {
  await demandReadAll(reader, by, people)
  if (people.length === 0) return new Map()
  const { items } = await reader.members.listByKey(by.accountId, {
    filter: { id: people },
    page: { after: null, limit: people.length },
  })
  return new Map((await viewsOf(reader, by, items)).map((view) => [view.member.id, view]))
}

/** The groups of several people, in one look-up. @throws forbidden */
export async function listGroupsOfPeople(
  reader: Reader,
  by: Principal,
  people: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, readonly Group[]>> {
  await demandReadAll(reader, by, people)
  return reader.members.listGroupsOfAll(by.accountId, people)
}

async function demandReadAll(reader: Reader, by: Principal, people: readonly MemberId[]): Promise<void> {
  const actor = await getActor(reader, by)
  const own = actor.kind === 'member' && people.every((id) => id === actor.id)
  if (!own && !mayReadPeople(actor)) throw forbidden('member', 'read')
}

/** For several people: one look-up each for managers and mails. */
async function viewsOf<const P extends readonly MemberWithRoles[]>(
  reader: Reader,
  by: Principal,
  people: P,
): Promise<{ readonly [K in keyof P]: PersonView }> {
  const { accountId } = by
  const waiting = people.filter(({ member }) => member.invited !== null && member.activated === null)
  const [managers, mails] = await Promise.all([
    reader.members.listTitles(accountId, [
      ...new Set(people.flatMap(({ member }) => member.managerId ?? [])),
    ]),
    reader.outbox.listInvitations(
      accountId,
      waiting.map(({ member }) => member.id),
    ),
  ])
  const views = people.map(({ member, roles }) => ({
    member,
    roles,
    manager: member.managerId === null ? null : (managers.get(member.managerId) ?? null),
    invitation: invitationOf(member, mails.get(member.id)),
  }))
  return views as { readonly [K in keyof P]: PersonView } // one per person, in the same order
}

const STATES = { waiting: 'waiting', sent: 'sent', given_up: 'failed' } as const

/** @param mail their last invitation mail; it is deleted some time after it was sent */
function invitationOf({ invited, activated }: Member, mail: SentMail | undefined): InvitationState {
  if (activated !== null) return { state: 'accepted', at: activated, reason: null }
  if (invited === null) return { state: 'none', at: null, reason: null }
  return {
    state: mail === undefined ? 'sent' : STATES[mail.state],
    at: invited,
    reason: mail?.reason ?? null,
  }
}
