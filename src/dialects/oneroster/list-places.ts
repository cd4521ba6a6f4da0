import type { Cursor } from '../../domain/page.ts'

/** Where a list goes on behind so many records. */
export interface Place {
  readonly offset: number
  /** null: at its beginning. */
  readonly after: Cursor | null
}

const START: Place = { offset: 0, after: null }
/** How long a list may rest before a client that counts goes on with it. */
const KEPT_MS = 60 * 60_000
const MOST_LISTS = 500
const MOST_PLACES = 20

interface Known {
  /** The latest places of a list, the oldest first. */
  places: Place[]
  used: number
}

/**
 * Where the pages ended that were answered lately. A client that counts, and asks for one offset after the other, thereby
 * reads a list of any length as one that follows the links: nothing is counted off again. Held in memory: another process
 * counts on from the last place that it knows.
 */
export class ListPlaces {
  readonly #now: () => number
  readonly #lists = new Map<string, Known>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** The nearest known place before the offset, or at it. */
  before(list: string, offset: number): Place {
    const known = this.#lists.get(list)
    if (known === undefined || this.#now() - known.used > KEPT_MS) return START
    return known.places.reduce(
      (best, place) => (place.offset <= offset && place.offset > best.offset ? place : best),
      START,
    )
  }

  /** Notes where a page has ended. */
  note(list: string, place: Place): void {
    const known = this.#lists.get(list) ?? { places: [], used: 0 }
    known.places = [...known.places.filter(({ offset }) => offset !== place.offset), place].slice(
      -MOST_PLACES,
    )
    known.used = this.#now()
    this.#lists.delete(list)
    this.#lists.set(list, known) // now the last to be dropped
    if (this.#lists.size <= MOST_LISTS) return
    const [oldest] = this.#lists.keys()
    if (oldest !== undefined) this.#lists.delete(oldest)
  }
}
