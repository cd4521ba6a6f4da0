import { useQuery } from '@tanstack/react-query'
import { createLazyRoute } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Bank } from '../lib/api-types.ts'
import { PageParts } from '../ui/page-parts.tsx'
import { usePlace } from '../ui/place.ts'
import { QueryState } from '../ui/query-state.tsx'
import { useWords } from '../words/words.ts'
import { bankQuery, pathsOf, useBankId } from './bank-query.ts'

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
  const parts = [
    ['/item-bank/$bank', words.about],
    ['/item-bank/$bank/tags', words.tags],
    ['/item-bank/$bank/items', words.items],
    ['/item-bank/$bank/types', words.types],
  ] as const
  return <PageParts label={words.parts} parts={parts} params={{ bank: String(id) }} />
}
