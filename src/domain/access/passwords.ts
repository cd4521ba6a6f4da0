import { foldAddress } from '../../lib/mail-address.ts'
import { characters, composed, fold } from '../../lib/text.ts'
import { COMMON_PASSWORDS } from './common-passwords.ts'
import type { Member } from '../people/member.ts'

export const SHORTEST_PASSWORD = 8
/** Longer ones aren't safer, and anybody could make the server hash them. */
export const LONGEST_PASSWORD = 512

/** Why a password can't be taken. */
export type PasswordProblem =
  | 'missing'
  | 'too_short'
  | 'too_long'
  | 'common' // among those that are tried first
  | 'own_name' // the person's username or e-mail address

/**
 * What is wrong with a password that a person chose; undefined when it will do. It is asked wherever one is set by hand.
 * Length counts, not which kinds of characters there are (NIST SP 800-63B 3.1.1.2).
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

/** One or two characters all over: `aaaaaaaaaa`, `1212121212`. */
function isMonotonous(folded: string): boolean {
  return new Set(folded).size <= 2
}
