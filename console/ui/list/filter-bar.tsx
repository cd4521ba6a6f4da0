import { useQueries } from '@tanstack/react-query'
import { useEffect, useState, type ReactNode, type RefObject } from 'react'
import { get } from '../../lib/api.ts'
import type { Named } from '../../lib/api-types.ts'
import type { Search } from '../../lib/search-params.ts'
import { startOfDay } from '../../lib/days.ts'
import { useFormats } from '../../lib/formats.ts'
import { detailPath } from '../detail-path.ts'
import { useWords, type Words } from '../../words/words.ts'
import { Link, useSearch } from '@tanstack/react-router'
import { Button, buttonClass, ButtonContent } from '../button.tsx'
import { Checkbox, TextField } from '../field.tsx'
import { Icon } from '../icon.tsx'
import { MenuButton } from '../menu.tsx'
import { Finder } from '../picker.tsx'
import { PopupBox, usePopup } from '../popup.tsx'
import { CsvButton } from './csv-button.tsx'
import { OrderMenu } from './order-menu.tsx'
import type { Column, Filter, ListConfig, RowBase } from './list-config.ts'
import type { ListData } from './list-query.ts'
import { withoutFilters, type ListControl, type ListState } from './list-state.ts'
import { ViewsMenu } from './views-menu.tsx'
import styles from './filter-bar.module.css'

interface FilterBarProps<Row extends RowBase> extends ListControl {
  readonly config: ListConfig<Row>
  readonly data: ListData<Row>
  readonly searchField: RefObject<HTMLInputElement | null>
  /** Those that are shown. */
  readonly columns: readonly Column<Row>[]
  /** Whether there is room for cards only, which have no heads of columns. */
  readonly isNarrow: boolean
  /** From the search into the list. */
  readonly onArrowDown: () => void
}

/** Search, filters, what is shown, and how many there are. */
export function FilterBar<Row extends RowBase>(props: FilterBarProps<Row>): ReactNode {
  const { config, state, set, data, searchField, columns, isNarrow, onArrowDown } = props
  const { filters, things, create, path, isSearchable = true } = config
  const words = useWords().lists
  const { number } = useFormats()
  const [added, setAdded] = useState<string>()
  const active = filters.filter(({ name }) => (state.filters.get(name)?.length ?? 0) > 0 || name === added)
  const open = filters.filter((filter) => !active.includes(filter))
  const total = data.total
  return (
    <div className={styles.bar}>
      <div className={styles.row}>
        {isSearchable && (
          <SearchField
            label={words.search(things)}
            q={state.q}
            field={searchField}
            onChange={(q) => set({ q: q === '' ? undefined : q, selected: undefined })}
            onArrowDown={onArrowDown}
          />
        )}
        <span className={styles.tools}>
          {open.length > 0 && (
            <MenuButton
              label={words.filter}
              icon="filter"
              groups={[
                {
                  heading: words.addFilter,
                  items: open.map(({ name, label }) => ({ id: name, label, run: () => setAdded(name) })),
                },
              ]}
            />
          )}
          <ViewsMenu path={path} />
          <MenuButton
            label={words.columns}
            icon="columns"
            groups={[
              {
                items: config.columns.slice(1).map(({ id, label }) => ({
                  id,
                  label,
                  isChecked: columns.some((one) => one.id === id),
                  staysOpen: true,
                  run: () => set({ columns: toggledColumn(config, state, id) }),
                })),
              },
            ]}
          />
          <CsvButton config={config} state={state} columns={columns} />
          {config.tools}
          {create !== undefined && <CreateLink path={path} label={create.label} />}
        </span>
      </div>
      <div className={styles.row}>
        {active.map((filter) => (
          <Chip
            key={filter.name}
            filter={filter}
            values={state.filters.get(filter.name) ?? []}
            isNew={filter.name === added}
            onChange={(values) =>
              set({ [filter.name]: values.length === 0 ? undefined : values.join(','), selected: undefined })
            }
            onClose={() => setAdded(undefined)}
          />
        ))}
        {active.length > 1 && (
          <Button look="quiet" onClick={() => set(withoutFilters(filters))}>
            {words.clearFilters}
          </Button>
        )}
        <p role="status" className={styles.total}>
          {total !== undefined &&
            !data.isStale &&
            (data.isTotalCapped ? words.totalAtLeast(total) : words.total(total))}
          <span className="unseen">{number(data.rows.length)}</span>
        </p>
        {data.rows.length > 0 && (
          <OrderMenu config={config} state={state} set={set} columns={isNarrow ? [] : columns} />
        )}
      </div>
    </div>
  )
}

