import { sql } from 'kysely'
import type { JoinedProgram, ProgramMembership } from '../../../domain/learning/enrolment.ts'
import type {
  ListedMembership,
  MembershipListFilter,
  MembershipSort,
} from '../../../domain/learning/enrolment-list.ts'
import type { CursorQuery, Page } from '../../../domain/page.ts'
import type { AccountId, CourseId, MemberId, ProgramId, ProgramMembershipId } from '../../../domain/ids.ts'
import type {
  ProgramMembershipReader,
  ProgramMembershipWriter,
  ResultCount,
} from '../../../domain/learning/learning-store.ts'
import { among } from '../../among.ts'
import { query, type Builder, type Executor } from '../../engine.ts'
import { one } from '../rows.ts'
import { listByKey } from '../../keyset.ts'
import { MEMBERSHIPS, membershipsRequest } from './enrolment-lists.ts'
import { certificateColumns, certificateOf, NO_CERTIFICATE, type CertificateColumns } from './certificates.ts'

const columns = [
  'program_membership.id',
  'program_membership.program_id',
  'program_membership.member_id',
  'program_membership.progress',
  'program_membership.due_date',
  'program_membership.created',
  'program_membership.completed',
  'program_membership.modified',
] as const

interface Row extends CertificateColumns {
  id: number
  program_id: number
  member_id: number
  progress: number
  due_date: string | null
  created: number
  completed: number | null
  modified: number
}

const withCertificate = ({ db }: Builder) =>
  db
    .selectFrom('program_membership')
    .leftJoin('certificate', (join) =>
      join
        .onRef('certificate.account_id', '=', 'program_membership.account_id')
        .onRef('certificate.program_membership_id', '=', 'program_membership.id'),
    )
    .select([...columns, ...certificateColumns])

/** Memberships but those of a program that is being deleted. */
const seen = (builder: Builder) =>
  withCertificate(builder)
    .innerJoin('program', (join) =>
      join
        .onRef('program.account_id', '=', 'program_membership.account_id')
        .onRef('program.id', '=', 'program_membership.program_id'),
    )
    .where('program.deleted', 'is', null)

/** Whether the program of a membership is being deleted. */
const isGone =
  sql<number>`(select count(*) from program where program.account_id = program_membership.account_id
  and program.id = program_membership.program_id and program.deleted is not null)`.as('is_gone')

const find = query<{ account: number; program: number; member: number }>()((builder, $) =>
  seen(builder)
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.program_id', '=', $.program)
    .where('program_membership.member_id', '=', $.member),
)
const withNames = (builder: Builder) =>
  seen(builder)
    .innerJoin('member', (join) =>
      join
        .onRef('member.account_id', '=', 'program_membership.account_id')
        .onRef('member.id', '=', 'program_membership.member_id'),
    )
    .select(['program.name as program_name', 'program.locale as program_locale'])
    .select(['member.first_name', 'member.last_name'])
const findListed = query<{ account: number; program: number; member: number }>()((builder, $) =>
  withNames(builder)
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.program_id', '=', $.program)
    .where('program_membership.member_id', '=', $.member),
)
const ofMember = query<{ account: number; member: number }>()((builder, $) =>
  seen(builder)
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.member_id', '=', $.member)
    .orderBy('program_membership.program_id'),
)
const own = query<{ account: number; member: number }>()((builder, $) =>
  seen(builder)
    .select(['program.name as program_name', 'program.locale as program_locale'])
    .where('program.is_active', '=', 1)
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.member_id', '=', $.member)
    .orderBy('program_membership.program_id'),
)
const ofMemberWithCourse = query<{ account: number; member: number; course: number }>()((builder, $) =>
  seen(builder)
    .innerJoin('program_course', (join) =>
      join
        .onRef('program_course.account_id', '=', 'program_membership.account_id')
        .onRef('program_course.program_id', '=', 'program_membership.program_id'),
    )
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.member_id', '=', $.member)
    .where('program_course.course_id', '=', $.course)
    .orderBy('program_membership.program_id'),
)
const lockOfMember = query<{ account: number; member: number }>()((builder, $) =>
  withCertificate(builder)
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.member_id', '=', $.member)
    .orderBy('program_membership.program_id')
    .$if(builder.engine === 'postgres', (rows) => rows.forUpdate('program_membership')),
)
const lock = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('program_membership')
    .select('id')
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .forUpdate(),
)
const insert = query<{ account: number; program: number; member: number; now: number }>()(({ db }, $) =>
  db
    .insertInto('program_membership')
    .values({
      account_id: $.account,
      program_id: $.program,
      member_id: $.member,
      role: 'learner',
      progress: 0,
      created: $.now,
      completed: null,
      modified: $.now,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'program_id', 'member_id']).doNothing())
    .returning([...columns, isGone]),
)
const update = query<{
  account: number
  id: number
  progress: number
  completed: number | null
  now: number
}>()(({ db }, $) =>
  db
    .updateTable('program_membership')
    .set({ progress: $.progress, completed: $.completed, modified: $.now, version: sql`version + 1` })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id),
)
const setDueDate = query<{ account: number; id: number; dueDate: string | null; now: number }>()(
  ({ db }, $) =>
    db
      .updateTable('program_membership')
      .set({ due_date: $.dueDate, modified: $.now, version: sql`version + 1` })
      .where('account_id', '=', $.account)
      .where('id', '=', $.id),
)
const countResults = query<{ account: number; program: number }>()(({ db }, $) =>
  db
    .selectFrom('program_membership')
    .leftJoin('certificate', (join) =>
      join
        .onRef('certificate.account_id', '=', 'program_membership.account_id')
        .onRef('certificate.program_membership_id', '=', 'program_membership.id'),
    )
    .select(({ fn }) => [
      fn.countAll<number>().as('people'),
      fn.count<number>('program_membership.completed').as('completed'),
      fn.count<number>('certificate.id').as('certificates'),
    ])
    .where('program_membership.account_id', '=', $.account)
    .where('program_membership.program_id', '=', $.program),
)

