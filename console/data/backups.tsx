import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { ApiError, send } from '../lib/api.ts'
import type { Job } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { noteJob } from '../lib/jobs.ts'
import { notify } from '../lib/notices.ts'
import { Button } from '../ui/button.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import { backupsQuery } from './data-query.ts'
import styles from './data.module.css'

/** The backups on the server's disk. */
export function Backups(): ReactNode {
  const { data, shell } = useWords()
  const { bytes } = useFormats()
  const words = data.backups
  const query = useQuery(backupsQuery())
  const [isBusy, setBusy] = useState(false)
  const make = async () => {
    setBusy(true)
    try {
      const { body } = await send<Job>('POST', '/backups')
      noteJob(body)
      notify('plain', words.begun)
    } catch (error) {
      notify('bad', error instanceof Error ? error.message : shell.failed)
    }
    setBusy(false)
  }
  return (
    <section aria-labelledby="backups">
      <h2 id="backups">{words.heading}</h2>
      <p className={styles.intro}>{words.text}</p>
      {query.error instanceof ApiError && query.error.code === 'backups_elsewhere' ? (
        <p>
          <bdi>{query.error.message}</bdi>
        </p>
      ) : (
      <QueryState query={query} height={200}>
        {({ items, lastBackup }) => (
          <>
            <div className={styles.head}>
              <p className={styles.soft}>
                {lastBackup === null ? (
                  words.none
                ) : (
                  <>
                    {words.last}: <Time at={lastBackup} />
                  </>
                )}
              </p>
              <Button look="main" isBusy={isBusy} onClick={() => void make()}>
                {words.make}
              </Button>
            </div>
            {items.length > 0 && (
              <ul className={styles.files} aria-label={words.heading}>
                {items.map(({ name, created, bytes: size }) => (
                  <li key={name}>
                    <code>{name}</code>
                    <span className={styles.acts}>
                      <span className={styles.soft}>{bytes(size)}</span>
                      <Time at={created} />
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </QueryState>
      )}
    </section>
  )
}
