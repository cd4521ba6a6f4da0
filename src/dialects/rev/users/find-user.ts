import { notFound } from '../../../domain/errors.ts'
import type { Directory, SeenMember } from '../../../domain/people/seen-member.ts'
import { findMember } from '../../../domain/people/find-member.ts'
import { getMember } from '../../../domain/people/members.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Reader } from '../../../domain/store.ts'

/** The kind of identifier in a path: a GUID unless the query's `type` says otherwise (docs/contracts/rev.md B7). */
export interface UserKey {
  readonly by: 'id' | 'username' | 'email'
  readonly key: string
}

export function parseUserKey(key: string, query: ReadonlyMap<string, readonly string[]>): UserKey {
  const type = query.get('type')?.at(-1)?.trim().toLowerCase()
  return { by: type === 'username' || type === 'email' ? type : 'id', key }
}

/**
 * The person with an identifier; `me` is the caller.
 * @param directory whether people other than staff can look up people by usernames and addresses
 * @throws not_found
 */
export async function findUser(
  reader: Reader,
  by: Principal,
  { by: kind, key }: UserKey,
  directory: Directory = 'closed',
): Promise<SeenMember> {
  if (kind === 'id') {
    const ref = key === 'me' ? { id: by.memberId ?? -1 } : { guid: key.toLowerCase() }
    return getMember(reader, by, ref, directory)
  }
  const named = kind === 'username' ? { username: key } : { email: key }
  const found = await findMember(reader, by, named, directory)
  if (found === undefined) throw notFound('member', key)
  return found
}
