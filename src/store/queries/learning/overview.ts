import { sql } from 'kysely'
import type { AccountId } from '../../../domain/ids.ts'
import type {
  CoverageCount,
  DayCount,
  OverviewReader,
  StandingCount,
} from '../../../domain/learning/learning-store.ts'
import type { MemberStatus } from '../../../domain/standing.ts'
import { query, type EngineName, type Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { one } from '../rows.ts'
import { countCoverage } from './coverage.ts'

/** Among how many mails one is looked for that was sent. */
const LATEST_MAILS = 100
const DAY = 24 * 60 * 60 * 1_000

// Each day is a short range of an index: to sort a year's rows by their days takes far longer.
const days = query<{ account: number; from: number; now: number }>()((builder, $) =>
  raw<DayCount>(
    builder,
    sql`with recursive day(at) as (
          select cast(${$.from} as bigint) as at
          union all select at + ${sql.lit(DAY)} from day where at + ${sql.lit(DAY)} <= cast(${$.now} as bigint)
        )
        select day.at,
          (select count(*) from enrolment as e where e.account_id = ${$.account}
            and e.created >= day.at and e.created < day.at + ${sql.lit(DAY)}) as enrolments,
          (select count(*) from enrolment as e where e.account_id = ${$.account}
            and e.completed >= day.at and e.completed < day.at + ${sql.lit(DAY)})
          + (select count(*) from past_result as p where p.account_id = ${$.account}
            and p.completed >= day.at and p.completed < day.at + ${sql.lit(DAY)}) as completions
        from day order by day.at`,
  ),
)
const standing = query<{ account: number; from: number }>()((builder, $) =>
  raw<Omit<StandingCount, 'uninvited'>>(
    builder,
    sql`select
          (select count(*) from member where account_id = ${$.account} and invited >= ${$.from}) as invited,
          (select count(*) from member where account_id = ${$.account} and activated >= ${$.from}
            and invited is not null) as accepted,
          (select count(*) from outbox where account_id = ${$.account} and kind = 'webhook_event'
            and state = 'given_up' and settled >= ${$.from}) as "failedDeliveries",
          (select count(*) from outbox where account_id = ${$.account} and kind = 'mail'
            and state = 'given_up' and settled >= ${$.from}) as "failedMails",
          (select count(*) from category as c where c.account_id = ${$.account} and c.restricted = 1
            and not exists (
              select 1 from policy_item as p
              where p.account_id = c.account_id and p.category_id = c.id and p.share = 'manager'
                and (p.member_id is not null or exists (
                  select 1 from group_member as g
                  where g.account_id = p.account_id and g.group_id = p.group_id)))) as unmanaged,
          (select count(*) from (select 1 from member where account_id = ${$.account} limit 2) as m) as people,
          (select count(*) from (select 1 from course where account_id = ${$.account} limit 1) as c) as courses,
          (select count(*) from (
            select 1 from credential where account_id = ${$.account} and last_used is not null limit 1
          ) as u) as clients,
          (select count(*) from (
            select 1 from member
            where account_id = ${$.account} and activated is not null and invited is not null limit 1
          ) as a)
          + (select count(*) from (
            select state from outbox
            where account_id = ${$.account} and kind = 'mail' and webhook_id is null
            order by id desc limit ${sql.lit(LATEST_MAILS)}
          ) as l where l.state = 'sent') as mails`,
  ),
)

/** How many people are counted before others have their turn. */
const PEOPLE_A_TURN = 50_000

/** Who isn't kept out. */
const MAY_COME_IN: readonly MemberStatus[] = ['active', 'awaiting_confirmation', 'awaiting_password_reset']

/** PostgreSQL's statements keep nobody waiting, and are not cut. */
function portionOf(engine: EngineName) {
  return engine === 'sqlite' ? sql`limit ${sql.lit(PEOPLE_A_TURN)}` : sql``
}

/** A portion of the people who have not been invited and may come in: the last of them, and how many they are. */
const uninvited = query<{ account: number; status: MemberStatus; after: number }>()((builder, $) =>
  raw<{ last: number | null; count: number }>(
    builder,
    sql`select max(id) as last, count(*) as count
        from (select id from member
          where account_id = ${$.account} and status = ${$.status} and invited is null and activated is null
            and id > ${$.after}
          order by id ${portionOf(builder.engine)}) as portion`,
  ),
)

export class OverviewQueries implements OverviewReader {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async countByDay(account: AccountId, from: number): Promise<readonly DayCount[]> {
    return this.#run.all(days, { account, from, now: this.#run.now })
  }

  async countStanding(account: AccountId, from: number): Promise<StandingCount> {
    const found = one(await this.#run.first(standing, { account, from }))
    return { ...found, uninvited: await this.#countUninvited(account) }
  }

  async countCoverage(account: AccountId): Promise<CoverageCount> {
    return countCoverage(this.#run, account)
  }

  async #countUninvited(account: AccountId): Promise<number> {
    let sum = 0
    for (const status of MAY_COME_IN) {
      for (let after: number | null = 0; after !== null; await this.#run.pause()) {
        const portion: { last: number | null; count: number } = one(
          await this.#run.first(uninvited, { account, status, after }),
        )
        sum += portion.count
        after = this.#run.engine === 'sqlite' ? portion.last : null
      }
    }
    return sum
  }
}
