/** How often something was done lately, and until when that counts. */
export interface SharedCount {
  readonly key: string
  readonly count: number
  readonly until: number
}

/** What the nodes of one deployment tell each other. It belongs to no account. */
export interface SharedCountWriter {
  /** Says what a node has counted, in place of what it said of the same keys before. */
  set(node: string, counts: readonly SharedCount[]): Promise<void>
  /** What the other nodes have counted and still counts, a line for each of them. */
  listOfOthers(node: string): Promise<readonly SharedCount[]>
  /** Forgets what counts no more since that instant. */
  sweep(before: number): Promise<void>
}
