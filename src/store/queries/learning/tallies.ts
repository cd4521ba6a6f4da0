import type { AccountId, CourseId, GroupId, ProgramId } from '../../../domain/ids.ts'
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

  countInGroups(account: AccountId, groups: readonly GroupId[]): Promise<Map<GroupId, number>> {
    return this.#countIn(account, 'group_member', groups)
  }

  countInCourses(account: AccountId, courses: readonly CourseId[]): Promise<Map<CourseId, number>> {
    return this.#countIn(account, 'enrolment', courses)
  }

  countInPrograms(account: AccountId, programs: readonly ProgramId[]): Promise<Map<ProgramId, number>> {
    return this.#countIn(account, 'program_membership', programs)
  }

  async #countIn<Owner extends number>(
    account: AccountId,
    kind: string,
    owners: readonly Owner[],
  ): Promise<Map<Owner, number>> {
    if (owners.length === 0) return new Map()
    const slots = await this.#run.select(
      ({ db, engine }) =>
        db
          .selectFrom('tally')
          .select(['owner_id', 'count'])
          .where('account_id', '=', account)
          .where('kind', '=', kind)
          .where(among(engine, 'owner_id', owners)),
      'kept',
    )
    const sizes = new Map(owners.map((owner) => [owner, 0]))
    for (const { owner_id, count: some } of slots) {
      const owner = owner_id as Owner
      sizes.set(owner, (sizes.get(owner) ?? 0) + some)
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