export class ProgramMembershipQueries implements ProgramMembershipReader, ProgramMembershipWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async countResults(account: AccountId, program: ProgramId): Promise<ResultCount> {
    return one(await this.#run.first(countResults, { account, program }))
  }

  async find(
    account: AccountId,
    program: ProgramId,
    member: MemberId,
  ): Promise<ProgramMembership | undefined> {
    const row = await this.#run.first(find, { account, program, member })
    return row && membership(row)
  }

  listByKey(
    account: AccountId,
    query: CursorQuery<MembershipListFilter, MembershipSort>,
  ): Promise<Page<ListedMembership>> {
    return listByKey(this.#run, MEMBERSHIPS, membershipsRequest(this.#run, account, query), async (ids) => {
      const rows = await this.#run.select((builder) =>
        withNames(builder)
          .where('program_membership.account_id', '=', account)
          .where(among(builder.engine, 'program_membership.id', ids)),
      )
      return rows.map((row) => [row.id, listedMembership(row)])
    })
  }

  async findListed(
    account: AccountId,
    program: ProgramId,
    member: MemberId,
  ): Promise<ListedMembership | undefined> {
    const row = await this.#run.first(findListed, { account, program, member })
    return row && listedMembership(row)
  }

  async listOfMember(account: AccountId, member: MemberId): Promise<ProgramMembership[]> {
    const rows = await this.#run.all(ofMember, { account, member })
    return rows.map(membership)
  }

  async lockPortionOfProgram(
    account: AccountId,
    program: ProgramId,
    { after, limit }: { after: number; limit: number },
  ): Promise<ProgramMembership[]> {
    const rows = await this.#run.select<Row>((builder) =>
      withCertificate(builder)
        .where('program_membership.account_id', '=', account)
        .where('program_membership.program_id', '=', program)
        .where('program_membership.member_id', '>', after)
        .orderBy('program_membership.member_id')
        .limit(limit)
        .$if(builder.engine === 'postgres', (some) => some.forUpdate('program_membership')),
    )
    return rows.map(membership)
  }

  async listOwn(account: AccountId, member: MemberId): Promise<JoinedProgram[]> {
    const rows = await this.#run.all(own, { account, member })
    return rows.map((row) => ({
      program: { id: row.program_id as ProgramId, name: row.program_name, locale: row.program_locale },
      membership: membership(row),
    }))
  }

  async listOfMemberWithCourse(
    account: AccountId,
    member: MemberId,
    course: CourseId,
  ): Promise<ProgramMembership[]> {
    const rows = await this.#run.all(ofMemberWithCourse, { account, member, course })
    return rows.map(membership)
  }

  async lock(account: AccountId, id: ProgramMembershipId): Promise<void> {
    if (this.#run.engine === 'postgres') await this.#run.send(lock, { account, id }) // SQLite has one writer
  }

  async lockOfMember(account: AccountId, member: MemberId): Promise<ProgramMembership[]> {
    const rows = await this.#run.all(lockOfMember, { account, member })
    return rows.map(membership)
  }

  async insert(
    account: AccountId,
    program: ProgramId,
    member: MemberId,
  ): Promise<ProgramMembership | undefined> {
    const row = await this.#run.first(insert, { account, program, member, now: this.#run.now })
    if (row === undefined || row.is_gone > 0) return undefined
    return membership({ ...row, ...NO_CERTIFICATE })
  }

  async setDueDate(account: AccountId, id: ProgramMembershipId, dueDate: string | null): Promise<void> {
    await this.#run.send(setDueDate, { account, id, dueDate, now: this.#run.now })
  }

  async update(
    account: AccountId,
    id: ProgramMembershipId,
    { progress, completed }: Pick<ProgramMembership, 'progress' | 'completed'>,
  ): Promise<void> {
    await this.#run.send(update, { account, id, progress, completed, now: this.#run.now })
  }

  async deleteAll(
    account: AccountId,
    memberships: readonly ProgramMembership[],
  ): Promise<ProgramMembership[]> {
    if (memberships.length === 0) return []
    const ids = memberships.map(({ id }) => id)
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('certificate')
        .where('account_id', '=', account)
        .where(among(engine, 'program_membership_id', ids)),
    )
    const deleted = await this.#run.select(({ db, engine }) =>
      db
        .deleteFrom('program_membership')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids))
        .returning('id'),
    )
    const gone = new Set(deleted.map(({ id }) => id))
    return memberships.filter(({ id }) => gone.has(id))
  }
}

interface ListedRow extends Row {
  program_name: string
  program_locale: string | null
  first_name: string | null
  last_name: string
}

function listedMembership(row: ListedRow): ListedMembership {
  return {
    membership: membership(row),
    program: { id: row.program_id as ProgramId, name: row.program_name, locale: row.program_locale },
    member: { id: row.member_id as MemberId, firstName: row.first_name, lastName: row.last_name },
  }
}

function membership(row: Row): ProgramMembership {
  return {
    id: row.id as ProgramMembershipId,
    programId: row.program_id as ProgramId,
    memberId: row.member_id as MemberId,
    role: 'learner',
    progress: row.progress,
    dueDate: row.due_date,
    created: row.created,
    completed: row.completed,
    modified: row.modified,
    certificate: certificateOf(row),
  }
}
