/** How a piece of work went. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown }

/** The work awaited something other than the store. */
export class NeverSettled extends Error {
  constructor() {
    super('A read or an operation awaited something other than the store.')
  }
}

/**
 * The outcome of work that may await nothing but the store. Its statements are done when they return, so it comes to its
 * end in microtasks: what is still pending at the next turn of the event loop never will in time.
 * @param isPausing whether it has itself given this turn to others
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
