// The store's ports for delivery: webhooks, and messages in the outbox.
import type {
  Delivery,
  DeliveryAttempt,
  DeliveryKind,
  DeliveryState,
  SentMail,
  Settlement,
  WatchedAttempt,
} from './delivery.ts'
import type { DeliveryListFilter, DeliverySort } from './delivery-list.ts'
import type { BehindId, CursorQuery, Page } from '../page.ts'
import type { Mail, MailEntry, OutboxEntry } from './events.ts'
import type { AccountId, DeliveryId, WebhookId, MemberId } from '../ids.ts'
import type { NewWebhook, OffReason, Webhook, WebhookValues } from './webhook.ts'

export interface WebhookReader {
  find(account: AccountId, id: WebhookId): Promise<Webhook | undefined>
  list(account: AccountId): Promise<readonly Webhook[]>
  /** The secrets that sign, sealed: the present one, and for a time the one before. None: there is no such webhook. */
  listSealedSecrets(account: AccountId, id: WebhookId): Promise<readonly string[]>
  /** Managers who can be written to. */
  listManagersToNotify(account: AccountId): Promise<readonly ManagerToNotify[]>
}

export interface WebhookWriter extends WebhookReader {
  /** Replaces the secret; the one before signs too until that time, in milliseconds. */
  setSecret(
    account: AccountId,
    id: WebhookId,
    change: { readonly sealedSecret: string; readonly oldUntil: number },
  ): Promise<void>
  /** Makes others that lock the same webhook wait for this operation's end, where operations run side by side. */
  lock(account: AccountId, id: WebhookId): Promise<void>
  insert(account: AccountId, webhook: NewWebhook): Promise<Webhook>
  update(account: AccountId, id: WebhookId, values: WebhookValues): Promise<void>
  /** Removes the webhook with everything that was or is on its way to it. */
  delete(account: AccountId, id: WebhookId): Promise<void>
  /** Whether it was on. */
  disable(account: AccountId, id: WebhookId, reason: OffReason): Promise<boolean>
  /** Whether it was off. */
  enable(account: AccountId, id: WebhookId): Promise<boolean>
  /** Remembers since when it fails; null: it doesn't. */
  setFailingSince(account: AccountId, id: WebhookId, since: number | null): Promise<void>
}

export interface ManagerToNotify {
  readonly id: MemberId
  readonly firstName: string | null
  readonly lastName: string
  readonly language: string | null
  readonly email: string
}

/** Which deliveries a list holds, the newest first. */
export interface DeliveryFilter {
  readonly kind: DeliveryKind
  /** Null for mails. */
  readonly webhookId: WebhookId | null
  readonly state?: DeliveryState
}

export interface OutboxReader {
  find(account: AccountId, id: DeliveryId): Promise<Delivery | undefined>
  list(account: AccountId, filter: DeliveryFilter, limit: number): Promise<readonly Delivery[]>
  /** Mails to a person, the newest first unless said otherwise, from behind that one on. */
  listMailsOfMember(
    account: AccountId,
    member: MemberId,
    part: BehindId & { readonly limit: number },
  ): Promise<readonly SentMail[]>
  /** @param most counting stops there */
  countMailsOfMember(account: AccountId, member: MemberId, most: number): Promise<number>
  /** Of people who were invited and didn't come yet, the mail by which it was done last, unless it is forgotten. */
  listInvitations(account: AccountId, members: readonly MemberId[]): Promise<ReadonlyMap<MemberId, SentMail>>
  listByKey(account: AccountId, query: CursorQuery<DeliveryListFilter, DeliverySort>): Promise<Page<Delivery>>
  /** The log of a delivery, in order. */
  listAttempts(account: AccountId, id: DeliveryId): Promise<readonly DeliveryAttempt[]>
  /** The attempts of all deliveries of a kind from behind that one on, in the order in which they started. */
  listAttemptsAfter(
    account: AccountId,
    kind: DeliveryKind,
    part: { readonly after: number; readonly limit: number },
  ): Promise<readonly WatchedAttempt[]>
  /** The last attempt of all deliveries; 0 when there is none. */
  findLastAttempt(account: AccountId): Promise<number>
  /** When the next delivery of these kinds is due; undefined when none waits. */
  findNextDue(kinds: readonly DeliveryKind[]): Promise<number | undefined>
  /** What waits to be delivered in all accounts. Beyond a large number, the rest isn't looked at. */
  countPending(kind: DeliveryKind): Promise<PendingDeliveries>
}

