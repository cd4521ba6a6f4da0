import { demandPresent } from '../actor.ts'
import type { CodedRef, GroupId, MemberId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import { findMembersNamed, type PersonName } from './find-member.ts'

/** People and groups that are to hold something. Names of people are for those who may see them. */
export interface HolderRefs {
  readonly people: readonly PersonName[]
  readonly groups: readonly CodedRef[]
}

/** Their GUIDs in the same order; undefined where there is nobody, or no such group. */
export interface HolderGuids {
  readonly people: readonly (string | undefined)[]
  readonly groups: readonly (string | undefined)[]
}

/**
 * The GUIDs of several people and groups, in one look-up for each way of naming them.
 * @throws conflict (externalId: several people have it)
 */
export async function listHolderGuids(
  reader: Reader,
  by: Principal,
  { people, groups }: HolderRefs,
): Promise<HolderGuids> {
  await demandPresent(reader, by)
  const { accountId } = by
  const members = await reader.members.listGuids(
    accountId,
    people.flatMap((ref) => ('id' in ref ? [ref.id as MemberId] : [])),
  )
  const memberGuids = guidsIn(people)
  const knownMembers = new Set(
    (await reader.members.listIds(accountId, memberGuids)).flatMap((id, index) =>
      id === undefined ? [] : [memberGuids[index]],
    ),
  )
  const named = people.flatMap((one) => ('id' in one || 'guid' in one ? [] : [one]))
  const names = new Map<PersonName, string | undefined>(
    (named.length === 0 ? [] : await findMembersNamed(reader, by, named)).map((member, index) => [
      named[index] as PersonName,
      member?.guid,
    ]),
  )
  const ids = groups.flatMap((ref) => ('id' in ref ? [ref.id as GroupId] : []))
  const byId = new Map((await reader.groups.listByIds(accountId, ids)).map(({ id, guid }) => [id, guid]))
  const codes = [...new Set(groups.flatMap((ref) => ('code' in ref ? [ref.code] : [])))]
  const byCode = new Map(
    (await reader.groups.listByCodes(accountId, codes)).map(({ code, guid }) => [code, guid]),
  )
  const groupGuids = guidsIn(groups)
  const knownGroups = new Set(
    (await reader.groups.listIds(accountId, groupGuids)).flatMap((id, index) =>
      id === undefined ? [] : [groupGuids[index]],
    ),
  )
  return {
    people: people.map((ref) => {
      if ('id' in ref) return members.get(ref.id as MemberId)
      if ('guid' in ref) return knownMembers.has(ref.guid) ? ref.guid : undefined
      return names.get(ref)
    }),
    groups: groups.map((ref) => {
      if ('id' in ref) return byId.get(ref.id as GroupId)
      if ('guid' in ref) return knownGroups.has(ref.guid) ? ref.guid : undefined
      return byCode.get(ref.code)
    }),
  }
}

function guidsIn(refs: readonly (CodedRef | PersonName)[]): string[] {
  return refs.flatMap((ref) => ('guid' in ref ? [ref.guid] : []))
}
