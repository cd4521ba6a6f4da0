import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview } from '../lib/api-types.ts'
import { setPreferences, usePreferences } from '../lib/preferences.ts'
import { useMe } from '../lib/session.ts'
import { isOpenTo } from '../pages.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.ts'
import styles from './overview.module.css'

/** The pages on which each step is done: the first that there is. */
const STEPS: readonly (readonly [keyof Overview['firstSteps'], readonly string[]])[] = [
  ['mailSent', ['/settings', '/mail']],
  ['peopleAdded', ['/people']],
  ['courseMade', ['/courses']],
  ['clientSeen', ['/doors/api', '/doors']],
]

/** What a new academy begins with, for those who run it. It goes when all is done. */
export function FirstSteps({ overview: { firstSteps } }: { readonly overview: Overview }): ReactNode {
  const words = useWords().overview.firstSteps
  const me = useMe()
  const { hidesFirstSteps } = usePreferences()
  const isDone = STEPS.every(([step]) => firstSteps[step])
  if (isDone || hidesFirstSteps || me.rights.manageAccount !== true) return null
  return (
    <section aria-labelledby="first-steps" className={styles.steps}>
      <div className={styles.head}>
        <h2 id="first-steps">{words.heading}</h2>
        <Button look="quiet" onClick={() => setPreferences({ hidesFirstSteps: true })}>
          {words.hide}
        </Button>
      </div>
      <p>{words.text}</p>
      <ol>
        {STEPS.map(([step, paths]) => {
          const to = paths.find((path) => isOpenTo(me, path))
          const isOver = firstSteps[step]
          return (
            <li key={step} data-done={isOver || undefined}>
              <span className={styles.box}>{isOver && <Icon name="check" />}</span>
              {to === undefined || isOver ? words[step] : <Link to={to}>{words[step]}</Link>}
              {isOver && <span className="unseen">({words.done})</span>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
