import { sql } from 'kysely'
import type { AccountId, CourseId, ProgramId } from '../../../domain/ids.ts'
import type { ProgramListFilter, ProgramSort } from '../../../domain/courses/course-list.ts'
import type { NewProgram, Program } from '../../../domain/courses/program.ts'
import type { ProgramReader, ProgramWriter, Selection } from '../../../domain/courses/course-store.ts'
import type { CursorQuery, OffsetQuery, Page, Part } from '../../../domain/page.ts'
import { searchText } from '../../../lib/search-words.ts'
import { fold, isStorable } from '../../../lib/text.ts'
import { among } from '../../among.ts'
import { query, type Builder, type Executor } from '../../engine.ts'
import { fitting, ROWS_UNMEASURED } from '../../fitting.ts'
import { listByKey } from '../../keyset.ts'
import { changed, flag, isId, one } from '../rows.ts'
import { PROGRAM_OCTETS, PROGRAMS, programsRequest } from './course-lists.ts'

const columns = [
  'id',
  'code',
  'name',
  'description',
  'locale',
  'thumbnail_url',
  'is_active',
  'certificate_name',
  'certificate_days',
  'created',
  'modified',
] as const

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  seen(db).where('account_id', '=', $.account).where('id', '=', $.id),
)
type Selected = { account: number; member: number; limit: number; offset: number }
const parts: Readonly<Record<Selection['of'], ReturnType<typeof partOf>>> = {
  all: partOf(page),
  member: partOf(pageOfMember),
  visible: partOf((db, $) => pageOfMember(db, $).where('is_active', '=', 1)),
}
const ofName = query<{ account: number; folded: string }>()(({ db }, $) =>
  seen(db).where('account_id', '=', $.account).where('name_folded', '=', $.folded).orderBy('id'),
)
const ofCode = query<{ account: number; code: string }>()(({ db }, $) =>
  seen(db).where('account_id', '=', $.account).where('code', '=', $.code),
)
const withCourse = query<{ account: number; course: number }>()(({ db }, $) =>
  seen(db)
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('program_course')
        .select('program_id')
        .where('account_id', '=', $.account)
        .where('course_id', '=', $.course),
    )
    .orderBy('id'),
)
const coursesOf = query<{ account: number; program: number }>()(({ db }, $) =>
  db
    .selectFrom('program_course')
    .select(['course_id'])
    .where('account_id', '=', $.account)
    .where('program_id', '=', $.program)
    .orderBy('position'),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('program')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forUpdate(),
)
const deleteCourses = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('program_course').where('account_id', '=', $.account).where('program_id', '=', $.id),
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
        .where('one.program_id', '=', $.id)
        .limit($.limit),
    ),
)
const hide = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('program')
    .set({ deleted: $.now, code: null })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const deleteTexts = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation_text')
    .where('account_id', '=', $.account)
    .where('place', '=', 'program')
    .where('place_id', '=', $.id),
)
const deleteProgram = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('program').where('account_id', '=', $.account).where('id', '=', $.id),
)
const insert = query<{
  account: number
  code: string | null
  name: string
  folded: string
  words: string
  description: string | null
  locale: string | null
  thumbnail: string | null
  active: number
  certificateName: string | null
  certificateDays: number | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('program')
    .values({
      account_id: $.account,
      code: $.code,
      name: $.name,
      name_folded: $.folded,
      words: $.words,
      description: $.description,
      locale: $.locale,
      thumbnail_url: $.thumbnail,
      is_active: $.active,
      certificate_name: $.certificateName,
      certificate_days: $.certificateDays,
      created: $.now,
      modified: $.now,
    })
    .returning(columns),
)

interface Row {
  id: number
  code: string | null
  name: string
  description: string | null
  locale: string | null
  thumbnail_url: string | null
  is_active: number
  certificate_name: string | null
  certificate_days: number | null
  created: number
  modified: number
}

