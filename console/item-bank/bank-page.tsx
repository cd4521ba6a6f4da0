import { useQuery } from '@tanstack/react-query'
import { createLazyRoute, Link, Outlet, useLocation } from '@tanstack/react-router'
import { useRef, type ReactNode } from 'react'
import type { Bank } from '../lib/api-types.ts'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import tabs from '../ui/tabs.module.css'
import { useCurrentInView } from '../ui/use-current-in-view.ts'
import { useWords } from '../words/words.ts'
import { bankQuery, pathsOf, useBankId } from './bank-query.ts'
import styles from './item-bank.module.css'

export const bankPage = createLazyRoute('/item-bank/$bank')({ component: BankPage })

/** Which tags exist, who changed them, and where are they used? */
function BankPage(): ReactNode {
  const { shell } = useWords()
  const query = useQuery(bankQuery(useBankId()))
  usePlace(0, shell.pages.itemBank, '/item-bank')
  return (
    <QueryState query={query} height={400}>
      {({ body }) => <Parts key={body.id} bank={body} />}
    </QueryState>
  )
}

function Parts({ bank: { id, name } }: { readonly bank: Bank }): ReactNode {
  const { itemBank: words } = useWords()
  usePlace(1, name, pathsOf(id).page)
  const row = useRef<HTMLElement>(null)
  useCurrentInView(row, useLocation().pathname)
  const parts = [
    ['/item-bank/$bank', words.about],
    ['/item-bank/$bank/tags', words.tags],
    ['/item-bank/$bank/items', words.items],
    ['/item-bank/$bank/types', words.types],
  ] as const
  return (
    <div className={styles.bank}>
      <nav ref={row} aria-label={words.parts} className={tabs.tabs}>
        {parts.map(([to, label], index) => (
          <Link
            key={to}
            to={to}
            params={{ bank: String(id) }}
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
