/** What is kept of a request: a digest of it, and its answer. */
export interface KeptAnswer {
  readonly request: string
  /** JSON; null while its operation is at work. */
  readonly answer: string | null
}