export class ProgramQueries implements ProgramReader, ProgramWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: ProgramId): Promise<Program | undefined> {
    if (!isId(id)) return undefined
    const [row, placed] = await Promise.all([
      this.#run.first(find, { account, id }),
      this.#run.all(coursesOf, { account, program: id }),
    ])
    return (
      row &&
      present(
        row,
        placed.map((place) => place.course_id as CourseId),
      )
    )
  }

  async findByCode(account: AccountId, code: string): Promise<Program | undefined> {
    if (!isStorable(code)) return undefined
    const row = await this.#run.first(ofCode, { account, code })
    return row && (await this.#programs(account, [row]))[0]
  }

  listByKey(account: AccountId, query: CursorQuery<ProgramListFilter, ProgramSort>): Promise<Page<Program>> {
    return listByKey(this.#run, PROGRAMS, programsRequest(this.#run, account, query), async (ids) => {
      const programs = await this.#programs(account, await this.#ofIds(account, ids))
      return programs.map((program) => [program.id, program])
    })
  }

  async listPart(
    account: AccountId,
    { filter: selection, page: { limit, offset } }: OffsetQuery<Selection>,
  ): Promise<Part<Program>> {
    const { rows, sizes } = parts[selection.of]
    const which = { account, member: selection.of === 'all' ? 0 : selection.member, limit, offset }
    if (limit <= ROWS_UNMEASURED) {
      const items = await this.#programs(account, await this.#run.all(rows, which))
      return { items, whole: items.length }
    }
    const measured = await this.#run.all(sizes, which)
    const ids = fitting(measured).map(({ id }) => id)
    return { items: await this.#programs(account, await this.#ofIds(account, ids)), whole: measured.length }
  }

  async listByName(account: AccountId, name: string): Promise<Program[]> {
    return this.#programs(account, await this.#run.all(ofName, { account, folded: fold(name) }))
  }

  async listWithCourse(account: AccountId, course: CourseId): Promise<Program[]> {
    return this.#programs(account, await this.#run.all(withCourse, { account, course }))
  }

  async lock(account: AccountId, id: ProgramId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async insert(account: AccountId, program: NewProgram): Promise<Program> {
    const row = one(await this.#run.first(insert, { account, ...valuesOf(program), now: this.#run.now }))
    await this.#insertCourses(account, row.id, program.courseIds)
    return present(row, program.courseIds)
  }

  async update(account: AccountId, id: ProgramId, change: Partial<NewProgram>): Promise<void> {
    const current = one(await this.find(account, id))
    await this.#run.sendBuilt(({ db }) =>
      db
        .updateTable('program')
        .set({
          ...changed(toRow(current), toRow({ ...current, ...change })),
          modified: this.#run.now,
          version: sql`version + 1`,
        })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
    if (change.courseIds === undefined) return
    await this.#run.send(deleteCourses, { account, id })
    await this.#insertCourses(account, id, change.courseIds)
  }

  async hide(account: AccountId, id: ProgramId): Promise<void> {
    await this.#run.send(hide, { account, id, now: this.#run.now })
  }

  deleteInvitations(account: AccountId, id: ProgramId, limit: number): Promise<number> {
    return this.#run.run(deleteInvitations, { account, id, limit })
  }

  async delete(account: AccountId, id: ProgramId): Promise<void> {
    for (const query of [deleteCourses, deleteTexts, deleteProgram]) {
      await this.#run.send(query, { account, id })
    }
  }

  #insertCourses(account: AccountId, program: number, courses: readonly CourseId[]): Promise<void> {
    return this.#run.insertAll(
      'program_course',
      { account_id: 'bigint', program_id: 'bigint', position: 'bigint', course_id: 'bigint' },
      courses.map((course, position) => [account, program, position, course]),
    )
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

  /** The programs of those rows, with the courses of all by one statement. */
  async #programs(account: AccountId, rows: readonly Row[]): Promise<Program[]> {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const [first, second] = rows
    if (first !== undefined && second === undefined) {
      const placed = await this.#run.all(coursesOf, { account, program: first.id })
      return [
        present(
          first,
          placed.map((place) => place.course_id as CourseId),
        ),
      ]
    }
    const places = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('program_course')
        .select(['program_id', 'course_id'])
        .where('account_id', '=', account)
        .where(among(engine, 'program_id', ids))
        .orderBy('program_id')
        .orderBy('position'),
    )
    const courses = Map.groupBy(places, (place) => place.program_id)
    return rows.map((row) =>
      present(
        row,
        (courses.get(row.id) ?? []).map((place) => place.course_id as CourseId),
      ),
    )
  }
}

type Db = Builder['db']

/** Programs but those that are being deleted. */
function seen(db: Db) {
  return db.selectFrom('program').select(columns).where('deleted', 'is', null)
}

/** A part of a list, and how long the texts of its rows are. */
function partOf(select: (db: Db, $: Selected) => ReturnType<typeof page>) {
  return {
    rows: query<Selected>()(({ db }, $) => select(db, $).select(columns)),
    sizes: query<Selected>()(({ db }, $) => select(db, $).select(['id', PROGRAM_OCTETS.as('octets')])),
  }
}

function page(db: Db, $: Selected) {
  return db
    .selectFrom('program')
    .where('account_id', '=', $.account)
    .where('deleted', 'is', null)
    .orderBy('id')
    .limit($.limit)
    .offset($.offset)
}

function pageOfMember(db: Db, $: Selected) {
  return page(db, $).where('id', 'in', (at) =>
    at
      .selectFrom('program_membership')
      .select('program_id')
      .where('account_id', '=', $.account)
      .where('member_id', '=', $.member),
  )
}

type Values = Omit<NewProgram, 'courseIds'>

function valuesOf(program: Values) {
  const row = toRow(program)
  return {
    code: row.code,
    name: row.name,
    folded: row.name_folded,
    words: row.words,
    description: row.description,
    locale: row.locale,
    thumbnail: row.thumbnail_url,
    active: row.is_active,
    certificateName: row.certificate_name,
    certificateDays: row.certificate_days,
  }
}

function toRow(program: Values) {
  return {
    code: program.code,
    name: program.name,
    name_folded: fold(program.name),
    words: searchText([program.name, program.code]),
    description: program.description,
    locale: program.locale,
    thumbnail_url: program.thumbnailUrl,
    is_active: flag(program.isActive),
    certificate_name: program.certificate?.name ?? null,
    certificate_days: program.certificate?.days ?? null,
  }
}

function present(row: Row, courseIds: readonly CourseId[]): Program {
  return {
    id: row.id as ProgramId,
    code: row.code,
    name: row.name,
    description: row.description,
    courseIds,
    locale: row.locale,
    thumbnailUrl: row.thumbnail_url,
    isActive: row.is_active === 1,
    certificate:
      row.certificate_name === null ? null : { name: row.certificate_name, days: row.certificate_days },
    created: row.created,
    modified: row.modified,
  }
}
