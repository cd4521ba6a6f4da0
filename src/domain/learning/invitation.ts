import type { AccountId, CourseId, InvitationId, MemberId, ProgramId } from '../ids.ts'

/** To where a person is invited: the academy itself, a course or a program. */
export type InvitationTarget =
  | { readonly of: 'academy' }
  | { readonly of: 'course'; readonly courseId: CourseId }
  | { readonly of: 'program'; readonly programId: ProgramId }

/**
 * A link that was sent to a person. It is good once, and as long as the person has the address that it was sent to and may
 * come in, until it expires, a newer one is sent to the same place, or staff takes the person out of that place. Its token
 * is stored as a digest.
 */
export interface Invitation {
  readonly id: InvitationId
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly place: InvitationTarget
  /** Where it was sent to. */
  readonly email: string
  readonly created: number
  readonly expires: number
  /** When it was followed; null: not yet. */
  readonly used: number | null
}

/** How long a link is good unless the settings say otherwise, in milliseconds: 30 days. */
export const INVITATION_LIFETIME = 30 * 24 * 60 * 60_000

/** The words of an invitation; null where none were said. */
export interface InvitationText {
  readonly subject: string | null
  /** Stands above the link. */
  readonly body: string | null
  /** The label of the link. */
  readonly action: string | null
}

/** Nobody wrote any: all are built in. */
export const NO_WORDS: InvitationText = { subject: null, body: null, action: null }