/** The address of the list's columns without this one, or with it. */
function toggledColumn<Row extends RowBase>(config: ListConfig<Row>, state: ListState, id: string): string {
  const shown = state.columns.includes(id)
    ? state.columns.filter((one) => one !== id)
    : [...state.columns, id]
  const inOrder = config.columns.slice(1).filter((one) => shown.includes(one.id))
  return inOrder.length === 0 ? 'none' : inOrder.map((one) => one.id).join(',')
}

function CreateLink({ path, label }: { readonly path: string; readonly label: string }): ReactNode {
  const search: Search = useSearch({ strict: false })
  const to = detailPath(path, 'new')
  return (
    <Link to={to} search={search} className={buttonClass({ look: 'main' })}>
      <ButtonContent icon="plus">{label}</ButtonContent>
    </Link>
  )
}

const TYPING_MS = 60

interface SearchFieldProps {
  readonly label: string
  readonly q: string
  readonly field: RefObject<HTMLInputElement | null>
  readonly onChange: (q: string) => void
  readonly onArrowDown: () => void
}

/** Searches as one types, a moment after the last key. */
function SearchField({ label, q, field, onChange, onArrowDown }: SearchFieldProps): ReactNode {
  const [text, setText] = useState(q)
  const [sent, setSent] = useState(q)
  if (q !== sent) {
    // The address has changed by other means: back, a saved view.
    setSent(q)
    setText(q)
  }
  useEffect(() => {
    if (text === sent) return undefined
    const timer = setTimeout(() => {
      setSent(text)
      onChange(text)
    }, TYPING_MS)
    return () => clearTimeout(timer)
  })
  return (
    <span className={styles.search}>
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault()
            onArrowDown()
          }
          if (event.key === 'Escape') {
            if (text === '') event.currentTarget.blur()
            else setText('')
          }
        }}
      />
    </span>
  )
}

interface ChipProps {
  readonly filter: Filter
  readonly values: readonly string[]
  /** Whether it was just added: it is open at once. */
  readonly isNew: boolean
  readonly onChange: (values: readonly string[]) => void
  readonly onClose: () => void
}

/** A filter with its values; a click changes them. */
function Chip({ filter, values, isNew, onChange, onClose }: ChipProps): ReactNode {
  const words = useWords().lists
  const popup = usePopup()
  const names = useValueNames(filter, values)
  const { open } = popup
  useEffect(() => {
    if (isNew) open()
  }, [isNew, open])
  const closing = {
    ...popup,
    onToggle: (isOpen: boolean) => {
      popup.onToggle(isOpen)
      if (!isOpen) onClose()
    },
  }
  return (
    <span className={styles.chip}>
      <button
        type="button"
        ref={popup.anchor as RefObject<HTMLButtonElement | null>}
        aria-haspopup="dialog"
        aria-expanded={popup.isOpen}
        onClick={popup.toggle}
      >
        {filter.label}
        {names.length > 0 && (
          <>
            {': '}
            <strong>
              <bdi>{names.length > 2 ? words.chosen(names.length) : names.join(', ')}</bdi>
            </strong>
          </>
        )}
      </button>
      <Button
        look="quiet"
        icon="close"
        isIconOnly
        onClick={() => {
          onChange([])
          onClose()
        }}
      >
        {words.removeFilter(filter.label)}
      </Button>
      <PopupBox popup={closing} role="dialog" label={filter.label}>
        <div className={styles.editor}>
          <FilterEditor filter={filter} values={values} names={names} onChange={onChange} />
        </div>
      </PopupBox>
    </span>
  )
}

