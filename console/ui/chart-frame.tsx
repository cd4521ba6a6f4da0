import { useId, useState, type ReactNode } from 'react'
import { useWords } from '../words/words.ts'
import { Button } from './button.tsx'
import styles from './chart-frame.module.css'

interface ChartFrameProps {
  readonly heading: string
  /** What the chart shows, as a sentence. */
  readonly says: string
  readonly picture: ReactNode
  /** The same figures: a `<ChartTable>`. */
  readonly table: ReactNode
}

/** A chart with a sentence that says what it shows, and a table of the same figures one key away. */
export function ChartFrame({ heading, says, picture, table }: ChartFrameProps): ReactNode {
  const words = useWords().overview
  const [isTable, setTable] = useState(false)
  const id = useId()
  return (
    <figure aria-labelledby={id}>
      <div className={styles.head}>
        <figcaption id={id}>
          <strong>{heading}.</strong> {says}
        </figcaption>
        <Button look="quiet" onClick={() => setTable(!isTable)}>
          {isTable ? words.showChart : words.showTable}
        </Button>
      </div>
      {isTable ? table : picture}
    </figure>
  )
}

interface ChartTableProps {
  readonly heading: string
  readonly columns: readonly string[]
  /** The rows. */
  readonly children: ReactNode
}

export function ChartTable({ heading, columns, children }: ChartTableProps): ReactNode {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={heading}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
