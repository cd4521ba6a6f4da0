import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, useState, type ReactNode } from 'react'
import type { Item } from '../lib/api-types.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig, Selected } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { itemQuery, pathsOf, useBankId, useTypeOptions } from './bank-query.ts'
import { BulkDialog, type BankBulk } from './bulk-dialog.tsx'

export const itemsPage = createLazyRoute('/item-bank/$bank/items')({ component: ItemsPage })

/** All items of the bank, a page of the server at a time. */
function ItemsPage(): ReactNode {
  const bank = useBankId()
  usePlace(2, useWords().itemBank.items, `${pathsOf(bank).page}/items`)
  const [open, setOpen] = useState<{ readonly act: BankBulk; readonly selected: Selected }>()
  return (
    <>
      <ListPage config={useItemsConfig(bank, setOpen)} />
      {open !== undefined && <BulkDialog {...open} bank={bank} onClose={() => setOpen(undefined)} />}
    </>
  )
}

export const STATUS_KINDS = { published: 'good', unpublished: 'waiting', archived: 'plain' } as const

function useItemsConfig(
  bank: string,
  onAct: (open: { readonly act: BankBulk; readonly selected: Selected }) => void,
): ListConfig<Item> {
  const { itemBank: words, values } = useWords()
  const types = useTypeOptions(bank)
  const mayWrite = useRight('writeBanks')
  return useMemo(() => {
    const { fields, statuses } = words
    const { page, api } = pathsOf(bank)
    const act = (id: BankBulk, label: string) => ({
      id,
      label,
      run: (selected: Selected) => onAct({ act: id, selected }),
    })
    const tagsOf = ({ tags }: Item) => tags.map(({ type, name }) => `${type.name}: ${name}`).join(', ')
    return {
      path: `${page}/items`,
      apiPath: `${api}/items`,
      things: words.things.items,
      nameOf: ({ code }) => code,
      usualSort: 'code',
      isSearchRanked: false,
      columns: [
        {
          id: 'code',
          label: fields.code,
          sort: 'code',
          cell: ({ code }) => <bdi>{code}</bdi>,
          text: ({ code }) => code,
        },
        {
          id: 'title',
          label: fields.title,
          sort: 'title',
          cell: ({ title }) => <bdi>{title}</bdi>,
          text: ({ title }) => title ?? '',
          width: 28,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'status',
          label: fields.status,
          cell: ({ status }) => <StateMark kind={STATUS_KINDS[status]}>{statuses[status]}</StateMark>,
          text: ({ status }) => statuses[status],
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'tags',
          label: words.tags,
          cell: (item) => <bdi>{tagsOf(item)}</bdi>,
          text: tagsOf,
          width: 28,
          isUsual: true,
        },
        ...timeColumns(values),
      ],
      filters: [
        { name: 'tag', label: fields.tag, kind: 'thing', path: `${api}/tags` },
        { name: 'type', label: fields.type, kind: 'choice', options: types },
        {
          name: 'status',
          label: fields.status,
          kind: 'choice',
          options: Object.entries(statuses).map(([value, label]) => ({ value, label })),
        },
      ],
      ...(mayWrite && { selectionActs: [act('addTag', words.addTag), act('removeTag', words.removeTag)] }),
      empty: <EmptyState heading={words.noItems} text={words.noItemsText} />,
      prefetch: (id) => fetchAhead(itemQuery(bank, id)),
    } satisfies ListConfig<Item>
  }, [bank, onAct, words, values, types, mayWrite])
}
