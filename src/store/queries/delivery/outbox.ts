import { sql, type Selectable } from 'kysely'
import type {
  Claim,
  ClaimOptions,
  DeliveryFilter,
  OutboxWriter,
  PendingDeliveries,
  Replay,
} from '../../../domain/delivery/delivery-store.ts'
import type {
  Delivery,
  DeliveryAttempt,
  DeliveryKind,
  DeliveryState,
  SentMail,
  Settlement,
  WatchedAttempt,
} from '../../../domain/delivery/delivery.ts'
import type {
  Mail,
  MailEntry,
  OutboxEntry,
  TestEvent,
  WebhookEvent,
} from '../../../domain/delivery/events.ts'
import type { AccountId, DeliveryId, MemberId, WebhookId } from '../../../domain/ids.ts'
import { spellingsOf } from '../../../lib/mail-address.ts'
import { searchText } from '../../../lib/search-words.ts'
import { query, type Build, type Executor, type Value } from '../../engine.ts'
import type { OutboxTable } from '../../tables/tables.ts'
import { among } from '../../among.ts'
import { raw } from '../../raw.ts'
import { listByKey } from '../../keyset.ts'
import type { DeliveryListFilter, DeliverySort } from '../../../domain/delivery/delivery-list.ts'
import type { BehindId, CursorQuery, Page } from '../../../domain/page.ts'
import { one } from '../rows.ts'
import { DELIVERIES, deliveriesRequest } from './delivery-lists.ts'

const listeners = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('webhook')
    .select(['id', 'events', 'off_since'])
    .where('account_id', '=', $.account)
    .orderBy('id'),
)
const columns = {
  account_id: 'bigint',
  kind: 'text',
  webhook_id: 'bigint',
  ordering_key: 'text',
  message_id: 'text',
  payload: 'text',
  state: 'text',
  due: 'bigint',
  created: 'bigint',
  modified: 'bigint',
  settled: 'bigint',
  words: 'text',
  recipient: 'text',
  trace: 'text',
} as const
const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('outbox').selectAll().where('account_id', '=', $.account).where('id', '=', $.id),
)
const attempts = query<{ account: number; delivery: number }>()(({ db }, $) =>
  db
    .selectFrom('delivery_attempt')
    .select(['number', 'at', 'milliseconds', 'answer'])
    .where('account_id', '=', $.account)
    .where('delivery_id', '=', $.delivery)
    .orderBy('id'),
)
const attemptsAfter = query<{ account: number; kind: string; after: number; limit: number }>()(({ db }, $) =>
  db
    .selectFrom('delivery_attempt')
    .innerJoin('outbox', (join) =>
      join
        .onRef('outbox.account_id', '=', 'delivery_attempt.account_id')
        .onRef('outbox.id', '=', 'delivery_attempt.delivery_id'),
    )
    .select([
      'delivery_attempt.id',
      'delivery_attempt.delivery_id',
      'delivery_attempt.number',
      'delivery_attempt.at',
      'delivery_attempt.milliseconds',
      'delivery_attempt.answer',
      'outbox.state',
    ])
    .where('delivery_attempt.account_id', '=', $.account)
    .where('outbox.kind', '=', $.kind)
    .where('delivery_attempt.id', '>', $.after)
    .orderBy('delivery_attempt.id')
    .limit($.limit),
)
const lastAttempt = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('delivery_attempt')
    .select('id')
    .where('account_id', '=', $.account)
    .orderBy('id', 'desc')
    .limit(1),
)
/** What became of the last attempt of the mail `o`. */
const lastAnswer = sql<string | null>`(select answer from delivery_attempt as attempt
  where attempt.account_id = o.account_id and attempt.delivery_id = o.id order by attempt.id desc limit 1)`
const mailsBehind = (oldestFirst: boolean) =>
  query<{ account: number; order: string; before: number; limit: number }>()((builder, $) =>
    raw<MailRow>(
      builder,
      sql`select o.id, o.created, o.state, o.payload, ${lastAnswer} as reason from outbox as o
        where o.account_id = ${$.account} and o.kind = 'mail' and o.ordering_key = ${$.order}
          and o.id ${sql.raw(oldestFirst ? '>' : '<')} ${$.before}
        order by o.id ${sql.raw(oldestFirst ? 'asc' : 'desc')} limit ${$.limit}`,
    ),
  )
