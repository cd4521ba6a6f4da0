import type { AccountId, CourseId, GroupId } from '../../../domain/ids.ts'
import type {
  CourseGroupReader,
  CourseGroupWriter,
  GroupOfCourse,
} from '../../../domain/courses/course-store.ts'
import { among } from '../../among.ts'
import { query, type Executor } from '../../engine.ts'
import { touchCourse } from './courses.ts'

const groupsOf = query<{ account: number; course: number }>()(({ db }, $) =>
  db
    .selectFrom('course_group')
    .select('group_id')
    .where('account_id', '=', $.account)
    .where('course_id', '=', $.course)
    .orderBy('group_id'),
)
const clear = query<{ account: number; course: number }>()(({ db }, $) =>
  db.deleteFrom('course_group').where('account_id', '=', $.account).where('course_id', '=', $.course),
)

export class CourseGroupQueries implements CourseGroupReader, CourseGroupWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async list(account: AccountId, course: CourseId): Promise<GroupId[]> {
    const rows = await this.#run.all(groupsOf, { account, course })
    return rows.map((row) => row.group_id as GroupId)
  }

  async listOfCourses(account: AccountId, courses: readonly CourseId[]): Promise<GroupOfCourse[]> {
    const rows = await this.#run.select(({ db, engine }) =>
      db
        .selectFrom('course_group')
        .innerJoin('member_group', (join) =>
          join
            .onRef('member_group.account_id', '=', 'course_group.account_id')
            .onRef('member_group.id', '=', 'course_group.group_id'),
        )
        .select(['course_id', 'group_id', 'member_group.name'])
        .where('course_group.account_id', '=', account)
        .where(among(engine, 'course_id', courses))
        .orderBy('member_group.name_folded')
        .orderBy('group_id'),
    )
    return rows.map((row) => ({
      courseId: row.course_id as CourseId,
      group: { id: row.group_id as GroupId, name: row.name },
    }))
  }

  async set(account: AccountId, course: CourseId, groups: readonly GroupId[]): Promise<void> {
    await this.#run.send(clear, { account, course })
    await this.#run.send(touchCourse, { account, id: course, now: this.#run.now })
    await this.#run.insertAll(
      'course_group',
      { account_id: 'bigint', course_id: 'bigint', group_id: 'bigint' },
      [...new Set(groups)].map((group) => [account, course, group]),
    )
  }
}
