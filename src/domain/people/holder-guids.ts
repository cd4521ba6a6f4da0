import { demandPresent } from '../actor.ts'
import type { CodedRef, GroupId, MemberId, Ref } from '../ids.ts'
import type { Cursor, CursorRequest, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { Group } from './group.ts'

/** People and groups that are to hold something. */
export interface HolderRefs {
  readonly people: readonly Ref[]
  readonly groups: readonly CodedRef[]
}

/** Their GUIDs in the same order; undefined where there is nobody, or no such group. */
export interface HolderGuids {
  readonly people: readonly (string | undefined)[]
  readonly groups: readonly (string | undefined)[]
}

/** The GUIDs of several people and groups. Ids and GUIDs take four look-ups together, a code one of its own. */
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
  const ids = groups.flatMap((ref) => ('id' in ref ? [ref.id as GroupId] : []))
  const byId = new Map<number, string>()
  // A page may be shorter than asked for, where descriptions are long.
  for (let after: Cursor | null | undefined = null; after !== undefined && ids.length > 0;) {
    const page: CursorRequest = { after, limit: ids.length }
    const found: Page<Group> = await reader.groups.listByKey(accountId, { filter: { id: ids }, page })
    for (const { id, guid } of found.items) byId.set(id, guid)
    after = found.next ?? undefined
  }
  const groupGuids = guidsIn(groups)
  const knownGroups = new Set(
    (await reader.groups.listIds(accountId, groupGuids)).flatMap((id, index) =>
      id === undefined ? [] : [groupGuids[index]],
    ),
  )
  const groupOf = async (ref: CodedRef): Promise<string | undefined> => {
    if ('id' in ref) return byId.get(ref.id)
    if ('guid' in ref) return knownGroups.has(ref.guid) ? ref.guid : undefined
    return (await reader.groups.find(accountId, ref))?.guid
  }
  const groupsFound: (string | undefined)[] = []
  for (const ref of groups) groupsFound.push(await groupOf(ref))
  return {
    people: people.map((ref) => {
      if ('id' in ref) return members.get(ref.id as MemberId)
      return knownMembers.has(ref.guid) ? ref.guid : undefined
    }),
    groups: groupsFound,
  }
}

function guidsIn(refs: readonly CodedRef[]): string[] {
  return refs.flatMap((ref) => ('guid' in ref ? [ref.guid] : []))
}
