import { useEffect, useRef, useState, type ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Named } from '../lib/api-types.ts'
import { bulkChange, forEachId, previewBulk, type BulkProgress, type BulkRow } from '../lib/bulk.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { ConsequenceDialog } from '../ui/consequence-dialog.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { Selected } from '../ui/list/list-config.ts'
import { Finder } from '../ui/picker.tsx'
import { useWords } from '../words/words.ts'

/** What can be done with many people. */
export type BulkAct = 'invite' | 'enrol' | 'group' | 'suspend' | 'activate' | 'delete'

interface BulkDialogProps {
  readonly act: BulkAct
  readonly selected: Selected
  readonly onClose: () => void
}

const PATH = '/people/bulk'
const deleting = (id: number): BulkRow => ({ op: 'delete', id })
const setting =
  (status: 'active' | 'suspended') =>
  (id: number): BulkRow => ({ op: 'update', id, status })

/** Asks what is still missing, shows what will happen, and then how far it has come. */
export function BulkDialog({ act, selected, onClose }: BulkDialogProps): ReactNode {
  const { people } = useWords()
  const { number } = useFormats()
  /** The group or course that they come into. */
  const [place, setPlace] = useState<Named>()
  const [isConfirmed, setConfirmed] = useState(act === 'suspend' || act === 'activate')
  if (act === 'delete' && !isConfirmed) {
    return (
      <ConsequenceDialog
        heading={people.deleteManyHeading(selected.count)}
        act={people.delete}
        count={() => previewBulk(PATH, selected.ids(new AbortController().signal), deleting)}
        words={people.effects}
        typed={number(selected.count)}
        onConfirm={async () => setConfirmed(true)}
        onClose={onClose}
      />
    )
  }
  if ((act === 'group' || act === 'enrol') && place === undefined) {
    const isGroup = act === 'group'
    return (
      <Dialog heading={isGroup ? people.addToGroup : people.enrol} onClose={onClose}>
        <Finder
          path={isGroup ? '/groups' : '/courses'}
          what={isGroup ? people.fields.group : people.fields.course}
          isFirst
          onChoose={setPlace}
        />
      </Dialog>
    )
  }
  if (act === 'invite' && !isConfirmed) {
    return (
      <Dialog
        heading={people.inviteManyHeading(selected.count)}
        onClose={onClose}
        onSubmit={() => setConfirmed(true)}
        buttons={
          <Button type="submit" look="main">
            {people.invite}
          </Button>
        }
      >
        <p>{people.inviteManyText}</p>
      </Dialog>
    )
  }
  return <Running act={act} place={place} selected={selected} onClose={onClose} />
}

interface RunningProps extends BulkDialogProps {
  readonly place: Named | undefined
}

function Running({ act, place, selected, onClose }: RunningProps): ReactNode {
  const words = useWords()
  const { number } = useFormats()
  const [progress, setProgress] = useState<BulkProgress>({ done: 0, refused: 0 })
  const stopping = useRef(new AbortController())
  const isBegun = useRef(false)
  const reasons = useRef(new Set<string>())
  const { people, lists } = words
  const headings = {
    invite: people.invite,
    enrol: people.enrol,
    group: people.addToGroup,
    suspend: people.suspend,
    activate: people.activate,
    delete: people.delete,
  }
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    void run()
  })
  const run = async () => {
    try {
      const { done, refused } = await carryOut()
      const said = {
        invite: () => people.invitedMany(done),
        enrol: () => people.enrolledIn(number(done), place?.name ?? ''),
        group: () => people.addedToGroup(number(done), place?.name ?? ''),
        suspend: () => people.changedMany(done),
        activate: () => people.changedMany(done),
        delete: () => people.deletedMany(done),
      }
      notify('good', said[act]())
      if (refused > 0) notify('bad', [`${lists.bulk.refused(refused)}.`, ...reasons.current].join(' '))
      selected.clear()
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : words.shell.failed)
    }
    void refresh('/people', '/groups', '/courses', '/overview')
    onClose()
  }
  const carryOut = (): Promise<BulkProgress> => {
    const { signal } = stopping.current
    const ids = selected.ids(signal)
    switch (act) {
      case 'invite':
        return forEachId(ids, (id) => send('POST', `/people/${id}/invite`, { body: {} }), setProgress, signal)
      case 'enrol':
        return forEachId(
          ids,
          (id) => send('POST', `/courses/${place?.id ?? ''}/enrolments`, { body: { person: id } }),
          setProgress,
          signal,
          (reason) => reasons.current.add(reason),
        )
      case 'group':
        return forEachId(
          ids,
          (id) => send('PUT', `/groups/${place?.id ?? ''}/members/${id}`),
          setProgress,
          signal,
        )
      case 'suspend':
        return bulkChange(PATH, ids, setting('suspended'), setProgress, signal)
      case 'activate':
        return bulkChange(PATH, ids, setting('active'), setProgress, signal)
      case 'delete':
        return bulkChange(PATH, ids, deleting, setProgress, signal)
    }
  }
  return (
    <Dialog heading={headings[act]} onClose={() => stopping.current.abort()}>
      <p role="status">
        {lists.bulk.doing(number(progress.done + progress.refused), number(selected.count))}
      </p>
      <progress aria-label={headings[act]} value={progress.done + progress.refused} max={selected.count} />
      <p>
        <Button onClick={() => stopping.current.abort()}>{lists.bulk.stop}</Button>
      </p>
    </Dialog>
  )
}
