import { ApiError, send } from './api.ts'

const ROWS_AT_A_TIME = 200

export interface BulkProgress {
  readonly done: number
  readonly refused: number
}

/** One row of a bulk request: `{ op: 'update', id: 12, status: 'active' }`. */
export interface BulkRow {
  readonly op: 'create' | 'update' | 'delete'
  readonly id?: number
  readonly [key: string]: unknown
}

/**
 * Makes the same change to many things, in portions; each row stands for itself.
 * @param path of the API: `/people/bulk`
 * @param ids pages of ids
 * @param onProgress is told after each portion
 */
export async function bulkChange(
  path: string,
  ids: AsyncIterable<readonly number[]>,
  row: (id: number) => BulkRow,
  onProgress: (progress: BulkProgress) => void,
  signal: AbortSignal,
): Promise<BulkProgress> {
  let progress: BulkProgress = { done: 0, refused: 0 }
  // All ids first: deleting people would move the rows of the list under its own walk.
  const all: number[] = []
  for await (const page of ids) all.push(...page)
  for (let at = 0; at < all.length && !signal.aborted; at += ROWS_AT_A_TIME) {
    const part = all.slice(at, at + ROWS_AT_A_TIME)
    const { body } = await send<{ readonly rows: readonly { readonly status: number }[] }>('POST', path, {
      query: { each: true },
      body: part.map(row),
    })
    const refused = body.rows.filter(({ status }) => status >= 400).length
    progress = { done: progress.done + part.length - refused, refused: progress.refused + refused }
    onProgress(progress)
  }
  return progress
}

/** What such a change would do, added up. */
export async function previewBulk(
  path: string,
  ids: AsyncIterable<readonly number[]>,
  row: (id: number) => BulkRow,
): Promise<Readonly<Record<string, number>>> {
  const sum: Record<string, number> = {}
  for await (const page of ids) {
    for (let at = 0; at < page.length; at += ROWS_AT_A_TIME) {
      const { body } = await send<{ readonly effects: Readonly<Record<string, number>> }>('POST', path, {
        query: { each: true, dryRun: true },
        body: page.slice(at, at + ROWS_AT_A_TIME).map(row),
      })
      for (const [name, count] of Object.entries(body.effects)) sum[name] = (sum[name] ?? 0) + count
    }
  }
  return sum
}

const AT_ONCE = 4
const MOST_REFUSED_WAIT_MS = 60_000

/**
 * Sends one request for each id, a few at once; waits where the API asks to.
 * @param onRefused is told why, once for each refusal
 */
export async function forEachId(
  ids: AsyncIterable<readonly number[]>,
  work: (id: number) => Promise<unknown>,
  onProgress: (progress: BulkProgress) => void,
  signal: AbortSignal,
  onRefused: (reason: string) => void = () => undefined,
): Promise<BulkProgress> {
  const all: number[] = []
  for await (const page of ids) all.push(...page)
  let progress: BulkProgress = { done: 0, refused: 0 }
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (let id = all.shift(); id !== undefined && !signal.aborted; id = all.shift()) {
      const isDone = await attempt(id, work, onRefused)
      progress = {
        done: progress.done + (isDone ? 1 : 0),
        refused: progress.refused + (isDone ? 0 : 1),
      }
      onProgress(progress)
    }
  })
  await Promise.all(workers)
  return progress
}

/** @returns false if the API refused it */
async function attempt(
  id: number,
  work: (id: number) => Promise<unknown>,
  onRefused: (reason: string) => void,
): Promise<boolean> {
  for (let wait = 1_000; ; wait *= 2) {
    try {
      await work(id)
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status !== 429 || wait > MOST_REFUSED_WAIT_MS) {
        onRefused(error.message)
        return false
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}
