import { describe, expect, it } from 'vitest'
import { BodyBudget, type Holder } from './body-budget.ts'

const KIB = 1024

/** A body that is being received. */
function receiving(): Holder & { gone: boolean } {
  const holder = { gone: false, giveWay: () => void (holder.gone = true) }
  return holder
}

describe('the memory for bodies', () => {
  it('is taken from the longest that is still being received', () => {
    const budget = new BodyBudget(1000 * KIB)
    const [long, short, late] = [receiving(), receiving(), receiving()]
    expect(budget.hold(long, 600 * KIB)).toBe(true)
    expect(budget.hold(short, 300 * KIB)).toBe(true)
    expect(budget.hold(late, 200 * KIB)).toBe(true)
    expect([long.gone, short.gone, late.gone]).toEqual([true, false, false])
    expect(budget.held).toBe(500 * KIB)
  })

  it('is refused to whoever would hold the most', () => {
    const budget = new BodyBudget(1000 * KIB)
    const [first, greedy] = [receiving(), receiving()]
    budget.hold(first, 500 * KIB)
    expect(budget.hold(greedy, 600 * KIB)).toBe(false)
    expect(first.gone).toBe(false)
    expect(budget.held).toBe(500 * KIB)
  })

  it('is not taken from a body that is being worked on', () => {
    const budget = new BodyBudget(1000 * KIB)
    const working: Holder = {}
    budget.hold(working, 900 * KIB)
    expect(budget.hold(receiving(), 200 * KIB)).toBe(false)
    budget.release(working)
    expect(budget.hold(receiving(), 200 * KIB)).toBe(true)
  })

  it('never keeps short bodies out', () => {
    const budget = new BodyBudget(1000 * KIB)
    budget.hold({}, 1000 * KIB)
    expect(budget.hold(receiving(), 64 * KIB)).toBe(true)
    expect(budget.hold(receiving(), 64 * KIB + 1)).toBe(false)
  })

  it('grows with a body, and is free again when it is answered', () => {
    const budget = new BodyBudget(1000 * KIB)
    const one = receiving()
    for (const size of [16, 32, 64, 128]) budget.hold(one, size * KIB)
    expect(budget.held).toBe(128 * KIB)
    budget.release(one)
    budget.release(one)
    expect(budget.held).toBe(0)
  })
})
