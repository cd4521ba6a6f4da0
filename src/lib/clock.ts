import { uptime } from 'node:os'

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

/** What a machine has to tell the time by, in milliseconds. */
export interface Timepieces {
  /** Since 1970. It can be set. */
  wall(): number
  /** Since the process began. It stands still while the machine sleeps. */
  running(): number
  /** Since the machine began, asleep or not; whole seconds. */
  up(): number
}

const machine: Timepieces = {
  wall: () => Date.now(),
  running: () => performance.now(),
  up: () => uptime() * 1000,
}

/** What `up` and `running` differ by without any sleep: `up` counts whole seconds. */
const ROUNDING = 2_000

/**
 * A clock that goes on evenly when the machine's is set: it follows only when it is told to. Sleep of the machine is time
 * that has passed.
 */
export class SteadyClock implements Clock {
  readonly #pieces: Timepieces
  /** What it shows when nothing has elapsed. */
  #base: number
  /** How long the machine had been up when the process began. */
  readonly #born: number
  #slept = 0

  constructor(pieces: Timepieces = machine) {
    this.#pieces = pieces
    this.#base = pieces.wall() - pieces.running()
    this.#born = pieces.up() - pieces.running()
  }

  now(): number {
    return Math.floor(this.#base + this.elapsed())
  }

  elapsed(): number {
    return this.#pieces.running() + this.#slept
  }

  /** How far the machine's clock is ahead of this one, in milliseconds: it was set. */
  get behind(): number {
    this.#noteSleep()
    return this.#pieces.wall() - this.now()
  }

  /** Goes on from there, so many milliseconds later. */
  move(by: number): void {
    this.#base += by
  }

  #noteSleep(): void {
    const slept = this.#pieces.up() - this.#pieces.running() - this.#born
    if (slept > this.#slept + ROUNDING) this.#slept = slept
  }
}

/**
 * The time for what makes things old, in whole milliseconds. When less has passed by the process's own timer than by the
 * clock, the timer counts: a clock that somebody sets far ahead makes nothing old. Create it when the process starts.
 */
export class UnhurriedTime {
  readonly #clock: Clock
  readonly #started: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#started = clock.now() - clock.elapsed()
  }

  now(): number {
    return Math.min(this.#clock.now(), Math.floor(this.#started + this.#clock.elapsed()))
  }
}

export const systemClock = new SteadyClock()
