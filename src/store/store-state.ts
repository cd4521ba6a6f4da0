/** What can be seen of a store from outside. */
export interface StoreState {
  /** The migrations that have been applied. */
  readonly applied: readonly string[]
  /** What a quick check of the file found wrong. */
  readonly damage: readonly string[]
}
