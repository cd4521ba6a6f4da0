import type { ReactNode } from 'react'
import { useWords } from '../../words/words.ts'
import { MenuButton } from '../menu.tsx'
import type { Column, ListConfig, RowBase } from './list-config.ts'
import type { ListControl } from './list-state.ts'

interface OrderMenuProps<Row extends RowBase> extends ListControl {
  readonly config: ListConfig<Row>
  /** Those whose heads show the order and change it. */
  readonly columns: readonly Column<Row>[]
}

/** Says in which order the rows are, and changes it, where the heads of the columns don't. */
export function OrderMenu<Row extends RowBase>({
  config,
  state,
  set,
  columns,
}: OrderMenuProps<Row>): ReactNode {
  const words = useWords().lists
  const { sort, isRanked } = state
  const isDown = sort.startsWith('-')
  const by = isDown ? sort.slice(1) : sort
  const isRankable = state.q !== '' && config.isSearchRanked !== false
  const current = config.columns.find((column) => column.sort === by)
  if (!isRankable && (current === undefined || columns.includes(current))) return null
  const { label = by } = current ?? {} // an address may name an order that no column shows
  return (
    <MenuButton
      label={isRanked ? words.bestFirst : isDown ? words.sortedDown(label) : words.sortedUp(label)}
      look="quiet"
      icon={isRanked ? undefined : isDown ? 'down' : 'up'}
      groups={[
        {
          heading: words.order,
          items: [
            ...(isRankable
              ? [
                  {
                    id: 'best',
                    label: words.bestFirst,
                    isChecked: isRanked,
                    isOneOf: true,
                    run: () => set({ sort: undefined }),
                  },
                ]
              : []),
            ...config.columns.flatMap(({ id, label: name, sort: field }) =>
              field === undefined
                ? []
                : [
                    {
                      id,
                      label: name,
                      isChecked: !isRanked && field === by,
                      isOneOf: true,
                      run: () => set({ sort: field }),
                    },
                  ],
            ),
          ],
        },
        {
          items: isRanked
            ? []
            : [
                {
                  id: 'up',
                  label: words.ascending,
                  isChecked: !isDown,
                  isOneOf: true,
                  run: () => set({ sort: by }),
                },
                {
                  id: 'down',
                  label: words.descending,
                  isChecked: isDown,
                  isOneOf: true,
                  run: () => set({ sort: `-${by}` }),
                },
              ],
        },
      ]}
    />
  )
}
