import type { AuditState } from '../audit.ts'
import type { Enrolment, ProgramMembership } from './enrolment.ts'

/** An enrolment as the audit trail writes it down. */
export function enrolmentState({ id: _, certificate, modified: __, ...state }: Enrolment): AuditState {
  return { ...state, certificateId: certificate?.id ?? null }
}

/** A program membership as the audit trail writes it down. */
export function programMembershipState({
  id: _,
  certificate,
  modified: __,
  ...state
}: ProgramMembership): AuditState {
  return { ...state, certificateId: certificate?.id ?? null }
}
