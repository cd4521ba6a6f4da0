import type { AccountId, CourseId, InvitationId, MemberId, ProgramId } from '../../../domain/ids.ts'
import type { Invitation, InvitationPlace, InvitationText } from '../../../domain/learning/invitation.ts'
import type { InvitationReader, InvitationWriter } from '../../../domain/learning/learning-store.ts'
import { query, type Executor } from '../../engine.ts'

const findByToken = query<{ hash: string }>()(({ db }, $) =>
  db
    .selectFrom('invitation')
    .select(['id', 'account_id', 'member_id', 'course_id', 'program_id', 'created'])
    .where('token_hash', '=', $.hash),
)
const insert = query<{
  account: number
  member: number
  course: number | null
  program: number | null
  hash: string
  now: number
}>()(({ db }, $) =>
  db.insertInto('invitation').values({
    account_id: $.account,
    member_id: $.member,
    course_id: $.course,
    program_id: $.program,
    token_hash: $.hash,
    created: $.now,
  }),
)
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
      created: row.created,
    }
  }

  async text(account: AccountId, place: InvitationPlace): Promise<InvitationText | undefined> {
    return this.#run.first(text, { account, place: place.of, id: idOf(place) })
  }

  async insert(
    account: AccountId,
    { memberId, place, tokenHash }: Pick<Invitation, 'memberId' | 'place'> & { readonly tokenHash: string },
  ): Promise<void> {
    await this.#run.run(insert, {
      account,
      member: memberId,
      course: place.of === 'course' ? place.courseId : null,
      program: place.of === 'program' ? place.programId : null,
      hash: tokenHash,
      now: this.#run.now,
    })
  }

  async putText(account: AccountId, place: InvitationPlace, words: InvitationText): Promise<void> {
    await this.#run.run(putText, { account, place: place.of, id: idOf(place), ...words })
  }
}

function placeOf(course: number | null, program: number | null): InvitationPlace {
  if (course !== null) return { of: 'course', courseId: course as CourseId }
  return program === null ? { of: 'academy' } : { of: 'program', programId: program as ProgramId }
}

/** 0 for the academy, of which there is one. */
function idOf(place: InvitationPlace): number {
  switch (place.of) {
    case 'academy':
      return 0
    case 'course':
      return place.courseId
    case 'program':
      return place.programId
  }
}
