import { sql } from 'kysely'
import type {
  CourseInProgram,
  Enrolment,
  EnrolmentFilter,
  EnrolmentOrigin,
  NumberedAttempt,
  PastAttempt,
  PastResult,
  PastResultOfCourse,
  Result,
  TakenCourse,
} from '../../../domain/learning/enrolment.ts'
import type {
  EnrolmentListFilter,
  EnrolmentSort,
  ListedEnrolment,
} from '../../../domain/learning/enrolment-list.ts'
import type { AccountId, CourseId, EnrolmentId, LessonId, MemberId, ProgramId } from '../../../domain/ids.ts'
import type {
  EnrolmentReader,
  EnrolmentWriter,
  ReachedEnrolment,
  ResultCount,
} from '../../../domain/learning/learning-store.ts'
import type { Answers, QuizAttempt } from '../../../domain/courses/lesson.ts'
import type { BehindId, CursorQuery, OffsetQuery, Page } from '../../../domain/page.ts'
import { among } from '../../among.ts'
import { listed } from '../../listed.ts'
import { raw } from '../../raw.ts'
import { query, type Builder, type Executor, type Query } from '../../engine.ts'
import { certificateColumns, certificateOf, NO_CERTIFICATE, type CertificateColumns } from './certificates.ts'
import { listByKey } from '../../keyset.ts'
import { flag, isId, one } from '../rows.ts'
import { ENROLMENTS, enrolmentsRequest } from './enrolment-lists.ts'

const columns = [
  'enrolment.id',
  'enrolment.course_id',
  'enrolment.member_id',
  'enrolment.progress',
  'enrolment.score',
  'enrolment.success',
  'enrolment.quiz_taken',
  'enrolment.due_date',
  'enrolment.origin',
  'enrolment.created',
  'enrolment.started',
  'enrolment.completed',
  'enrolment.modified',
] as const

const pastColumns = [
  'past_result.id',
  'past_result.progress',
  'past_result.score',
  'past_result.success',
  'past_result.due_date',
  'past_result.started',
  'past_result.completed',
  'past_result.ended',
] as const

interface Row extends CertificateColumns {
  id: number
  course_id: number
  member_id: number
  progress: number
  score: number | null
  success: number | null
  quiz_taken: number
  due_date: string | null
  origin: string | null
  created: number
  started: number | null
  completed: number | null
  modified: number
}

const withCertificate = ({ db }: Builder) =>
  db
    .selectFrom('enrolment')
    .leftJoin('certificate', (join) =>
      join
        .onRef('certificate.account_id', '=', 'enrolment.account_id')
        .onRef('certificate.enrolment_id', '=', 'enrolment.id')
        .on('certificate.past_result_id', 'is', null),
    )
    .select([...columns, ...certificateColumns])

/** Enrolments but those in a course that is being deleted. */
const seen = (builder: Builder) =>
  withCertificate(builder)
    .innerJoin('course', (join) =>
      join
        .onRef('course.account_id', '=', 'enrolment.account_id')
        .onRef('course.id', '=', 'enrolment.course_id'),
    )
    .where('course.deleted', 'is', null)

/** Whether the course of an enrolment is being deleted. */
const isGone = sql<number>`(select count(*) from course where course.account_id = enrolment.account_id
  and course.id = enrolment.course_id and course.deleted is not null)`.as('is_gone')

const find = query<{ account: number; course: number; member: number }>()((builder, $) =>
  seen(builder)
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.course_id', '=', $.course)
    .where('enrolment.member_id', '=', $.member),
)
const withNames = (builder: Builder) =>
  seen(builder)
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'enrolment.account_id')
        .onRef('member.id', '=', 'enrolment.member_id'),
    )
    .select(['course.name as course_name', 'course.locale as course_locale'])
    .select(['member.first_name', 'member.last_name'])
