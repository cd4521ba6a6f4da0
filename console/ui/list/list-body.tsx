import { Link } from '@tanstack/react-router'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
import { useFormats } from '../../lib/formats.ts'
import { usePreferences } from '../../lib/preferences.ts'
import type { Search } from '../../lib/search-params.ts'
import { detailPath } from '../detail-path.ts'
import { useWords } from '../../words/words.ts'
import { Icon } from '../icon.tsx'
import type { Column, ListConfig, RowBase } from './list-config.ts'
import type { ListData } from './list-query.ts'
import { isSelected, type ListControl } from './list-state.ts'
import styles from './list-body.module.css'

export interface ListBodyHandle {
  readonly focusRow: (index: number) => void
}

interface ListBodyProps<Row extends RowBase> extends ListControl {
  readonly ref: Ref<ListBodyHandle>
  readonly config: ListConfig<Row>
  readonly columns: readonly Column<Row>[]
  readonly data: ListData<Row>
  /** Whether there is room for cards only. */
  readonly isNarrow: boolean
  /** The row that j and k have reached; -1: none. */
  readonly at: number
  readonly onAt: (index: number) => void
  readonly openId: number | undefined
  /** undefined: nothing can be selected. */
  readonly onSelect: ((id: number) => void) | undefined
  readonly nameOf: (row: Row) => string
}

const CARD_HEIGHT = 68
const ROW_HEIGHT = { comfortable: 36, dense: 28 }
const COARSE_ROW = 44
const OVERSCAN = 12
const isCoarse = matchMedia('(pointer: coarse)')

/** The rows, of which only those in sight are in the document: a real table, or cards where there is little room. */
export function ListBody<Row extends RowBase>(props: ListBodyProps<Row>): ReactNode {
  const { ref, data, isNarrow, at } = props
  const { density } = usePreferences()
  const box = useRef<HTMLDivElement>(null)
  const height = isNarrow ? CARD_HEIGHT : isCoarse.matches ? COARSE_ROW : ROW_HEIGHT[density]
  const rows = useVirtualizer({
    count: data.rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // The row with the focus stays in the document, wherever one scrolls.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      if (at < 0 || at >= data.rows.length || shown.includes(at)) return shown
      return [...shown, at].toSorted((a, b) => a - b)
    },
  })
  useEffect(() => rows.measure(), [rows, height])
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  const { hasMore, loadMore } = data
  const { length } = data.rows
  useEffect(() => {
    if (hasMore && last >= length - OVERSCAN * 2) loadMore()
  })
  useImperativeHandle(ref, () => ({
    focusRow(index) {
      const focus = () => {
        const link = box.current?.querySelector<HTMLElement>(`[data-row="${index}"] a`)
        link?.focus({ preventScroll: true })
        return link != null
      }
      rows.scrollToIndex(index)
      if (!focus()) requestAnimationFrame(focus) // out of sight until now
    },
  }))
  const items = shown.map(({ index, start, end }, place) => ({
    index,
    /** The space of the rows that aren't in the document. */
    before: start - (shown[place - 1]?.end ?? 0),
    end,
  }))
  const after = rows.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div
      ref={box}
      className={styles.box}
      aria-busy={data.isStale || undefined}
      data-stale={data.isStale || undefined}
    >
      {isNarrow ? (
        <Cards {...props} items={items} after={after} height={height} />
      ) : (
        <Table {...props} items={items} after={after} height={height} />
      )}
    </div>
  )
}

interface Shown {
  readonly items: readonly { readonly index: number; readonly before: number }[]
  readonly after: number
  readonly height: number
}

