import type { ReactNode } from 'react'
import type { Webhook } from '../lib/api-types.ts'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'

/** Whether events go out to a webhook. */
export function WebhookState({
  webhook: { active, failingSince },
}: {
  readonly webhook: Pick<Webhook, 'active' | 'failingSince'>
}): ReactNode {
  const { delivery: words } = useWords()
  if (!active) return <StateMark kind="bad">{words.inactive}</StateMark>
  return failingSince === null ? (
    <StateMark kind="good">{words.active}</StateMark>
  ) : (
    <StateMark kind="waiting">{words.failing}</StateMark>
  )
}
