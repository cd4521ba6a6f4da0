import type { AccountId, CategoryId, MemberId } from '../../../domain/ids.ts'
import type { SubscriptionReader, SubscriptionWriter } from '../../../domain/taxonomy/taxonomy-store.ts'
import { query, type Executor } from '../../engine.ts'

const categoryGuids = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('category_subscription')
    .innerJoin('category', (join) =>
      join
        .onRef('category.account_id', '=', 'category_subscription.account_id')
        .onRef('category.id', '=', 'category_subscription.category_id'),
    )
    .select('category.guid')
    .where('category_subscription.account_id', '=', $.account)
    .where('category_subscription.member_id', '=', $.member)
    .orderBy('category.sort_path'),
)
const insert = query<{ account: number; member: number; category: number }>()(({ db }, $) =>
  db
    .insertInto('category_subscription')
    .values({ account_id: $.account, member_id: $.member, category_id: $.category })
    .onConflict((conflict) => conflict.doNothing()),
)
const remove = query<{ account: number; member: number; category: number }>()(({ db }, $) =>
  db
    .deleteFrom('category_subscription')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('category_id', '=', $.category),
)

export class SubscriptionQueries implements SubscriptionReader, SubscriptionWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async listCategoryGuids(account: AccountId, member: MemberId): Promise<string[]> {
    const rows = await this.#run.all(categoryGuids, { account, member })
    return rows.map((row) => row.guid)
  }

  async insert(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean> {
    return (await this.#run.run(insert, { account, member, category })) > 0
  }

  async delete(account: AccountId, member: MemberId, category: CategoryId): Promise<boolean> {
    return (await this.#run.run(remove, { account, member, category })) > 0
  }
}
