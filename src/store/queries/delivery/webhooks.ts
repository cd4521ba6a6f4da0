import type { ManagerToNotify, WebhookWriter } from '../../../domain/delivery/delivery-store.ts'
import type { AccountId, MemberId, WebhookId } from '../../../domain/ids.ts'
import type {
  NewWebhook,
  OffReason,
  Webhook,
  WebhookEventName,
  WebhookValues,
} from '../../../domain/delivery/webhook.ts'
import { query, type Executor } from '../../engine.ts'
import type { WebhookTable } from '../../tables/tables.ts'
import type { Selectable } from 'kysely'
import { flag, one } from '../rows.ts'

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('webhook').selectAll().where('account_id', '=', $.account).where('id', '=', $.id),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('webhook')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forUpdate(),
)
const list = query<{ account: number }>()(({ db }, $) =>
  db.selectFrom('webhook').selectAll().where('account_id', '=', $.account).orderBy('id'),
)
const insert = query<{
  account: number
  url: string
  events: string
  format: string
  secret: string
  singleAttempt: number
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('webhook')
    .values({
      account_id: $.account,
      url: $.url,
      events: $.events,
      format: $.format,
      secret: $.secret,
      single_attempt: $.singleAttempt,
      off_since: null,
      off_reason: null,
      failing_since: null,
      created: $.now,
      modified: $.now,
      old_secret: null,
      old_secret_until: null,
    })
    .returningAll(),
)
const update = query<{
  account: number
  id: number
  url: string
  events: string
  format: string
  singleAttempt: number
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('webhook')
    .set({
      url: $.url,
      events: $.events,
      format: $.format,
      single_attempt: $.singleAttempt,
      modified: $.now,
    })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const managers = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('member')
    .select(['id', 'first_name', 'last_name', 'email', 'language'])
    .where('account_id', '=', $.account)
    .where('status', '=', 'active')
    .where('email', 'is not', null)
    .where((member) =>
      member.or([
        member(
          'id',
          'in',
          member
            .selectFrom('member_role')
            .select('member_id')
            .where('account_id', '=', $.account)
            .where('role', '=', 'manager'),
        ),
        member(
          'id',
          'in',
          member
            .selectFrom('group_role')
            .innerJoin('group_member', (join) =>
              join
                .onRef('group_member.account_id', '=', 'group_role.account_id')
                .onRef('group_member.group_id', '=', 'group_role.group_id'),
            )
            .select('group_member.member_id')
            .where('group_role.account_id', '=', $.account)
            .where('group_role.role', '=', 'manager'),
        ),
      ]),
    )
    .orderBy('id'),
)
const switchOff = query<{ account: number; id: number; now: number; reason: string }>()(({ db }, $) =>
  db
    .updateTable('webhook')
    .set({ off_since: $.now, off_reason: $.reason, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('off_since', 'is', null),
)
const setSecret = query<{ account: number; id: number; secret: string; until: number; now: number }>()(
  ({ db }, $) =>
    db
      .updateTable('webhook')
      .set((row) => ({
        old_secret: row.ref('secret'),
        old_secret_until: $.until,
        secret: $.secret,
        modified: $.now,
      }))
      .where('account_id', '=', $.account)
      .where('id', '=', $.id),
)
const switchOn = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('webhook')
    .set({ off_since: null, off_reason: null, failing_since: null, modified: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('off_since', 'is not', null),
)
const setFailingSince = query<{ account: number; id: number; since: number | null }>()(({ db }, $) =>
  db
    .updateTable('webhook')
    .set({ failing_since: $.since })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const deleteAttempts = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('delivery_attempt')
    .where('account_id', '=', $.account)
    .where('delivery_id', 'in', (deliveries) =>
      deliveries
        .selectFrom('outbox')
        .select('id')
        .where('account_id', '=', $.account)
        .where('kind', '=', 'webhook_event')
        .where('webhook_id', '=', $.id),
    ),
)
const deleteDeliveries = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('outbox')
    .where('account_id', '=', $.account)
    .where('kind', '=', 'webhook_event')
    .where('webhook_id', '=', $.id),
)
const remove = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('webhook').where('account_id', '=', $.account).where('id', '=', $.id),
)

export class WebhookQueries implements WebhookWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: WebhookId): Promise<Webhook | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && toWebhook(row, this.#run.now)
  }

  async list(account: AccountId): Promise<Webhook[]> {
    return (await this.#run.all(list, { account })).map((row) => toWebhook(row, this.#run.now))
  }

  async listSealedSecrets(account: AccountId, id: WebhookId): Promise<string[]> {
    const row = await this.#run.first(find, { account, id })
    if (row === undefined) return []
    const { secret, old_secret, old_secret_until } = row
    const signsToo = old_secret !== null && (old_secret_until ?? 0) > this.#run.now
    return signsToo ? [secret, old_secret] : [secret]
  }

  async setSecret(
    account: AccountId,
    id: WebhookId,
    { sealedSecret, oldUntil }: { readonly sealedSecret: string; readonly oldUntil: number },
  ): Promise<void> {
    const { now } = this.#run
    await this.#run.send(setSecret, { account, id, secret: sealedSecret, until: oldUntil, now })
  }

  async listManagersToNotify(account: AccountId): Promise<ManagerToNotify[]> {
    const rows = await this.#run.all(managers, { account })
    return rows.map((row) => ({
      id: row.id as MemberId,
      firstName: row.first_name,
      lastName: row.last_name,
      language: row.language,
      email: row.email ?? '', // the query takes only those who have one
    }))
  }

  async insert(
    account: AccountId,
    { url, events, format, singleAttempt, sealedSecret }: NewWebhook,
  ): Promise<Webhook> {
    const row = await this.#run.first(insert, {
      account,
      url,
      events: events.join(' '),
      format,
      secret: sealedSecret,
      singleAttempt: flag(singleAttempt),
      now: this.#run.now,
    })
    return toWebhook(one(row), this.#run.now)
  }

  async update(
    account: AccountId,
    id: WebhookId,
    { url, events, format, singleAttempt }: WebhookValues,
  ): Promise<void> {
    await this.#run.send(update, {
      account,
      id,
      url,
      events: events.join(' '),
      format,
      singleAttempt: flag(singleAttempt),
      now: this.#run.now,
    })
  }

  async lock(account: AccountId, id: WebhookId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async delete(account: AccountId, id: WebhookId): Promise<void> {
    await this.#run.send(deleteAttempts, { account, id })
    await this.#run.send(deleteDeliveries, { account, id })
    await this.#run.send(remove, { account, id })
  }

  async disable(account: AccountId, id: WebhookId, reason: OffReason): Promise<boolean> {
    return (await this.#run.run(switchOff, { account, id, reason, now: this.#run.now })) > 0
  }

  async enable(account: AccountId, id: WebhookId): Promise<boolean> {
    return (await this.#run.run(switchOn, { account, id, now: this.#run.now })) > 0
  }

  async setFailingSince(account: AccountId, id: WebhookId, since: number | null): Promise<void> {
    await this.#run.send(setFailingSince, { account, id, since })
  }
}

function toWebhook(row: Selectable<WebhookTable>, now: number): Webhook {
  const until = row.old_secret_until ?? 0
  return {
    id: row.id as WebhookId,
    url: row.url,
    events: row.events.split(' ') as WebhookEventName[],
    format: row.format,
    singleAttempt: row.single_attempt !== 0,
    off: row.off_since === null ? null : { since: row.off_since, reason: row.off_reason as OffReason },
    failingSince: row.failing_since,
    created: row.created,
    modified: row.modified,
    rotatedUntil: until > now ? until : null,
  }
}
