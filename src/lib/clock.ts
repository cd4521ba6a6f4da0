/** Where the time comes from, so that tests can hold it still. */
export interface Clock {
  /** The present instant in milliseconds since 1970. */
  now(): number
  /**
   * Milliseconds since some instant of this process. They only ever grow, and at an even pace: setting the machine's clock
   * doesn't touch them. What is counted or waited for in memory goes by these.
   */
  elapsed(): number
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }
