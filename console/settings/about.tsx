import { Link } from '@tanstack/react-router'
import { useId, type ReactNode } from 'react'
import { useFormats } from '../lib/formats.ts'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { Time } from '../ui/time.tsx'
import { useWords } from '../words/words.ts'
import type { PartProps } from './settings-form.tsx'
import styles from './settings.module.css'

/** Which server this is. */
export function About({ answer, server }: PartProps): ReactNode {
  const { settings } = useWords()
  const words = settings.about
  const { bytes } = useFormats()
  const { version, engine, storeBytes, lastBackup } = server
  const id = useId()
  return (
    <>
      <Facts
        facts={[
          [words.version, <bdi key="version">Quadrivium {version}</bdi>],
          [words.engine, <bdi key="engine">{words.engines[engine]}</bdi>],
          [words.size, bytes(storeBytes)],
          [
            words.lastBackup,
            <span key="backup" className={styles.setting}>
              {lastBackup !== null ? (
                <Time at={lastBackup} />
              ) : engine === 'sqlite' ? (
                words.noBackup
              ) : (
                words.elsewhere
              )}{' '}
              {engine === 'sqlite' && (
                <Link to="/data" search={{ part: 'backups' }}>
                  {words.backups}
                </Link>
              )}
            </span>,
          ],
          [words.academyId, <Id key="id" value={answer.body.guid} name={words.academyId} />],
          [words.since, <Time key="since" at={answer.body.created} />],
        ]}
      />
      <section aria-labelledby={id}>
        <h2 id={id}>{words.reading}</h2>
        <ul className={styles.links}>
          <li>
            <a href="/docs">{words.guide}</a>
          </li>
          <li>
            <a href="/docs/problems">{words.problems}</a>
          </li>
        </ul>
        <p className={styles.soft}>{words.licence}</p>
      </section>
    </>
  )
}
