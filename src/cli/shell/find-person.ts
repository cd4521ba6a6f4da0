import type { Member } from '../../domain/people/member.ts'
import { findMemberByNameOrAddress } from '../../domain/people/find-member.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { CommandError } from './explain.ts'

/** The person with a username or an e-mail address. @throws CommandError when there is none */
export async function findPerson(reader: Reader, by: Principal, name: string): Promise<Member> {
  const member = await findMemberByNameOrAddress(reader, by, name)
  if (member === undefined)
    throw new CommandError(`There is no person with the username or e-mail "${name}".`)
  return member
}
