import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { Bank } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { createdColumn } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { bankQuery } from './bank-query.ts'

export const banksPage = createLazyRoute('/item-bank')({ component: BanksPage })

/** The item banks of the academy. */
function BanksPage(): ReactNode {
  const { shell } = useWords()
  usePlace(0, shell.pages.itemBank, '/item-bank')
  return <ListPage config={useBanksConfig()} />
}

function useBanksConfig(): ListConfig<Bank> {
  const { itemBank: words, values } = useWords()
  const mayWrite = useRight('writeBanks')
  return useMemo(
    () => ({
      path: '/item-bank',
      apiPath: '/banks',
      things: words.banks,
      nameOf: ({ name }) => name,
      usualSort: 'created',
      isSearchable: false,
      columns: [
        {
          id: 'name',
          label: words.fields.name,
          cell: ({ name }) => <bdi>{name}</bdi>,
          text: ({ name }) => name,
        },
        { ...createdColumn(values), isUsual: true, isOnCard: true },
      ],
      filters: [],
      ...(mayWrite && { create: { label: words.newBank } }),
      empty: <EmptyState heading={words.noBanks} text={words.noBanksText} />,
      prefetch: (id) => fetchAhead(bankQuery(id)),
    }),
    [words, values, mayWrite],
  )
}
