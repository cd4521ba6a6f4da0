import type { Cursor, CursorRequest, Page } from '../../domain/page.ts'

const PAGE = 500

/** The first `limit` entries of a list. A page may contain fewer entries than requested and still have a next page. */
export async function firstOf<T>(
  limit: number,
  list: (page: CursorRequest) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const found: T[] = []
  let after: Cursor | null = null
  do {
    const page: Page<T> = await list({ after, limit: Math.min(limit - found.length, PAGE) })
    found.push(...page.items)
    after = page.next
  } while (after !== null && found.length < limit)
  return found
}

/** All entries of a list. */
export function allOf<T>(list: (page: CursorRequest) => Promise<Page<T>>): Promise<readonly T[]> {
  return firstOf(Infinity, list)
}
