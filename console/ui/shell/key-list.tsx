import type { ReactNode } from 'react'
import { useAllActs } from '../../lib/acts.ts'
import { useWords } from '../../words/words.ts'
import { Dialog } from '../dialog.tsx'
import { Keys } from '../keys.tsx'
import styles from './key-list.module.css'

const GROUPS = ['here', 'lists', 'everywhere'] as const

/** All keys that do something here. */
export function KeyList({ onClose }: { readonly onClose: () => void }): ReactNode {
  const words = useWords().shell
  const acts = useAllActs()
  return (
    <Dialog heading={words.keys} onClose={onClose}>
      {GROUPS.map((group) => {
        const own = acts.filter((act) => act.group === group && act.keys !== undefined)
        if (own.length === 0) return null
        return (
          <section key={group}>
            <h3>{words.keysOf[group]}</h3>
            <dl className={styles.list}>
              {own.map(({ id, label, keys = '' }) => (
                <div key={id} className={styles.entry}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
    </Dialog>
  )
}