const mailsOf = mailsBehind(false)
const mailsSince = mailsBehind(true)
const countMailsOf = query<{ account: number; order: string; most: number }>()((builder, $) =>
  raw<{ count: number }>(
    builder,
    sql`select count(*) as count from (select 1 as one from outbox as o
      where o.account_id = ${$.account} and o.kind = 'mail' and o.ordering_key = ${$.order} limit ${$.most}) as counted`,
  ),
)
const nextDue = query<{ kind: string }>()(({ db }, $) =>
  db
    .selectFrom('outbox')
    .select('due')
    .where('kind', '=', $.kind)
    .where('due', 'is not', null)
    .orderBy('due')
    .limit(1),
)
/** Whoever watches wants to know that there are very many, not how many; and nobody waits for the count. */
const MOST_COUNTED = 100_000
const MOST_COMPARED = 5_000
const countDue = query<{ kind: string }>()((builder, $) =>
  raw<{ count: number }>(
    builder,
    sql`select count(*) as count from (select 1 as one from outbox
      where kind = ${$.kind} and due is not null limit ${sql.lit(MOST_COUNTED)}) as counted`,
  ),
)
const oldestDue = query<{ kind: string }>()((builder, $) =>
  raw<{ oldest: number | null }>(
    builder,
    sql`select min(created) as oldest from (select created from outbox
      where kind = ${$.kind} and due is not null order by due, id limit ${sql.lit(MOST_COMPARED)}) as compared`,
  ),
)
const lease = query<{ account: number; id: number; lease: string; until: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ lease: $.lease, due: $.until })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
/** Lets a delivery wait for the one at the head of its line; it comes up again when that one does. */
const waitForHead = query<{ account: number; id: number; due: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ due: $.due })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('due', '<', $.due),
)
const settle = query<{
  account: number
  id: number
  lease: string
  state: string
  due: number | null
  settled: number | null
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set((row) => ({
      state: $.state,
      due: $.due,
      settled: $.settled,
      lease: null,
      attempts: row('attempts', '+', 1),
      modified: $.now,
    }))
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('lease', '=', $.lease),
)
/** The next in the line of a delivery that is settled. */
const callNext = query<{ account: number; order: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ due: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', (next) =>
      next
        .selectFrom('outbox as next')
        .select('next.id')
        .where('next.account_id', '=', $.account)
        .where('next.ordering_key', '=', $.order)
        .where('next.due', 'is not', null)
        .orderBy('next.id')
        .limit(1),
    )
    .where('lease', 'is', null),
)
const insertAttempt = query<{
  account: number
  delivery: number
  number: number
  at: number
  milliseconds: number
  answer: string
}>()(({ db }, $) =>
  db.insertInto('delivery_attempt').values({
    account_id: $.account,
    delivery_id: $.delivery,
    number: $.number,
    at: $.at,
    milliseconds: $.milliseconds,
    answer: $.answer,
  }),
)
const TEST: TestEvent = { event: 'test' }
const insertTest = query<{
  account: number
  webhook: number
  order: string
  message: string
  payload: string
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('outbox')
    .values({
      account_id: $.account,
      kind: 'webhook_event',
      webhook_id: $.webhook,
      ordering_key: $.order,
      message_id: $.message,
      payload: $.payload,
      state: 'waiting',
      due: $.now,
      created: $.now,
      modified: $.now,
      settled: null,
      trace: null,
    })
    .returningAll(),
)
const insertSent = query<{
  account: number
  order: string
  message: string
  payload: string
  words: string
  recipient: string
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('outbox')
    .values({
      account_id: $.account,
      kind: 'mail',
      webhook_id: null,
      ordering_key: $.order,
      message_id: $.message,
      payload: $.payload,
      words: $.words,
      recipient: $.recipient,
      state: 'sent',
      due: null,
      attempts: 1,
      created: $.now,
      modified: $.now,
      settled: $.now,
      trace: null,
    })
    .returning('id'),
)
const release = query<{ account: number; id: number; lease: string; now: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ lease: null, due: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('lease', '=', $.lease),
)
const releaseAll = query<{ now: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ lease: null, due: $.now })
    .where('due', 'is not', null)
    .where('lease', 'is not', null),
)
const rewrite = query<{
  account: number
  id: number
  payload: string
  words: string
  recipient: string
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ payload: $.payload, words: $.words, recipient: $.recipient, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const giveUpAll = query<{ account: number; webhook: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ state: 'given_up', due: null, lease: null, settled: $.now, modified: $.now })
    .where('account_id', '=', $.account)
    .where('kind', '=', 'webhook_event')
    .where('webhook_id', '=', $.webhook)
    .where('state', '=', 'waiting'),
)
const replay = query<{
  account: number
  webhook: number
  from: number
  to: number
  sentToo: string
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ state: 'waiting', due: $.now, settled: null, attempts: 0, modified: $.now })
    .where('account_id', '=', $.account)
    .where('kind', '=', 'webhook_event')
    .where('webhook_id', '=', $.webhook)
    .where('created', '>=', $.from)
    .where('created', '<=', $.to)
    .where((row) => row.or([row('state', '=', 'given_up'), row('state', '=', $.sentToo)])),
)
const resend = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('outbox')
    .set({ state: 'waiting', due: $.now, settled: null, attempts: 0, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('lease', 'is', null),
)
const settledBefore = query<{ account: number; before: number; most: number }>()(({ db }, $) =>
  db
    .selectFrom('outbox')
    .select('id')
    .where('account_id', '=', $.account)
    .where('settled', '<', $.before)
    .orderBy('settled')
    .limit($.most),
)
interface MailRow {
  readonly id: number
  readonly created: number
  readonly state: string
  readonly payload: string
  readonly reason: string | null
}

/** The line in which the mails to a person stand. */
function mailKey(member: MemberId): string {
  return `mail:member:${member}`
}

/** What a mail is found by. */
function wordsOf({ to, name, subject }: Mail): string {
  return searchText([...spellingsOf(to), name, subject])
}

function sentMail({ id, created, state, payload, reason }: MailRow): SentMail {
  const { to, subject } = JSON.parse(payload) as Mail // the domain wrote it
  return {
    id: id as DeliveryId,
    at: created,
    state: state as DeliveryState,
    to,
    subject,
    reason: state === 'given_up' ? reason : null,
  }
}

export class OutboxQueries implements OutboxWriter {
  readonly #run: Executor
  readonly #newGuid: () => string
  readonly #onGrowth: () => void
  readonly #trace: string | null

  /**
   * @param onGrowth called when something becomes due
   * @param trace to which new deliveries belong
   */
  constructor(run: Executor, newGuid: () => string, onGrowth: () => void, trace: string | null = null) {
    this.#trace = trace
    this.#run = run
    this.#newGuid = newGuid
    this.#onGrowth = onGrowth
  }

  async expect(account: AccountId): Promise<void> {
    await this.#run.all(listeners, { account })
  }

  add(account: AccountId, entry: OutboxEntry): Promise<void> {
    return this.addAll(account, [entry])
  }

  async addAll(account: AccountId, entries: readonly OutboxEntry[]): Promise<void> {
    if (entries.length === 0) return
    const toAll = entries.some(({ kind }) => kind === 'webhook_event')
    const webhooks = toAll ? await this.#run.all(listeners, { account }) : []
    const rows = entries.flatMap((entry) => {
      if (entry.kind === 'mail') return [this.#row(account, entry, null, true)]
      const { event } = entry.payload
      return webhooks
        .filter(({ events }) => events.split(' ').includes(event))
        .map((webhook) => this.#row(account, entry, webhook.id, webhook.off_since === null))
    })
    await this.#run.insertAll('outbox', columns, rows)
  }

  async addTest(account: AccountId, webhook: WebhookId): Promise<Delivery> {
    const { now } = this.#run
    this.#onGrowth()
    const row = await this.#run.first(insertTest, {
      account,
      webhook,
      order: `webhook:${webhook}:test`,
      message: this.#newGuid(),
      payload: JSON.stringify(TEST),
      now,
    })
    return toDelivery(one(row))
  }

  async addSent(
    account: AccountId,
    { orderingKey, payload }: MailEntry,
    attempt: Omit<DeliveryAttempt, 'number'>,
  ): Promise<DeliveryId> {
    const row = await this.#run.first(insertSent, {
      account,
      order: orderingKey,
      message: this.#newGuid(),
      payload: JSON.stringify(payload),
      words: wordsOf(payload),
      recipient: payload.to,
      now: this.#run.now,
    })
    const { id } = one(row)
    await this.#run.send(insertAttempt, { account, delivery: id, number: 1, ...attempt })
    return id as DeliveryId
  }

  async find(account: AccountId, id: DeliveryId): Promise<Delivery | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && toDelivery(row)
  }

  async list(account: AccountId, filter: DeliveryFilter, limit: number): Promise<Delivery[]> {
    const rows = await this.#run.select(({ db }) =>
      db
        .selectFrom('outbox')
        .selectAll()
        .where('account_id', '=', account)
        .where('kind', '=', filter.kind)
        .where('webhook_id', filter.webhookId === null ? 'is' : '=', filter.webhookId)
        .$if(filter.state !== undefined, (some) => some.where('state', '=', filter.state ?? ''))
        .orderBy('id', 'desc')
        .limit(limit),
    )
    return rows.map(toDelivery)
  }

  async listMailsOfMember(
    account: AccountId,
    member: MemberId,
    { before, limit, oldestFirst = false }: BehindId & { readonly limit: number },
  ): Promise<SentMail[]> {
    const rows = await this.#run.all(oldestFirst ? mailsSince : mailsOf, {
      account,
      order: mailKey(member),
      before: before ?? (oldestFirst ? 0 : Number.MAX_SAFE_INTEGER),
      limit,
    })
    return rows.map(sentMail)
  }

  async countMailsOfMember(account: AccountId, member: MemberId, most: number): Promise<number> {
    return one(await this.#run.first(countMailsOf, { account, order: mailKey(member), most })).count
  }

  async deleteMailsOfMember(account: AccountId, member: MemberId): Promise<number> {
    const mails = await this.#run.all(mailsOf, {
      account,
      order: mailKey(member),
      before: Number.MAX_SAFE_INTEGER,
      limit: Number.MAX_SAFE_INTEGER,
    })
    const ids = mails.map(({ id }) => id)
    await this.#delete(account, ids)
    return ids.length
  }

  async listInvitations(account: AccountId, members: readonly MemberId[]): Promise<Map<MemberId, SentMail>> {
    if (members.length === 0) return new Map()
    const rows = await this.#run.select((builder) =>
      raw<MailRow & { member_id: number }>(
        builder,
        sql`select m.id as member_id, o.id, o.created, o.state, o.payload, ${lastAnswer} as reason
          from member as m ${sql.raw(builder.engine === 'sqlite' ? 'cross join' : 'inner join')} outbox as o
            on o.account_id = m.account_id and o.kind = 'mail'
              and o.ordering_key = 'mail:member:' || m.id and o.created = m.invited
          where m.account_id = ${account} and m.activated is null and m.invited is not null
            and ${among(builder.engine, 'm.id', members)}`,
      ),
    )
    // Of several at the same time the last counts.
    const inOrder = rows.toSorted((one, other) => one.id - other.id)
    return new Map(inOrder.map((row) => [row.member_id as MemberId, sentMail(row)]))
  }

  listByKey(
    account: AccountId,
    query: CursorQuery<DeliveryListFilter, DeliverySort>,
  ): Promise<Page<Delivery>> {
    return listByKey(this.#run, DELIVERIES, deliveriesRequest(this.#run, account, query), async (ids) => {
      const rows = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom('outbox')
          .selectAll()
          .where('account_id', '=', account)
          .where(among(engine, 'id', ids)),
      )
      return rows.map((row) => [row.id, toDelivery(row)])
    })
  }

  async listAttemptsAfter(
    account: AccountId,
    kind: DeliveryKind,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<WatchedAttempt[]> {
    const rows = await this.#run.all(attemptsAfter, { account, kind, after, limit })
    return rows.map(({ delivery_id, state, ...attempt }) => ({
      ...attempt,
      kind,
      deliveryId: delivery_id as DeliveryId,
      state: state as Delivery['state'],
    }))
  }

  async findLastAttempt(account: AccountId): Promise<number> {
    return (await this.#run.first(lastAttempt, { account }))?.id ?? 0
  }

  async listAttempts(account: AccountId, id: DeliveryId): Promise<DeliveryAttempt[]> {
    return this.#run.all(attempts, { account, delivery: id })
  }

  async findNextDue(kinds: readonly DeliveryKind[]): Promise<number | undefined> {
    const dues: number[] = []
    for (const kind of kinds) {
      const due = (await this.#run.first(nextDue, { kind }))?.due
      if (due != null) dues.push(due)
    }
    return dues.length === 0 ? undefined : Math.min(...dues)
  }

  async countPending(kind: DeliveryKind): Promise<PendingDeliveries> {
    const { count } = one(await this.#run.first(countDue, { kind }))
    const { oldest } = one(await this.#run.first(oldestDue, { kind }))
    return { count, oldest }
  }

  async claim(wish: ClaimOptions): Promise<Claim> {
    const rows = await this.#run.select(candidates(wish, this.#run.now))
    const taken: Row[] = []
    let moved = 0
    for (const [account, due] of Map.groupBy(rows, (row) => row.account_id)) {
      // Heads first, as by whoever settles one and calls the next in its line; and what another node holds isn't waited
      // for. So nobody waits for somebody who waits for them.
      const heads = new Map<number, Row>()
      for (const head of await this.#run.select(locked(account, [...new Set(due.map(({ head }) => head))]))) {
        heads.set(head.id, head)
      }
      for (const row of due) {
        const head = heads.get(row.head)
        // Another node settles it, or has done so: who is behind it comes up at the next look.
        if (head?.due == null) continue
        if (row.id !== head.id) {
          moved += await this.#run.run(waitForHead, { account, id: row.id, due: head.due })
        } else if (head.due <= this.#run.now) {
          await this.#run.send(lease, { account, id: row.id, lease: wish.lease, until: wish.until })
          taken.push(head)
        }
      }
    }
    return {
      deliveries: taken.map(toDelivery),
      // A full hand: others may be due behind it. What could neither be taken nor put off is another node's affair.
      more: rows.length === wish.limit && taken.length + moved > 0,
    }
  }

  async settle(
    { accountId: account, id, attempts: before }: Delivery,
    held: string,
    settlement: Settlement,
    attempt: Omit<DeliveryAttempt, 'number'>,
  ): Promise<boolean> {
    const { now } = this.#run
    const waits = settlement.state === 'waiting'
    const changed = await this.#run.run(settle, {
      account,
      id,
      lease: held,
      state: settlement.state,
      due: waits ? settlement.due : null,
      settled: waits ? null : now,
      now,
    })
    if (changed === 0) return false
    await this.#run.send(insertAttempt, { account, delivery: id, number: before + 1, ...attempt })
    if (!waits) await this.#callNext(account, id)
    return true
  }

  async release({ accountId: account, id }: Delivery, held: string): Promise<void> {
    await this.#run.send(release, { account, id, lease: held, now: this.#run.now })
  }

  async releaseAll(): Promise<void> {
    await this.#run.send(releaseAll, { now: this.#run.now })
  }

  async updateMail(account: AccountId, id: DeliveryId, mail: Mail): Promise<void> {
    const payload = JSON.stringify(mail)
    const { now } = this.#run
    await this.#run.send(rewrite, { account, id, payload, words: wordsOf(mail), recipient: mail.to, now })
  }

  async giveUpAll(account: AccountId, webhook: WebhookId): Promise<void> {
    await this.#run.send(giveUpAll, { account, webhook, now: this.#run.now })
  }

  async replay(account: AccountId, { webhookId, from, to, sentToo }: Replay): Promise<number> {
    this.#onGrowth()
    return this.#run.run(replay, {
      account,
      webhook: webhookId,
      from,
      to,
      sentToo: sentToo ? 'sent' : 'given_up',
      now: this.#run.now,
    })
  }

  async resend(account: AccountId, id: DeliveryId): Promise<boolean> {
    this.#onGrowth()
    return (await this.#run.run(resend, { account, id, now: this.#run.now })) > 0
  }

  async sweep(account: AccountId, before: number, most: number): Promise<number> {
    const ids = (await this.#run.all(settledBefore, { account, before, most })).map(({ id }) => id)
    await this.#delete(account, ids)
    return ids.length
  }

  /** Removes messages with their attempts. */
  async #delete(account: AccountId, ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('delivery_attempt')
        .where('account_id', '=', account)
        .where(among(engine, 'delivery_id', ids)),
    )
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('outbox')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids)),
    )
  }

  /** @param live false for a webhook that is off: the event is kept, so that it can be replayed, but not sent */
  #row(account: AccountId, entry: OutboxEntry, webhook: number | null, live: boolean): Value[] {
    const { kind, orderingKey, payload } = entry
    const { now } = this.#run
    if (live) this.#onGrowth()
    return [
      account,
      kind,
      webhook,
      // Each webhook has lines of its own: one that fails holds up no other.
      webhook === null ? orderingKey : `webhook:${webhook}:${orderingKey}`,
      this.#newGuid(),
      JSON.stringify(payload),
      live ? 'waiting' : 'given_up',
      live ? now : null,
      now,
      now,
      live ? null : now,
      entry.kind === 'mail' ? wordsOf(entry.payload) : '',
      entry.kind === 'mail' ? entry.payload.to : null,
      this.#trace,
    ]
  }

  async #callNext(account: AccountId, id: DeliveryId): Promise<void> {
    const order = (await this.#run.first(find, { account, id }))?.ordering_key
    if (order !== undefined) await this.#run.send(callNext, { account, order, now: this.#run.now })
  }
}

