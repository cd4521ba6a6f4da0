import type { AccountId, CourseId, InvitationId, MemberId, ProgramId } from '../ids.ts'

/** To where a person is invited: the academy itself, a course or a program. */
export type InvitationPlace =
  | { readonly of: 'academy' }
  | { readonly of: 'course'; readonly courseId: CourseId }
  | { readonly of: 'program'; readonly programId: ProgramId }

/** A link that was sent to a person. It stays good when a newer one is sent. Its token is stored as a digest. */
export interface Invitation {
  readonly id: InvitationId
  readonly accountId: AccountId
  readonly memberId: MemberId
  readonly place: InvitationPlace
  readonly created: number
}

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
