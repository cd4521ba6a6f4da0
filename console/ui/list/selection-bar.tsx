import type { ReactNode } from 'react'
import { useWords } from '../../words/words.ts'
import { Button } from '../button.tsx'
import type { Selected, SelectionAct } from './list-config.ts'
import styles from './selection-bar.module.css'

interface SelectionBarProps {
  readonly selected: Selected
  readonly isAll: boolean
  readonly total: number | undefined
  readonly onSelectAll: () => void
  readonly acts: readonly SelectionAct[]
}

/** How many are selected, and what can be done with them. */
export function SelectionBar({ selected, isAll, total, onSelectAll, acts }: SelectionBarProps): ReactNode {
  const words = useWords().lists
  return (
    <div role="toolbar" aria-label={words.selected(selected.count)} className={styles.bar}>
      <strong role="status">
        {isAll ? words.allSelected(selected.count) : words.selected(selected.count)}
      </strong>
      {!isAll && total !== undefined && total > selected.count && (
        <Button look="quiet" onClick={onSelectAll}>
          {words.selectAll(total)}
        </Button>
      )}
      {acts.map(({ id, label, isBad = false, run }) => (
        <Button key={id} look={isBad ? 'bad' : 'plain'} onClick={() => run(selected)}>
          {label}
        </Button>
      ))}
      <Button look="quiet" onClick={selected.clear}>
        {words.clearSelection}
      </Button>
    </div>
  )
}
