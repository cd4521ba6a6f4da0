// The same change to many things, by the API's bulk operations, in portions.
import { ApiError, send } from './api.ts'

const ROWS_AT_A_TIME = 200
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

export interface BulkProgress {
  readonly done: number
  readonly refused: number
}

/** How a bulk change ended. */
export interface BulkOutcome extends BulkProgress {
  /** Why rows were refused, each reason once. */
  readonly reasons: readonly string[]
  /** What takes back the rows that were done, the last first; empty: nothing can be taken back. */
  readonly undo: readonly BulkRow[]
  /** Why it ended before the last portion; undefined: it didn't, or the person has stopped it. */
  readonly problem: string | undefined
}

/** One row of a bulk request: `{ op: 'update', id: 12, status: 'active' }`. */
export interface BulkRow {
  readonly op: string
  readonly [key: string]: unknown
}

/** What became of a row. */
export interface RowOutcome {
  readonly index: number
  readonly status: number
  readonly thing: Readonly<Record<string, unknown>> | null
  readonly problem: { readonly detail: string } | null
  readonly before?: Readonly<Record<string, unknown>> | null
}

/** A change to many things. */
export interface BulkChange {
  /** Of the API: `/people/bulk`. */
  readonly path: string
  readonly row: (id: number) => BulkRow
  /** What takes back a row that was done; undefined: nothing was changed. Left out: it can't be taken back. */
  readonly undo?: (row: BulkRow, outcome: RowOutcome) => BulkRow | undefined
}

/**
 * Makes the same change to many things; each row stands for itself. What is done stays done, however it ends.
 * @param ids pages of ids
 * @param onProgress is told after each portion
 */
export async function bulkChange(
  change: BulkChange,
  ids: AsyncIterable<readonly number[]>,
  onProgress: (progress: BulkProgress) => void,
  signal: AbortSignal,
): Promise<BulkOutcome> {
  // All ids first: a change may move rows out of the filter, under the walk through it.
  const all: number[] = []
  for await (const page of ids) all.push(...page)
  return sendRows(change, all.map(change.row), onProgress, signal)
}

/** Takes back what was done. @throws ApiError with the first reason, if a row was refused */
export async function undoBulk({ path }: BulkChange, { undo }: BulkOutcome): Promise<void> {
  const { signal } = new AbortController()
  const { problem, reasons } = await sendRows({ path }, undo, () => undefined, signal)
  const reason = problem ?? reasons[0]
  if (reason !== undefined) throw new Error(reason)
}

async function sendRows(
  { path, undo }: Pick<BulkChange, 'path' | 'undo'>,
  rows: readonly BulkRow[],
  onProgress: (progress: BulkProgress) => void,
  signal: AbortSignal,
): Promise<BulkOutcome> {
  const reasons = new Set<string>()
  const back: BulkRow[] = []
  let progress: BulkProgress = { done: 0, refused: 0 }
  let problem: string | undefined
  for (let at = 0; at < rows.length && !signal.aborted; at += ROWS_AT_A_TIME) {
    const part = rows.slice(at, at + ROWS_AT_A_TIME)
    try {
      const outcomes = await sendPortion(path, part, { before: undo !== undefined })
      const refused = outcomes.filter((one) => one.problem !== null)
      for (const one of refused) reasons.add(one.problem?.detail ?? '')
      for (const outcome of outcomes) {
        const row = part[outcome.index]
        const taken = row === undefined || outcome.problem !== null ? undefined : undo?.(row, outcome)
        if (taken !== undefined) back.unshift(taken)
      }
      progress = {
        done: progress.done + part.length - refused.length,
        refused: progress.refused + refused.length,
      }
      onProgress(progress)
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error)
      break
    }
  }
  return { ...progress, reasons: [...reasons], undo: back, problem }
}

/** What such a change would do, added up; `refused` counts the rows that would be refused. */
export async function previewBulk(
  { path, row }: BulkChange,
  ids: AsyncIterable<readonly number[]>,
): Promise<Readonly<Record<string, number>>> {
  const sum: Record<string, number> = {}
  const add = (name: string, count: number) => (sum[name] = (sum[name] ?? 0) + count)
  for await (const page of ids) {
    for (let at = 0; at < page.length; at += ROWS_AT_A_TIME) {
      const { body } = await waiting(() =>
        send<Tried>('POST', path, {
          query: { each: true, dryRun: true },
          body: page.slice(at, at + ROWS_AT_A_TIME).map(row),
        }),
      )
      for (const [name, count] of Object.entries(body.effects)) add(name, count)
      add('refused', body.rows.filter(({ problem }) => problem !== null).length)
    }
  }
  return sum
}

interface Done {
  readonly rows: readonly RowOutcome[]
}

interface Tried extends Done {
  readonly effects: Readonly<Record<string, number>>
}

async function sendPortion(
  path: string,
  body: readonly BulkRow[],
  { before }: { readonly before: boolean },
): Promise<readonly RowOutcome[]> {
  const query = { each: true, ...(before && { before }) }
  const answer = await waiting(() => send<Done>('POST', path, { query, body }))
  return answer.body.rows
}

/** Sends a request again for as long as the API asks to wait. */
async function waiting<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429 || wait > LONGEST_WAIT_MS) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
}
