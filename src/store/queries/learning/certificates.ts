import type { Certificate } from '../../../domain/learning/certificate.ts'
import type { AccountId, CertificateId, EnrolmentId, MemberId } from '../../../domain/ids.ts'
import type {
  CertificateReader,
  CertificateWriter,
  NewCertificate,
} from '../../../domain/learning/learning-store.ts'
import { sql } from 'kysely'
import { among } from '../../among.ts'
import { query, type Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { isId } from '../rows.ts'

/** A certificate's columns beside those of what it was issued for, where there may be none. */
export const certificateColumns = [
  'certificate.id as certificate_id',
  'certificate.code as certificate_code',
  'certificate.name as certificate_name',
  'certificate.holder as certificate_holder',
  'certificate.created as certificate_created',
  'certificate.expires as certificate_expires',
] as const

export interface CertificateColumns {
  certificate_id: number | null
  certificate_code: string | null
  certificate_name: string | null
  certificate_holder: string | null
  certificate_created: number | null
  certificate_expires: number | null
}

/** What a joined row holds where there is none. */
export const NO_CERTIFICATE: CertificateColumns = {
  certificate_id: null,
  certificate_code: null,
  certificate_name: null,
  certificate_holder: null,
  certificate_created: null,
  certificate_expires: null,
}

/** The certificate of a joined row; null when there is none. */
export function certificateOf(row: CertificateColumns): Certificate | null {
  if (row.certificate_id === null) return null
  return {
    id: row.certificate_id as CertificateId,
    code: row.certificate_code ?? '',
    name: row.certificate_name ?? '',
    holder: row.certificate_holder ?? '',
    created: row.certificate_created ?? 0,
    expires: row.certificate_expires,
  }
}

// What is being deleted takes its certificates with it at once.
const find = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('certificate')
    .leftJoin('enrolment', (join) =>
      join
        .onRef('enrolment.account_id', '=', 'certificate.account_id')
        .onRef('enrolment.id', '=', 'certificate.enrolment_id'),
    )
    .leftJoin('course', (join) =>
      join
        .onRef('course.account_id', '=', 'enrolment.account_id')
        .onRef('course.id', '=', 'enrolment.course_id'),
    )
    .leftJoin('program_membership', (join) =>
      join
        .onRef('program_membership.account_id', '=', 'certificate.account_id')
        .onRef('program_membership.id', '=', 'certificate.program_membership_id'),
    )
    .leftJoin('program', (join) =>
      join
        .onRef('program.account_id', '=', 'program_membership.account_id')
        .onRef('program.id', '=', 'program_membership.program_id'),
    )
    .select(certificateColumns)
    .where('certificate.account_id', '=', $.account)
    .where('certificate.id', '=', $.id)
    .where('course.deleted', 'is', null)
    .where('program.deleted', 'is', null),
)
const scoreOf = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('certificate')
    .innerJoin('enrolment', (join) =>
      join
        .onRef('enrolment.account_id', '=', 'certificate.account_id')
        .onRef('enrolment.id', '=', 'certificate.enrolment_id'),
    )
    .leftJoin('past_result', (join) =>
      join
        .onRef('past_result.account_id', '=', 'certificate.account_id')
        .onRef('past_result.id', '=', 'certificate.past_result_id'),
    )
    .select(['certificate.past_result_id', 'enrolment.score', 'past_result.score as past_score'])
    .where('certificate.account_id', '=', $.account)
    .where('certificate.id', '=', $.id),
)
const insert = query<{
  account: number
  enrolment: number | null
  membership: number | null
  code: string
  name: string
  holder: string
  now: number
  expires: number | null
}>()(({ db }, $) =>
  db.insertInto('certificate').values({
    account_id: $.account,
    enrolment_id: $.enrolment,
    program_membership_id: $.membership,
    code: $.code,
    name: $.name,
    holder: $.holder,
    created: $.now,
    expires: $.expires,
  }),
)
const clearOfEnrolment = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .deleteFrom('certificate')
    .where('account_id', '=', $.account)
    .where('enrolment_id', '=', $.id)
    .where('past_result_id', 'is', null),
)
const clearOfMembership = query<{ account: number; id: number }>()(({ db }, $) =>
  db.deleteFrom('certificate').where('account_id', '=', $.account).where('program_membership_id', '=', $.id),
)