const findListed = query<{ account: number; id: number }>()((builder, $) =>
  withNames(builder).where('enrolment.account_id', '=', $.account).where('enrolment.id', '=', $.id),
)
const ofMember = query<{ account: number; member: number }>()((builder, $) =>
  seen(builder)
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.member_id', '=', $.member)
    .orderBy('enrolment.course_id'),
)
const own = query<{ account: number; member: number }>()((builder, $) =>
  seen(builder)
    .leftJoin('lesson as next', (join) =>
      join.onRef('next.account_id', '=', 'enrolment.account_id').on('next.id', '=', (at) =>
        at
          .selectFrom('lesson')
          .select('lesson.id')
          .whereRef('lesson.account_id', '=', 'enrolment.account_id')
          .whereRef('lesson.course_id', '=', 'enrolment.course_id')
          .where((open) =>
            open.not(
              open.exists(
                open
                  .selectFrom('finished_lesson')
                  .select('finished_lesson.lesson_id')
                  .whereRef('finished_lesson.account_id', '=', 'enrolment.account_id')
                  .whereRef('finished_lesson.enrolment_id', '=', 'enrolment.id')
                  .whereRef('finished_lesson.lesson_id', '=', 'lesson.id'),
              ),
            ),
          )
          .orderBy('lesson.position')
          .limit(1),
      ),
    )
    .select((at) => [
      'course.name as course_name',
      'course.locale as course_locale',
      'next.id as next_id',
      'next.title as next_title',
      at
        .selectFrom('lesson as any_lesson')
        .select(({ fn }) => fn.min<number>('any_lesson.position').as('first'))
        .whereRef('any_lesson.account_id', '=', 'enrolment.account_id')
        .whereRef('any_lesson.course_id', '=', 'enrolment.course_id')
        .as('first_lesson'),
      at
        .selectFrom('quiz')
        .select('quiz.pass_mark')
        .whereRef('quiz.account_id', '=', 'enrolment.account_id')
        .whereRef('quiz.course_id', '=', 'enrolment.course_id')
        .as('pass_mark'),
    ])
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.member_id', '=', $.member)
    .orderBy('enrolment.course_id'),
)
const inProgram = query<{ account: number; program: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('program_course')
    .innerJoin('course', (join) =>
      join
        .onRef('course.account_id', '=', 'program_course.account_id')
        .onRef('course.id', '=', 'program_course.course_id'),
    )
    .leftJoin('enrolment', (join) =>
      join
        .onRef('enrolment.account_id', '=', 'program_course.account_id')
        .onRef('enrolment.course_id', '=', 'program_course.course_id')
        .on('enrolment.member_id', '=', $.member),
    )
    .leftJoin('certificate', (join) =>
      join
        .onRef('certificate.account_id', '=', 'enrolment.account_id')
        .onRef('certificate.enrolment_id', '=', 'enrolment.id')
        .on('certificate.past_result_id', 'is', null),
    )
    .select([...columns, ...certificateColumns])
    .select(['course.id as of_course', 'course.name as course_name', 'course.locale as course_locale'])
    .where('program_course.account_id', '=', $.account)
    .where('program_course.program_id', '=', $.program)
    .where('course.deleted', 'is', null)
    .orderBy('program_course.position'),
)
const lockOfMember = query<{ account: number; member: number }>()((builder, $) =>
  withCertificate(builder)
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.member_id', '=', $.member)
    .orderBy('enrolment.course_id')
    .$if(builder.engine === 'postgres', (rows) => rows.forUpdate('enrolment')),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('enrolment')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forUpdate(),
)
const insert = query<{
  account: number
  course: number
  member: number
  origin: string | null
  dueDate: string | null
  now: number
}>()(({ db }, $) =>
  db
    .insertInto('enrolment')
    .values({
      account_id: $.account,
      course_id: $.course,
      member_id: $.member,
      role: 'learner',
      progress: 0,
      score: null,
      success: null,
      quiz_taken: 0,
      origin: $.origin,
      due_date: $.dueDate,
      created: $.now,
      started: null,
      completed: null,
      modified: $.now,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'course_id', 'member_id']).doNothing())
    .returning([...columns, isGone]),
)
const finishedLessons = query<{ account: number; enrolment: number }>()(({ db }, $) =>
  db
    .selectFrom('finished_lesson')
    .select('lesson_id')
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.enrolment)
    .orderBy('lesson_id'),
)
const finishLesson = query<{ account: number; enrolment: number; lesson: number; now: number }>()(
  ({ db }, $) =>
    db
      .insertInto('finished_lesson')
      .values({ account_id: $.account, enrolment_id: $.enrolment, lesson_id: $.lesson, at: $.now })
      .onConflict((conflict) => conflict.doNothing()),
)
const lastAttempt = query<{ account: number; enrolment: number }>()(({ db }, $) =>
  db
    .selectFrom('quiz_attempt')
    .select(['score', 'passed', 'answers', 'at'])
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.enrolment)
    .orderBy('id', 'desc')
    .limit(1),
)
const attemptsBefore = query<{ account: number; enrolment: number; before: number; limit: number }>()(
  ({ db }, $) =>
    db
      .selectFrom('quiz_attempt')
      .select(['id', 'score', 'passed', 'answers', 'at'])
      .where('account_id', '=', $.account)
      .where('enrolment_id', '=', $.enrolment)
      .where('id', '<', $.before)
      .orderBy('id', 'desc')
      .limit($.limit),
)
const attemptsSince = query<{ account: number; enrolment: number; after: number; limit: number }>()(
  ({ db }, $) =>
    db
      .selectFrom('quiz_attempt')
      .select(['id', 'score', 'passed', 'answers', 'at'])
      .where('account_id', '=', $.account)
      .where('enrolment_id', '=', $.enrolment)
      .where('id', '>', $.after)
      .orderBy('id')
      .limit($.limit),
)
const countAttempts = query<{ account: number; enrolment: number }>()(({ db }, $) =>
  db
    .selectFrom('quiz_attempt')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.enrolment),
)
const attemptsOfCourse = query<{ account: number; course: number; enrolments: number; limit: number }>()(
  ({ db }, $) =>
    db
      .selectFrom((inner) =>
        inner
          .selectFrom('enrolment')
          .select('enrolment.id')
          .where('enrolment.account_id', '=', $.account)
          .where('enrolment.course_id', '=', $.course)
          .orderBy('enrolment.id', 'desc')
          .limit($.enrolments)
          .as('latest'),
      )
      .innerJoin('quiz_attempt', (join) =>
        join
          .on('quiz_attempt.account_id', '=', $.account)
          .onRef('quiz_attempt.enrolment_id', '=', 'latest.id'),
      )
      .select(['quiz_attempt.score', 'quiz_attempt.answers'])
      .orderBy('latest.id', 'desc')
      .orderBy('quiz_attempt.id', 'desc')
      .limit($.limit),
)
/** The attempts of a person at the courses that are there. */
const attemptsIn = ({ db }: Builder, $: { readonly account: number; readonly member: number }) =>
  db
    .selectFrom('enrolment')
    .innerJoin('quiz_attempt', (join) =>
      join
        .onRef('quiz_attempt.account_id', '=', 'enrolment.account_id')
        .onRef('quiz_attempt.enrolment_id', '=', 'enrolment.id'),
    )
    .innerJoin('course', (join) =>
      join
        .onRef('course.account_id', '=', 'enrolment.account_id')
        .onRef('course.id', '=', 'enrolment.course_id'),
    )
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.member_id', '=', $.member)
    .where('course.deleted', 'is', null)
