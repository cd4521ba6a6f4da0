import type { AccountId } from '../ids.ts'
import type { Member } from './member.ts'
import type { Reader } from '../store.ts'
import { fold, isStorable } from '../../lib/text.ts'

/** The folded form under which an address or a name is looked up; undefined when nothing can be stored under it. */
export function lookUpForm(text: string): string | undefined {
  return isStorable(text) ? fold(text) : undefined
}

/** The person of an address; also who has none but signs in by that name (docs/design.md 4). */
export async function findByAddress(
  reader: Reader,
  account: AccountId,
  address: string,
): Promise<Member | undefined> {
  if (!isStorable(address)) return undefined
  const known = await reader.members.findByEmail(account, fold(address))
  if (known !== undefined) return known
  const named = await reader.members.findByUsername(account, fold(address))
  return named?.email === null ? named : undefined
}

/** The person who signs in by that username, or has that address: the username counts more. */
export async function findByNameOrAddress(
  reader: Reader,
  account: AccountId,
  name: string,
): Promise<Member | undefined> {
  if (!isStorable(name)) return undefined
  const named = await reader.members.findByUsername(account, fold(name))
  return named ?? reader.members.findByEmail(account, fold(name))
}
