import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { addressOf, send, type Answer } from '../lib/api.ts'
import type { Import } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import type { Search } from '../lib/search-params.ts'
import { Button, buttonClass, ButtonContent } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Facts } from '../ui/facts.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Tabs } from '../ui/tabs.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { importQuery } from './data-query.ts'
import problems from '../ui/form-problem.module.css'
import styles from './data.module.css'
import { isGoing, markOf, RESULTS, RESULTS_WHEN_DONE } from './import-results.ts'
import { ImportRows } from './import-rows.tsx'
import { useImportKinds } from './kinds.ts'

export const importPage = createLazyRoute('/data/$id')({ component: ImportPage })

const ASKED_AGAIN_MS = 500

/** What would this file change, what does it change, and what was refused? */
function ImportPage(): ReactNode {
  const { data: words } = useWords()
  const { id } = useParams({ from: '/data/$id' })
  usePlace(0, words.heading, '/data')
  const query = useQuery({
    ...importQuery(id),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isGoing(data.body) ? ASKED_AGAIN_MS : false),
  })
  return (
    <div className={styles.page}>
      <QueryState query={query} height={400}>
        {(answer) => <Loaded key={id} answer={answer} />}
      </QueryState>
    </div>
  )
}

function Loaded({ answer: { body } }: { readonly answer: Answer<Import> }): ReactNode {
  const { data } = useWords()
  const { number } = useFormats()
  const search: Search = useSearch({ strict: false })
  const words = data.import
  const { id, kind, state, counts, files, error, overwrite } = body
  const title = words.title(data.kinds[kind], number(id))
  usePlace(1, title, `/data/${id}`)
  const isOver = !isGoing(body)
  // What was imported is shown elsewhere, too.
  const wasGoing = useRef(!isOver)
  useEffect(() => {
    if (isOver && wasGoing.current) void refresh('/people', '/groups', '/courses', '/programs', '/topics', '/jobs')
    wasGoing.current = !isOver
  }, [isOver, state])
  const parts = (state === 'done' ? RESULTS_WHEN_DONE : RESULTS).flatMap((result) => {
    const count = counts[result] ?? 0
    return count === 0 ? [] : [{ id: result, label: data.results[result](count) }]
  })
  const part = parts.find((one) => one.id === search.part) ?? parts[0]
  const ignored = files.flatMap(({ ignoredColumns }) => ignoredColumns)
  return (
    <>
      <div className={styles.head}>
        <h2>
          <StateMark kind={markOf(state)}>{data.states[state]}</StateMark>
        </h2>
        <ImportActs body={body} />
      </div>
      {state === 'done' && <Outcome body={body} />}
      {!isOver && <Progress body={body} />}
      {error !== null && <p className={problems.problem}>{error}</p>}
      {ignored.map(({ name, hint }) => (
        <p key={name} className={styles.warning}>
          {hint === null ? words.ignored(name) : words.ignoredHint(name, hint)}
        </p>
      ))}
      <Facts
        facts={[
          [words.file, files.length === 0 ? null : files.map(({ name }) => name).join(', ')],
          [words.missing, body.missing === null ? null : body.missing === 'remove' ? words.missingRemove : words.missingList],
          [words.maxRemovals, body.missing === 'remove' ? body.maxRemovals : null],
          [words.overwrite, overwrite ? words.overwrites : null],
          [words.created, <Time key="created" at={body.created} />],
          [words.finished, body.finishedAt === null ? null : <Time key="finished" at={body.finishedAt} />],
        ]}
      />
      {isOver && part === undefined && <p className={styles.soft}>{words.nothing}</p>}
      {state !== 'reading' && state !== 'planning' && part !== undefined && (
        <section aria-label={words.results}>
          <div className={styles.tabs}>
            <Tabs label={words.results} current={part.id} parts={parts} />
          </div>
          <ImportRows key={part.id} id={id} result={part.id} hasKinds={files.length > 1} />
        </section>
      )}
    </>
  )
}

/** What was taken of the file, and what wasn’t. */
function Outcome({ body: { counts } }: { readonly body: Import }): ReactNode {
  const { data } = useWords()
  const taken = (counts.new ?? 0) + (counts.changed ?? 0)
  const others = (['removed', 'refused'] as const).flatMap((result) => {
    const count = counts[result] ?? 0
    return count === 0 ? [] : [data.results[result](count)]
  })
  return <p>{[data.import.taken(taken), ...others].join(' · ')}</p>
}

function Progress({ body: { done, of } }: { readonly body: Import }): ReactNode {
  const { data } = useWords()
  const { number } = useFormats()
  const words = data.import
  return (
    <div className={styles.progress}>
      <progress
        aria-label={words.by}
        value={of === null ? undefined : (done ?? 0)}
        max={of === null ? undefined : Math.max(1, of)}
      />
      <span>{of === null ? words.wait : words.progress(number(done ?? 0), number(of))}</span>
    </div>
  )
}

function ImportActs({ body }: { readonly body: Import }): ReactNode {
  const { data, shell } = useWords()
  const words = data.import
  const navigate = useNavigate()
  const kinds = useImportKinds()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const { id, kind, state, counts, files } = body
  const mayWrite = kinds.includes(kind)
  const changes = (counts.new ?? 0) + (counts.changed ?? 0) + (counts.removed ?? 0)
  const act = async (work: () => Promise<void>) => {
    if (isBusy) return
    setBusy(true)
    try {
      await work()
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
    setBusy(false)
  }
  const run = () =>
    act(async () => {
      await send('POST', `/imports/${id}/run`)
      setAsking(false)
      await navigate({ to: '/data/$id', params: { id: String(id) }, search: {} }) // it ends with what was done
      await refresh('/imports', '/jobs')
      notify('plain', words.running)
    })
  const end = () =>
    act(async () => {
      await send('DELETE', `/imports/${id}`)
      if (state === 'running') {
        notify('plain', words.stopped)
        await refresh('/imports', '/jobs')
        return
      }
      await navigate({ to: '/data', search: {} })
      notify('plain', words.forgotten)
      await refresh('/imports', '/jobs')
    })
  return (
    <div className={styles.acts}>
      {state === 'planned' && mayWrite && (
        <Button look="main" isBusy={isBusy} disabled={changes === 0} onClick={() => setAsking(true)}>
          {words.run}
        </Button>
      )}
      {files.length > 0 && !isGoing(body) && (
        <a href={addressOf(`/imports/${id}/report`)} download title={words.reportHint} className={buttonClass()}>
          <ButtonContent icon="download">{words.report}</ButtonContent>
        </a>
      )}
      {mayWrite && (
        <Button isBusy={isBusy} onClick={() => void end()}>
          {state === 'running' ? words.stop : words.forget}
        </Button>
      )}
      {isAsking && (
        <Dialog
          heading={words.runHeading(data.kinds[kind])}
          onClose={() => setAsking(false)}
          onSubmit={() => void run()}
          buttons={
            <>
              <Button type="submit" look="main" isBusy={isBusy}>
                {words.run}
              </Button>
              <Button onClick={() => setAsking(false)}>{shell.cancel}</Button>
            </>
          }
        >
          <ul>
            {(['new', 'changed', 'removed', 'refused'] as const).map((result) =>
              (counts[result] ?? 0) === 0 ? null : <li key={result}>{data.results[result](counts[result] ?? 0)}</li>,
            )}
          </ul>
          <p>{[(counts.refused ?? 0) > 0 && words.runRefused, words.runText].filter(Boolean).join(' ')}</p>
        </Dialog>
      )}
    </div>
  )
}
