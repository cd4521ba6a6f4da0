/** The externally visible state of a store. */
export interface StoreState {
  /** The migrations that have been applied. */
  readonly applied: readonly string[]
  /** The problems found by a quick check of the file. */
  readonly damage: readonly string[]
}
