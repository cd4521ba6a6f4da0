import { beforeEach, expect, it } from 'vitest'
import { SteadyClock, UnhurriedTime } from './clock.ts'

const HOUR = 60 * 60_000
const START = Date.UTC(2026, 0, 15, 12)

let pieces: { at: number; runs: number; upFor: number }
let clock: SteadyClock

const pass = (milliseconds: number) => {
  pieces.at += milliseconds
  pieces.runs += milliseconds
  pieces.upFor += milliseconds
}

beforeEach(() => {
  pieces = { at: START, runs: 40, upFor: 100_000 }
  clock = new SteadyClock({
    wall: () => pieces.at,
    running: () => pieces.runs,
    up: () => Math.floor(pieces.upFor / 1000) * 1000,
  })
})

it('goes with the machine’s', () => {
  pass(1_500)
  expect([clock.now(), clock.behind]).toEqual([START + 1_500, 0])
})

it.each([3 * HOUR, -3 * HOUR])('goes on evenly when that is set by %i, until it is told to follow', (by) => {
  pieces.at += by
  pass(2_000)
  expect([clock.now(), clock.behind]).toEqual([START + 2_000, by])
  clock.move(by)
  expect([clock.now(), clock.behind]).toEqual([START + by + 2_000, 0])
})

it('takes sleep of the machine for time that has passed', () => {
  const before = clock.elapsed()
  pieces.at += 3 * HOUR
  pieces.upFor += 3 * HOUR
  pass(1_000)
  expect(clock.behind).toBeLessThanOrEqual(1_000) // the machine says only in seconds how long it slept
  expect(clock.now()).toBeGreaterThanOrEqual(START + 3 * HOUR)
  expect(clock.elapsed() - before).toBeGreaterThanOrEqual(3 * HOUR)
})

it('makes old by whole milliseconds, and not faster than the process runs', () => {
  pieces.runs = 40.9
  const time = new UnhurriedTime(clock)
  const begun = time.now()
  for (const by of [999.2, 0.15, 1_000.3]) {
    pass(by)
    expect(Number.isInteger(time.now())).toBe(true)
    expect(time.now()).toBeLessThanOrEqual(clock.now())
  }
  expect(time.now() - begun).toBeGreaterThan(1_990)
  clock.move(3 * HOUR)
  expect(time.now()).toBeLessThan(clock.now() - 2 * HOUR)
})
