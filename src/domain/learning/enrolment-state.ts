import type { AuditState } from '../audit.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'

/** An enrolment as recorded in the audit trail. */
export function enrolmentState({ id: _, certificate, modified: __, ...state }: Enrolment): AuditState {
  return { ...state, certificateId: certificate?.id ?? null }
}

/** A program membership as recorded in the audit trail. */
export function programMembershipState({
  id: _,
  certificate,
  modified: __,
  ...state
}: ProgramMembership): AuditState {
  return { ...state, certificateId: certificate?.id ?? null }
}