type Row = Selectable<OutboxTable>

/** What is due, each with the head of its line: the first that is still on its way. */
function candidates(
  { kind, account, limit, except }: ClaimOptions,
  now: number,
): Build<Row & { head: number }> {
  return ({ db, engine }) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .select(
        sql<number>`(select min(ahead.id) from outbox as ahead where ahead.account_id = outbox.account_id and ahead.ordering_key = outbox.ordering_key and ahead.due is not null)`.as(
          'head',
        ),
      )
      .where('kind', '=', kind)
      .where('due', '<=', now)
      .$if(account !== undefined, (all) => all.where('account_id', '=', account ?? 0))
      .$if(except.length > 0, (some) =>
        some.where((row) => row.not(among(engine, 'outbox.webhook_id', [...except]))),
      )
      .orderBy('due')
      .orderBy('id')
      .limit(limit)
}

/** These deliveries as they are, and stay until the operation's end. Those that another node holds are left out. */
function locked(account: number, ids: readonly number[]): Build<Row> {
  return ({ db, engine }) =>
    db
      .selectFrom('outbox')
      .selectAll()
      .where('account_id', '=', account)
      .where(among(engine, 'id', ids))
      .orderBy('id')
      .$if(engine === 'postgres', (rows) => rows.forUpdate().skipLocked())
}

function toDelivery(row: Row): Delivery {
  const rest = {
    id: row.id as DeliveryId,
    accountId: row.account_id as AccountId,
    messageId: row.message_id,
    state: row.state as DeliveryState,
    due: row.due,
    attempts: row.attempts,
    created: row.created,
    modified: row.modified,
    settled: row.settled,
    trace: row.trace,
  }
  if (row.kind === 'mail') {
    return { ...rest, kind: 'mail', webhookId: null, payload: JSON.parse(row.payload) as Mail }
  }
  const webhookId = row.webhook_id as WebhookId
  return {
    ...rest,
    kind: 'webhook_event',
    webhookId,
    payload: JSON.parse(row.payload) as WebhookEvent | TestEvent,
  }
}
