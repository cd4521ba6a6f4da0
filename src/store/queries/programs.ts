import type { AccountId, CourseId, MemberId, ProgramId } from '../../domain/ids.ts'
import type { NewProgram, Program } from '../../domain/program.ts'
import type { Paging, ProgramReader, ProgramWriter } from '../../domain/store.ts'
import { query, type Executor } from '../engine.ts'
import { flag, isId, one } from './rows.ts'

const columns = [
  'id',
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
const ofMember = query<{ account: number; member: number; limit: number; offset: number }>()(({ db }, $) =>
  db
    .selectFrom('program')
    .select(columns)
    .where('account_id', '=', $.account)
    .where('id', 'in', (at) =>
      at
        .selectFrom('program_membership')
        .select('program_id')
        .where('account_id', '=', $.account)
        .where('member_id', '=', $.member),
    )
    .orderBy('id')
    .limit($.limit)
    .offset($.offset),
)
const insert = query<{
  account: number
  name: string
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
      name: $.name,
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

  async listOfMember(account: AccountId, member: MemberId, paging: Paging): Promise<Program[]> {
    const programs: Program[] = []
    for (const row of await this.#run.all(ofMember, { account, member, ...paging })) {
      programs.push(await this.#program(account, row))
    }
    return programs
  }

  async insert(account: AccountId, program: NewProgram): Promise<Program> {
    const { name, description, courseIds, certificate } = program
    const row = one(
      await this.#run.first(insert, {
        account,
        name,
        description,
        locale: program.locale,
        thumbnail: program.thumbnailUrl,
        active: flag(program.isActive),
        certificateName: certificate?.name ?? null,
        certificateDays: certificate?.days ?? null,
        now: this.#run.now,
      }),
    )
    await this.#run.insertAll(
      'program_course',
      { account_id: 'bigint', program_id: 'bigint', position: 'bigint', course_id: 'bigint' },
      courseIds.map((course, position) => [account, row.id, position, course]),
    )
    return present(row, courseIds)
  }

  async #program(account: AccountId, row: Row): Promise<Program> {
    const courses = await this.#run.all(coursesOf, { account, program: row.id })
    return present(
      row,
      courses.map((one) => one.course_id as CourseId),
    )
  }
}

function present(row: Row, courseIds: readonly CourseId[]): Program {
  return {
    id: row.id as ProgramId,
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
