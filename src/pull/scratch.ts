/** Texts by keys, as many as a source has: kept outside of memory, and gone with the process. */
export interface ScratchMap {
  get(key: string): string | undefined
  has(key: string): boolean
  set(key: string, value: string): void
  /** In the order in which the keys were set first; what is set meanwhile comes, too. */
  entries(): Iterable<readonly [key: string, value: string]>
  /** Forgets everything in it. */
  clear(): void
}

/** Where a pull keeps what it has met: a source may have a million people. */
export interface Scratch {
  createMap(): ScratchMap
}
