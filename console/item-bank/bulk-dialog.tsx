import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Item } from '../lib/api-types.ts'
import {
  bulkChange,
  undoBulk,
  type BulkChange,
  type BulkProgress,
  type BulkRow,
  type RowOutcome,
} from '../lib/bulk.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { BulkConsequences } from '../ui/bulk-consequences.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { Selected } from '../ui/list/list-config.ts'
import { useWords } from '../words/words.ts'
import { pathsOf } from './bank-query.ts'
import { TagFinder, type TagName } from './tag-finder.tsx'

/** What can be done with many items or tags. */
export type BankBulk = 'addTag' | 'removeTag' | 'deleteTags'

interface BulkDialogProps {
  readonly act: BankBulk
  readonly bank: string
  readonly selected: Selected
  readonly onClose: () => void
}

/** Asks for the tag, says what it changes, and then how far it has come. Tags of items can be put back. */
export function BulkDialog(props: BulkDialogProps): ReactNode {
  const { act, bank, selected, onClose } = props
  const { itemBank: words } = useWords()
  const { number } = useFormats()
  const [tag, setTag] = useState<TagName>()
  const [isConfirmed, setConfirmed] = useState(false)
  if (act !== 'deleteTags' && tag === undefined) {
    return (
      <Dialog heading={words[act]} onClose={onClose}>
        <TagFinder bank={bank} onChoose={setTag} />
      </Dialog>
    )
  }
  const change = changeOf(act, bank, tag)
  if (!isConfirmed) {
    return (
      <BulkConsequences
        heading={words.manyHeadings[act](selected.count, tag?.name ?? '')}
        act={act === 'deleteTags' ? words.delete : words[act]}
        change={change}
        selected={selected}
        words={words.effects}
        {...(act === 'deleteTags' && { typed: number(selected.count) })}
        onConfirm={() => setConfirmed(true)}
        onClose={onClose}
      />
    )
  }
  return <Running {...props} change={change} heading={act === 'deleteTags' ? words.delete : words[act]} />
}

/** The request for each, and what takes it back. */
function changeOf(act: BankBulk, bank: string, tag: TagName | undefined): BulkChange {
  const { api } = pathsOf(bank)
  if (act === 'deleteTags') return { path: `${api}/tags/bulk`, row: (id) => ({ op: 'delete', id }) }
  const tags = tag === undefined ? [] : [tag]
  const [does, undoes] = act === 'addTag' ? ['addTags', 'removeTags'] : ['removeTags', 'addTags']
  const had = ({ before }: RowOutcome) =>
    ((before as Partial<Item> | null)?.tags ?? []).some(
      ({ type, name }) => type.name === tag?.type && name === tag.name,
    )
  return {
    path: `${api}/items/bulk`,
    row: (id) => ({ op: 'update', id, [does]: tags }),
    // One that had it, or hadn't, was not changed.
    undo: ({ id }: BulkRow, outcome) =>
      had(outcome) === (act === 'addTag') ? undefined : { op: 'update', id, [undoes]: tags },
  }
}

interface RunningProps extends BulkDialogProps {
  readonly change: BulkChange
  readonly heading: string
}

function Running({ change, heading, selected, onClose }: RunningProps): ReactNode {
  const { lists, shell } = useWords()
  const { number } = useFormats()
  const [progress, setProgress] = useState<BulkProgress>({ done: 0, refused: 0 })
  const stopping = useRef(new AbortController())
  const isBegun = useRef(false)
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    void run()
  })
  const run = async () => {
    const { signal } = stopping.current
    try {
      const outcome = await bulkChange(change, selected.ids(signal), setProgress, signal)
      const { done, refused, reasons, undo, problem } = outcome
      const takeBack = async () => {
        await undoBulk(change, outcome)
        await refresh('/banks')
      }
      notify('good', lists.bulk.done(done), undo.length > 0 ? takeBack : undefined)
      if (refused > 0) notify('bad', [`${lists.bulk.refused(refused)}.`, ...reasons].join(' '))
      if (problem !== undefined) notify('bad', problem)
      else selected.clear()
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
    void refresh('/banks')
    onClose()
  }
  const done = progress.done + progress.refused
  return (
    <Dialog heading={heading} onClose={() => stopping.current.abort()}>
      <p role="status">{lists.bulk.doing(number(done), number(selected.count))}</p>
      <progress aria-label={heading} value={done} max={selected.count} />
      <p>
        <Button onClick={() => stopping.current.abort()}>{lists.bulk.stop}</Button>
      </p>
    </Dialog>
  )
}