const attemptsOfMember = (oldestFirst: boolean) =>
  query<{ account: number; member: number; before: number; limit: number }>()((builder, $) =>
    attemptsIn(builder, $)
      .select(['quiz_attempt.id', 'quiz_attempt.score', 'quiz_attempt.passed', 'quiz_attempt.at'])
      .select(['enrolment.id as enrolment_id', 'course.id as course_id'])
      .select(['course.name as course_name', 'course.locale as course_locale'])
      .where('quiz_attempt.id', oldestFirst ? '>' : '<', $.before)
      .orderBy('quiz_attempt.id', oldestFirst ? 'asc' : 'desc')
      .limit($.limit),
  )
const attemptsOfMemberBefore = attemptsOfMember(false)
const attemptsOfMemberSince = attemptsOfMember(true)
const countAttemptsOfMember = query<{ account: number; member: number; most: number }>()((builder, $) =>
  builder.db
    .selectFrom(attemptsIn(builder, $).select('quiz_attempt.id').limit($.most).as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('count')),
)
const insertAttempt = query<{
  account: number
  enrolment: number
  score: number
  passed: number
  answers: string
  now: number
}>()(({ db }, $) =>
  db.insertInto('quiz_attempt').values({
    account_id: $.account,
    enrolment_id: $.enrolment,
    score: $.score,
    passed: $.passed,
    answers: $.answers,
    at: $.now,
  }),
)
const RESULT_COLUMNS = ['progress', 'score', 'success', 'quiz_taken', 'started', 'completed'] as const
type ResultColumn = (typeof RESULT_COLUMNS)[number]
type ResultUpdate = Readonly<Partial<Record<ResultColumn, number | null>>> & {
  readonly account: number
  readonly id: number
  readonly now: number
}

/** By the columns that they set. */
const updates = new Map<string, Query<ResultUpdate, never>>()

/** The statement that sets these columns of an enrolment. */
function updateOf(columns: readonly ResultColumn[]): Query<ResultUpdate, never> {
  const key = columns.join()
  let update = updates.get(key)
  if (update === undefined) {
    update = query<ResultUpdate>()(({ db }, $) =>
      db
        .updateTable('enrolment')
        .set({
          ...Object.fromEntries(columns.map((column) => [column, $[column]])),
          modified: $.now,
          version: sql`version + 1`,
        })
        .where('account_id', '=', $.account)
        .where('id', '=', $.id),
    )
    updates.set(key, update)
  }
  return update
}

