/** A part of a list in the order of ids. */
export interface Paging {
  readonly offset: number
  readonly limit: number
}

export interface InstantRange {
  readonly from: number
  readonly to: number
}
