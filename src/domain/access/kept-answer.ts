/** The stored record of a request: a digest of it, and its answer. */
export interface KeptAnswer {
  readonly request: string
  /** JSON; null while its operation is running. */
  readonly answer: string | null
}
