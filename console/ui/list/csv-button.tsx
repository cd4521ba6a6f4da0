import { useRef, useState, type ReactNode } from 'react'
import { addressOf, walk } from '../../lib/api.ts'
import { writeCsv } from '../../lib/csv.ts'
import { saveFile } from '../../lib/save-file.ts'
import { notify } from '../../lib/notices.ts'
import { useWords } from '../../words/words.ts'
import { Button, buttonClass, ButtonContent } from '../button.tsx'
import type { Column, ListConfig, RowBase } from './list-config.ts'
import { isSelected, type ListState } from './list-state.ts'

interface CsvButtonProps<Row extends RowBase> {
  readonly config: ListConfig<Row>
  readonly state: ListState
  readonly columns: readonly Column<Row>[]
}

/** Downloads what is shown: these columns, these filters, this order; only what is selected, if something is. Or all that fits, as the API makes it. */
export function CsvButton<Row extends RowBase>({ config, state, columns }: CsvButtonProps<Row>): ReactNode {
  const words = useWords()
  const [count, setCount] = useState<number>()
  const stop = useRef<AbortController>(null)
  const download = async () => {
    if (count !== undefined) {
      stop.current?.abort()
      return
    }
    const stopping = new AbortController()
    stop.current = stopping
    setCount(0)
    const { selection, query } = state
    const isSome = selection.isAll || selection.ids.size > 0
    try {
      const lines: (readonly string[])[] = [['id', ...columns.map(({ label }) => label)]]
      const path = config.apiPath ?? config.path
      for await (const page of walk<Row>(path, { query, signal: stopping.signal })) {
        for (const row of page) {
          if (isSome && !isSelected(selection, row.id)) continue
          lines.push([String(row.id), ...columns.map(({ text }) => text(row))])
        }
        setCount(lines.length - 1)
      }
      saveFile(`${config.path.slice(1).replaceAll('/', '-')}.csv`, 'text/csv;charset=utf-8', writeCsv(lines))
    } catch (error) {
      if (!stopping.signal.aborted) notify('bad', error instanceof Error ? error.message : words.shell.failed)
    }
    setCount(undefined)
  }
  if (config.csvPath !== undefined) {
    const { sort: _, ...filters } = state.query
    return (
      <a
        href={addressOf(config.csvPath, { ...filters, format: 'csv' })}
        download
        title={words.lists.csv}
        className={buttonClass({ isIconOnly: true })}
      >
        <ButtonContent icon="download" isIconOnly>
          {words.lists.csv}
        </ButtonContent>
      </a>
    )
  }
  return (
    <Button
      icon="download"
      isIconOnly={count === undefined}
      title={words.lists.csv}
      onClick={() => void download()}
    >
      {count === undefined ? words.lists.csv : words.lists.csvBusy(count)}
    </Button>
  )
}
