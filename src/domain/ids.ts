// Branded, so that a member's id can't be taken for a category's.
declare const brand: unique symbol
type Id<Of extends string> = number & { readonly [brand]: Of }

export type AccountId = Id<'account'>
export type MemberId = Id<'member'>
export type GroupId = Id<'group'>
export type CourseId = Id<'course'>
export type ProgramId = Id<'program'>
export type EnrolmentId = Id<'enrolment'>
export type ProgramMembershipId = Id<'program_membership'>
export type CertificateId = Id<'certificate'>
export type LessonId = Id<'lesson'>
export type InvitationId = Id<'invitation'>
export type CategoryId = Id<'category'>
export type CategoryTagId = Id<'category_tag'>
export type CredentialId = Id<'credential'>
export type SessionId = Id<'session'>
export type AuditEntryId = Id<'audit_entry'>
export type WebhookId = Id<'webhook'>
export type PendingWorkId = Id<'pending_work'>
export type JobId = Id<'job'>
export type ImportId = Id<'import'>
export type DeliveryId = Id<'delivery'>
export type ItemBankId = Id<'item_bank'>
// Numbers inside one item bank.
export type TagTypeNumber = Id<'tag_type'>
export type TagNumber = Id<'tag'>
export type TaggableNumber = Id<'taggable'>

/** Names a thing by its integer or by its GUID, whichever the door has. */
export type Ref = { readonly id: number } | { readonly guid: string }

/** As `Ref`, for things that may have a code of their own. */
export type CodedRef = Ref | { readonly code: string }
