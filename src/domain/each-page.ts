import { turn } from '../lib/turns.ts'

/** A part of a list, and where the next one begins; null after the last. */
interface Part<Mark, T> {
  readonly items: readonly T[]
  readonly next: Mark | null
}

/**
 * All parts of a list, one after the other, without the empty ones. Between two parts others have their turn: the embedded
 * store answers at once, so that a walk that only waited for it would keep everybody else waiting until its end.
 * @param list the part that begins there; null: the first one
 * @param signal when it is aborted, the walk ends with its reason
 * @throws all that `list` throws
 */
export async function* eachPage<Mark, T>(
  list: (from: Mark | null) => Promise<Part<Mark, T>>,
  signal?: AbortSignal,
): AsyncGenerator<readonly T[]> {
  let from: Mark | null = null
  do {
    signal?.throwIfAborted()
    const { items, next }: Part<Mark, T> = await list(from)
    if (items.length > 0) yield items
    from = next
    await turn()
  } while (from !== null)
}
