// The same change to many things, by the API's bulk operations, in portions.
import { ApiError, send, sentenceOf } from './api.ts'
import type { Effects, ProblemDocument } from './api-types.ts'

const ROWS_AT_A_TIME = 200
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

export interface BulkProgress {
  readonly done: number
  readonly refused: number
}

/** How a bulk change ended. */
export interface BulkOutcome extends BulkProgress {
  /** Why rows were refused, each reason once; the first ones. */
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
  readonly problem: ProblemDocument | null
  readonly before?: Readonly<Record<string, unknown>> | null
}

/** A change to many things. */
export interface BulkChange {
  /** Of the API: `/people/bulk`. */
  readonly path: string
  readonly row: (id: number) => BulkRow
  /** What takes back a row that was done; undefined: nothing was changed. Left out: it can't be taken back. */
  readonly undo?: (row: BulkRow, outcome: RowOutcome) => BulkRow | undefined
  /** The effect that a row is itself, beside what the API counts: `enrolled`. */
  readonly effect?: (outcome: RowOutcome) => string
  /** The name of what a row is about, for those that are refused; left out: they are only counted. */
  readonly nameOf?: (id: number) => Promise<string>
}

/** What a bulk change would do. */
export interface BulkPreview {
  /** Added up; `refused` counts the rows that would be refused. */
  readonly effects: Effects
  /** The first rows that would be refused, and why. */
  readonly refusals: readonly Refusal[]
}

/** That a row would be refused. */
export interface Refusal {
  readonly id: number
  /** Undefined: nothing of that id can be seen. */
  readonly name: string | undefined
  readonly reason: string
}

const REFUSALS_SHOWN = 5

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
      for (const { problem: why } of refused) {
        if (why !== null && reasons.size < REFUSALS_SHOWN) reasons.add(sentenceOf(why))
      }
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

/** What such a change would do. */
export async function previewBulk(
  { path, row, effect, nameOf }: BulkChange,
  ids: AsyncIterable<readonly number[]>,
): Promise<BulkPreview> {
  const sum: Record<string, number> = {}
  const add = (name: string, count: number) => (sum[name] = (sum[name] ?? 0) + count)
  const refused: { readonly id: number; readonly reason: string }[] = []
  for await (const page of ids) {
    for (let at = 0; at < page.length; at += ROWS_AT_A_TIME) {
      const part = page.slice(at, at + ROWS_AT_A_TIME)
      const { body } = await waiting(() =>
        send<Tried>('POST', path, { query: { each: true, dryRun: true }, body: part.map(row) }),
      )
      for (const [name, count] of Object.entries(body.effects)) add(name, count)
      for (const outcome of body.rows) {
        const { index, problem } = outcome
        if (problem !== null) refused.push({ id: part[index] ?? 0, reason: sentenceOf(problem) })
        else if (effect !== undefined) add(effect(outcome), 1)
      }
    }
  }
  add('refused', refused.length)
  if (nameOf === undefined) return { effects: sum, refusals: [] }
  const named = async ({ id, reason }: (typeof refused)[number]): Promise<Refusal> => {
    const name = await nameOf(id).catch(() => undefined)
    return { id, name, reason }
  }
  return { effects: sum, refusals: await Promise.all(refused.slice(0, REFUSALS_SHOWN).map(named)) }
}

interface Done {
  readonly rows: readonly RowOutcome[]
}

interface Tried extends Done {
  readonly effects: Effects
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
