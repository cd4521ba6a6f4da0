/** A list that is read by counted pages. */
export interface CountedList<T> {
  readonly page: (number: number) => Promise<readonly T[]>
  /** The last thing of a page as it is now; omitted: the page is read again. */
  readonly lastOf?: (number: number) => Promise<T | undefined>
  /** What tells things apart. */
  readonly idOf: (thing: T) => string
  readonly first: number
}

/**
 * Everything in a list, each thing once, though the list changes meanwhile: when things vanish, what follows them moves to
 * earlier pages. So after each page we look whether the one before still ends as it did; if not, we go back until we find
 * something that we know.
 */
export async function* countedPages<T>(list: CountedList<T>): AsyncIterable<readonly T[]> {
  const { page, idOf, first } = list
  const lastOf = list.lastOf ?? (async (number) => (await page(number)).at(-1))
  const seen = new Set<string>()
  const unseen = (things: readonly T[]) =>
    things.filter((thing) => {
      const id = idOf(thing)
      if (seen.has(id)) return false
      seen.add(id)
      return true
    })
  let last: string | undefined
  for (let number = first; ;) {
    const things = await page(number)
    if (last !== undefined) {
      const now = await lastOf(number - 1)
      if (now === undefined || idOf(now) !== last) {
        number = await stepBack(list, seen, number - 1)
        last = undefined
        continue
      }
    }
    const fresh = unseen(things)
    if (fresh.length > 0) yield fresh
    const end = things.at(-1)
    if (end === undefined) return
    last = idOf(end)
    number++
  }
}

/** The last page that begins with something known, or the first. */
async function stepBack<T>(
  { page, idOf, first }: CountedList<T>,
  seen: ReadonlySet<string>,
  from: number,
): Promise<number> {
  for (let number = from; number > first; number--) {
    const [begin] = await page(number)
    if (begin !== undefined && seen.has(idOf(begin))) return number
  }
  return first
}
