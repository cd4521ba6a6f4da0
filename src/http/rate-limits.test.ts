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

it('what is given back here is told to others', () => {
  takes(here, 'take', 10)
  exchange()
  expect(takes(there, 'take', 1)).toBe(0)
  here.giveBack('key')
  exchange()
  expect(takes(there, 'take', 2)).toBe(1)
})

describe('takePatiently', () => {
  const PATIENCE = { free: 3, first: 1_000, longest: 5_000, memory: 60_000 }
  const tries = (limits: RateLimits) => limits.takePatiently('key', PATIENCE)
  const wait = (limits: RateLimits) => {
    const answer = tries(limits)
    return answer.allowed ? 0 : answer.retryAfter
  }

  it('doubles the wait with each try beyond the free ones, up to the longest', () => {
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      expect(wait(here)).toBe(0)
      const seconds = wait(here)
      waits.push(seconds)
      clock.advance(seconds * 1_000)
      // What came too early neither counts nor lengthens the wait.
      if (seconds === 0) waits.pop()
      if (waits.length === 5) break
    }
    expect(waits).toEqual([1, 2, 4, 5, 5])
  })

  it('forgets all when nobody has tried for a while, and at once when told to', () => {
    for (let i = 0; i < 3; i++) tries(here)
    expect(wait(here)).toBe(1)
    here.forgetTries('key')
    for (let i = 0; i < 3; i++) expect(wait(here)).toBe(0)
    clock.advance(60_000)
    for (let i = 0; i < 3; i++) expect(wait(here)).toBe(0)
    expect(wait(here)).toBe(1)
  })

  it('takes back a try with the wait that it caused, and none before it', () => {
    for (let i = 0; i < 3; i++) tries(here)
    clock.advance(1_000)
    expect(wait(here)).toBe(0)
    here.giveBackTry('key')
    expect(wait(here)).toBe(0)
    expect(wait(here)).toBe(2)
  })

  it('counts what others have counted', () => {
    for (let i = 0; i < 3; i++) tries(here)
    exchange()
    expect(wait(there)).toBe(0)
    expect(wait(there)).toBe(2)
  })
})

it.each([-3_600_000, 3_600_000])('goes on at its pace when the clock is set by %d ms', (step) => {
  const patience = { free: 1, first: 1_000, longest: 1_000, memory: 60_000 }
  takes(here, 'take', 10)
  takes(here, 'takeSliding', 10)
  here.takePatiently('key', patience)
  clock.set(clock.now() + step)
  expect([here.take('key', QUOTA), here.takeSliding('key', QUOTA)]).toEqual([
    { allowed: false, retryAfter: 5 },
    { allowed: false, retryAfter: 5 },
  ])
  expect(here.takePatiently('key', patience)).toEqual({ allowed: false, retryAfter: 1 })
  clock.advance(5_000)
  expect([takes(here, 'take', 11), takes(here, 'takeSliding', 11)]).toEqual([10, 10])
  expect(here.takePatiently('key', patience).allowed).toBe(true)
})

it('counts nothing of another node for longer than the quota’s own time, whatever its clock says', () => {
  here.learn([{ key: 'key', count: 10, remaining: 3_600_000 }])
  expect(here.take('key', QUOTA)).toEqual({ allowed: false, retryAfter: 5 })
})
