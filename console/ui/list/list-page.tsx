import { Outlet, useChildMatches, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useRef, useState, type ReactNode } from 'react'
import { useActs } from '../../lib/acts.ts'
import type { Search } from '../../lib/search-params.ts'
import { useWords } from '../../words/words.ts'
import { EmptyState } from '../empty-state.tsx'
import { Button } from '../button.tsx'
import { PageError } from '../page-error.tsx'
import { Skeleton } from '../query-state.tsx'
import { useWidth } from '../use-width.ts'
import { FilterBar } from './filter-bar.tsx'
import { ListBody, type ListBodyHandle } from './list-body.tsx'
import type { ListConfig, RowBase, Selected } from './list-config.ts'
import { selectedIds, useListData } from './list-query.ts'
import { toggled, useListState, withoutFilters, writeSelection } from './list-state.ts'
import { SelectionBar } from './selection-bar.tsx'
import styles from './list-page.module.css'

/** A list that keeps its place on the left, and the detail that is open on the right; on a phone the detail covers it. */
export function ListPage<Row extends RowBase>({ config }: { readonly config: ListConfig<Row> }): ReactNode {
  const {
    path,
    apiPath = path,
    columns,
    filters,
    nameOf,
    things,
    create,
    selectionActs = [],
    above,
    empty,
  } = config
  const words = useWords().lists
  const navigate = useNavigate()
  const { id: openText }: { readonly id?: string } = useParams({ strict: false })
  // The detail of a row, or the form for a new one.
  const isOpen = useChildMatches().length > 0
  const keptSearch: Search = useSearch({ strict: false })
  const { state, set } = useListState(config)
  const data = useListData(config, state)
  const [at, setAt] = useState(-1)
  const body = useRef<ListBodyHandle>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const pane = useRef<HTMLDivElement>(null)
  const isNarrow = useWidth(pane) < 620
  const { selection } = state
  const openId = openText === undefined ? undefined : Number(openText)
  const shownColumns = useMemo(
    () => columns.filter(({ id }, index) => index === 0 || state.columns.includes(id)),
    [columns, state.columns],
  )
  const moveTo = (index: number) => {
    const next = Math.min(data.rows.length - 1, Math.max(0, index))
    if (data.rows[next] === undefined) return
    setAt(next)
    body.current?.focusRow(next)
  }
  const select = (id: number) => set({ selected: writeSelection(toggled(selection, id)) })
  const row = data.rows[at]
  useActs([
    {
      id: 'list.search',
      label: words.keys.search,
      keys: '/',
      group: 'lists',
      isOnlyKey: true,
      run: () => searchField.current?.focus(),
    },
    {
      id: 'list.next',
      label: words.keys.next,
      keys: 'j',
      group: 'lists',
      isOnlyKey: true,
      run: () => moveTo(at + 1),
    },
    {
      id: 'list.previous',
      label: words.keys.previous,
      keys: 'k',
      group: 'lists',
      isOnlyKey: true,
      run: () => moveTo(at - 1),
    },
    ...(selectionActs.length > 0
      ? [
          {
            id: 'list.select',
            label: words.keys.select,
            keys: 'x',
            group: 'lists' as const,
            isOnlyKey: true,
            run: () => row !== undefined && select(row.id),
          },
        ]
      : []),
    ...(create === undefined
      ? []
      : [
          {
            id: `create ${path}`,
            label: create.label,
            keys: 'c',
            icon: 'plus' as const,
            group: 'here' as const,
            run: () => void navigate({ to: `${path}/new`, search: keptSearch }),
          },
        ]),
  ])
  const selected: Selected | undefined =
    selection.isAll || selection.ids.size > 0
      ? {
          count: selection.isAll ? (data.total ?? 0) - selection.ids.size : selection.ids.size,
          ids: (signal) => selectedIds(apiPath, state.query, selection, signal),
          clear: () => set({ selected: undefined }),
        }
      : undefined
  const isFiltered = state.q !== '' || [...state.filters.values()].some((values) => values.length > 0)
  return (
    <div className={styles.split} data-open={isOpen || undefined}>
      <section aria-label={things} className={styles.list} ref={pane}>
        <FilterBar
          config={config}
          state={state}
          set={set}
          data={data}
          searchField={searchField}
          columns={shownColumns}
          isNarrow={isNarrow}
          onArrowDown={() => moveTo(0)}
        />
        {above}
        {selected !== undefined && (
          <SelectionBar
            selected={selected}
            isAll={selection.isAll}
            total={data.total}
            onSelectAll={() => set({ selected: 'all' })}
            acts={selectionActs}
          />
        )}
        {data.error !== null ? (
          <PageError error={data.error} reset={data.retry} />
        ) : data.total === undefined || data.isSearching ? (
          <div className={styles.skeleton}>
            <Skeleton height={480} />
          </div>
        ) : data.rows.length === 0 ? (
          isFiltered ? (
            <EmptyState heading={words.noMatch} text={words.noMatchText}>
              <Button onClick={() => set(withoutFilters(filters))}>{words.clearFilters}</Button>
            </EmptyState>
          ) : (
            empty
          )
        ) : (
          <ListBody
            ref={body}
            config={config}
            columns={shownColumns}
            data={data}
            state={state}
            set={set}
            isNarrow={isNarrow}
            at={at}
            onAt={setAt}
            openId={openId}
            onSelect={selectionActs.length > 0 ? select : undefined}
            nameOf={nameOf}
          />
        )}
      </section>
      <Outlet />
    </div>
  )
}
