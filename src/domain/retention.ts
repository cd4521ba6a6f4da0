import { demandSystem } from './actor.ts'
import type { AccountId } from './ids.ts'
import type { Principal, System } from './principal.ts'
import type { Writer } from './store.ts'

const DAY = 24 * 60 * 60_000
/** How long jobs that have ended can be looked at, in days. */
export const JOB_DAYS = 90

/** How many rows an operation for something else removes along the way. */
export const SWEPT_ALONG = 200

/** What the installation sets. */
export interface RetentionSettings {
  /** How long mails and webhook messages are kept after they were sent or given up, in days. */
  readonly deliveryDays: number
}

/** The times that a sweep goes by, in milliseconds. */
export interface RetentionTimes {
  readonly now: number
  /** Used tokens that expired before that can't come back, whatever happens to the clock. */
  readonly tokensBefore: number
}

/** What is kept for how long, and why. */
export interface RetentionRule {
  /** For programs: never renamed. */
  readonly id: string
  readonly thing: string
  readonly tables: readonly string[]
  readonly kept: string
  readonly why: string
  /** The setting that changes it, without its prefix. */
  readonly setting?: string
  /** Removes some, the oldest first, and returns how many. Omitted: the room of the thing has a way of its own. */
  readonly sweep?: (tx: Writer, account: AccountId, part: SweptPart) => Promise<number>
}

interface SweptPart extends RetentionTimes {
  readonly settings: RetentionSettings
  readonly most: number
}

/**
 * Everything that is removed when its time is over. What isn't named here is kept until somebody deletes it. The audit
 * trail has a rule of its own (audit-retention.ts): it is written to files first.
 */
export const RETENTION: readonly RetentionRule[] = [
  {
    id: 'sessions',
    thing: 'sessions',
    tables: ['session'],
    kept: 'until they end',
    setting: 'SESSION_DAYS',
    why: 'An ended session opens nothing. The audit trail says who signed in when.',
    sweep: (tx, account, { now, most }) => tx.sessions.sweep(account, now, most),
  },
  {
    id: 'password_resets',
    thing: 'links for a new password',
    tables: ['password_reset'],
    kept: 'until they expire, after an hour',
    why: 'An expired link opens nothing.',
    sweep: (tx, account, { now, most }) => tx.passwordResets.sweep(account, now, most),
  },
  {
    id: 'invitations',
    thing: 'invitation links',
    tables: ['invitation'],
    kept: 'until they expire',
    why: 'An expired link opens nothing. That somebody was invited is kept with the person.',
    setting: 'INVITATION_DAYS',
    sweep: (tx, account, { now, most }) => tx.invitations.sweep(account, now, most),
  },
  {
    id: 'used_tokens',
    thing: 'used tokens and forms',
    tables: ['used_token'],
    kept: 'until two hours after they expire',
    why: 'They are kept so that nobody uses them again; expired ones are refused anyway. Two hours outlast a clock that is set back.',
    sweep: (tx, account, { tokensBefore, most }) => tx.usedTokens.sweep(account, tokensBefore, most),
  },
  {
    id: 'kept_forms',
    thing: 'forms that came too late',
    tables: ['kept_form'],
    kept: 'until they expire, after a day',
    why: 'A person who signs in again finds what they had written.',
    sweep: (tx, account, { now, most }) => tx.keptForms.sweep(account, now, most),
  },
  {
    id: 'kept_answers',
    thing: 'answers to requests with an Idempotency-Key',
    tables: ['kept_answer'],
    kept: 'for 24 hours',
    why: 'A client that repeats a request gets the same answer.',
    sweep: (tx, account, { now, most }) => tx.keptAnswers.sweep(account, now, most),
  },
  {
    id: 'deliveries',
    thing: 'mails and webhook messages with their attempts',
    tables: ['outbox', 'delivery_attempt'],
    kept: '30 days after they were sent or given up',
    why: 'Somebody may ask whether a mail went out, or replay messages that a receiver missed.',
    setting: 'DELIVERY_DAYS',
    sweep: (tx, account, { now, settings, most }) =>
      tx.outbox.sweep(account, now - settings.deliveryDays * DAY, most),
  },
  {
    id: 'jobs',
    thing: 'jobs',
    tables: ['job'],
    kept: `${JOB_DAYS} days after they ended`,
    why: 'Somebody may ask what a job did. What it changed is in the audit trail.',
    sweep: (tx, account, { now, most }) => tx.jobs.sweep(account, now - JOB_DAYS * DAY, most),
  },
  {
    id: 'imports',
    thing: 'imports with their records',
    tables: ['import', 'import_row', 'import_key'],
    kept: '30 days after the last change',
    why: 'Somebody may fetch the report. They hold what the files held. A large one is removed in portions.',
  },
]

/**
 * Removes some of what a rule lets go, as one operation of few rows: whoever sweeps comes back while it returns as many
 * as asked for.
 * @throws forbidden
 */
export async function deleteOutlived(
  tx: Writer,
  by: Principal & System,
  rule: RetentionRule,
  part: SweptPart,
): Promise<number> {
  demandSystem(by)
  return rule.sweep?.(tx, by.accountId, part) ?? 0
}