const findUnnamed = query<{ account: number; id: number }>()(({ db }, $) =>
  db
    .selectFrom('unnamed_certificate')
    .select(['certificate_id', 'code', 'name', 'score', 'created', 'expires'])
    .where('account_id', '=', $.account)
    .where('certificate_id', '=', $.id),
)
interface UnnamedRow {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly score: number | null
  readonly created: number
  readonly expires: number | null
}

const insertUnnamed = query<{
  account: number
  id: number
  code: string
  name: string
  score: number | null
  created: number
  expires: number | null
}>()(({ db }, $) =>
  db.insertInto('unnamed_certificate').values({
    account_id: $.account,
    certificate_id: $.id,
    code: $.code,
    name: $.name,
    score: $.score,
    created: $.created,
    expires: $.expires,
  }),
)
/** The certificates of a person, with the scores that they certify. */
const ofMember = (account: number, member: number) => sql<UnnamedRow>`
  select c.id, c.code, c.name, case when c.past_result_id is null then e.score else p.score end as score, c.created, c.expires
    from enrolment as e
    join certificate as c on c.account_id = e.account_id and c.enrolment_id = e.id
    left join past_result as p on p.account_id = c.account_id and p.id = c.past_result_id
    where e.account_id = ${account} and e.member_id = ${member}
  union all
  select c.id, c.code, c.name, null as score, c.created, c.expires
    from program_membership as m
    join certificate as c on c.account_id = m.account_id and c.program_membership_id = m.id
    where m.account_id = ${account} and m.member_id = ${member}`

export class CertificateQueries implements CertificateReader, CertificateWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: CertificateId): Promise<Certificate | undefined> {
    if (!isId(id)) return undefined
    const row = await this.#run.first(find, { account, id })
    if (row !== undefined) return certificateOf(row) ?? undefined
    const unnamed = await this.#run.first(findUnnamed, { account, id })
    if (unnamed === undefined) return undefined
    const { code, name, created, expires } = unnamed
    return { id, code, name, holder: null, created, expires }
  }

  async findScore(account: AccountId, id: CertificateId): Promise<number | null> {
    const row = await this.#run.first(scoreOf, { account, id })
    if (row === undefined) return (await this.#run.first(findUnnamed, { account, id }))?.score ?? null
    return row.past_result_id === null ? row.score : row.past_score
  }

  async issue(
    account: AccountId,
    { of, code, name, holder, expires, created = this.#run.now }: NewCertificate,
  ): Promise<void> {
    if ('enrolment' in of) await this.#run.send(clearOfEnrolment, { account, id: of.enrolment })
    else await this.#run.send(clearOfMembership, { account, id: of.membership })
    await this.#run.send(insert, {
      account,
      enrolment: 'enrolment' in of ? of.enrolment : null,
      membership: 'membership' in of ? of.membership : null,
      code,
      name,
      holder,
      now: created,
      expires,
    })
  }

  async removeHolder(account: AccountId, member: MemberId): Promise<number> {
    const rows = await this.#run.select((builder) => raw<UnnamedRow>(builder, ofMember(account, member)))
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return 0
    for (const row of rows) await this.#run.send(insertUnnamed, { account, ...row })
    await this.#run.sendBuilt(({ db, engine }) =>
      db
        .deleteFrom('certificate')
        .where('account_id', '=', account)
        .where(among(engine, 'id', ids))
        .returning('id'),
    )
    return ids.length
  }

  async revoke(account: AccountId, enrolment: EnrolmentId): Promise<void> {
    await this.#run.send(clearOfEnrolment, { account, id: enrolment })
  }
}
