/** The outcome of a piece of work. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** The work awaited something other than the store. */
export class NeverSettled extends Error {
  constructor() {
    super('A read or an operation awaited something other than the store.')
  }
}

/**
 * The outcome of work that may await nothing but the store. The store's statements are complete when they return, so
 * the work ends within microtasks: if it is still pending at the next turn of the event loop, it won't end in time.
 * @param isPausing whether the work itself has given this turn to others
 */
export function settle<T>(
  work: () => Promise<T>,
  isPausing: () => boolean = () => false,
): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const look = () => {
      if (isPausing()) tooLate = setImmediate(look)
      else resolve({ error: new NeverSettled() })
    }
    let tooLate = setImmediate(look)
    const finish = (outcome: Outcome<T>) => {
      clearImmediate(tooLate)
      resolve(outcome)
    }
    try {
      work().then(
        (value) => {
          finish({ value })
        },
        (error: unknown) => {
          finish({ error })
        },
      )
    } catch (error) {
      finish({ error }) // thrown before its first await
    }
  })
}

/** The next turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
