import { getActor } from '../actor.ts'
import { unfit } from '../errors.ts'
import type { Ref } from '../ids.ts'
import type { Member } from './member.ts'
import { demand, mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import { type Directory, type SeenMember, getSight } from './seen-member.ts'
import type { Reader } from '../store.ts'
import { together } from '../together.ts'
import { foldAddress } from '../../lib/mail-address.ts'
import { fold, isStorable } from '../../lib/text.ts'

/** How a person is named. */
export type PersonName =
  Ref | { readonly username: string } | { readonly email: string } | { readonly externalId: string }

/**
 * The person with that id, GUID, username, address or external id, for everybody in the academy; undefined when there
 * is none. A username, an address or an external id only finds people for callers who may see it.
 * @throws conflict (externalId: several people have it)
 */
export async function findMember(
  reader: Reader,
  by: Principal,
  named: PersonName,
  directory: Directory = 'closed',
): Promise<SeenMember | undefined> {
  const [{ whole, see }, member] = await together(getSight(reader, by, directory), lookUp(reader, by, named))
  const isOpen = 'id' in named || 'guid' in named
  if (member === undefined || !(isOpen || whole || member.id === by.memberId)) return undefined
  return see(member)
}

async function lookUp(reader: Reader, by: Principal, named: PersonName): Promise<Member | undefined> {
  if ('id' in named || 'guid' in named) return reader.members.find(by.accountId, named)
  if ('externalId' in named) return findByExternalId(reader, by, named.externalId)
  const folded = lookUpForm('username' in named ? named.username : named.email)
  if (folded === undefined) return undefined
  return 'username' in named
    ? reader.members.findByUsername(by.accountId, folded)
    : reader.members.findByEmail(by.accountId, folded)
}

/**
 * External ids need not be unique. They are compared folded; if several people match, the one whose id matches exactly
 * is meant.
 */
async function findByExternalId(
  reader: Reader,
  by: Principal,
  externalId: string,
): Promise<Member | undefined> {
  const name = externalId.trim()
  return theOneOf(name, await reader.members.listByExternalId(by.accountId, name, MOST_OF_ONE_NAME))
}

function theOneOf(name: string, known: readonly Member[]): Member | undefined {
  if (known.length <= 1) return known[0]
  const same = known.filter((member) => member.externalId === name)
  if (same.length === 1) return same[0]
  throw unfit('member', 'externalId', name)
}

const KINDS = ['username', 'email', 'externalId'] as const

/**
 * Several people by username, address or external id, as `findMember` finds them, in one look-up for each kind of name.
 * @returns in the same order; undefined where there is none
 * @throws conflict (externalId: several people have it)
 */
export async function findMembersNamed(
  reader: Reader,
  by: Principal,
  named: readonly Exclude<PersonName, Ref>[],
): Promise<readonly (SeenMember | undefined)[]> {
  const { whole, see } = await getSight(reader, by, 'closed')
  const names = named.map((one) => {
    const [kind, text] = nameIn(one)
    return { kind, text, folded: foldedName(kind, text) }
  })
  const known = new Map<string, Member[]>()
  for (const kind of KINDS) {
    const folded = names.flatMap((name) => (name.kind === kind ? (name.folded ?? []) : []))
    const found = await reader.members.listNamed(by.accountId, kind, [...new Set(folded)], MOST_OF_ONE_NAME)
    for (const member of found) {
      const key = `${kind}:${foldedName(kind, member[kind] ?? '') ?? ''}`
      known.set(key, [...(known.get(key) ?? []), member])
    }
  }
  return names.map(({ kind, text, folded }) => {
    const same = folded === undefined ? [] : (known.get(`${kind}:${folded}`) ?? [])
    const member = kind === 'externalId' ? theOneOf(text.trim(), same) : same[0]
    return member !== undefined && (whole || member.id === by.memberId) ? see(member) : undefined
  })
}

function nameIn(named: Exclude<PersonName, Ref>): [(typeof KINDS)[number], string] {
  if ('username' in named) return ['username', named.username]
  return 'email' in named ? ['email', named.email] : ['externalId', named.externalId]
}

/** A name as the store compares it; undefined when no stored value can match it. */
function foldedName(kind: (typeof KINDS)[number], text: string): string | undefined {
  if (kind !== 'externalId') return lookUpForm(text)
  return isStorable(text) ? fold(text) : undefined
}

/** How many people with the same external id are looked at. */
const MOST_OF_ONE_NAME = 100

/** The folded form used to look up an address or a name; undefined when no stored value can match it. */
function lookUpForm(text: string): string | undefined {
  return isStorable(text) ? foldAddress(text) : undefined
}

/**
 * The person with an address; includes people who have no address but sign in with it as their username (docs/design.md
 * 4). @throws forbidden
 */
export async function findMemberByAddress(
  reader: Reader,
  by: Principal,
  address: string,
): Promise<Member | undefined> {
  demand(mayReadPeople(await getActor(reader, by)), 'member', 'read')
  if (!isStorable(address)) return undefined
  return reader.members.findByAddress(by.accountId, foldAddress(address))
}

/** The person who signs in with that username, or has that address; the username takes precedence. @throws forbidden */
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
