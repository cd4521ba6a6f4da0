import type { Cursor } from '../../../domain/page.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { SealedBox } from '../../../lib/sealed-box.ts'
import { sha256 } from '../../../lib/digest.ts'

/** The lifetime of a scrollId after its last use (docs/contracts/rev.md B7). Each answer contains a new one. */
const LIFETIME = 60_000

/** Where a page ended, and the total on all pages: counted by the first, and the same on every one. */
export interface Scroll {
  readonly after: Cursor
  readonly total: number
}

interface Sealed extends Scroll {
  readonly search: string
  readonly at: number
}

/**
 * Scroll ids of one search. They contain all that the next page needs, sealed with the server key, so that any node can
 * continue and nothing is stored.
 */
export class ScrollIds {
  readonly #box: SealedBox
  readonly #clock: Clock
  readonly #search: string

  /** @param search the search: an id of another search isn't valid */
  constructor(
    { sealedBox, clock }: { readonly sealedBox: SealedBox; readonly clock: Clock },
    ...search: readonly string[]
  ) {
    this.#box = sealedBox
    this.#clock = clock
    this.#search = sha256(JSON.stringify(['rev scroll', ...search]))
  }

  seal({ after, total }: Scroll): string {
    const sealed: Sealed = { search: this.#search, after, total, at: this.#clock.now() }
    return this.#box.seal(JSON.stringify(sealed))
  }

  /** undefined when it has expired, belongs to another search, or isn't ours. */
  open(scrollId: string): Scroll | undefined {
    const text = this.#box.open(scrollId)
    const sealed = text?.startsWith('{') ? (JSON.parse(text) as Sealed) : undefined // sealed by us
    if (sealed?.search !== this.#search || this.#clock.now() - sealed.at > LIFETIME) return undefined
    return sealed
  }
}
