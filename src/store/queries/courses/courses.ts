import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type {
  Course,
  CourseFilter,
  CourseType,
  CourseValues,
  SelfEnrolment,
  Visibility,
} from '../../../domain/courses/course.ts'
import type { CourseListFilter, CourseSort } from '../../../domain/courses/course-list.ts'
import type { AccountId, CourseId, MemberId } from '../../../domain/ids.ts'
import type {
  CourseKey,
  CourseReader,
  CourseWriter,
  Selection,
} from '../../../domain/courses/course-store.ts'
import type { CursorQuery, NoFilter, OffsetQuery, OffsetRequest, Page, Part } from '../../../domain/page.ts'
import { sha256 } from '../../../lib/digest.ts'
import { searchText } from '../../../lib/search-words.ts'
import { fold } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import { query, type Builder, type Executor } from '../../engine.ts'
import { fitting, type Measured, ROWS_UNMEASURED } from '../../fitting.ts'
import { idsInPortions, type Portion } from '../../offset-portions.ts'
import type { CourseTable, Database } from '../../tables/tables.ts'
import { listByKey } from '../../keyset.ts'
import { changed, flag, isId, one } from '../rows.ts'
import { COURSE_OCTETS, COURSES, coursesRequest } from './course-lists.ts'

const columns = [
  'id',
  'type',
  'name',
  'code',
  'summary',
  'duration',
  'is_active',
  'in_catalog',
  'author',
  'visibility',
  'self_enrolment',
  'locale',
  'thumbnail_url',
  'certificate_name',
  'certificate_days',
  'due_days',
  'repeat_days',
  'created',
  'modified',
] as const

type Row = Pick<CourseTable, Exclude<(typeof columns)[number], 'id'>> & { id: number }

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  seen(db).where('account_id', '=', $.account).where('id', '=', $.id),
)
const findByCode = query<{ account: number; digest: string }>()(({ db }, $) =>
  seen(db).where('account_id', '=', $.account).where('code_digest', '=', $.digest),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('course')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forNoKeyUpdate(),
)
const lockToDelete = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('course').select('id').where('account_id', '=', $.account).where('id', '=', $.id).forUpdate(),
)
type Selected = { account: number; member: number; limit: number; offset: number }
const parts: Readonly<Record<Selection['of'], ReturnType<typeof partOf>>> = {
  all: partOf((at) => at.lit(true)),
  member: partOf((at, db, $) => at('id', 'in', enrolledIn(db, $))),
  visible: partOf((at, db, $) =>
    at.or([
      at('id', 'in', enrolledIn(db, $)),
      at.and([
        at('is_active', '=', 1),
        at.or([at('visibility', '<>', 'groups'), at('id', 'in', openedByGroups(db, $))]),
      ]),
    ]),
  ),
}
const repeated = query<{ account: number }>()(({ db }, $) =>
  db
    .selectFrom('course')
    .select(['id', 'due_days', 'repeat_days'])
    .where('account_id', '=', $.account)
    .where('repeat_days', 'is not', null)
    .where('deleted', 'is', null)
    .orderBy('id'),
)
/** Courses that the member may enrol in, by the index of these; it is found by conditions that are written out. */
const openTo = (db: Db, $: OfMember) =>
  db
    .selectFrom('course')
    .where('account_id', '=', $.account)
    .where(sql<boolean>`is_active = 1 and self_enrolment = 'allowed' and deleted is null`)
    .where((at) => at.or([at('visibility', '<>', 'groups'), at('id', 'in', openedByGroups(db, $))]))
    .where('id', 'not in', enrolledIn(db, $))
