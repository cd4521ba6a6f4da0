import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, type ReactNode } from 'react'
import type { TagType } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { pathsOf, typeQuery, useBankId } from './bank-query.ts'

export const typesPage = createLazyRoute('/item-bank/$bank/types')({ component: TypesPage })

/** The types of the bank's tags. A type is made with its first tag. */
function TypesPage(): ReactNode {
  const bank = useBankId()
  usePlace(2, useWords().itemBank.types, `${pathsOf(bank).page}/types`)
  return <ListPage config={useTypesConfig(bank)} />
}

function useTypesConfig(bank: string): ListConfig<TagType> {
  const { itemBank: words } = useWords()
  return useMemo(() => {
    const { fields } = words
    const { page, api } = pathsOf(bank)
    return {
      path: `${page}/types`,
      apiPath: `${api}/tag-types`,
      things: words.things.types,
      nameOf: ({ name }) => name,
      usualSort: 'created',
      isSearchable: false,
      columns: [
        { id: 'name', label: fields.name, cell: ({ name }) => <bdi>{name}</bdi>, text: ({ name }) => name },
        {
          id: 'description',
          label: fields.description,
          cell: ({ description }) => <bdi>{description}</bdi>,
          text: ({ description }) => description ?? '',
          width: 40,
          isUsual: true,
          isOnCard: true,
        },
      ],
      filters: [],
      empty: <EmptyState heading={words.noTypes} text={words.noTypesText} />,
      prefetch: (id) => fetchAhead(typeQuery(bank, id)),
    }
  }, [bank, words])
}
