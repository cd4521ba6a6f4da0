import { useEffect, useRef, useState, type ReactNode } from 'react'
import { get } from '../lib/api.ts'
import type { Named, Person } from '../lib/api-types.ts'
import { bulkChange, undoBulk, type BulkChange, type BulkProgress } from '../lib/bulk.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { BulkConsequences } from '../ui/bulk-consequences.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { Selected } from '../ui/list/list-config.ts'
import { Finder } from '../ui/picker.tsx'
import { useTellMail } from '../ui/mail-waits.tsx'
import { useWords } from '../words/words.ts'

/** What can be done with many people. */
export type BulkAct = 'invite' | 'enrol' | 'group' | 'suspend' | 'activate' | 'delete'

interface BulkDialogProps {
  readonly act: BulkAct
  readonly selected: Selected
  readonly onClose: () => void
}

const PEOPLE = '/people/bulk'

/** What each act asks of the API, and what takes it back. */
function changeOf(act: BulkAct, place: Named | undefined): BulkChange {
  const placeId = place?.id ?? 0
  switch (act) {
    case 'invite':
      return { path: PEOPLE, row: (id) => ({ op: 'invite', id }), effect: () => 'invited', nameOf }
    case 'delete':
      return { path: PEOPLE, row: (id) => ({ op: 'delete', id }), nameOf }
    case 'suspend':
      return setting('suspended')
    case 'activate':
      return setting('active')
    case 'enrol':
      return {
        path: '/enrolments/bulk',
        row: (person) => ({ op: 'create', course: placeId, person }),
        undo: (_row, { status, thing }) => (status === 201 ? { op: 'delete', id: thing?.id } : undefined),
        effect: ({ status }) => (status === 201 ? 'enrolled' : 'enrolledAlready'),
        nameOf,
      }
    case 'group':
      return {
        path: `/groups/${placeId}/members/bulk`,
        row: (id) => ({ op: 'add', id }),
        undo: ({ id }, { status }) => (status === 201 ? { op: 'remove', id } : undefined),
        effect: ({ status }) => (status === 201 ? 'added' : 'addedAlready'),
        nameOf,
      }
  }
}

async function nameOf(id: number): Promise<string> {
  const { name } = await get<Person>(`/people/${id}`)
  return name
}

function setting(status: 'active' | 'suspended'): BulkChange {
  return {
    path: PEOPLE,
    row: (id) => ({ op: 'update', id, status }),
    undo: ({ id }, { before }) =>
      before?.status === status ? undefined : { op: 'update', id, status: before?.status },
    nameOf,
  }
}

/** Asks what is still missing, shows what will happen, and then how far it has come. */
export function BulkDialog({ act, selected, onClose }: BulkDialogProps): ReactNode {
  const { people } = useWords()
  const { number } = useFormats()
  /** The group or course that they come into. */
  const [place, setPlace] = useState<Named>()
  const [isConfirmed, setConfirmed] = useState(false)
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
  if (!isConfirmed) {
    return (
      <BulkConsequences
        heading={people.manyHeadings[act](selected.count, place?.name ?? '')}
        act={people.manyActs[act]}
        change={changeOf(act, place)}
        selected={selected}
        words={people.effects}
        {...(act === 'delete' && { typed: number(selected.count) })}
        onConfirm={() => setConfirmed(true)}
        onClose={onClose}
      >
        {act === 'invite' && <p>{people.inviteManyText}</p>}
      </BulkConsequences>
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
  const tellMail = useTellMail()
  const [progress, setProgress] = useState<BulkProgress>({ done: 0, refused: 0 })
  const stopping = useRef(new AbortController())
  const isBegun = useRef(false)
  const { people, lists } = words
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    void run()
  })
  const run = async () => {
    const change = changeOf(act, place)
    const { signal } = stopping.current
    const outdated = ['/people', '/groups', '/courses', '/overview'] as const
    try {
      const outcome = await bulkChange(change, selected.ids(signal), setProgress, signal)
      const { done, refused, reasons, undo, problem } = outcome
      const said = {
        invite: () => people.invitedMany(done),
        enrol: () => people.enrolledIn(number(done), place?.name ?? ''),
        group: () => people.addedToGroup(number(done), place?.name ?? ''),
        suspend: () => people.changedMany(done),
        activate: () => people.changedMany(done),
        delete: () => people.deletedMany(done),
      }
      const takeBack = async () => {
        await undoBulk(change, outcome)
        await refresh(...outdated)
      }
      const text = said[act]()
      if (act === 'invite' && done > 0) tellMail(text, `${text} ${words.delivery.mailsWait}`)
      else notify('good', text, undo.length > 0 ? takeBack : undefined)
      if (refused > 0) notify('bad', [`${lists.bulk.refused(refused)}.`, ...reasons].join(' '))
      if (problem !== undefined) notify('bad', problem)
      else selected.clear()
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : words.shell.failed)
    }
    void refresh(...outdated)
    onClose()
  }
  return (
    <Dialog heading={people.manyActs[act]} onClose={() => stopping.current.abort()}>
      <p role="status">
        {lists.bulk.doing(number(progress.done + progress.refused), number(selected.count))}
      </p>
      <progress
        aria-label={people.manyActs[act]}
        value={progress.done + progress.refused}
        max={selected.count}
      />
      <p>
        <Button onClick={() => stopping.current.abort()}>{lists.bulk.stop}</Button>
      </p>
    </Dialog>
  )
}