const setDueDate = query<{ account: number; id: number; dueDate: string | null; now: number }>()(
  ({ db }, $) =>
    db
      .updateTable('enrolment')
      .set({ due_date: $.dueDate, modified: $.now, version: sql`version + 1` })
      .where('account_id', '=', $.account)
      .where('id', '=', $.id),
)
const clearLessons = query<{ account: number; enrolment: number }>()(({ db }, $) =>
  db
    .deleteFrom('finished_lesson')
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.enrolment),
)

const pastResultsOf = (oldestFirst: boolean) =>
  query<{ account: number; enrolment: number; before: number; limit: number }>()(({ db }, $) =>
    db
      .selectFrom('past_result')
      .leftJoin('certificate', (join) =>
        join
          .onRef('certificate.account_id', '=', 'past_result.account_id')
          .onRef('certificate.past_result_id', '=', 'past_result.id'),
      )
      .select([...pastColumns, ...certificateColumns])
      .where('past_result.account_id', '=', $.account)
      .where('past_result.enrolment_id', '=', $.enrolment)
      .where('past_result.id', oldestFirst ? '>' : '<', $.before)
      .orderBy('past_result.id', oldestFirst ? 'asc' : 'desc')
      .limit($.limit),
  )
const pastResultsBefore = pastResultsOf(false)
const pastResultsSince = pastResultsOf(true)
const countPastResults = query<{ account: number; enrolment: number }>()(({ db }, $) =>
  db
    .selectFrom('past_result')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.enrolment),
)
const pastOfMember = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .selectFrom('enrolment')
    .innerJoin('past_result', (join) =>
      join
        .onRef('past_result.account_id', '=', 'enrolment.account_id')
        .onRef('past_result.enrolment_id', '=', 'enrolment.id'),
    )
    .innerJoin('course', (join) =>
      join
        .onRef('course.account_id', '=', 'enrolment.account_id')
        .onRef('course.id', '=', 'enrolment.course_id'),
    )
    .leftJoin('certificate', (join) =>
      join
        .onRef('certificate.account_id', '=', 'past_result.account_id')
        .onRef('certificate.past_result_id', '=', 'past_result.id'),
    )
    .select([...pastColumns, ...certificateColumns])
    .select(['course.id as course_id', 'course.name as course_name', 'course.locale as course_locale'])
    .select('enrolment.id as enrolment_id')
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.member_id', '=', $.member)
    .where('course.deleted', 'is', null)
    .orderBy('past_result.id'),
)
const insertPast = query<{ account: number; enrolment: number; now: number }>()(({ db }, $) =>
  db
    .insertInto('past_result')
    .columns([
      'account_id',
      'enrolment_id',
      'progress',
      'score',
      'success',
      'due_date',
      'started',
      'completed',
      'ended',
    ])
    .expression((at) =>
      at
        .selectFrom('enrolment')
        .select((of) => [
          'account_id',
          'id',
          of.case().when('completed', 'is', null).then(of.ref('progress')).else(100).end().as('progress'),
          'score',
          'success',
          'due_date',
          'started',
          'completed',
          of.cast<number>(of.val($.now), 'bigint').as('ended'),
        ])
        .where('account_id', '=', $.account)
        .where('id', '=', $.enrolment),
    )
    .returning('id'),
)
const passCertificateOn = query<{ account: number; enrolment: number; past: number }>()(({ db }, $) =>
  db
    .updateTable('certificate')
    .set({ past_result_id: $.past })
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.enrolment)
    .where('past_result_id', 'is', null),
)
const countOverdue = query<{ account: number; course: number; before: number }>()(({ db }, $) =>
  db
    .selectFrom('enrolment')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', $.account)
    .where('course_id', '=', $.course)
    .where('completed', 'is not', null)
    .where('completed', '<=', $.before),
)
const countResults = query<{ account: number; course: number }>()(({ db }, $) =>
  db
    .selectFrom('enrolment')
    .select((at) => [
      at.fn.countAll<number>().as('people'),
      at.fn.count<number>('enrolment.completed').as('completed'),
      at
        .selectFrom('enrolment as holder')
        .innerJoin('certificate', (join) =>
          join
            .onRef('certificate.account_id', '=', 'holder.account_id')
            .onRef('certificate.enrolment_id', '=', 'holder.id'),
        )
        .select(({ fn }) => fn.countAll<number>().as('certificates'))
        .where('holder.account_id', '=', $.account)
        .where('holder.course_id', '=', $.course)
        .as('certificates'),
    ])
    .where('enrolment.account_id', '=', $.account)
    .where('enrolment.course_id', '=', $.course),
)

