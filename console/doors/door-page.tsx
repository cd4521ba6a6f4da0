import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, Outlet, useLocation, useParams } from '@tanstack/react-router'
import { useRef, type ReactNode } from 'react'
import { NotFound } from '../ui/not-found.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import tabs from '../ui/tabs.module.css'
import { useCurrentInView } from '../ui/use-current-in-view.ts'
import { useWords } from '../words/words.ts'
import { useDoorName } from './door.ts'
import { doorsQuery, OWN_API } from './doors-query.ts'
import styles from './doors.module.css'

export const doorPage = createLazyRoute('/doors/$door')({ component: DoorPage })

/** How does my client get in, what did it just send, and why was it refused? */
function DoorPage(): ReactNode {
  const { door: name } = useParams({ from: '/doors/$door' })
  const query = useQuery(doorsQuery)
  usePlace(0, useDoorName(name), `/doors/${name}`)
  return (
    <QueryState query={query} height={400}>
      {({ items }) =>
        items.some((door) => door.name === name && name !== OWN_API) ? (
          <Parts key={name} door={name} />
        ) : (
          <NotFound />
        )
      }
    </QueryState>
  )
}

function Parts({ door }: { readonly door: string }): ReactNode {
  const words = useWords().doors
  const row = useRef<HTMLElement>(null)
  useCurrentInView(row, useLocation().pathname)
  const parts = [
    ['/doors/$door', words.about],
    ['/doors/$door/requests', words.requests],
    ['/doors/$door/keys', words.keys],
  ] as const
  return (
    <div className={styles.door}>
      <nav ref={row} aria-label={words.parts} className={tabs.tabs}>
        {parts.map(([to, label], index) => (
          <Link
            key={to}
            to={to}
            params={{ door }}
            className={tabs.tab}
            activeOptions={{ exact: index === 0, includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {label}
          </Link>
        ))}
      </nav>
      <Outlet />
    </div>
  )
}
