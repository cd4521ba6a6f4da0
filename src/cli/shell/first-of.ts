import type { Cursor, CursorRequest, Page } from '../../domain/page.ts'

/** The first entries of a list by key, at most so many. A page may hold fewer than asked for and still have a next one. */
export async function firstOf<T>(
  limit: number,
  list: (page: CursorRequest) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const found: T[] = []
  let after: Cursor | null = null
  do {
    const page: Page<T> = await list({ after, limit: limit - found.length })
    found.push(...page.items)
    after = page.next
  } while (after !== null && found.length < limit)
  return found
}