const enrollable = query<Selected & Bounds>()(({ db }, $) =>
  openTo(db, $)
    .select('id')
    .where('id', '>', $.behind)
    .where('id', '<=', $.upTo)
    .orderBy('id')
    .limit($.limit)
    .offset($.offset),
)
const countEnrollable = query<OfMember & Bounds>()(({ db }, $) =>
  openTo(db, $)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('id', '>', $.behind)
    .where('id', '<=', $.upTo),
)
const openAt = query<{ account: number; behind: number; between: number }>()(({ db }, $) =>
  db
    .selectFrom('course')
    .select('id')
    .where('account_id', '=', $.account)
    .where(sql<boolean>`is_active = 1 and self_enrolment = 'allowed' and deleted is null`)
    .where('id', '>', $.behind)
    .orderBy('id')
    .limit(1)
    .offset($.between),
)
const deleteLessons = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('lesson').where('account_id', '=', $.account).where('course_id', '=', $.id),
)
const deleteQuiz = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('quiz').where('account_id', '=', $.account).where('course_id', '=', $.id),
)
const deleteGroups = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('course_group').where('account_id', '=', $.account).where('course_id', '=', $.id),
)
const deleteInvitations = query<{ account: number; id: number; limit: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation')
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('invitation as one')
        .select('one.id')
        .where('one.account_id', '=', $.account)
        .where('one.course_id', '=', $.id)
        .limit($.limit),
    ),
)
const hide = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('course')
    .set({ deleted: $.now, code: null, code_digest: null })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const deleteTexts = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation_text')
    .where('account_id', '=', $.account)
    .where('place', '=', 'course')
    .where('place_id', '=', $.id),
)
const deleteTags = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('category_tag').where('account_id', '=', $.account).where('course_id', '=', $.id),
)
/** Notes that something changed that shows in the course and stands in another table. */
export const touchCourse = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('course')
    .set({ modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const touchPrograms = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('program')
    .set({ modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('program_course')
        .select('program_id')
        .where('account_id', '=', $.account)
        .where('course_id', '=', $.id),
    ),
)
const deletePlaces = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('program_course').where('account_id', '=', $.account).where('course_id', '=', $.id),
)
const deleteCourse = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('course').where('account_id', '=', $.account).where('id', '=', $.id),
)

