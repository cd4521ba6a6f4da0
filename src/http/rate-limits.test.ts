import { beforeEach, describe, expect, it } from 'vitest'
import { HeldClock } from '../../test/support/fresh-store.ts'
import { RateLimits } from './rate-limits.ts'

// What one process does is shown at the doors. Here: several, which tell each other.

const QUOTA = { requests: 10, window: 5_000 }

let clock: HeldClock
let [here, there] = [new RateLimits(new HeldClock()), new RateLimits(new HeldClock())]

beforeEach(() => {
  clock = new HeldClock()
  here = new RateLimits(clock)
  there = new RateLimits(clock)
})

function exchange(): void {
  const [mine, theirs] = [here.counts(), there.counts()]
  here.learn(theirs)
  there.learn(mine)
}

function takes(limits: RateLimits, how: 'take' | 'takeSliding', times: number): number {
  let allowed = 0
  for (let i = 0; i < times; i++) if (limits[how]('key', QUOTA).allowed) allowed++
  return allowed
}

describe.each(['take', 'takeSliding'] as const)('%s', (how) => {
  it('counts what others have counted', () => {
    expect(takes(here, how, 6)).toBe(6)
    exchange()
    expect(takes(there, how, 10)).toBe(4)
    exchange()
    expect(takes(here, how, 10)).toBe(0)
    expect(takes(there, how, 10)).toBe(0)
    expect(there[how]('key', QUOTA)).toEqual({ allowed: false, retryAfter: 5 })
    expect(there[how]('another', QUOTA)).toEqual({ allowed: true })
  })

  it('lets requests through again when the window of all is over', () => {
    takes(here, how, 10)
    clock.advance(2_000)
    exchange()
    expect(there[how]('key', QUOTA)).toEqual({ allowed: false, retryAfter: 3 })
    clock.advance(3_000)
    exchange()
    expect(takes(there, how, 4)).toBe(4)
    exchange()
    expect(takes(here, how, 10)).toBe(6)
  })

  it('takes what is told anew in place of what was told before', () => {
    takes(here, how, 3)
    exchange()
    exchange()
    expect(takes(there, how, 10)).toBe(7)
  })
})

it('a window that slides lets requests through one by one, as those elsewhere leave it', () => {
  takes(here, 'takeSliding', 4)
  clock.advance(2_000)
  takes(here, 'takeSliding', 4)
  exchange()
  expect(takes(there, 'takeSliding', 10)).toBe(2)
  clock.advance(3_000)
  exchange()
  expect(takes(there, 'takeSliding', 10)).toBe(4)
})

it('what is forgotten here, or given back, is told to others', () => {
  takes(here, 'take', 10)
  exchange()
  expect(takes(there, 'take', 1)).toBe(0)
  here.giveBack('key')
  exchange()
  expect(takes(there, 'take', 2)).toBe(1)
  here.forget('key')
  exchange()
  expect(takes(there, 'take', 10)).toBe(9)
})