export class EnrolmentQueries implements EnrolmentReader, EnrolmentWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async countResults(account: AccountId, course: CourseId): Promise<ResultCount> {
    const { people, completed, certificates } = one(await this.#run.first(countResults, { account, course }))
    return { people, completed, certificates: certificates ?? 0 }
  }

  async find(account: AccountId, course: CourseId, member: MemberId): Promise<Enrolment | undefined> {
    const row = await this.#run.first(find, { account, course, member })
    return row && enrolment(row)
  }

  async list(
    account: AccountId,
    course: CourseId,
    { filter: { modifiedSince, completed }, page: { limit, offset } }: OffsetQuery<EnrolmentFilter>,
  ): Promise<Enrolment[]> {
    const rows = await this.#run.select<Row>((builder) => {
      let query = seen(builder)
        .where('enrolment.account_id', '=', account)
        .where('enrolment.course_id', '=', course)
      if (modifiedSince !== undefined) query = query.where('enrolment.modified', '>=', modifiedSince)
      if (completed !== undefined) {
        query = query.where('enrolment.completed', completed ? 'is not' : 'is', null)
      }
      return query.orderBy('enrolment.id').limit(limit).offset(offset)
    })
    return rows.map(enrolment)
  }

  listByKey(
    account: AccountId,
    query: CursorQuery<EnrolmentListFilter, EnrolmentSort>,
  ): Promise<Page<ListedEnrolment>> {
    return listByKey(this.#run, ENROLMENTS, enrolmentsRequest(this.#run, account, query), async (ids) => {
      const rows = await this.#run.select((builder) =>
        withNames(builder)
          .where('enrolment.account_id', '=', account)
          .where(among(builder.engine, 'enrolment.id', ids)),
      )
      return rows.map((row) => [row.id, listedEnrolment(row)])
    })
  }

  async findListed(account: AccountId, id: EnrolmentId): Promise<ListedEnrolment | undefined> {
    if (!isId(id)) return undefined
    const row = await this.#run.first(findListed, { account, id })
    return row && listedEnrolment(row)
  }

  async listOfMember(account: AccountId, member: MemberId): Promise<Enrolment[]> {
    const rows = await this.#run.all(ofMember, { account, member })
    return rows.map(enrolment)
  }

  async lockPortionOfCourse(
    account: AccountId,
    course: CourseId,
    { after, limit, underWay = false }: Parameters<EnrolmentWriter['lockPortionOfCourse']>[2],
  ): Promise<Enrolment[]> {
    const rows = await this.#run.select<Row>((builder) =>
      withCertificate(builder)
        .where('enrolment.account_id', '=', account)
        .where('enrolment.course_id', '=', course)
        .where('enrolment.id', '>', after)
        .$if(underWay, (some) =>
          some
            .where('enrolment.started', 'is not', null)
            .where((at) =>
              at.or([at('enrolment.completed', 'is', null), at('enrolment.progress', '<>', 100)]),
            ),
        )
        .orderBy('enrolment.id')
        .limit(limit)
        .$if(builder.engine === 'postgres', (some) => some.forUpdate('enrolment')),
    )
    return rows.map(enrolment)
  }

  async listOwn(account: AccountId, member: MemberId): Promise<TakenCourse[]> {
    const rows = await this.#run.all(own, { account, member })
    return rows.map((row) => ({
      course: { id: row.course_id as CourseId, name: row.course_name, locale: row.course_locale },
      enrolment: enrolment(row),
      nextLesson:
        row.next_id === null ? undefined : { id: row.next_id as LessonId, title: row.next_title ?? '' },
      hasLessons: row.first_lesson !== null,
      hasQuiz: row.pass_mark !== null,
    }))
  }

  async listInProgram(account: AccountId, program: ProgramId, member: MemberId): Promise<CourseInProgram[]> {
    const rows = await this.#run.all(inProgram, { account, program, member })
    return rows.map((row) => ({
      course: { id: row.of_course as CourseId, name: row.course_name, locale: row.course_locale },
      // Without an enrolment each of its columns is null.
      enrolment: row.id === null ? undefined : enrolment(row as Row),
    }))
  }

  async countPassed(
    account: AccountId,
    members: readonly MemberId[],
    courses: readonly CourseId[],
  ): Promise<Map<MemberId, number>> {
    if (members.length === 0 || courses.length === 0) return new Map()
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('enrolment')
        .select(['member_id', ({ fn }) => fn.countAll<number>().as('count')])
        .where('account_id', '=', account)
        .where('success', '=', 1)
        .where(among(engine, 'member_id', members))
        .where(among(engine, 'course_id', courses))
        .groupBy('member_id'),
    )
    return new Map(rows.map((row) => [row.member_id as MemberId, row.count]))
  }

  async listFinishedLessons(account: AccountId, id: EnrolmentId): Promise<LessonId[]> {
    const rows = await this.#run.all(finishedLessons, { account, enrolment: id })
    return rows.map((row) => row.lesson_id as LessonId)
  }

  async findLastAttempt(account: AccountId, id: EnrolmentId): Promise<QuizAttempt | undefined> {
    const row = await this.#run.first(lastAttempt, { account, enrolment: id })
    return row && attemptOf(row)
  }

  async listAttempts(
    account: AccountId,
    id: EnrolmentId,
    { before, limit, oldestFirst }: Parameters<EnrolmentReader['listAttempts']>[2],
  ): Promise<NumberedAttempt[]> {
    const part = { account, enrolment: id, limit }
    const rows =
      oldestFirst === true
        ? await this.#run.all(attemptsSince, { ...part, after: before ?? 0 })
        : await this.#run.all(attemptsBefore, { ...part, before: before ?? Number.MAX_SAFE_INTEGER })
    return rows.map((row) => ({ id: row.id, ...attemptOf(row) }))
  }

  async countAttempts(account: AccountId, enrolment: EnrolmentId): Promise<number> {
    return one(await this.#run.first(countAttempts, { account, enrolment })).count
  }

  async listAttemptsOfCourse(
    account: AccountId,
    course: CourseId,
    part: { readonly enrolments: number; readonly limit: number },
  ): Promise<Pick<QuizAttempt, 'score' | 'answers'>[]> {
    const rows = await this.#run.all(attemptsOfCourse, { account, course, ...part })
    return rows.map(({ score, answers }) => ({ score, answers: JSON.parse(answers) as Answers }))
  }

  async listAttemptsOfMember(
    account: AccountId,
    member: MemberId,
    { before, limit, oldestFirst = false }: BehindId & { readonly limit: number },
  ): Promise<PastAttempt[]> {
    const rows = await this.#run.all(oldestFirst ? attemptsOfMemberSince : attemptsOfMemberBefore, {
      account,
      member,
      before: before ?? (oldestFirst ? 0 : Number.MAX_SAFE_INTEGER),
      limit,
    })
    return rows.map((row) => ({
      id: row.id,
      at: row.at,
      score: row.score,
      passed: row.passed === 1,
      enrolmentId: row.enrolment_id as EnrolmentId,
      course: { id: row.course_id as CourseId, name: row.course_name, locale: row.course_locale },
    }))
  }

  async countAttemptsOfMember(account: AccountId, member: MemberId, most: number): Promise<number> {
    return one(await this.#run.first(countAttemptsOfMember, { account, member, most })).count
  }

  async lock(account: AccountId, id: EnrolmentId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async lockOfMember(account: AccountId, member: MemberId): Promise<Enrolment[]> {
    const rows = await this.#run.all(lockOfMember, { account, member })
    return rows.map(enrolment)
  }

  async insert(
    account: AccountId,
    course: CourseId,
    member: MemberId,
    { origin = null, dueDate = null }: Partial<Pick<Enrolment, 'origin' | 'dueDate'>> = {},
  ): Promise<Enrolment | undefined> {
    const row = await this.#run.first(insert, {
      account,
      course,
      member,
      origin,
      dueDate,
      now: this.#run.now,
    })
    if (row === undefined || row.is_gone > 0) return undefined
    return enrolment({ ...row, ...NO_CERTIFICATE })
  }

  async insertAll(
    account: AccountId,
    courses: readonly CourseId[],
    members: readonly MemberId[],
    dueDates: ReadonlyMap<CourseId, string> = new Map(),
  ): Promise<Enrolment[]> {
    if (courses.length === 0 || members.length === 0) return []
    const { now } = this.#run
    const days = [...dueDates].map(([course, day]) => sql`when ${course} then ${day}`)
    const due = days.length === 0 ? sql`null` : sql`case c.value ${sql.join(days, sql` `)} end`
    const made = await this.#run.select((builder) =>
      raw<{ id: number }>(
        builder,
        sql`insert into enrolment
          (account_id, course_id, member_id, role, progress, quiz_taken, origin, due_date, created, modified)
          select ${account}, c.value, m.value, 'learner', 0, 0, 'program', ${due}, ${now}, ${now}
          from ${listed(builder.engine, members, 'm')} cross join ${listed(builder.engine, courses, 'c')}
          where true order by m.key, c.key
          on conflict (account_id, course_id, member_id) do nothing returning id`,
      ),
    )
    if (made.length === 0) return []
    const ids = made.map(({ id }) => id)
    const rows = await this.#run.select<Row>((builder) =>
      withCertificate(builder)
        .where('enrolment.account_id', '=', account)
        .where(among(builder.engine, 'enrolment.id', ids))
        .orderBy('enrolment.id'),
    )
    return rows.map(enrolment)
  }

  async update(account: AccountId, id: EnrolmentId, result: Partial<Result>): Promise<void> {
    const { success, quizTaken, ...plain } = result
    const values: Partial<Record<ResultColumn, number | null>> = {
      ...plain,
      ...(success === undefined ? {} : { success: success === null ? null : flag(success) }),
      ...(quizTaken === undefined ? {} : { quiz_taken: flag(quizTaken) }),
    }
    const columns = RESULT_COLUMNS.filter((column) => values[column] !== undefined)
    await this.#run.send(updateOf(columns), { ...values, account, id, now: this.#run.now })
  }

  async setCreated(account: AccountId, id: EnrolmentId, created: number): Promise<void> {
    await this.#run.sendBuilt(({ db }) =>
      db
        .updateTable('enrolment')
        .set({ created, modified: this.#run.now, version: sql`version + 1` })
        .where('account_id', '=', account)
        .where('id', '=', id),
    )
  }

  async setDueDate(account: AccountId, id: EnrolmentId, dueDate: string | null): Promise<void> {
    await this.#run.send(setDueDate, { account, id, dueDate, now: this.#run.now })
  }

  async listPastResults(
    account: AccountId,
    id: EnrolmentId,
    { before, limit, oldestFirst = false }: BehindId & { readonly limit: number },
  ): Promise<PastResult[]> {
    const rows = await this.#run.all(oldestFirst ? pastResultsSince : pastResultsBefore, {
      account,
      enrolment: id,
      before: before ?? (oldestFirst ? 0 : Number.MAX_SAFE_INTEGER),
      limit,
    })
    return rows.map(pastResult)
  }

  async countPastResults(account: AccountId, enrolment: EnrolmentId): Promise<number> {
    return one(await this.#run.first(countPastResults, { account, enrolment })).count
  }

  async listPastResultsOfMember(account: AccountId, member: MemberId): Promise<PastResultOfCourse[]> {
    const rows = await this.#run.all(pastOfMember, { account, member })
    return rows.map((row) => ({
      ...pastResult(row),
      enrolmentId: row.enrolment_id as EnrolmentId,
      course: { id: row.course_id as CourseId, name: row.course_name, locale: row.course_locale },
    }))
  }

  async countCompletedBefore(account: AccountId, course: CourseId, before: number): Promise<number> {
    return one(await this.#run.first(countOverdue, { account, course, before })).count
  }

  async lockCompletedBefore(
    account: AccountId,
    course: CourseId,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Promise<Enrolment[]> {
    const rows = await this.#run.select<Row>((builder) =>
      withCertificate(builder)
        .where('enrolment.account_id', '=', account)
        .where('enrolment.course_id', '=', course)
        .where('enrolment.completed', 'is not', null)
        .where('enrolment.completed', '<=', before)
        .orderBy('enrolment.completed')
        .limit(limit)
        .$if(builder.engine === 'postgres', (some) => some.forUpdate('enrolment')),
    )
    return rows.map(enrolment)
  }

  async insertPastResult(account: AccountId, id: EnrolmentId): Promise<void> {
    const past = await this.#run.first(insertPast, { account, enrolment: id, now: this.#run.now })
    if (past === undefined) return // there is no such enrolment
    await this.#run.send(passCertificateOn, { account, enrolment: id, past: past.id })
  }

  async addFinishedLesson(account: AccountId, id: EnrolmentId, lesson: LessonId): Promise<boolean> {
    return (await this.#run.run(finishLesson, { account, enrolment: id, lesson, now: this.#run.now })) > 0
  }

  async deleteFinishedLessons(account: AccountId, id: EnrolmentId): Promise<void> {
    await this.#run.send(clearLessons, { account, enrolment: id })
  }

  async insertAttempt(
    account: AccountId,
    id: EnrolmentId,
    { score, passed, answers }: Pick<QuizAttempt, 'score' | 'passed' | 'answers'>,
  ): Promise<void> {
    await this.#run.send(insertAttempt, {
      account,
      enrolment: id,
      score,
      passed: flag(passed),
      answers: JSON.stringify(answers),
      now: this.#run.now,
    })
  }

  async deleteAll(account: AccountId, enrolments: readonly Enrolment[]): Promise<ReachedEnrolment[]> {
    if (enrolments.length === 0) return []
    const ids = enrolments.map(({ id }) => id)
    const lessonRows = this.#run.select(({ db, engine }) =>
      db
        .selectFrom('finished_lesson')
        .select(['enrolment_id', 'lesson_id'])
        .where('account_id', '=', account)
        .where(among(engine, 'enrolment_id', ids))
        .orderBy('enrolment_id')
        .orderBy('lesson_id'),
    )
    const attemptRows = this.#run.select(({ db, engine }) =>
      db
        .selectFrom('quiz_attempt')
        .select(['enrolment_id', 'at', 'score', 'passed'])
        .where('account_id', '=', account)
        .where(among(engine, 'enrolment_id', ids))
        .orderBy('id'),
    )
    const pastRows = this.#run.select(({ db, engine }) =>
      db
        .selectFrom('past_result')
        .select(['enrolment_id', 'score', 'success', 'completed', 'ended'])
        .where('account_id', '=', account)
        .where(among(engine, 'enrolment_id', ids))
        .orderBy('id'),
    )
    const tables = ['finished_lesson', 'quiz_attempt', 'certificate', 'past_result'] as const
    const emptied = tables.map((table) =>
      this.#run.sendBuilt(({ db, engine }) =>
        db
          .deleteFrom(table)
          .where('account_id', '=', account)
          .where(among(engine, 'enrolment_id', ids)),
      ),
    )
    // Of two that delete the same at once, each reports what it deleted itself.
    const deletedRows = this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('enrolment')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids))
        .returning('id'),
    )
    const [lessons, attempts, past, deleted] = await Promise.all([
      lessonRows,
      attemptRows,
      pastRows,
      deletedRows,
      ...emptied,
    ])
    const gone = new Set(deleted.map(({ id }) => id))
    const lessonsOf = Map.groupBy(lessons, (one) => one.enrolment_id)
    const pastOf = Map.groupBy(past, (one) => one.enrolment_id)
    const attemptsOf = Map.groupBy(attempts, (one) => one.enrolment_id)
    return enrolments
      .filter(({ id }) => gone.has(id))
      .map((one) => ({
        enrolment: one,
        finishedLessons: (lessonsOf.get(one.id) ?? []).map(({ lesson_id }) => lesson_id as LessonId),
        attempts: (attemptsOf.get(one.id) ?? []).map(({ at, score, passed }) => ({
          at,
          score,
          passed: passed === 1,
        })),
        pastResults: (pastOf.get(one.id) ?? []).map(({ score, success, completed, ended }) => ({
          score,
          success: success === null ? null : success === 1,
          completed,
          ended,
        })),
      }))
  }
}

