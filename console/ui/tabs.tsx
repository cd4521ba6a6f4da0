import { Link } from '@tanstack/react-router'
import { useRef, type ReactNode } from 'react'
import type { Search } from '../lib/search-params.ts'
import styles from './tabs.module.css'
import { useCurrentInView } from './use-current-in-view.ts'

interface TabsProps {
  readonly label: string
  /** The one that is shown. */
  readonly current: string
  /** The first is shown when the address names none. */
  readonly parts: readonly { readonly id: string; readonly label: string }[]
}

/** The parts of a detail, each with its own address: `?part=timeline`. */
export function Tabs({ label, current, parts }: TabsProps): ReactNode {
  const row = useRef<HTMLElement>(null)
  useCurrentInView(row, current)
  return (
    <nav ref={row} aria-label={label} className={styles.tabs}>
      {parts.map(({ id, label: name }, index) => (
        <Link
          key={id}
          to="."
          search={(before: Search) => ({ ...before, part: index === 0 ? undefined : id, edit: undefined })}
          replace
          aria-current={id === current ? 'page' : undefined}
          activeOptions={{ explicitUndefined: true }}
          className={styles.tab}
        >
          {name}
        </Link>
      ))}
    </nav>
  )
}
