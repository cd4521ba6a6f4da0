import { sql, type SqlBool } from 'kysely'
import type { Category } from '../../../domain/taxonomy/category.ts'
import type {
  CourseListFilter,
  CourseSort,
  ProgramListFilter,
  ProgramSort,
} from '../../../domain/courses/course-list.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { CursorQuery } from '../../../domain/page.ts'
import { sha256 } from '../../../lib/digest.ts'
import { changedWithin, holdsOneOf, isFlag, isOneOf, pairedWith, type Scope } from '../../conditions.ts'
import type { EngineName, Executor } from '../../engine.ts'
import { octetsOf } from '../../fitting.ts'
import { hasRow } from '../../has-row.ts'
import type { Condition, Listing, ListRequest } from '../../keyset.ts'
import { isWithin, subtreeOf } from '../taxonomy/category-statements.ts'
import { searchOf } from '../../word-search.ts'
import { TallyQueries } from '../learning/tallies.ts'

const COURSE_TEXTS = ['name', 'code', 'summary', 'author', 'thumbnail_url', 'certificate_name'] as const
const PROGRAM_TEXTS = ['name', 'code', 'description', 'thumbnail_url', 'certificate_name'] as const

/** How long the texts of a course are, in bytes. */
export const COURSE_OCTETS = octetsOf(...COURSE_TEXTS)
/** How long the texts of a program are, in bytes. */
export const PROGRAM_OCTETS = octetsOf(...PROGRAM_TEXTS)

export const COURSES: Listing<CourseSort> = {
  table: 'course',
  id: 'id',
  index: 'course_id',
  texts: COURSE_TEXTS,
  sorts: {
    name: { column: 'name_folded', type: 'text', index: 'course_name' },
    code: { column: 'code_key', type: 'text', nullable: true, index: 'course_code_key' },
    created: { column: 'created', type: 'number', index: 'course_created' },
    modified: { column: 'modified', type: 'number', index: 'course_modified' },
  },
}

export const PROGRAMS: Listing<ProgramSort> = {
  table: 'program',
  id: 'id',
  index: 'program_id',
  texts: PROGRAM_TEXTS,
  sorts: {
    name: { column: 'name_folded', type: 'text', index: 'program_name' },
    code: { column: 'code', type: 'text', nullable: true, index: 'program_code' },
    created: { column: 'created', type: 'number', index: 'program_created' },
    modified: { column: 'modified', type: 'number', index: 'program_modified' },
  },
}

export function coursesRequest(
  run: Executor,
  accountId: AccountId,
  { filter, q, sort = [], page, total = false }: CursorQuery<CourseListFilter, CourseSort>,
): ListRequest<CourseSort> {
  const { engine } = run
  const scope: Scope = { table: 'course', accountId }
  return {
    scope: sql`t.account_id = ${accountId}`,
    only: sql<SqlBool>`t.deleted is null`,
    sort,
    search: searchOf('course', accountId, q),
    conditions: [
      ...(filter.id ? [isOneOf(engine, scope, filter.id)] : []),
      ...(filter.code
        ? [holdsOneOf(engine, scope, 'code_digest', filter.code.map(sha256), { name: 'course_code' })]
        : []),
      ...(filter.type ? [holdsOneOf(engine, scope, 'type', filter.type)] : []),
      ...(filter.visibility ? [holdsOneOf(engine, scope, 'visibility', filter.visibility)] : []),
      ...(filter.selfEnrolment ? [holdsOneOf(engine, scope, 'self_enrolment', filter.selfEnrolment)] : []),
      ...(filter.active === undefined ? [] : [isFlag('is_active', filter.active)]),
      ...(filter.language ? [holdsOneOf(engine, scope, 'locale', filter.language)] : []),
      ...(filter.author ? [holdsOneOf(engine, scope, 'author', filter.author)] : []),
      ...(
        [
          [filter.category, 'category_tag', 'category_id'],
          [filter.group, 'course_group', 'group_id'],
          [filter.program, 'program_course', 'program_id'],
        ] as const
      ).flatMap(([ids, table, other]) =>
        ids ? [pairedWith(engine, scope, { table, own: 'course_id', other }, ids)] : [],
      ),
      ...(filter.underCategory ? [isUnder(engine, scope, filter.underCategory)] : []),
      ...changedWithin(engine, scope, filter, { created: 'course_created', modified: 'course_modified' }),
    ],
    ...page,
    counted: total,
    kept: () => new TallyQueries(run).count(accountId, { of: 'courses' }),
  }
}

/**
 * The course is in the category or in one below it. SQLite begins with the few categories of a course, and where many courses
 * are looked for with the categories in the order of paths: it stops at the first thousand courses.
 */
function isUnder(engine: EngineName, { accountId }: Scope, category: Category): Condition {
  const within = isWithin({ engine }, subtreeOf(accountId, category), 'x')
  const join = sql.raw(engine === 'sqlite' ? 'cross join' : 'join')
  return {
    holds: hasRow(
      engine,
      sql`from category_tag as tag ${join} category as x on x.id = tag.category_id
        where tag.account_id = ${accountId} and tag.course_id = t.id and ${within}`,
    ),
    ids: sql`select distinct tag.course_id as id from category as x ${join} category_tag as tag on tag.category_id = x.id
      where x.account_id = ${accountId} and ${within} and tag.account_id = ${accountId}`,
  }
}

export function programsRequest(
  run: Executor,
  accountId: AccountId,
  { filter, q, sort = [], page, total = false }: CursorQuery<ProgramListFilter, ProgramSort>,
): ListRequest<ProgramSort> {
  const { engine } = run
  const scope: Scope = { table: 'program', accountId }
  return {
    scope: sql`t.account_id = ${accountId}`,
    only: sql<SqlBool>`t.deleted is null`,
    sort,
    search: searchOf('program', accountId, q),
    conditions: [
      ...(filter.id ? [isOneOf(engine, scope, filter.id)] : []),
      ...(filter.code ? [holdsOneOf(engine, scope, 'code', filter.code, { name: 'program_code' })] : []),
      ...(filter.active === undefined ? [] : [isFlag('is_active', filter.active)]),
      ...(filter.language ? [holdsOneOf(engine, scope, 'locale', filter.language)] : []),
      ...(filter.course
        ? [
            pairedWith(
              engine,
              scope,
              { table: 'program_course', own: 'program_id', other: 'course_id' },
              filter.course,
            ),
          ]
        : []),
      ...changedWithin(engine, scope, filter, { created: 'program_created', modified: 'program_modified' }),
    ],
    ...page,
    counted: total,
    kept: () => new TallyQueries(run).count(accountId, { of: 'programs' }),
  }
}
