import { expect, it } from 'vitest'
import { BackgroundPace } from './background-pace.ts'

it('rests three times as long as a portion took, and a second at most', async () => {
  let now = 0
  const rests: number[] = []
  const pace = new BackgroundPace(
    (milliseconds) => Promise.resolve(rests.push(milliseconds)),
    () => now,
  )
  const taking = (milliseconds: number) =>
    pace.portion(() => {
      now += milliseconds
      return Promise.resolve(milliseconds)
    })
  expect(await taking(12)).toBe(12)
  await taking(0)
  await taking(5_000)
  expect(rests).toEqual([36, 0, 1_000])
})

it('ends a rest at once when it is asked to end, and rests no more', async () => {
  let asked = 0
  const pace = new BackgroundPace((_, signal) => {
    asked++
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('ended')))
    })
  })
  const portion = pace.portion(() => Promise.resolve('done'))
  await Promise.resolve()
  pace.end()
  expect(await portion).toBe('done')
  expect(pace.isEnding).toBe(true)
  expect(await pace.portion(() => Promise.resolve('more'))).toBe('more')
  expect(asked).toBe(1)
})

it('throws what a portion throws', async () => {
  const pace = new BackgroundPace(() => Promise.resolve())
  await expect(pace.portion(() => Promise.reject(new Error('full')))).rejects.toThrow('full')
})
