/** Numbers that look random and are the same for the same seed, so that a failure can be had again. */
export interface Random {
  /** A whole number from 0 up to, but not including, `below`. */
  below(below: number): number
  /** True in one of so many cases. */
  oneIn(cases: number): boolean
  pick<T>(from: readonly T[]): T
}

/** Mulberry32, by Tommy Ettinger: 32 bits of state are enough to choose test cases. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(state ^ (state >>> 15), state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    oneIn: (cases) => below(cases) === 0,
    pick: (from) => {
      if (from.length === 0) throw new RangeError('There is nothing to pick from.')
      return from[below(from.length)] as (typeof from)[number] // it isn't empty
    },
  }
}
