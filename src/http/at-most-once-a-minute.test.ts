import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { HeldClock } from '../../test/support/fresh-store.ts'
import { atMostOnceAMinute } from './at-most-once-a-minute.ts'

describe('work at most once a minute', () => {
  const clock = new HeldClock()
  const logged: Record<string, unknown>[] = []
  const log = pino({}, { write: (line: string) => void logged.push(JSON.parse(line) as never) })
  const done: number[] = []
  const occasionally = atMostOnceAMinute(clock, log, 'failed to do it')
  const work = (key: number) => occasionally(key, async () => void done.push(key))

  it('is done for each key by itself, and again when the minute is over', () => {
    for (const key of [1, 1, 2, 1]) work(key)
    expect(done).toEqual([1, 2])
    clock.advance(59_999)
    work(1)
    expect(done).toEqual([1, 2])
    clock.advance(1)
    work(1)
    expect(done).toEqual([1, 2, 1])
  })

  it('is logged when it fails, and holds for more keys than it remembers', async () => {
    occasionally(3, () => Promise.reject(new Error('no')))
    await expect.poll(() => logged).toContainEqual(expect.objectContaining({ msg: 'failed to do it' }))
    for (let key = 10; key < 3_000; key++) work(key)
    done.length = 0
    for (let key = 10; key < 3_000; key++) work(key)
    expect(done).toEqual([])
  })
})
