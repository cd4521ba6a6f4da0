import { createLazyRoute } from '@tanstack/react-router'
import { useMemo, useState, type ReactNode } from 'react'
import type { Tag } from '../lib/api-types.ts'
import { useFormats } from '../lib/formats.ts'
import { fetchAhead } from '../lib/queries.ts'
import { useRight } from '../lib/session.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import type { ListConfig, Selected } from '../ui/list/list-config.ts'
import { ListPage } from '../ui/list/list-page.tsx'
import { nameColumn } from '../ui/list/name-column.tsx'
import { timeColumns } from '../ui/list/time-columns.tsx'
import { usePlace } from '../ui/place.ts'
import { useWords } from '../words/words.ts'
import { pathsOf, tagQuery, useBankId, useTypeOptions } from './bank-query.ts'
import { BulkDialog, type BankBulk } from './bulk-dialog.tsx'

export const tagsPage = createLazyRoute('/item-bank/$bank/tags')({ component: TagsPage })

/** All tags of the bank, a page of the server at a time. */
function TagsPage(): ReactNode {
  const bank = useBankId()
  usePlace(2, useWords().itemBank.tags, `${pathsOf(bank).page}/tags`)
  const [open, setOpen] = useState<{ readonly act: BankBulk; readonly selected: Selected }>()
  return (
    <>
      <ListPage config={useTagsConfig(bank, setOpen)} />
      {open !== undefined && <BulkDialog {...open} bank={bank} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function useTagsConfig(
  bank: string,
  onAct: (open: { readonly act: BankBulk; readonly selected: Selected }) => void,
): ListConfig<Tag> {
  const { itemBank: words, values } = useWords()
  const { number } = useFormats()
  const types = useTypeOptions(bank)
  const mayWrite = useRight('writeBanks')
  return useMemo(() => {
    const { fields } = words
    const { page, api } = pathsOf(bank)
    const usageOf = ({ usage, usageIsCapped }: Tag) =>
      usageIsCapped ? words.moreUses(usage) : words.uses(usage)
    return {
      path: `${page}/tags`,
      apiPath: `${api}/tags`,
      things: words.things.tags,
      nameOf: ({ name }) => name,
      usualSort: 'name',
      isSearchRanked: false,
      columns: [
        nameColumn(fields.name),
        {
          id: 'type',
          label: fields.type,
          cell: ({ type }) => <bdi>{type.name}</bdi>,
          text: ({ type }) => type.name,
          width: 18,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'usage',
          label: fields.usage,
          cell: (tag) => usageOf(tag),
          text: ({ usage }) => String(usage),
          width: 16,
          isUsual: true,
          isOnCard: true,
        },
        {
          id: 'author',
          label: fields.author,
          cell: ({ modifiedBy }) => <bdi>{modifiedBy?.name}</bdi>,
          text: ({ modifiedBy }) => modifiedBy?.name ?? '',
          width: 20,
          isUsual: true,
        },
        {
          id: 'sortKey',
          label: fields.sortKey,
          sort: 'sortKey',
          cell: ({ sortKey }) => (sortKey === null ? null : <bdi>{number(sortKey)}</bdi>),
          text: ({ sortKey }) => (sortKey === null ? '' : String(sortKey)),
          width: 12,
        },
        {
          id: 'description',
          label: fields.description,
          cell: ({ description }) => <bdi>{description}</bdi>,
          text: ({ description }) => description ?? '',
          width: 24,
        },
        ...timeColumns(values),
      ],
      filters: [{ name: 'type', label: fields.type, kind: 'choice', options: types }],
      ...(mayWrite && {
        create: { label: words.newTag },
        selectionActs: [
          {
            id: 'delete',
            label: words.delete,
            isBad: true,
            run: (selected: Selected) => onAct({ act: 'deleteTags', selected }),
          },
        ],
      }),
      empty: <EmptyState heading={words.noTags} text={words.noTagsText} />,
      prefetch: (id) => fetchAhead(tagQuery(bank, id)),
    } satisfies ListConfig<Tag>
  }, [bank, onAct, words, values, number, types, mayWrite])
}
