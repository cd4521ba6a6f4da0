import type { ReactNode } from 'react'
import type { Person } from '../lib/api-types.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'

const STATUS_KINDS = {
  active: 'good',
  awaiting_confirmation: 'waiting',
  awaiting_password_reset: 'waiting',
  suspended: 'bad',
  locked_out: 'bad',
  unlicensed: 'bad',
} as const

const INVITATION_KINDS = {
  none: 'plain',
  waiting: 'waiting',
  sent: 'waiting',
  failed: 'bad',
  accepted: 'good',
} as const

/** Whether the person may come in. */
export function StatusMark({ status }: Pick<Person, 'status'>): ReactNode {
  return <StateMark kind={STATUS_KINDS[status]}>{useWords().values.statuses[status]}</StateMark>
}

/** How far their invitation got. */
export function InvitationMark({ state }: Pick<Person['invitation'], 'state'>): ReactNode {
  return <StateMark kind={INVITATION_KINDS[state]}>{useWords().values.invitations[state]}</StateMark>
}