function Table<Row extends RowBase>({
  config,
  columns,
  data,
  state,
  set,
  onAt,
  openId,
  onSelect,
  nameOf,
  items,
  after,
  height,
}: ListBodyProps<Row> & Shown): ReactNode {
  const words = useWords().lists
  const span = columns.length + (onSelect === undefined ? 0 : 1)
  const allLoaded = data.rows.length > 0 && data.rows.every(({ id }) => isSelected(state.selection, id))
  return (
    <table
      className={styles.table}
      aria-label={config.things}
      aria-rowcount={data.isTotalCapped ? -1 : (data.total ?? -1) + 1}
    >
      <colgroup>
        {onSelect !== undefined && <col style={{ width: 44 }} />}
        {columns.map(({ id, width }) => (
          <col key={id} style={width === undefined ? undefined : { width: `${width}ch` }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {onSelect !== undefined && (
            <th scope="col" className={styles.select}>
              <label>
                <input
                  type="checkbox"
                  aria-label={words.selectLoaded}
                  checked={allLoaded}
                  onChange={() =>
                    set({ selected: allLoaded ? undefined : data.rows.map(({ id }) => id).join(',') })
                  }
                />
              </label>
            </th>
          )}
          {columns.map((column) => (
            <Head key={column.id} column={column} state={state} set={set} />
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map(({ index, before }) => {
          const row = data.rows[index]
          if (row === undefined) return null
          const isOn = isSelected(state.selection, row.id)
          return (
            <Fragment key={row.id}>
              {before > 0 && <Gap span={span} height={before} />}
              <tr
                data-row={index}
                aria-rowindex={index + 2}
                aria-selected={onSelect === undefined ? undefined : isOn}
                data-open={row.id === openId || undefined}
                style={{ height }}
                onFocus={() => onAt(index)}
              >
                {onSelect !== undefined && (
                  <td className={styles.select}>
                    <SelectBox name={nameOf(row)} isOn={isOn} onChange={() => onSelect(row.id)} />
                  </td>
                )}
                {columns.map(({ id, cell }, place) =>
                  place === 0 ? (
                    <th key={id} scope="row">
                      <RowLink config={config} row={row} isOpen={row.id === openId}>
                        {cell(row)}
                      </RowLink>
                    </th>
                  ) : (
                    <td key={id}>{cell(row)}</td>
                  ),
                )}
              </tr>
            </Fragment>
          )
        })}
        {after > 0 && <Gap span={span} height={after} />}
      </tbody>
    </table>
  )
}

function Gap({ span, height }: { readonly span: number; readonly height: number }): ReactNode {
  return (
    <tr aria-hidden="true" className={styles.gap}>
      <td colSpan={span} style={{ height }} />
    </tr>
  )
}

function Head<Row>({ column, state, set }: ListControl & { readonly column: Column<Row> }): ReactNode {
  const words = useWords().lists
  const { label, sort } = column
  if (sort === undefined) return <th scope="col">{label}</th>
  const isUp = state.sort === sort
  const isDown = state.sort === `-${sort}`
  // While a search shows the best matches first, no column has the order.
  const direction = state.isRanked ? 'none' : isUp ? 'ascending' : isDown ? 'descending' : 'none'
  return (
    <th scope="col" aria-sort={direction}>
      <button
        type="button"
        title={words.sortBy(label)}
        onClick={() => set({ sort: direction === 'ascending' ? `-${sort}` : sort })}
      >
        {label}
        {direction !== 'none' && <Icon name={isUp ? 'up' : 'down'} />}
      </button>
    </th>
  )
}

function SelectBox({
  name,
  isOn,
  onChange,
}: {
  readonly name: string
  readonly isOn: boolean
  readonly onChange: () => void
}): ReactNode {
  const words = useWords().lists
  return (
    <label>
      <input type="checkbox" aria-label={words.select(name)} checked={isOn} onChange={onChange} />
    </label>
  )
}

interface RowLinkProps<Row extends RowBase> {
  readonly config: ListConfig<Row>
  readonly row: Row
  readonly isOpen: boolean
  readonly children: ReactNode
}

/** Opens the detail; the filters stay in the address. Its data is fetched when somebody is about to open it. */
function RowLink<Row extends RowBase>({ config, row, isOpen, children }: RowLinkProps<Row>): ReactNode {
  const to = detailPath(config.path, row.id)
  const fetchAhead = () => config.prefetch?.(row.id)
  return (
    <Link
      to={to}
      search={(before: Search) => before}
      preload={false}
      aria-current={isOpen ? 'true' : undefined}
      onMouseEnter={fetchAhead}
      onFocus={fetchAhead}
      className={styles.link}
    >
      {children}
    </Link>
  )
}

function Cards<Row extends RowBase>({
  config,
  columns,
  data,
  state,
  onAt,
  openId,
  onSelect,
  nameOf,
  items,
  after,
  height,
}: ListBodyProps<Row> & Shown): ReactNode {
  const words = useWords().lists
  const { number } = useFormats()
  const [name, ...others] = columns
  const onCard = others.filter(({ isOnCard }) => isOnCard === true)
  if (name === undefined) return null
  return (
    <ul className={styles.cards} aria-label={config.things}>
      {items.map(({ index, before }) => {
        const row = data.rows[index]
        if (row === undefined) return null
        return (
          <Fragment key={row.id}>
            {before > 0 && <li aria-hidden="true" style={{ height: before }} />}
            <li
              data-row={index}
              aria-posinset={index + 1}
              aria-setsize={data.isTotalCapped ? -1 : (data.total ?? -1)}
              aria-label={words.row(number(index + 1), nameOf(row))}
              data-open={row.id === openId || undefined}
              className={styles.card}
              style={{ height }}
              onFocus={() => onAt(index)}
            >
              {onSelect !== undefined && (
                <SelectBox
                  name={nameOf(row)}
                  isOn={isSelected(state.selection, row.id)}
                  onChange={() => onSelect(row.id)}
                />
              )}
              <div className={styles.cardText}>
                <RowLink config={config} row={row} isOpen={row.id === openId}>
                  {name.cell(row)}
                </RowLink>
                <div className={styles.cardMore}>
                  {onCard.map(({ id, cell }) => (
                    <span key={id}>{cell(row)}</span>
                  ))}
                </div>
              </div>
            </li>
          </Fragment>
        )
      })}
      {after > 0 && <li aria-hidden="true" style={{ height: after }} />}
    </ul>
  )
}
