import type { MemberId } from '../../domain/ids.ts'
import { listPeopleInOrder } from '../../domain/people/list-people.ts'
import { fullName } from '../../domain/people/member.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'

/** The names of people by their ids, in one look-up; those who are gone have none. @throws forbidden */
export async function namesOfPeople(
  reader: Reader,
  by: Principal,
  ids: readonly (number | null)[],
): Promise<ReadonlyMap<number, string>> {
  const each = [...new Set(ids.filter((id) => id !== null))] as MemberId[]
  if (each.length === 0) return new Map()
  const page = { after: null, limit: each.length }
  const { items } = await listPeopleInOrder(reader, by, { filter: { id: each }, page })
  return new Map(items.map(({ member }) => [member.id, fullName(member)]))
}
