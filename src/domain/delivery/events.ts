// What the domain tells others after the fact. An event is written to the outbox in the transaction that causes it, and
// delivery carries it out after the commit, so whoever hears of it can already read the new state.
import type { CourseId, MemberId, ProgramId } from '../ids.ts'

/** An enrolment began, was completed (whatever the result), or was deleted with its results. */
export interface EnrolmentEvent {
  readonly event: 'enrolment_created' | 'enrolment_completed' | 'enrolment_deleted'
  readonly courseId: CourseId
  readonly memberId: MemberId
}

/** A person joined a program, completed it, or left it. */
export interface ProgramMembershipEvent {
  readonly event: 'program_membership_created' | 'program_membership_completed' | 'program_membership_deleted'
  readonly programId: ProgramId
  readonly memberId: MemberId
}

/** Things that webhooks report: each goes to every subscription that wants it. */
export type WebhookEvent = EnrolmentEvent | ProgramMembershipEvent

/** Nothing happened: somebody wants to see whether messages arrive. It goes to one webhook, whatever that wants to hear of. */
export interface TestEvent {
  readonly event: 'test'
}

/** A message to one person. All texts are plain: whoever renders it as HTML escapes them. */
export interface Mail {
  readonly to: string
  /** The recipient's name. */
  readonly name: string
  /** BCP 47: the language of the words that delivery adds. */
  readonly locale: string
  readonly subject: string
  /** Stands above the link; line breaks count. */
  readonly body: string
  /** The link that the mail is about, and its label. */
  readonly link: { readonly url: string; readonly label: string } | null
  /** What the link opens: once that has ended, the mail isn't sent any more. */
  readonly opens?: MailedLink
}

/** An entry of the outbox. Entries with one ordering key are carried out in the order in which they were put in. */
export type OutboxEntry =
  { readonly kind: 'webhook_event'; readonly orderingKey: string; readonly payload: WebhookEvent } | MailEntry

/** A mail as an entry of the outbox. */
export interface MailEntry {
  readonly kind: 'mail'
  readonly orderingKey: string
  readonly payload: Mail
}

/** A webhook event on its way out: events of one member in one course or program keep their order. */
export function webhookEvent(payload: WebhookEvent): OutboxEntry {
  const place = 'courseId' in payload ? `course:${payload.courseId}` : `program:${payload.programId}`
  return { kind: 'webhook_event', orderingKey: `${place}:member:${payload.memberId}`, payload }
}

/** A mail on its way out: mails to one member keep their order. */
export function outgoingMail(member: MemberId, payload: Mail): MailEntry {
  return { kind: 'mail', orderingKey: `mail:member:${member}`, payload }
}

/** A link in a mail that lets its reader in, by the digest of its token. */
export interface MailedLink {
  readonly of: 'invitation' | 'password_reset'
  readonly tokenHash: string
}
