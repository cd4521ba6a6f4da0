import { networkOf } from './client-network.ts'
import type { Patience, RateLimits } from './rate-limits.ts'

const MINUTE = 60_000
/**
 * Wrong passwords of one name from one network. Nobody locks a name for others: who guesses elsewhere is counted elsewhere.
 * Some of Rev's clients repeat a failed login up to four times by themselves.
 */
const OF_NAME: Patience = { free: 10, first: 1_000, longest: 15 * MINUTE, memory: 60 * MINUTE }
/** Wrong passwords from one network, whatever the names: a whole school may sit behind it. */
const OF_NETWORK: Patience = { free: 100, first: 1_000, longest: 10_000, memory: 60 * MINUTE }

/** Slows down guessing passwords, for all doors together: by name and network, and by network. */
export class PasswordGuard {
  readonly #limits: RateLimits
  readonly #isOn: boolean

  /** @param isOn whether rates are limited at all */
  constructor(limits: RateLimits, isOn: boolean) {
    this.#limits = limits
    this.#isOn = isOn
  }

  /** Counts a try; in how many seconds to try again, where there were too many. */
  begin(whose: string, address: string): number | undefined {
    if (!this.#isOn) return undefined
    const { name, network } = keysOf(whose, address)
    const byName = this.#limits.takePatiently(name, OF_NAME)
    if (!byName.allowed) return byName.retryAfter
    const byNetwork = this.#limits.takePatiently(network, OF_NETWORK)
    if (byNetwork.allowed) return undefined
    this.#limits.giveBackTry(name)
    return byNetwork.retryAfter
  }

  /** Takes back a try that was right, and forgets those of that name before it. */
  succeed(whose: string, address: string): void {
    const { name, network } = keysOf(whose, address)
    this.#limits.forgetTries(name)
    this.#limits.giveBackTry(network)
  }
}

function keysOf(whose: string, address: string) {
  const of = networkOf(address)
  return { name: `sign-in ${of} ${whose}`, network: `sign-in ${of}` }
}
