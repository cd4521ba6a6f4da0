/** A part of a list in the order of ids. */
export interface Paging {
  readonly offset: number
  readonly limit: number
}

export interface InstantRange {
  readonly from: number
  readonly to: number
}

/** A list's page, and of how many when that needs no counting. */
export interface Listed<T> {
  readonly items: readonly T[]
  readonly total?: number
}
