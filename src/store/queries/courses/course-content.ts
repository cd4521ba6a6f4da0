import { sql } from 'kysely'
import type { AccountId, CourseId, LessonId } from '../../../domain/ids.ts'
import type { ContentReader, ContentWriter } from '../../../domain/courses/course-store.ts'
import type {
  CourseContent,
  Lesson,
  LessonKind,
  LessonValues,
  Question,
  Quiz,
} from '../../../domain/courses/lesson.ts'
import { fold } from '../../../lib/text.ts'
import { query, type Executor } from '../../engine.ts'
import { touchCourse } from './courses.ts'

/** So many people's marks of a lesson go before others have a turn. */
const MARKS_AT_ONCE = 1_000

const lessons = query<{ account: number; course: number }>()(({ db }, $) =>
  db
    .selectFrom('lesson')
    .select(['id', 'title', 'kind', 'content'])
    .where('account_id', '=', $.account)
    .where('course_id', '=', $.course)
    .orderBy('position'),
)
const quiz = query<{ account: number; course: number }>()(({ db }, $) =>
  db
    .selectFrom('quiz')
    .select(['pass_mark', 'questions'])
    .where('account_id', '=', $.account)
    .where('course_id', '=', $.course),
)
const insertLesson = query<{
  account: number
  course: number
  position: number
  title: string
  kind: string
  content: string
}>()(({ db }, $) =>
  db.insertInto('lesson').values({
    account_id: $.account,
    course_id: $.course,
    position: $.position,
    title: $.title,
    kind: $.kind,
    content: $.content,
  }),
)
/** Makes room: a place holds one lesson at any time, and those that stay may change places. */
const clearPlaces = query<{ account: number; course: number }>()(({ db }, $) =>
  db
    .updateTable('lesson')
    .set({ position: sql`-1 - position` })
    .where('account_id', '=', $.account)
    .where('course_id', '=', $.course),
)
const updateLesson = query<{
  account: number
  id: number
  position: number
  title: string
  kind: string
  content: string
}>()(({ db }, $) =>
  db
    .updateTable('lesson')
    .set({ position: $.position, title: $.title, kind: $.kind, content: $.content })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const forgetFinished = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('finished_lesson')
    .where('account_id', '=', $.account)
    .where('lesson_id', '=', $.id)
    .where('enrolment_id', 'in', (at) =>
      at
        .selectFrom('finished_lesson as some')
        .select('some.enrolment_id')
        .where('some.account_id', '=', $.account)
        .where('some.lesson_id', '=', $.id)
        .limit(MARKS_AT_ONCE),
    ),
)
const removeLesson = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('lesson').where('account_id', '=', $.account).where('id', '=', $.id),
)
const removeQuiz = query<{ account: number; course: number }>()(({ db }, $) =>
  db.deleteFrom('quiz').where('account_id', '=', $.account).where('course_id', '=', $.course),
)
const insertQuiz = query<{ account: number; course: number; passMark: number; questions: string }>()(
  ({ db }, $) =>
    db.insertInto('quiz').values({
      account_id: $.account,
      course_id: $.course,
      pass_mark: $.passMark,
      questions: $.questions,
    }),
)

export class ContentQueries implements ContentReader, ContentWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async get(account: AccountId, course: CourseId): Promise<CourseContent> {
    const row = await this.#run.first(quiz, { account, course })
    return {
      lessons: await this.#lessons(account, course),
      quiz: row
        ? { passMark: row.pass_mark, questions: JSON.parse(row.questions) as readonly Question[] }
        : null,
    }
  }

  async setLessons(account: AccountId, course: CourseId, wanted: readonly LessonValues[]): Promise<void> {
    const left = new Map<string, LessonId[]>()
    for (const { id, title } of await this.#lessons(account, course)) {
      left.set(fold(title), [...(left.get(fold(title)) ?? []), id])
    }
    await this.#run.send(clearPlaces, { account, course })
    for (const [position, { title, kind, content }] of wanted.entries()) {
      const id = left.get(fold(title))?.shift()
      const values = { account, position, title, kind, content }
      if (id === undefined) await this.#run.send(insertLesson, { ...values, course })
      else await this.#run.send(updateLesson, { ...values, id })
    }
    for (const id of [...left.values()].flat()) {
      while ((await this.#run.run(forgetFinished, { account, id })) === MARKS_AT_ONCE) await this.#run.pause()
      await this.#run.send(removeLesson, { account, id })
    }
    await this.#run.send(touchCourse, { account, id: course, now: this.#run.now })
  }

  async setQuiz(account: AccountId, course: CourseId, wanted: Quiz | null): Promise<void> {
    await this.#run.send(removeQuiz, { account, course })
    await this.#run.send(touchCourse, { account, id: course, now: this.#run.now })
    if (wanted === null) return
    await this.#run.send(insertQuiz, {
      account,
      course,
      passMark: wanted.passMark,
      questions: JSON.stringify(wanted.questions),
    })
  }

  async #lessons(account: AccountId, course: CourseId): Promise<Lesson[]> {
    const rows = await this.#run.all(lessons, { account, course })
    return rows.map((row) => ({ ...row, id: row.id as LessonId, kind: row.kind as LessonKind }))
  }
}
