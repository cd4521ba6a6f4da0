import type { ReactNode } from 'react'
import { preview, send } from '../lib/api.ts'
import type { Named, Topic } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { useWords } from '../words/words.ts'

/** A topic on its way to another place. */
export interface Move {
  readonly topic: Topic
  /** null: to the top. */
  readonly below: Named | null
}

interface MoveDialogProps {
  readonly move: Move
  readonly onClose: () => void
  readonly onMoved: () => Promise<void>
}

/** Shows what a move changes, makes it, and offers to take it back. */
export function MoveDialog({ move: { topic, below }, onClose, onMoved }: MoveDialogProps): ReactNode {
  const { topics } = useWords()
  const path = `/topics/${topic.id}`
  const moveTo = async (parent: number | null) => {
    await send('PATCH', path, { body: { parent } })
    await refresh('/topics')
  }
  return (
    <ConsequenceDialog
      heading={below === null ? topics.moveToTop(topic.name) : topics.moveBelow(topic.name, below.name)}
      act={topics.move}
      count={() => preview('PATCH', path, { body: { parent: below?.id ?? null } })}
      words={topics.effects}
      onClose={onClose}
      onConfirm={async () => {
        await moveTo(below?.id ?? null)
        notify('good', topics.moved(topic.name), () => moveTo(topic.parent?.id ?? null))
        await onMoved()
      }}
    />
  )
}
