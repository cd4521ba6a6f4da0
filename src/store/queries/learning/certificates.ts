import type { Certificate } from '../../../domain/learning/certificate.ts'
import type { AccountId, CertificateId, EnrolmentId } from '../../../domain/ids.ts'
import type {
  CertificateReader,
  CertificateWriter,
  NewCertificate,
} from '../../../domain/learning/learning-store.ts'
import { query, type Executor } from '../../engine.ts'
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

export class CertificateQueries implements CertificateReader, CertificateWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async find(account: AccountId, id: CertificateId): Promise<Certificate | undefined> {
    if (!isId(id)) return undefined
    const row = await this.#run.first(find, { account, id })
    return row && (certificateOf(row) ?? undefined)
  }

  async findScore(account: AccountId, id: CertificateId): Promise<number | null> {
    const row = await this.#run.first(scoreOf, { account, id })
    if (row === undefined) return null
    return row.past_result_id === null ? row.score : row.past_score
  }

  async issue(account: AccountId, { of, code, name, holder, expires }: NewCertificate): Promise<void> {
    if ('enrolment' in of) await this.#run.run(clearOfEnrolment, { account, id: of.enrolment })
    else await this.#run.run(clearOfMembership, { account, id: of.membership })
    await this.#run.run(insert, {
      account,
      enrolment: 'enrolment' in of ? of.enrolment : null,
      membership: 'membership' in of ? of.membership : null,
      code,
      name,
      holder,
      now: this.#run.now,
      expires,
    })
  }

  async revoke(account: AccountId, enrolment: EnrolmentId): Promise<void> {
    await this.#run.run(clearOfEnrolment, { account, id: enrolment })
  }
}