/** What somebody who has time for deliveries asks for. */
export interface ClaimOptions {
  readonly kind: DeliveryKind
  /** Left out: everybody's. */
  readonly account?: AccountId
  readonly limit: number
  /** Webhooks that have enough to do. */
  readonly except: readonly WebhookId[]
  /** Names the lease. */
  readonly lease: string
  /** From then on somebody else may have the deliveries, should this process be gone. */
  readonly until: number
}

/** Deliveries of a kind that are on their way. */
export interface PendingDeliveries {
  readonly count: number
  /** When the oldest of them was created; null when there is none. */
  readonly oldest: number | null
}

export interface Claim {
  /** The first of their line each: nothing that came before is still waiting. */
  readonly deliveries: readonly Delivery[]
  /** Whether it is worth asking again at once. */
  readonly more: boolean
}

/** Which deliveries of a webhook are sent again: those that were given up, or all. */
export interface Replay {
  readonly webhookId: WebhookId
  readonly from: number
  readonly to: number
  readonly sentToo: boolean
}

export interface OutboxWriter extends OutboxReader {
  /**
   * Looks up which webhooks there are, along with what is asked at the same time; then `add` needn't wait for it, if nothing
   * is written in between.
   */
  expect(account: AccountId): Promise<void>
  /** Puts in a mail, or an event for each webhook that wants it. An event that nobody wants leaves no trace. */
  add(account: AccountId, entry: OutboxEntry): Promise<void>
  /** Puts in a test of one webhook, which is on. */
  addTest(account: AccountId, webhook: WebhookId): Promise<Delivery>
  /** Puts in a mail that was sent already, with its one attempt. */
  addSent(account: AccountId, entry: MailEntry, attempt: Omit<DeliveryAttempt, 'number'>): Promise<DeliveryId>
  /** Removes all mails to a person, sent or not, with their logs, and returns how many. */
  deleteMailsOfMember(account: AccountId, member: MemberId): Promise<number>
  /** Puts in several, in order. */
  addAll(account: AccountId, entries: readonly OutboxEntry[]): Promise<void>
  /** Leases what is due: one process at a time has a delivery. */
  claim(wish: ClaimOptions): Promise<Claim>
  /**
   * Writes down how an attempt went. False when the lease was no longer held, and then nothing is written: the delivery
   * is somebody else's.
   */
  settle(
    delivery: Delivery,
    lease: string,
    settlement: Settlement,
    attempt: Omit<DeliveryAttempt, 'number'>,
  ): Promise<boolean>
  /** Gives a lease back unused: the attempt doesn't count. */
  release(delivery: Delivery, lease: string): Promise<void>
  /** Gives back all leases: those of a process that is gone, where there can be only one. */
  releaseAll(): Promise<void>
  /** Replaces the text of a mail. */
  updateMail(account: AccountId, id: DeliveryId, mail: Mail): Promise<void>
  /** Gives up everything that waits for the webhook. */
  giveUpAll(account: AccountId, webhook: WebhookId): Promise<void>
  /** How many deliveries are sent again. They keep their ids. */
  replay(account: AccountId, replay: Replay): Promise<number>
  /** Makes a delivery due at once, whatever its state. Whether there was one that no attempt is under way for. */
  resend(account: AccountId, id: DeliveryId): Promise<boolean>
  /** Removes deliveries that were settled before that time, with their logs, up to a limit, and returns how many. */
  sweep(account: AccountId, before: number, most: number): Promise<number>
}
