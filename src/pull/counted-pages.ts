import type { ScratchMap } from './scratch.ts'

/** A list that is read by counted pages. */
export interface CountedList<T> {
  readonly page: (number: number) => Promise<readonly T[]>
  /** The last thing of a page as it is now; omitted: the page is read again. */
  readonly lastOf?: (number: number) => Promise<T | undefined>
  /** What tells things apart. */
  readonly idOf: (thing: T) => string
  /** Empty: takes the ids that were met, and is emptied at the end. */
  readonly met: ScratchMap
  readonly first: number
  /** How long pages are: a shorter one is the last. Omitted: an empty one is. */
  readonly size?: number
}

/**
 * Everything in a list, each thing once, though the list changes meanwhile: when things vanish, what follows them moves to
 * earlier pages. So a page counts only when it begins with something known, or when the page before, looked at afterwards,
 * still ends with something known; otherwise we go back.
 */
export async function* countedPages<T>(list: CountedList<T>): AsyncIterable<readonly T[]> {
  const { page, idOf, met, first, size = 1 } = list
  const lastOf = list.lastOf ?? (async (number) => (await page(number)).at(-1))
  const isKnown = (thing: T | undefined) => thing !== undefined && met.has(idOf(thing))
  for (let number = first; ;) {
    const things = await page(number)
    if (number > first && !isKnown(things[0]) && !isKnown(await lastOf(number - 1))) {
      number--
      continue
    }
    const fresh = things.filter((thing) => !isKnown(thing))
    for (const thing of fresh) met.set(idOf(thing), '')
    if (fresh.length > 0) yield fresh
    if (things.length < size) {
      met.clear()
      return
    }
    number++
  }
}