export class CourseQueries implements CourseReader, CourseWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: CourseId): Promise<Course | undefined> {
    if (!isId(id)) return undefined
    const row = await this.#run.first(find, { account, id })
    return row && course(row)
  }

  async findByCode(account: AccountId, code: string): Promise<Course | undefined> {
    const row = await this.#run.first(findByCode, { account, digest: sha256(code) })
    return row && course(row)
  }

  async list(account: AccountId, { filter, page: paging }: OffsetQuery<CourseFilter>): Promise<Course[]> {
    if (this.#run.engine === 'postgres' || paging.offset === 0) {
      const rows = await this.#run.select<Row>((builder) =>
        matching(builder, account, filter).orderBy('id').limit(paging.limit).offset(paging.offset),
      )
      return rows.map(course)
    }
    // What an offset passes by may be all courses.
    const within = (builder: Builder, portion: Portion) => {
      const { behind, upTo } = boundsOf(portion)
      return matching(builder, account, filter).clearSelect().where('id', '>', behind).where('id', '<=', upTo)
    }
    const ids = await idsInPortions(
      this.#run,
      {
        rows: COURSES_A_TURN,
        idAt: async (behind = 0, between) =>
          (await this.#run.first(courseAt, { account, behind, between }))?.id,
        count: async (portion) => {
          const [row] = await this.#run.select<{ count: number }>((builder) =>
            within(builder, portion).select(({ fn }) => fn.countAll<number>().as('count')),
          )
          return row?.count ?? 0
        },
        ids: async (portion, { limit, offset }) => {
          const rows = await this.#run.select<{ id: number }>((builder) =>
            within(builder, portion).select('id').orderBy('id').limit(limit).offset(offset),
          )
          return rows.map(({ id }) => id)
        },
      },
      paging,
    )
    return ids.length === 0 ? [] : (await this.#ofIds(account, ids)).map(course)
  }

  async listRepeated(account: AccountId): Promise<Pick<Course, 'id' | 'dueDays' | 'repeatDays'>[]> {
    const rows = await this.#run.all(repeated, { account })
    return rows.map((row) => ({
      id: row.id as CourseId,
      dueDays: row.due_days,
      repeatDays: row.repeat_days,
    }))
  }

  async listKeys(
    account: AccountId,
    { ids = [], codes = [] }: { readonly ids?: readonly CourseId[]; readonly codes?: readonly string[] },
  ): Promise<CourseKey[]> {
    const found: CourseKey[] = []
    for (const [column, values] of [
      ['id', ids],
      ['code_digest', codes.map(sha256)],
    ] as const) {
      if (values.length === 0) continue
      const rows = await this.#run.select(({ db, engine }) =>
        db
          .selectFrom('course')
          .select(['id', 'code'])
          .where('account_id', '=', account)
          .where('deleted', 'is', null)
          .where(among(engine, column, values)),
      )
      found.push(...rows.map(({ id, code }) => ({ id: id as CourseId, code })))
    }
    return found
  }

  listByKey(account: AccountId, query: CursorQuery<CourseListFilter, CourseSort>): Promise<Page<Course>> {
    return listByKey(this.#run, COURSES, coursesRequest(this.#run, account, query), async (ids) => {
      const rows = await this.#ofIds(account, ids)
      return rows.map((row) => [row.id, course(row)])
    })
  }

  async listPart(
    account: AccountId,
    { filter: selection, page: { limit, offset } }: OffsetQuery<Selection>,
  ): Promise<Part<Course>> {
    const { rows, sizes, ids, count } = parts[selection.of]
    const which = { account, member: selection.of === 'all' ? 0 : selection.member }
    if (this.#run.engine === 'sqlite' && offset > 0) {
      // What an offset passes by may be all courses.
      const found = await idsInPortions(
        this.#run,
        {
          rows: COURSES_A_TURN,
          idAt: async (behind = 0, between) =>
            (await this.#run.first(courseAt, { account, behind, between }))?.id,
          count: async (portion) =>
            one(await this.#run.first(count, { ...which, ...boundsOf(portion) })).count,
          ids: async (portion, page) =>
            (await this.#run.all(ids, { ...which, ...boundsOf(portion), ...page })).map(({ id }) => id),
        },
        { limit, offset },
      )
      return this.#partOf(account, found)
    }
    if (limit <= ROWS_UNMEASURED) {
      const items = (await this.#run.all(rows, { ...which, limit, offset })).map(course)
      return { items, whole: items.length }
    }
    const measured = await this.#run.all(sizes, { ...which, limit, offset })
    const fit = fitting(measured).map(({ id }) => id)
    return { items: (await this.#ofIds(account, fit)).map(course), whole: measured.length }
  }

  async #partOf(account: AccountId, ids: readonly number[]): Promise<Part<Course>> {
    let fit = ids
    if (ids.length > ROWS_UNMEASURED) {
      const measured = await this.#run.select<Measured & { id: number }>(({ db, engine }) =>
        db
          .selectFrom('course')
          .select(['id', COURSE_OCTETS.as('octets')])
          .where('account_id', '=', account)
          .where(among(engine, 'id', ids))
          .orderBy('id'),
      )
      fit = fitting(measured).map(({ id }) => id)
    }
    return { items: (await this.#ofIds(account, fit)).map(course), whole: ids.length }
  }

  async listEnrollable(
    account: AccountId,
    member: MemberId,
    { page: { limit, offset } }: OffsetQuery<NoFilter>,
  ): Promise<Course[]> {
    const which = { account, member }
    const idsOf = async (portion: Portion, page: OffsetRequest) =>
      (await this.#run.all(enrollable, { ...which, ...boundsOf(portion), ...page })).map(({ id }) => id)
    const ids =
      offset === 0 || this.#run.engine === 'postgres'
        ? await idsOf({ behind: undefined, upTo: undefined }, { limit, offset })
        : await idsInPortions(
            this.#run,
            {
              rows: COURSES_A_TURN,
              idAt: async (behind = 0, between) =>
                (await this.#run.first(openAt, { account, behind, between }))?.id,
              count: async (portion) =>
                one(await this.#run.first(countEnrollable, { ...which, ...boundsOf(portion) })).count,
              ids: idsOf,
            },
            { limit, offset },
          )
    return ids.length === 0 ? [] : (await this.#ofIds(account, ids)).map(course)
  }

  /** In the order of ids. */
  #ofIds(account: AccountId, ids: readonly number[]): Promise<Row[]> {
    return this.#run.select<Row>(({ db, engine }) =>
      seen(db)
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids))
        .orderBy('id'),
    )
  }

  async lock(account: AccountId, id: CourseId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async lockToDelete(account: AccountId, id: CourseId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lockToDelete, { account, id })
  }

  async insert(account: AccountId, values: CourseValues): Promise<Course> {
    const { now } = this.#run
    const [row] = await this.#run.select<Row>(({ db }) =>
      db
        .insertInto('course')
        .values({ ...toRow(values), account_id: account, created: now, modified: now })
        .returning(columns),
    )
    return course(one(row))
  }

  async update(account: AccountId, id: CourseId, change: Partial<CourseValues>): Promise<void> {
    const { now } = this.#run
    const current = one(await this.#run.first(find, { account, id }))
    await this.#run.sendBuilt(({ db }) =>
      db
        .updateTable('course')
        .set({
          ...changed(toRow(course(current)), toRow({ ...course(current), ...change })),
          modified: now,
          version: sql`version + 1`,
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async hide(account: AccountId, id: CourseId): Promise<void> {
    // While the places still tell in which programs it is.
    await this.#run.send(touchPrograms, { account, id, now: this.#run.now })
    for (const query of [deleteTags, deletePlaces, deleteGroups]) await this.#run.send(query, { account, id })
    await this.#run.send(hide, { account, id, now: this.#run.now })
  }

  deleteInvitations(account: AccountId, id: CourseId, limit: number): Promise<number> {
    return this.#run.run(deleteInvitations, { account, id, limit })
  }

  async delete(account: AccountId, id: CourseId): Promise<void> {
    for (const query of [
      deleteTags,
      deletePlaces,
      deleteLessons,
      deleteQuiz,
      deleteGroups,
      deleteTexts,
      deleteCourse,
    ]) {
      await this.#run.send(query, { account, id })
    }
  }
}

type Db = Builder['db']

/** A part of a list, and how long the texts of its rows are. */
function partOf(
  condition: (at: ExpressionBuilder<Database, 'course'>, db: Db, $: OfMember) => Expression<SqlBool>,
) {
  const all = (db: Db, $: OfMember) =>
    db
      .selectFrom('course')
      .where('account_id', '=', $.account)
      .where('deleted', 'is', null)
      .where((at) => condition(at, db, $))
  const page = (db: Db, $: Selected) => all(db, $).orderBy('id').limit($.limit).offset($.offset)
  const within = (db: Db, $: OfMember & Bounds) =>
    all(db, $).where('id', '>', $.behind).where('id', '<=', $.upTo)
  return {
    rows: query<Selected>()(({ db }, $) => page(db, $).select(columns)),
    sizes: query<Selected>()(({ db }, $) => page(db, $).select(['id', COURSE_OCTETS.as('octets')])),
    ids: query<Selected & Bounds>()(({ db }, $) =>
      within(db, $).select('id').orderBy('id').limit($.limit).offset($.offset),
    ),
    count: query<OfMember & Bounds>()(({ db }, $) =>
      within(db, $).select(({ fn }) => fn.countAll<number>().as('count')),
    ),
  }
}

/** How many courses an offset passes by before others have their turn. */
const COURSES_A_TURN = 5_000

const courseAt = query<{ account: number; behind: number; between: number }>()(({ db }, $) =>
  db
    .selectFrom('course')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '>', $.behind)
    .orderBy('id')
    .limit(1)
    .offset($.between),
)

/** Selects the courses that match. */
function matching({ db, engine }: Builder, account: AccountId, filter: CourseFilter) {
  let query = seen(db).where('account_id', '=', account)
  if (filter.id) query = query.where(among(engine, 'id', filter.id))
  if (filter.code) query = query.where(among(engine, 'code_digest', filter.code.map(sha256)))
  if (filter.name) query = query.where(among(engine, 'name', filter.name))
  if (filter.type) query = query.where(among(engine, 'type', filter.type))
  if (filter.summary) query = query.where(among(engine, 'summary', filter.summary))
  if (filter.duration) query = query.where(among(engine, 'duration', filter.duration))
  if (filter.author) query = query.where(among(engine, 'author', filter.author))
  if (filter.isActive !== undefined) query = query.where('is_active', '=', flag(filter.isActive))
  if (filter.inCatalog !== undefined) query = query.where('in_catalog', '=', flag(filter.inCatalog))
  if (filter.created) {
    query = query.where('created', '>=', filter.created.from).where('created', '<=', filter.created.to)
  }
  if (filter.modified) {
    query = query.where('modified', '>=', filter.modified.from).where('modified', '<=', filter.modified.to)
  }
  return query
}

type Bounds = { behind: number; upTo: number }

function boundsOf({ behind = 0, upTo = Number.MAX_SAFE_INTEGER }: Portion): Bounds {
  return { behind, upTo }
}

/** Courses but those that are being deleted. */
function seen(db: Db) {
  return db.selectFrom('course').select(columns).where('deleted', 'is', null)
}

type OfMember = { account: number; member: number }

/** The ids of courses that the member takes. */
function enrolledIn(db: Db, $: OfMember) {
  return db
    .selectFrom('enrolment')
    .select('course_id')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
}

/** The ids of courses that are for a group in which the member is. */
function openedByGroups(db: Db, $: OfMember) {
  return db
    .selectFrom('group_member')
    .innerJoin('course_group', (join) =>
      join
        .onRef('course_group.account_id', '=', 'group_member.account_id')
        .onRef('course_group.group_id', '=', 'group_member.group_id'),
    )
    .select('course_group.course_id')
    .where('group_member.account_id', '=', $.account)
    .where('group_member.member_id', '=', $.member)
}

function toRow(values: CourseValues) {
  return {
    type: values.type,
    name: values.name,
    name_folded: fold(values.name),
    words: searchText([values.name, values.code]),
    code: values.code,
    code_digest: values.code === null ? null : sha256(values.code),
    summary: values.summary,
    duration: values.duration,
    is_active: flag(values.isActive),
    in_catalog: flag(values.inCatalog),
    author: values.author,
    visibility: values.visibility,
    self_enrolment: values.selfEnrolment,
    locale: values.locale,
    thumbnail_url: values.thumbnailUrl,
    certificate_name: values.certificate?.name ?? null,
    certificate_days: values.certificate?.days ?? null,
    due_days: values.dueDays,
    repeat_days: values.repeatDays,
  }
}

function course(row: Row): Course {
  return {
    id: row.id as CourseId,
    type: row.type as CourseType,
    name: row.name,
    code: row.code,
    summary: row.summary,
    duration: row.duration,
    isActive: row.is_active === 1,
    inCatalog: row.in_catalog === 1,
    author: row.author,
    visibility: row.visibility as Visibility,
    selfEnrolment: row.self_enrolment as SelfEnrolment,
    locale: row.locale,
    thumbnailUrl: row.thumbnail_url,
    certificate:
      row.certificate_name === null ? null : { name: row.certificate_name, days: row.certificate_days },
    dueDays: row.due_days,
    repeatDays: row.repeat_days,
    created: row.created,
    modified: row.modified,
  }
}
