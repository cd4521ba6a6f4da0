import { useQueries, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { get } from '../../lib/api.ts'
import type { Page, Topic } from '../../lib/api-types.ts'
import { layOut, type BranchPage, type Parent, type TreeRow } from './tree-rows.ts'

const AT_A_TIME = 200

function branchQuery({ parent, cursor }: BranchPage) {
  return {
    queryKey: ['/topics', 'branch', parent, cursor] as const,
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      get<Page<Topic>>('/topics', {
        query: {
          parent: parent ?? 'null',
          sort: 'name',
          limit: AT_A_TIME,
          ...(cursor === null ? { total: true } : { cursor }),
        },
        signal,
      }),
  }
}

export interface TreeData {
  readonly rows: readonly TreeRow[]
  /** The row with that key; -1: not there. */
  readonly indexOf: (key: string | undefined) => number
  /** Loads the next page of a branch. */
  readonly loadMore: (parent: Parent) => void
  readonly error: Error | null
  readonly retry: () => void
  /** Whether nothing has come yet. */
  readonly isEmptyYet: boolean
}

/**
 * The rows of the tree with these branches open: each page of each branch is a query of its own, so that only what is seen is
 * asked for, and asked again when something has changed.
 */
export function useTree(open: ReadonlySet<number>): TreeData {
  const client = useQueryClient()
  const [wanted, setWanted] = useState<ReadonlyMap<Parent, number>>(new Map())
  const lay = () =>
    layOut({
      pageOf: (page) => client.getQueryData<Page<Topic>>(branchQuery(page).queryKey),
      open,
      pagesOf: (parent) => wanted.get(parent) ?? 1,
    })
  const { pages } = lay()
  const found = useQueries({ queries: pages.map(branchQuery) })
  const version = found.map(({ dataUpdatedAt }) => dataUpdatedAt).join()
  // The cache is read; its version says when it has changed.
  const rows = useMemo(() => lay().rows, [version, open, wanted])
  const places = useMemo(() => new Map(rows.map(({ key }, index) => [key, index])), [rows])
  const failed = found.find(({ data, error }) => data === undefined && error !== null)
  return {
    rows,
    indexOf: (key) => (key === undefined ? -1 : (places.get(key) ?? -1)),
    loadMore: (parent) => setWanted((before) => new Map(before).set(parent, (before.get(parent) ?? 1) + 1)),
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    isEmptyYet: found[0]?.data === undefined,
  }
}
