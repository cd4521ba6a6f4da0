import type { ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Job } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { notify } from '../lib/notices.ts'
import { refresh } from '../lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { DetailList } from '../ui/detail-list.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { markOf } from './import-results.ts'

/** Work in the background, the newest first. */
export function Jobs(): ReactNode {
  const { data, shell } = useWords()
  const { number } = useFormats()
  const words = data.jobs
  const nameOf = (kind: string) => shell.jobs.kinds[kind] ?? shell.jobs.other
  const stop = async (id: number) => {
    try {
      await send('DELETE', `/jobs/${id}`)
      notify('plain', words.stopped)
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
    void refresh('/jobs', '/imports')
  }
  return (
    <section aria-labelledby="jobs">
      <h2 id="jobs">{words.heading}</h2>
      <DetailList<Job>
        path="/jobs"
        label={words.heading}
        empty={words.none}
        name={({ kind }) => nameOf(kind)}
        more={({ state, done, of, error }) => (
          <>
            <StateMark kind={markOf(state)}>{data.states[state]}</StateMark>
            {of !== null && <span>{words.progress(number(done), number(of))}</span>}
            {error !== null && <bdi>{error}</bdi>}
          </>
        )}
        acts={({ id, kind, state, created }) => (
          <>
            <Time at={created} />
            {(state === 'waiting' || state === 'running') && (
              <Button look="quiet" icon="close" isIconOnly onClick={() => void stop(id)}>
                {words.stop(nameOf(kind))}
              </Button>
            )}
          </>
        )}
      />
    </section>
  )
}
