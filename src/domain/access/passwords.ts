import { foldAddress } from '../../lib/mail-address.ts'
import { characters, composed, fold } from '../../lib/text.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import type { Member } from '../people/member.ts'

export const SHORTEST_PASSWORD = 8
/** Longer ones aren't safer, and would let anybody make the server do expensive hashing. */
export const LONGEST_PASSWORD = 512

/** Why a password is refused. */
export type PasswordProblem =
  | 'missing'
  | 'too_short'
  | 'too_long'
  | 'common' // one of the most common passwords
  | 'own_name' // the person's username or e-mail address

/**
 * What is wrong with a password that a person chose; undefined when it is acceptable. Checked wherever a person types a
 * new password. Length counts, not which kinds of characters it has (NIST SP 800-63B 3.1.1.2).
 */
export function checkPassword(
  password: string,
  { username, email }: Pick<Member, 'username' | 'email'>,
): PasswordProblem | undefined {
  const plain = composed(password, 'NFKC')
  if (plain === '') return 'missing'
  if (characters(plain) < SHORTEST_PASSWORD) return 'too_short'
  if (characters(plain) > LONGEST_PASSWORD) return 'too_long'
  const folded = fold(plain)
  if (COMMON_PASSWORDS.has(folded) || isMonotonous(folded)) return 'common'
  const own = foldAddress(plain)
  return own === foldAddress(username) || (email !== null && own === foldAddress(email))
    ? 'own_name'
    : undefined
}

/** One or two characters repeated throughout: `aaaaaaaaaa`, `1212121212`. */
function isMonotonous(folded: string): boolean {
  return new Set(folded).size <= 2
}
