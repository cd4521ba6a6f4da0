import type { AccountId, CourseId, InvitationId, MemberId, ProgramId } from '../ids.ts'

/** What a person is invited to: the academy itself, a course or a program. */
export type InvitationTarget =
  | { readonly of: 'academy' }
  | { readonly of: 'course'; readonly courseId: CourseId }
  | { readonly of: 'program'; readonly programId: ProgramId }

/**
 * A link sent to a person. It works once. It stops working when it expires, when the person loses the address it was
 * sent to or is barred, when a newer link to the same target is sent, or when staff remove the person from the target.
 * Its token is stored as a digest.
 */
export interface Invitation {
  readonly id: InvitationId
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly place: InvitationTarget
  /** The address it was sent to. */
  readonly email: string
  readonly created: number
  readonly expires: number
  /** When it was opened; null: not yet. */
  readonly used: number | null
}

/** How long a link is valid unless configured otherwise, in milliseconds: 30 days. */
export const INVITATION_LIFETIME = 30 * 24 * 60 * 60_000

/** The text of an invitation; null where the default applies. */
export interface InvitationText {
  readonly subject: string | null
  /** Shown above the link. */
  readonly body: string | null
  /** The label of the link. */
  readonly action: string | null
}

/** No custom text: every part is the default. */
export const NO_WORDS: InvitationText = { subject: null, body: null, action: null }
