/** A node of a tree as it stands in a file. */
export interface TreeRow {
  readonly id: string
  /** Empty at the top. */
  readonly parentId: string
  readonly label: string
}

/** A row that isn't there after the load, and why. */
export interface RefusedRow {
  readonly row: TreeRow
  readonly why: string
}

export interface LoadedTree {
  /** GUIDs of the categories that were made, by the rows' own ids. */
  readonly made: ReadonlyMap<string, string>
  readonly refused: readonly RefusedRow[]
}

/** Creates one category by Rev's door: its GUID, or why it was refused. */
export type Create = (name: string, parent: string | null) => Promise<{ guid: string } | { why: string }>

/**
 * Loads a tree, so many creates at a time, each node after its parent whatever the order of the rows. What stands below
 * a refused row is refused with it.
 */
export async function loadTree(
  rows: readonly TreeRow[],
  create: Create,
  connections: number,
): Promise<LoadedTree> {
  const childrenOf = Map.groupBy(rows, (row) => row.parentId)
  const made = new Map<string, string>()
  const refused: RefusedRow[] = []
  const ready: TreeRow[] = [...(childrenOf.get('') ?? [])]

  const refuse = (row: TreeRow, why: string) => {
    refused.push({ row, why })
    for (const child of childrenOf.get(row.id) ?? []) refuse(child, `its parent "${row.label}" was refused`)
  }
  const place = async (row: TreeRow) => {
    const outcome = await create(row.label, made.get(row.parentId) ?? null)
    if ('why' in outcome) refuse(row, outcome.why)
    else {
      made.set(row.id, outcome.guid)
      ready.push(...(childrenOf.get(row.id) ?? []))
    }
  }
  const underWay = new Set<Promise<void>>()
  while (ready.length > 0 || underWay.size > 0) {
    while (ready.length > 0 && underWay.size < connections) {
      const placing: Promise<void> = place(ready.shift() as TreeRow).finally(() => underWay.delete(placing))
      underWay.add(placing)
    }
    await Promise.race(underWay)
  }
  for (const row of rows) {
    if (!made.has(row.id) && !refused.some((one) => one.row === row)) {
      refused.push({ row, why: `there is no row "${row.parentId}"` })
    }
  }
  return { made, refused }
}

/**
 * Creates by the door of a running server, and waits as long as it says when the rate limit is met.
 * @throws when the session is refused or the server can't be reached
 */
export function creatorAt(url: string, token: string): Create {
  const create: Create = async (name, parentCategoryId) => {
    const answer = await fetch(new URL('/api/v2/categories', url), {
      method: 'POST',
      headers: { authorization: `VBrick ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, parentCategoryId }),
    })
    const { categoryId, code, detail } = (await answer.json()) as Record<string, string | undefined>
    if (answer.status === 200 && categoryId !== undefined) return { guid: categoryId }
    if (answer.status === 429) {
      const seconds = Number(answer.headers.get('retry-after') ?? 1)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      return create(name, parentCategoryId)
    }
    const why = `${code ?? answer.status}: ${detail ?? ''}`
    if (answer.status !== 500) throw new Error(why)
    return { why }
  }
  return create
}
