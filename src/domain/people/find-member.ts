import { getActor } from '../actor.ts'
import type { MemberId } from '../ids.ts'
import type { Member } from './member.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { type Directory, type SeenMember, getSight } from './seen-member.ts'
import type { Reader } from '../store.ts'
import { foldAddress } from '../../lib/mail-address.ts'
import { isStorable } from '../../lib/text.ts'

/**
 * The person of that id, username or address, for everybody of the academy; undefined when there is none. Nobody is found by
 * a username or an address that isn't for the one who asks.
 */
export async function findMember(
  reader: Reader,
  by: Principal,
  named: { readonly id: MemberId } | { readonly username: string } | { readonly email: string },
  directory: Directory = 'closed',
): Promise<SeenMember | undefined> {
  const { whole, see } = await getSight(reader, by, directory)
  const member = await lookUp(reader, by, named)
  if (member === undefined || !('id' in named || whole || member.id === by.memberId)) return undefined
  return see(member)
}

async function lookUp(
  reader: Reader,
  by: Principal,
  named: Parameters<typeof findMember>[2],
): Promise<Member | undefined> {
  if ('id' in named) return reader.members.find(by.accountId, named)
  const folded = lookUpForm('username' in named ? named.username : named.email)
  if (folded === undefined) return undefined
  return 'username' in named
    ? reader.members.findByUsername(by.accountId, folded)
    : reader.members.findByEmail(by.accountId, folded)
}

/** The folded form under which an address or a name is looked up; undefined when nothing can be stored under it. */
function lookUpForm(text: string): string | undefined {
  return isStorable(text) ? foldAddress(text) : undefined
}

/** The person of an address; also who has none but signs in by that name (docs/design.md 4). @throws forbidden */
export async function findMemberByAddress(
  reader: Reader,
  by: Principal,
  address: string,
): Promise<Member | undefined> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'read')
  if (!isStorable(address)) return undefined
  const known = await reader.members.findByEmail(by.accountId, foldAddress(address))
  if (known !== undefined) return known
  const named = await reader.members.findByUsername(by.accountId, foldAddress(address))
  return named?.email === null ? named : undefined
}

/** The person who signs in by that username, or has that address: the username counts more. @throws forbidden */
export async function findMemberByNameOrAddress(
  reader: Reader,
  by: Principal,
  name: string,
): Promise<Member | undefined> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'read')
  if (!isStorable(name)) return undefined
  const named = await reader.members.findByUsername(by.accountId, foldAddress(name))
  return named ?? reader.members.findByEmail(by.accountId, foldAddress(name))
}
