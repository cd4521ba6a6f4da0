import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type {
  EnrolmentListFilter,
  EnrolmentSort,
  EnrolmentState,
  MembershipListFilter,
  MembershipSort,
} from '../../../domain/learning/enrolment-list.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { CursorQuery } from '../../../domain/page.ts'
import { among } from '../../among.ts'
import { changedWithin, holdsOneOf, isOneOf, liesWithin, type Scope } from '../../conditions.ts'
import type { EngineName, Executor } from '../../engine.ts'
import { hasRow } from '../../has-row.ts'
import type { Condition, Listing, ListRequest } from '../../keyset.ts'

export const ENROLMENTS: Listing<EnrolmentSort> = {
  table: 'enrolment',
  id: 'id',
  index: 'enrolment_id',
  sorts: {
    created: { column: 'created', type: 'number', index: 'enrolment_created' },
    modified: { column: 'modified', type: 'number', index: 'enrolment_modified' },
    started: { column: 'started', type: 'number', nullable: true, index: 'enrolment_started' },
    completed: { column: 'completed', type: 'number', nullable: true, index: 'enrolment_completed' },
    dueDate: { column: 'due_date', type: 'text', nullable: true, index: 'enrolment_due' },
  },
  facts: {
    indexes: [
      'enrolment_created',
      'enrolment_modified',
      'enrolment_started',
      'enrolment_completed',
      'enrolment_due',
      'enrolment_course',
      'enrolment_facts',
    ],
    index: 'enrolment_facts',
    counted: 'created',
  },
}

export const MEMBERSHIPS: Listing<MembershipSort> = {
  table: 'program_membership',
  id: 'id',
  index: 'program_membership_id',
  sorts: {
    created: { column: 'created', type: 'number', index: 'program_membership_created' },
    modified: { column: 'modified', type: 'number', index: 'program_membership_modified' },
    completed: {
      column: 'completed',
      type: 'number',
      nullable: true,
      index: 'program_membership_completed',
    },
    dueDate: { column: 'due_date', type: 'text', nullable: true, index: 'program_membership_due' },
  },
}

export function enrolmentsRequest(
  { engine }: Executor,
  accountId: AccountId,
  { filter, sort = [], page, total = false }: CursorQuery<EnrolmentListFilter, EnrolmentSort>,
): ListRequest<EnrolmentSort> {
  const scope: Scope = { table: 'enrolment', accountId }
  const { completedFrom, completedBefore, dueFrom, dueBefore } = filter
  return {
    scope: sql`t.account_id = ${accountId}`,
    only: isKept(engine, 'course'),
    sort,
    conditions: [
      ...(filter.id ? [isOneOf(engine, scope, filter.id)] : []),
      ...(filter.course
        ? [
            holdsOneOf(
              engine,
              scope,
              'course_id',
              filter.course,
              { name: 'enrolment_course', walks: ['id'], tells: true },
              'column',
            ),
          ]
        : []),
      ...(filter.member
        ? [holdsOneOf(engine, scope, 'member_id', filter.member, { name: 'enrolment_member' }, 'column')]
        : []),
      ...(filter.group ? [ofPeopleInGroups(engine, accountId, filter.group)] : []),
      ...(filter.state ? [isIn(filter.state)] : []),
      ...liesWithin(
        engine,
        scope,
        'completed',
        { from: completedFrom, before: completedBefore },
        'enrolment_completed',
        { tells: true },
      ),
      ...liesWithin(engine, scope, 'due_date', { from: dueFrom, before: dueBefore }, 'enrolment_due', {
        tells: true,
      }),
      ...changedWithin(engine, scope, filter, {
        created: 'enrolment_created',
        modified: 'enrolment_modified',
        tells: true,
      }),
    ],
    ...page,
    counted: total,
  }
}

export function membershipsRequest(
  { engine }: Executor,
  accountId: AccountId,
  { filter, sort = [], page, total = false }: CursorQuery<MembershipListFilter, MembershipSort>,
): ListRequest<MembershipSort> {
  const scope: Scope = { table: 'program_membership', accountId }
  const { completedFrom, completedBefore, dueFrom, dueBefore } = filter
  return {
    scope: sql`t.account_id = ${accountId}`,
    only: isKept(engine, 'program'),
    sort,
    conditions: [
      ...(filter.program
        ? [holdsOneOf(engine, scope, 'program_id', filter.program, { name: 'program_membership_pair' })]
        : []),
      ...(filter.member
        ? [holdsOneOf(engine, scope, 'member_id', filter.member, { name: 'program_membership_member' })]
        : []),
      ...liesWithin(
        engine,
        scope,
        'completed',
        { from: completedFrom, before: completedBefore },
        'program_membership_completed',
      ),
      ...liesWithin(
        engine,
        scope,
        'due_date',
        { from: dueFrom, before: dueBefore },
        'program_membership_due',
      ),
      ...changedWithin(engine, scope, filter, {
        created: 'program_membership_created',
        modified: 'program_membership_modified',
      }),
    ],
    ...page,
    counted: total,
  }
}

/** The course or program isn't being deleted. */
function isKept(engine: EngineName, table: 'course' | 'program'): RawBuilder<SqlBool> {
  const of = sql.ref(`t.${table}_id`)
  return hasRow(
    engine,
    sql`from ${sql.table(table)} as whole
      where whole.account_id = t.account_id and whole.id = ${of} and whole.deleted is null`,
  )
}

function ofPeopleInGroups(engine: EngineName, accountId: AccountId, groups: readonly number[]): Condition {
  const inGroup = sql<SqlBool>`pair.account_id = ${accountId} and ${among(engine, 'pair.group_id', groups)}`
  const join = sql.raw(engine === 'sqlite' ? 'cross join' : 'inner join')
  // A person is in one group once.
  const each = sql.raw(groups.length === 1 ? '' : 'distinct ')
  return {
    holds: hasRow(engine, sql`from group_member as pair where ${inGroup} and pair.member_id = t.member_id`),
    ids: sql`select ${each}x.id from group_member as pair ${join} enrolment as x
      on x.account_id = pair.account_id and x.member_id = pair.member_id where ${inGroup}`,
  }
}

function isIn(states: readonly EnrolmentState[]): Condition {
  const pass = (alias: string) => {
    const [started, completed, success] = ['started', 'completed', 'success'].map((name) =>
      sql.ref(`${alias}.${name}`),
    )
    const each: Readonly<Record<EnrolmentState, RawBuilder<SqlBool>>> = {
      not_started: sql`(${started} is null and ${completed} is null)`,
      in_progress: sql`(${started} is not null and ${completed} is null)`,
      passed: sql`(${completed} is not null and ${success} = 1)`,
      failed: sql`(${completed} is not null and ${success} = 0)`,
    }
    const some = states.map((state) => each[state])
    return some.length === 0 ? sql<SqlBool>`1 = 0` : sql<SqlBool>`(${sql.join(some, sql` or `)})`
  }
  return { holds: pass('t'), facts: { pass, areExact: true } }
}
