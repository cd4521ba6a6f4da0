import { sha256 } from '../../lib/digest.ts'
import { hashPassword, verifyPassword } from '../../lib/password-hash.ts'
import { getActor } from '../actor.ts'
import { DomainError, type Issue, issue } from '../errors.ts'
import { requireMember } from '../people/members.ts'
import { demand } from '../permissions.ts'
import { systemFor } from '../principal.ts'
import type { Writer } from '../store.ts'
import { checkPassword, LONGEST_PASSWORD, type PasswordProblem } from './passwords.ts'
import { setPassword } from './set-password.ts'
import { TooManyTries, type SignedIn, type SignInServices, type SignInTry } from './sessions.ts'

/** The password that a signed-in person enters once more, and where they are. */
type Entered = Pick<SignInTry, 'password' | 'address'>

/** What a person enters to replace their password. */
interface ReplacedPassword extends Entered {
  readonly newPassword: string
}

/** Which entered password is wrong, and why. */
export class PasswordRefused extends DomainError {
  /** Whether the one that they already have was entered wrongly. */
  readonly isWrong: boolean
  /** What is wrong with the one that they chose. */
  readonly problem: PasswordProblem | undefined

  constructor(isWrong: boolean, problem?: PasswordProblem) {
    super('invalid', issuesOf(isWrong, problem))
    this.isWrong = isWrong
    this.problem = problem
  }
}

function issuesOf(isWrong: boolean, problem: PasswordProblem | undefined): readonly Issue[] {
  const wrong = isWrong ? [issue('member', 'password', 'not_allowed')] : []
  switch (problem) {
    case undefined:
      return wrong
    case 'missing':
      return [...wrong, issue('member', 'newPassword', 'missing')]
    case 'too_long':
      return [
        ...wrong,
        { subject: 'member', field: 'newPassword', problem: 'too_long', limit: LONGEST_PASSWORD },
      ]
    default:
      return [...wrong, issue('member', 'newPassword', 'not_allowed')]
  }
}

/**
 * Confirms the caller's session with their password, before an action that a stolen session must not allow. Wrong
 * passwords are slowed down as at sign-in.
 * @throws PasswordRefused, unauthenticated (barred meanwhile), TooManyTries
 */
export async function confirmSession(
  services: SignInServices,
  signedIn: SignedIn,
  entered: Entered,
): Promise<void> {
  const proof = await beginProof(services, signedIn, entered)
  if (!proof.isRight) throw proof.refused()
  await services.store.write(async (tx) => {
    await proof.demand(tx)
    await tx.sessions.confirm(signedIn.session.accountId, signedIn.session.id)
  })
  proof.succeed()
}

/**
 * Replaces the caller's password with one that they chose, after they entered the one they have. They are signed out
 * everywhere but in this session, which counts as confirmed. Wrong passwords are slowed down as at sign-in.
 * @throws PasswordRefused, unauthenticated (barred meanwhile), TooManyTries
 */
export async function setOwnPassword(
  services: SignInServices,
  signedIn: SignedIn,
  { newPassword, ...entered }: ReplacedPassword,
): Promise<void> {
  const { session, principal } = signedIn
  const { accountId, memberId: id } = session
  const member = await services.store.read((reader) => requireMember(reader, principal, { id }))
  const problem = checkPassword(newPassword, member)
  const proof = await beginProof(services, signedIn, entered)
  if (!proof.isRight) throw proof.refused(problem)
  if (problem !== undefined) {
    proof.succeed()
    throw new PasswordRefused(false, problem)
  }
  const phc = await hashPassword(newPassword) // slow, so before the transaction
  await services.store.write(async (tx) => {
    await proof.demand(tx)
    await setPassword(tx, systemFor(principal), { id }, { phc, keep: session.id })
    await tx.sessions.confirm(accountId, session.id)
  })
  proof.succeed()
}

/** Verifies outside of a transaction, because that is slow, the password that the person of a session enters. */
async function beginProof(
  { store, guard, failures }: SignInServices,
  { session, principal }: SignedIn,
  { password, address }: Entered,
) {
  const { accountId, memberId } = session
  const phc = await store.read((reader) => reader.members.findPassword(accountId, memberId))
  const whose = sha256(JSON.stringify([accountId, memberId, phc]))
  const retryAfter = guard.begin(whose, address)
  if (retryAfter !== undefined) throw new TooManyTries(retryAfter)
  const refused = (problem?: PasswordProblem) => {
    failures.note({ account: accountId, member: memberId, door: session.door, address })
    return new PasswordRefused(true, problem)
  }
  return {
    isRight: (await verifyPassword(password, phc)) && phc !== null,
    refused,
    /** @throws forbidden (another's session); PasswordRefused when the password was replaced meanwhile */
    async demand(tx: Writer): Promise<void> {
      const actor = await getActor(tx, principal)
      demand(actor.kind === 'member' && actor.id === memberId, 'session', 'end')
      await tx.members.lock(accountId, memberId)
      if ((await tx.members.findPassword(accountId, memberId)) !== phc) throw refused()
    },
    succeed: () => {
      guard.succeed(whose, address)
    },
  }
}
