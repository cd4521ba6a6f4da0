// The shapes of the API, taken from its table of operations. Types only: the console has no code of the server.
import type { Static } from 'typebox'
import type * as credentials from '../../src/api/credentials/credential-shapes.ts'
import type * as doors from '../../src/api/doors/door-shapes.ts'
import type * as audit from '../../src/api/audit/audit-shapes.ts'
import type * as banks from '../../src/api/banks/bank-shapes.ts'
import type * as backups from '../../src/api/backups/backup-operations.ts'
import type * as enrolments from '../../src/api/enrolments/enrolment-shapes.ts'
import type * as groups from '../../src/api/groups/group-shapes.ts'
import type * as imports from '../../src/api/imports/import-shapes.ts'
import type * as jobs from '../../src/api/jobs/job-operations.ts'
import type * as mails from '../../src/api/mails/mail-shapes.ts'
import type * as me from '../../src/api/me/me-shapes.ts'
import type * as overview from '../../src/api/overview/overview-operations.ts'
import type * as people from '../../src/api/people/person-shapes.ts'
import type * as courses from '../../src/api/courses/course-shapes.ts'
import type * as programs from '../../src/api/programs/program-shapes.ts'
import type * as server from '../../src/api/server/server-shapes.ts'
import type * as settings from '../../src/api/settings/settings-shapes.ts'
import type * as topics from '../../src/api/topics/topic-shapes.ts'
import type * as search from '../../src/api/search/search-operations.ts'
import type * as webhooks from '../../src/api/webhooks/webhook-shapes.ts'

export type Me = Static<typeof me.Me>
export type Person = Static<typeof people.Person>
export type NewPerson = Static<typeof people.NewPerson>
export type TimelineEntry = Static<typeof people.TimelineEntry>
export type Group = Static<typeof groups.Group>
export type Enrolment = Static<typeof enrolments.Enrolment>
export type Bank = Static<typeof banks.Bank>
export type TagType = Static<typeof banks.TagType>
export type TagOrder = Static<typeof banks.TagOrder>
export type Tag = Static<typeof banks.Tag>
/** An activity has the same keys. */
export type Item = Static<typeof banks.Item>
export type HistoryEntry = Static<typeof banks.TagHistoryEntry | typeof banks.TaggableHistoryEntry>
export type Change = Static<typeof audit.Change>
export type Import = Static<typeof imports.Import>
export type ImportRow = Static<typeof imports.ImportRow>
export type Backups = Static<typeof backups.Backups>
export type Job = Static<typeof jobs.Job>
export type Overview = Static<typeof overview.Overview>
export type Coverage = Static<typeof overview.Coverage>
export type QuizResults = Static<typeof courses.QuizResults>
export type CourseContent = Static<typeof courses.Content>
export type Course = Static<typeof courses.Course>
export type Program = Static<typeof programs.Program>
export type ProgramCourses = Static<typeof programs.ProgramCourses>
export type ProgramMember = Static<typeof programs.ProgramMember>
export type Settings = Static<typeof settings.Settings>
export type MailPreview = Static<typeof settings.MailPreview>
export type Server = Static<typeof server.Server>
export type TestedMail = Static<typeof mails.TestedMail>
export type Session = Static<typeof me.Session>
export type Topic = Static<typeof topics.Topic>
export type Ancestor = Static<typeof topics.Ancestor>
export type Policy = Static<typeof topics.Policy>
export type Found = Static<typeof search.Found>
export type Door = Static<typeof doors.Door>
export type DoorRequest = Static<typeof doors.DoorRequest>
export type Deprecation = Static<typeof doors.Deprecation>
export type Credential = Static<typeof credentials.Credential>
export type WholeCredential = Static<typeof credentials.WholeCredential>
export type NewCredential = Static<typeof credentials.NewCredential>
export type Token = Static<typeof me.Token>
export type NewToken = Static<typeof me.NewToken>
export type Webhook = Static<typeof webhooks.Webhook>
export type NewWebhook = Static<typeof webhooks.NewWebhook>
export type WebhookDelivery = Static<typeof webhooks.WebhookDelivery>
export type DeliveryAttempt = Static<typeof webhooks.DeliveryAttempt>
export type Mail = Static<typeof mails.Mail>
export type WholeMail = Static<typeof mails.WholeMail>

/** A page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[]
  /** The cursor of the next page; null on the last. */
  readonly next: string | null
  /** Only on a first page that asked for it. */
  readonly total?: number
  /** Whether there are more than were counted. */
  readonly totalIsCapped?: boolean
}

/** A reference to another thing. */
export interface Named {
  readonly id: number
  readonly name: string
}

/** How many things a dry run would change, by the kind of effect. */
export type Effects = Readonly<Record<string, number>>

/** A problem document (RFC 9457). */
export interface ProblemDocument {
  readonly status: number
  /** Never translated. */
  readonly code: string
  /** A sentence for people, in the language that was asked for. */
  readonly detail: string
  readonly errors?: readonly Fault[]
  /** The thing as it is now, when it has changed in the meantime. */
  readonly current?: unknown
  readonly requestId: string
}

/** What is wrong with one value. */
export interface Fault {
  /** A JSON pointer into the body: `/email`. */
  readonly pointer?: string
  readonly code: string
  readonly detail: string
  readonly limit?: number
}
