import type { AccountId, CourseId, ProgramId } from '../../domain/ids.ts'
import type { NewProgram, Program } from '../../domain/program.ts'
import type { Paging, ProgramReader, ProgramWriter } from '../../domain/store.ts'
import { query, type Executor } from '../engine.ts'
import { one } from './rows.ts'

const columns = ['id', 'name', 'description', 'created', 'modified'] as const

const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db.selectFrom('program').select(columns).where('account_id', '=', $.account).where('id', '=', $.id),
)
const page = query<{ account: number; limit: number; offset: number }>()(({ db }, $) =>
  db
    .selectFrom('program')
    .select(columns)
    .where('account_id', '=', $.account)
    .orderBy('id')
    .limit($.limit)
    .offset($.offset),
)
const coursesOf = query<{ account: number; program: number }>()(({ db }, $) =>
  db
    .selectFrom('program_course')
    .select('course_id')
    .where('account_id', '=', $.account)
    .where('program_id', '=', $.program)
    .orderBy('position'),
)
const insert = query<{ account: number; name: string; description: string | null; now: number }>()(
  ({ db }, $) =>
    db
      .insertInto('program')
      .values({
        account_id: $.account,
        name: $.name,
        description: $.description,
        created: $.now,
        modified: $.now,
      })
      .returning(columns),
)

interface Row {
  id: number
  name: string
  description: string | null
  created: number
  modified: number
}

export class ProgramQueries implements ProgramReader, ProgramWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: ProgramId): Promise<Program | undefined> {
    const row = await this.#run.first(find, { account, id })
    return row && this.#program(account, row)
  }

  async list(account: AccountId, paging: Paging): Promise<Program[]> {
    const programs: Program[] = []
    for (const row of await this.#run.all(page, { account, ...paging })) {
      programs.push(await this.#program(account, row))
    }
    return programs
  }

  async insert(account: AccountId, { name, description, courseIds }: NewProgram): Promise<Program> {
    const row = one(await this.#run.first(insert, { account, name, description, now: this.#run.now }))
    await this.#run.insertAll(
      'program_course',
      { account_id: 'bigint', program_id: 'bigint', position: 'bigint', course_id: 'bigint' },
      courseIds.map((course, position) => [account, row.id, position, course]),
    )
    return { ...row, id: row.id as ProgramId, courseIds }
  }

  async #program(account: AccountId, row: Row): Promise<Program> {
    const courses = await this.#run.all(coursesOf, { account, program: row.id })
    return { ...row, id: row.id as ProgramId, courseIds: courses.map((one) => one.course_id as CourseId) }
  }
}
