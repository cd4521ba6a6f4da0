import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useRef, type ReactNode } from 'react'
import styles from './page-parts.module.css'
import tabs from './tabs.module.css'
import { useCurrentInView } from './use-current-in-view.ts'

interface PagePartsProps {
  readonly label: string
  /** The page itself first. The routes of parts are below that of the page. */
  readonly parts: readonly (readonly [to: string, label: string])[]
  /** What the routes name: `{ door: 'rev' }`. */
  readonly params: Readonly<Record<string, string>>
}

/** A page that has parts with routes of their own, such as lists, and the part that is shown. */
export function PageParts({ label, parts, params }: PagePartsProps): ReactNode {
  const row = useRef<HTMLElement>(null)
  useCurrentInView(row, useLocation().pathname)
  return (
    <div className={styles.page}>
      <nav ref={row} aria-label={label} className={tabs.tabs}>
        {parts.map(([to, name], index) => (
          <Link
            key={to}
            to={to}
            params={params}
            className={tabs.tab}
            activeOptions={{ exact: index === 0, includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  )
}
