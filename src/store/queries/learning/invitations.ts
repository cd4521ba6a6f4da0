import type { AccountId, CourseId, InvitationId, MemberId, ProgramId } from '../../../domain/ids.ts'
import type { Invitation, InvitationTarget, InvitationText } from '../../../domain/learning/invitation.ts'
import type {
  InvitationReader,
  InvitationWriter,
  NewInvitationLink,
} from '../../../domain/learning/learning-store.ts'
import { query, type Executor } from '../../engine.ts'
import { sweepOf } from '../sweep.ts'

const findByToken = query<{ hash: string }>()(({ db }, $) =>
  db
    .selectFrom('invitation')
    .select([
      'id',
      'account_id',
      'member_id',
      'course_id',
      'program_id',
      'created',
      'email',
      'expires',
      'used',
    ])
    .where('token_hash', '=', $.hash),
)
const insert = query<{
  account: number
  member: number
  course: number | null
  program: number | null
  hash: string
  email: string
  expires: number
  now: number
}>()(({ db }, $) =>
  db.insertInto('invitation').values({
    account_id: $.account,
    member_id: $.member,
    course_id: $.course,
    program_id: $.program,
    token_hash: $.hash,
    created: $.now,
    email: $.email,
    expires: $.expires,
    used: null,
  }),
)
const markUsed = query<{ account: number; id: number; now: number }>()(({ db }, $) =>
  db
    .updateTable('invitation')
    .set({ used: $.now })
    .where('account_id', '=', $.account)
    .where('id', '=', $.id)
    .where('used', 'is', null),
)
const endAllOf = query<{ account: number; member: number }>()(({ db }, $) =>
  db.deleteFrom('invitation').where('account_id', '=', $.account).where('member_id', '=', $.member),
)
const endToAcademy = query<{ account: number; member: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('course_id', 'is', null)
    .where('program_id', 'is', null),
)
const endToCourse = query<{ account: number; member: number; course: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('course_id', '=', $.course),
)
const endToProgram = query<{ account: number; member: number; program: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('program_id', '=', $.program),
)
const endToProgramsWith = query<{ account: number; member: number; course: number }>()(({ db }, $) =>
  db
    .deleteFrom('invitation')
    .where('account_id', '=', $.account)
    .where('member_id', '=', $.member)
    .where('program_id', 'in', (sub) =>
      sub
        .selectFrom('program_course')
        .select('program_course.program_id')
        .where('program_course.account_id', '=', $.account)
        .where('program_course.course_id', '=', $.course),
    ),
)
const sweep = sweepOf('invitation', ['id'], ['expires', '<'])
const text = query<{ account: number; place: string; id: number }>()(({ db }, $) =>
  db
    .selectFrom('invitation_text')
    .select(['subject', 'body', 'action'])
    .where('account_id', '=', $.account)
    .where('place', '=', $.place)
    .where('place_id', '=', $.id),
)
const putText = query<{
  account: number
  place: string
  id: number
  subject: string | null
  body: string | null
  action: string | null
}>()(({ db }, $) =>
  db
    .insertInto('invitation_text')
    .values({
      account_id: $.account,
      place: $.place,
      place_id: $.id,
      subject: $.subject,
      body: $.body,
      action: $.action,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'place', 'place_id'])
        .doUpdateSet({ subject: $.subject, body: $.body, action: $.action }),
    ),
)

export class InvitationQueries implements InvitationReader, InvitationWriter {
  readonly #run: Executor

  constructor(run: Executor) {
    this.#run = run
  }

  async findByToken(hash: string): Promise<Invitation | undefined> {
    const row = await this.#run.first(findByToken, { hash })
    if (row === undefined) return undefined
    return {
      id: row.id as InvitationId,
      accountId: row.account_id as AccountId,
      memberId: row.member_id as MemberId,
      place: placeOf(row.course_id, row.program_id),
      email: row.email,
      created: row.created,
      expires: row.expires,
      used: row.used,
    }
  }

  async findText(account: AccountId, place: InvitationTarget): Promise<InvitationText | undefined> {
    return this.#run.first(text, { account, place: place.of, id: idOf(place) })
  }

  async insert(
    account: AccountId,
    { memberId, place, tokenHash, email, expires }: NewInvitationLink,
  ): Promise<void> {
    await this.#run.send(insert, {
      account,
      member: memberId,
      course: place.of === 'course' ? place.courseId : null,
      program: place.of === 'program' ? place.programId : null,
      hash: tokenHash,
      email,
      expires,
      now: this.#run.now,
    })
  }

  async markUsed(account: AccountId, id: InvitationId): Promise<boolean> {
    return (await this.#run.run(markUsed, { account, id, now: this.#run.now })) > 0
  }

  async revokeAllOfMember(account: AccountId, member: MemberId): Promise<void> {
    await this.#run.send(endAllOf, { account, member })
  }

  async revokeTo(account: AccountId, member: MemberId, place: InvitationTarget): Promise<void> {
    switch (place.of) {
      case 'academy':
        await this.#run.send(endToAcademy, { account, member })
        return
      case 'course':
        await this.#run.send(endToCourse, { account, member, course: place.courseId })
        return
      case 'program':
        await this.#run.send(endToProgram, { account, member, program: place.programId })
    }
  }

  async revokeIntoCourse(account: AccountId, member: MemberId, course: CourseId): Promise<void> {
    await this.#run.send(endToCourse, { account, member, course })
    await this.#run.send(endToProgramsWith, { account, member, course })
  }

  sweep(account: AccountId, before: number, most: number): Promise<number> {
    return this.#run.run(sweep, { account, before, most })
  }

  async setText(account: AccountId, place: InvitationTarget, words: InvitationText): Promise<void> {
    await this.#run.send(putText, { account, place: place.of, id: idOf(place), ...words })
  }
}

function placeOf(course: number | null, program: number | null): InvitationTarget {
  if (course !== null) return { of: 'course', courseId: course as CourseId }
  return program === null ? { of: 'academy' } : { of: 'program', programId: program as ProgramId }
}

/** 0 for the academy, of which there is one. */
function idOf(place: InvitationTarget): number {
  switch (place.of) {
    case 'academy':
      return 0
    case 'course':
      return place.courseId
    case 'program':
      return place.programId
  }
}