function FilterEditor({
  filter,
  values,
  names,
  onChange,
}: {
  readonly filter: Filter
  readonly values: readonly string[]
  readonly names: readonly string[]
  readonly onChange: (values: readonly string[]) => void
}): ReactNode {
  const toggle = (value: string, isOn: boolean) =>
    onChange(isOn ? [...values, value] : values.filter((one) => one !== value))
  switch (filter.kind) {
    case 'choice':
      return filter.options.map(({ value, label }, index) => (
        <Checkbox
          key={value}
          label={label}
          autoFocus={index === 0}
          checked={values.includes(value)}
          onChange={(event) => toggle(value, event.target.checked)}
        />
      ))
    case 'thing':
      return (
        <>
          {values.map((value, index) => (
            <Checkbox
              key={value}
              label={<bdi>{names[index] ?? value}</bdi>}
              checked
              onChange={() => toggle(value, false)}
            />
          ))}
          <Finder
            path={filter.path}
            what={filter.label}
            isFirst
            without={values.map(Number)}
            onChoose={({ id }) => toggle(String(id), true)}
          />
        </>
      )
    case 'days':
      return <DaysFilter values={values} timeZone={filter.timeZone} onChange={onChange} />
    case 'text':
      return (
        <TextFilter
          label={filter.label}
          value={values[0] ?? ''}
          onChange={(text) => onChange(text === '' ? [] : [text])}
        />
      )
  }
}

function TextFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}): ReactNode {
  return (
    <input
      autoFocus
      className={styles.text}
      aria-label={label}
      defaultValue={value}
      onChange={(event) => onChange(event.target.value.trim())}
    />
  )
}

/** From a day to a day; one of them may be left open. */
function DaysFilter({
  values: [from = '', to = ''],
  timeZone,
  onChange,
}: {
  readonly values: readonly string[]
  readonly timeZone: string
  readonly onChange: (values: readonly string[]) => void
}): ReactNode {
  const words = useWords().lists.days
  const change = (first: string, last: string) => onChange(first === '' && last === '' ? [] : [first, last])
  return (
    <>
      <TextField
        label={words.from}
        type="date"
        autoFocus
        max={to === '' ? undefined : to}
        value={from}
        onChange={(event) => change(event.target.value, to)}
      />
      <TextField
        label={words.to}
        type="date"
        min={from === '' ? undefined : from}
        value={to}
        onChange={(event) => change(from, event.target.value)}
      />
      <p className={styles.hint}>{words.zone(timeZone)}</p>
    </>
  )
}

/** What the values are called: a choice by its words, a thing by its name. */
function useValueNames(filter: Filter, values: readonly string[]): readonly string[] {
  const words = useWords().lists
  const { day } = useFormats()
  const things = useQueries({
    queries:
      filter.kind === 'thing'
        ? values.map((id) => ({
            queryKey: [`${filter.path}/${id}`, { fields: 'id,name' }],
            queryFn: () => get<Named>(`${filter.path}/${id}`, { query: { fields: 'id,name' } }),
          }))
        : [],
  })
  switch (filter.kind) {
    case 'choice':
      return values.map((value) => filter.options.find((option) => option.value === value)?.label ?? value)
    case 'thing':
      return values.map((value, index) => things[index]?.data?.name ?? value)
    case 'days':
      return daysName(values, words.days, day)
    case 'text':
      return values
  }
}

/** “1 Nov – 30 Nov”, or with one end open. A text that is no day is shown as it is. */
function daysName(
  [from = '', to = '']: readonly string[],
  words: Words['lists']['days'],
  format: (day: string) => string,
): readonly string[] {
  const show = (text: string) => (startOfDay(text, 'UTC') === undefined ? text : format(text))
  if (from === '' && to === '') return []
  if (to === '') return [words.since(show(from))]
  if (from === '') return [words.until(show(to))]
  return [from === to ? show(from) : words.between(show(from), show(to))]
}
