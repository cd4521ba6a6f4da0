import { createLazyRoute } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Facts } from '../ui/facts.tsx'
import { Id } from '../ui/id.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { useWords } from '../words/words.ts'
import { useDoor } from './door.ts'
import styles from './doors.module.css'
import { Quotas } from './quotas.tsx'
import { Snippets } from './snippets.tsx'

export const doorAbout = createLazyRoute('/doors/$door/')({ component: DoorAbout })

/** Where the door is, how a client opens it, and what differs from the vendor. */
function DoorAbout(): ReactNode {
  const { doors: words } = useWords()
  const { baseUrl, open, keysActFor, quotas, differences, snippets } = useDoor()
  return (
    <div className={styles.page}>
      <Facts
        facts={[
          [words.address, <Id key="address" value={baseUrl} />],
          [
            words.state,
            <StateMark key="state" kind={open ? 'good' : 'bad'}>
              {open ? words.open : words.closed}
            </StateMark>,
          ],
          [words.actsFor, keysActFor === null ? null : words.actsForOf[keysActFor]],
          [words.quotas, <Quotas key="quotas" quotas={quotas} />],
        ]}
      />
      {snippets !== null && (
        <section aria-labelledby="first" className={styles.part}>
          <h2 id="first">{words.firstCall}</h2>
          <p className={styles.soft}>{words.firstCallText}</p>
          <Snippets snippets={snippets} />
        </section>
      )}
      <section aria-labelledby="differs" className={styles.part}>
        <h2 id="differs">{words.differs}</h2>
        {differences.length === 0 ? (
          <p>{words.differsNot}</p>
        ) : (
          <ul lang="en" dir="ltr" className={styles.sentences}>
            {differences.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}
