import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { send } from '../lib/api.ts'
import type { Page, Session } from '../lib/api-types.ts'
import { notify } from '../lib/notices.ts'
import { programOf } from '../lib/program-of.ts'
import { bodyQuery, refresh } from '../lib/queries.ts'
import { Button } from '../ui/button.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { Time } from '../ui/time.tsx'
import { useTell } from '../ui/use-tell.ts'
import { useWords } from '../words/words.ts'
import styles from './account.module.css'

const sessionsQuery = bodyQuery<Page<Session>>('/me/sessions', { limit: 500 })

/** Where the person is signed in. */
export function Sessions(): ReactNode {
  const { account } = useWords()
  const words = account.sessions
  const query = useQuery(sessionsQuery)
  const tell = useTell()
  const end = async (path: string, said: string) => {
    await send('DELETE', path)
    notify('plain', said)
    await refresh('/me/sessions')
  }
  return (
    <section aria-label={account.tabs.sessions}>
      <QueryState query={query} height={200}>
        {({ items }) => (
          <>
            <div className={styles.head}>
              <p className={styles.soft}>{words.text}</p>
              {items.some(({ isThis }) => !isThis) && (
                <Button onClick={() => tell(end('/me/sessions', words.othersEnded))}>
                  {words.endOthers}
                </Button>
              )}
            </div>
            {items.length === 0 && <p>{words.none}</p>}
            <ul className={styles.rows} aria-label={account.tabs.sessions}>
              {items.map((session) => (
                <Row
                  key={session.id}
                  session={session}
                  onEnd={() => tell(end(`/me/sessions/${session.id}`, words.ended))}
                />
              ))}
            </ul>
          </>
        )}
      </QueryState>
    </section>
  )
}

function Row({
  session: { agent, door, isThis, created, expires },
  onEnd,
}: {
  readonly session: Session
  readonly onEnd: () => void
}): ReactNode {
  const { account, values } = useWords()
  const words = account.sessions
  const program = agent === null ? undefined : programOf(agent)
  const name =
    program === undefined
      ? (agent ?? words.unknown)
      : program.system === undefined
        ? program.name
        : words.on(program.name, program.system)
  return (
    <li>
      <div>
        {agent === null || program !== undefined ? name : <bdi>{name}</bdi>}{' '}
        {isThis && <StateMark kind="good">{words.this}</StateMark>}
        <p className={styles.soft}>
          {words.doors[door] ?? values.doors[door] ?? <bdi>{door}</bdi>} · {words.since} <Time at={created} />{' '}
          · {words.until} <Time at={expires} />
        </p>
      </div>
      {!isThis && (
        <Button aria-label={words.endOf(name)} onClick={onEnd}>
          {words.end}
        </Button>
      )}
    </li>
  )
}
