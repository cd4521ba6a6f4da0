import { useState, type ReactNode } from 'react'
import { previewBulk, type BulkChange, type Refusal } from '../lib/bulk.ts'
import { useWords } from '../words/words.ts'
import styles from './bulk-consequences.module.css'
import { ConsequenceDialog } from './consequence-dialog.tsx'
import type { Selected } from './list/list-config.ts'

interface BulkConsequencesProps {
  readonly heading: string
  /** What the main button says. */
  readonly act: string
  readonly change: BulkChange
  readonly selected: Selected
  /** The words for each kind of effect. */
  readonly words: Readonly<Record<string, (count: number) => string>>
  /** Said beside the effects. */
  readonly children?: ReactNode
  /** For what can't be undone: what has to be typed first. */
  readonly typed?: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Shows what a change to many things does before it is made, and who would be refused. */
export function BulkConsequences(props: BulkConsequencesProps): ReactNode {
  const { change, selected, children, onConfirm, ...more } = props
  const words = useWords().lists.bulk
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  return (
    <ConsequenceDialog
      {...more}
      count={async () => {
        const previewed = await previewBulk(change, selected.ids(new AbortController().signal))
        setRefusals(previewed.refusals)
        // In the order of their words: what is done first, then what isn't.
        const none = Object.keys(more.words).map((name) => [name, 0] as const)
        return { ...Object.fromEntries(none), ...previewed.effects }
      }}
      onConfirm={() => Promise.resolve(onConfirm())}
    >
      {refusals.length > 0 && (
        <ul aria-label={words.refusals} className={styles.refusals}>
          {refusals.map(({ id, name, reason }) => (
            <li key={id}>
              <bdi>{name ?? id}</bdi>: <bdi>{reason}</bdi>
            </li>
          ))}
        </ul>
      )}
      {children}
    </ConsequenceDialog>
  )
}
