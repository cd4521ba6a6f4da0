import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { endOfDay, startOfDay } from '../../lib/days.ts'
import type { Search } from '../../lib/search-params.ts'
import type { Filter, ListConfig, RowBase } from './list-config.ts'

/** What is selected, as the address has it: `12,15`, `all`, or `all,-3,-4` (all but these). */
export interface Selection {
  readonly isAll: boolean
  /** Of those selected, or, with `isAll`, of those left out. */
  readonly ids: ReadonlySet<number>
}

/** A list as the address describes it. */
export interface ListState {
  readonly q: string
  /** `lastName`, `-created` */
  readonly sort: string
  /** Whether the best matches come first, and not in the order of `sort`. */
  readonly isRanked: boolean
  /** By the filter's name. */
  readonly filters: ReadonlyMap<string, readonly string[]>
  readonly columns: readonly string[]
  readonly selection: Selection
  /** What the API is asked. */
  readonly query: Readonly<Record<string, string>>
}

export interface ListControl {
  readonly state: ListState
  /** Changes the address; a list's own changes don't stand in the history. */
  readonly set: (change: Search) => void
}

/** Reads a list's state from the address. */
export function useListState<Row extends RowBase>(config: ListConfig<Row>): ListControl {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const state = useMemo(() => readState(config, search), [config, search])
  const set = (change: Search) =>
    void navigate({ to: '.', search: (before: Search) => ({ ...before, ...change }), replace: true })
  return { state, set }
}

function readState<Row extends RowBase>(
  { columns, filters, usualSort, query, isSearchRanked = true }: ListConfig<Row>,
  search: Search,
): ListState {
  const q = search.q ?? ''
  const chosen = new Map(
    filters.flatMap(({ name }) => {
      const text = search[name]
      return text === undefined ? [] : [[name, text === '' ? [] : text.split(',')] as const]
    }),
  )
  const given = filters.flatMap((filter) => parametersOf(filter, chosen.get(filter.name) ?? []))
  const usual = columns.filter(({ isUsual }) => isUsual === true).map(({ id }) => id)
  const shown = search.columns?.split(',').filter((id) => columns.some((one) => one.id === id))
  const isRanked = q !== '' && search.sort === undefined && isSearchRanked
  return {
    q,
    sort: search.sort ?? usualSort,
    isRanked,
    filters: chosen,
    columns: shown ?? usual,
    selection: readSelection(search.selected),
    query: {
      ...Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)])),
      ...Object.fromEntries(given),
      ...(q !== '' && { q }),
      ...(!isRanked && { sort: search.sort ?? usualSort }),
    },
  }
}

/** What the API is asked for a filter. Of days that are none nothing is asked. */
function parametersOf(filter: Filter, values: readonly string[]): readonly (readonly [string, string])[] {
  if (values.length === 0) return []
  if (filter.kind !== 'days') return [[filter.name, values.join(',')]]
  const [first = '', last = ''] = values
  const from = startOfDay(first, filter.timeZone)
  const before = endOfDay(last, filter.timeZone)
  return [
    ...(from === undefined ? [] : ([[filter.from, from]] as const)),
    ...(before === undefined ? [] : ([[filter.before, before]] as const)),
  ]
}

function readSelection(text = ''): Selection {
  const parts = text === '' ? [] : text.split(',')
  const isAll = parts[0] === 'all'
  const ids = parts.slice(isAll ? 1 : 0).map((part) => Math.abs(Number(part)))
  return { isAll, ids: new Set(ids.filter((id) => Number.isSafeInteger(id) && id > 0)) }
}

/** @returns the parameter `selected`; undefined: nothing is selected */
export function writeSelection({ isAll, ids }: Selection): string | undefined {
  if (isAll) return ['all', ...[...ids].map((id) => -id)].join(',')
  return ids.size === 0 ? undefined : [...ids].join(',')
}

export function isSelected({ isAll, ids }: Selection, id: number): boolean {
  return ids.has(id) !== isAll
}

/** The selection with one row selected, or not any more. */
export function toggled({ isAll, ids }: Selection, id: number): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { isAll, ids: next }
}

/** The parameters of a list without its filters, for “clear all”. */
export function withoutFilters(filters: readonly Filter[]): Search {
  return { q: undefined, ...Object.fromEntries(filters.map(({ name }) => [name, undefined])) }
}
