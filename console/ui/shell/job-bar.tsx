import { useCallback, type ReactNode } from 'react'
import { send } from '../../lib/api.ts'
import type { Job } from '../../lib/api-types.ts'
import { useFormats } from '../../lib/formats.ts'
import { useRunningJobs } from '../../lib/jobs.ts'
import { notify } from '../../lib/notices.ts'
import { refresh } from '../../lib/queries.ts'
import { useWords } from '../../words/words.ts'
import { Button } from '../button.tsx'
import styles from './job-bar.module.css'

/** Long work of this person: done, of, left. It is there again after a reload, and a notice tells when it is over. */
export function JobBar(): ReactNode {
  const words = useWords().shell.jobs
  const onOver = useCallback(
    ({ kind, state, error }: Job) => {
      const what = words.kinds[kind] ?? words.other
      if (state === 'done') notify('good', words.done(what))
      else if (state === 'failed') notify('bad', `${words.failed(what)} ${error ?? ''}`)
      else notify('plain', words.cancelled(what))
      void refresh(
        '/people',
        '/enrolments',
        '/courses',
        '/programs',
        '/mails',
        '/jobs',
        '/imports',
        '/backups',
      )
    },
    [words],
  )
  const jobs = useRunningJobs(onOver)
  if (jobs.length === 0) return null
  return (
    <section aria-label={words.heading} className={styles.bar}>
      {jobs.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
    </section>
  )
}

function JobLine({ job: { id, kind, done, of } }: { readonly job: Job }): ReactNode {
  const words = useWords().shell.jobs
  const { number } = useFormats()
  const what = words.kinds[kind] ?? words.other
  return (
    <div className={styles.line}>
      <span>{what}</span>
      <progress aria-label={what} value={of === null ? undefined : done} max={of ?? undefined} />
      <span className={styles.figures}>
        {of === null ? words.waiting : words.left(number(done), number(of), number(Math.max(0, of - done)))}
      </span>
      <Button look="quiet" onClick={() => void send('DELETE', `/jobs/${id}`)}>
        {words.cancel}
      </Button>
    </div>
  )
}
