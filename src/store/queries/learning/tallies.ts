import type { AccountId, GroupId } from '../../../domain/ids.ts'
import type { TallyReader } from '../../../domain/learning/learning-store.ts'
import type { Counted } from '../../../domain/people/people-store.ts'
import { among } from '../../among.ts'
import { query, type Executor } from '../../engine.ts'

// Triggers keep the rows (migration 0004).
const count = query<{ account: number; kind: string; owner: number }>()(({ db }, $) =>
  db
    .selectFrom('tally')
    .select('count')
    .where('account_id', '=', $.account)
    .where('kind', '=', $.kind)
    .where('owner_id', '=', $.owner),
)

export class TallyQueries implements TallyReader {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async count(account: AccountId, what: Counted): Promise<number> {
    const slots = await this.#run.all(count, { account, ...placeOf(what) })
    return slots.reduce((sum, slot) => sum + slot.count, 0)
  }

  async countInGroups(account: AccountId, groups: readonly GroupId[]): Promise<Map<GroupId, number>> {
    if (groups.length === 0) return new Map()
    const slots = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('tally')
        .select(['owner_id', 'count'])
        .where('account_id', '=', account)
        .where('kind', '=', 'group_member')
        .where(among(engine, 'owner_id', groups)),
    )
    const sizes = new Map(groups.map((group) => [group, 0]))
    for (const { owner_id, count } of slots) {
      const group = owner_id as GroupId
      sizes.set(group, (sizes.get(group) ?? 0) + count)
    }
    return sizes
  }
}

/** The table whose rows are counted, and by what. */
function placeOf(what: Counted): { kind: string; owner: number } {
  if ('group' in what) return { kind: 'group_member', owner: what.group }
  if ('course' in what) return { kind: 'enrolment', owner: what.course }
  if ('program' in what) return { kind: 'program_membership', owner: what.program }
  const kinds = { members: 'member', groups: 'member_group', courses: 'course', programs: 'program' }
  return { kind: kinds[what.of], owner: 0 }
}