interface PastRow extends CertificateColumns {
  id: number
  progress: number
  score: number | null
  success: number | null
  due_date: string | null
  started: number | null
  completed: number | null
  ended: number
}

function pastResult(row: PastRow): PastResult {
  return {
    id: row.id,
    progress: row.progress,
    score: row.score,
    success: row.success === null ? null : row.success === 1,
    dueDate: row.due_date,
    started: row.started,
    completed: row.completed,
    ended: row.ended,
    certificate: certificateOf(row),
  }
}

interface ListedRow extends Row {
  course_name: string
  course_locale: string | null
  first_name: string | null
  last_name: string
}

function listedEnrolment(row: ListedRow): ListedEnrolment {
  return {
    enrolment: enrolment(row),
    course: { id: row.course_id as CourseId, name: row.course_name, locale: row.course_locale },
    member: { id: row.member_id as MemberId, firstName: row.first_name, lastName: row.last_name },
  }
}

function enrolment(row: Row): Enrolment {
  return {
    id: row.id as EnrolmentId,
    courseId: row.course_id as CourseId,
    memberId: row.member_id as MemberId,
    role: 'learner',
    progress: row.progress,
    score: row.score,
    success: row.success === null ? null : row.success === 1,
    quizTaken: row.quiz_taken === 1,
    dueDate: row.due_date,
    origin: row.origin as EnrolmentOrigin | null,
    created: row.created,
    started: row.started,
    completed: row.completed,
    modified: row.modified,
    certificate: certificateOf(row),
  }
}

function attemptOf(row: { score: number; passed: number; answers: string; at: number }): QuizAttempt {
  return {
    score: row.score,
    passed: row.passed === 1,
    answers: JSON.parse(row.answers) as Answers,
    at: row.at,
  }
}
