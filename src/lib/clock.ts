/** Where the time comes from, so that tests can hold it still. */
export interface Clock {
  /** The present instant in milliseconds since 1970. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
