import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview } from '../lib/api-types.ts'
import { setPreferences, usePreferences } from '../lib/preferences.ts'
import type { Search } from '../lib/search-params.ts'
import { useMe, useRight } from '../lib/session.ts'
import { isOpenTo } from '../pages.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.ts'
import styles from './overview.module.css'

interface Step {
  readonly name: keyof Overview['firstSteps']
  /** Where it is done, and the page that this belongs to. */
  readonly to: string
  readonly page: string
  readonly search?: Search
}

const STEPS: readonly Step[] = [
  { name: 'mailSent', to: '/settings', page: '/settings', search: { part: 'mail' } },
  { name: 'peopleAdded', to: '/people/new', page: '/people' },
  { name: 'courseMade', to: '/courses/new', page: '/courses' },
  { name: 'clientSeen', to: '/doors/api', page: '/doors/api' },
]

/** Tells whether the list is shown: something is left to do, it wasn't hidden, and the person may do it. */
export function useFirstSteps(): (overview: Overview) => boolean {
  const { hidesFirstSteps } = usePreferences()
  const mayManage = useRight('manageAccount')
  return ({ firstSteps }) => mayManage && !hidesFirstSteps && STEPS.some(({ name }) => !firstSteps[name])
}

/** What a new academy begins with, for those who run it. It goes when all is done. */
export function FirstSteps({ overview }: { readonly overview: Overview }): ReactNode {
  const words = useWords().overview.firstSteps
  const me = useMe()
  const isShown = useFirstSteps()
  const { firstSteps } = overview
  if (!isShown(overview)) return null
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
        {STEPS.map(({ name, to, page, search = {} }) => {
          const isOver = firstSteps[name]
          return (
            <li key={name} data-done={isOver || undefined}>
              <span className={styles.box}>{isOver && <Icon name="check" />}</span>
              {isOver || !isOpenTo(me, page) ? (
                words[name]
              ) : (
                <Link to={to} search={search}>
                  {words[name]}
                </Link>
              )}
              {isOver && <span className="unseen">({words.done})</span>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
