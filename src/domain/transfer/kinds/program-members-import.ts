import { getActor } from '../../actor.ts'
import type { MemberId, ProgramId } from '../../ids.ts'
import { joinProgram, leaveProgram, updateProgramMembership } from '../../learning/program-memberships.ts'
import { demand, mayEnrolOthers } from '../../permissions.ts'
import { systemFor } from '../../principal.ts'
import type { Writer } from '../../store.ts'
import type { ProgramMemberRecord } from '../columns/program-members-columns.ts'
import {
  type Case,
  type ImportContext,
  isChangedBy,
  type KindImport,
  PRESENT_AT_A_TIME,
  recordsOf,
} from '../import-context.ts'
import { endsOf, type LinksImport, planLinks } from '../plan-links.ts'
import { listProgramMemberRecords } from '../records/enrolment-records.ts'

const programMembers: LinksImport<ProgramMemberRecord> = {
  kind: 'program-members',
  ends: [
    { column: 'person', referred: 'person', subject: 'member' },
    { column: 'program', referred: 'program', subject: 'program' },
  ],
  async load({ reader, by }, pairs) {
    const filter = {
      member: [...new Set(pairs.map(([member]) => member))],
      program: [...new Set(pairs.map(([, program]) => program))],
    }
    const found = await recordsOf(
      [],
      (_, page) => listProgramMemberRecords(reader, systemFor(by), { filter, page }),
      ({ membership }) => membership.id,
    )
    return new Map(
      [...found.values()].map((one) => [`${one.membership.memberId}:${one.membership.programId}`, one]),
    )
  },
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const { by } = context
  const ids = endsOf(context, programMembers, one)
  if (ids === undefined) {
    one.waits = true
    return ''
  }
  const [memberId, programId] = ids as readonly number[] as readonly [MemberId, ProgramId]
  if (one.result === 'removed') await leaveProgram(tx, by, programId, memberId)
  else {
    await joinProgram(tx, by, programId, memberId)
    if (one.result === 'new' ? one.values.has('due_date') : isChangedBy(one, 'due_date')) {
      const dueDate = one.values.get('due_date') as string | null
      await updateProgramMembership(tx, by, { programId, memberId }, { dueDate })
    }
  }
  return `${memberId}:${programId}`
}

export const programMembersImport: KindImport = {
  namesOf: () => [],
  async demand(reader, by) {
    demand(mayEnrolOthers(await getActor(reader, by)), 'program_membership', 'create')
  },
  plan: (context, cases) => planLinks(programMembers, context, cases),
  apply,
  async listPresent(reader, by, after) {
    const page = await listProgramMemberRecords(reader, systemFor(by), {
      filter: {},
      page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
    })
    const items = page.items.map(({ membership: { memberId, programId }, person, program }) => ({
      target: `${memberId}:${programId}`,
      label: `${person}: ${program}`,
    }))
    return { items, next: page.next?.id ?? null }
  },
  async remove(tx, by, target) {
    const [member = 0, program = 0] = target.split(':').map(Number)
    await leaveProgram(tx, by, program as ProgramId, member as MemberId)
  },
}
