import { expect, it, vi } from 'vitest'
import { TurnedAway, Turnstile } from './turnstile.ts'

/** Work that ends on request. */
function work() {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  return { run: vi.fn(() => promise), end: () => resolve(undefined) }
}

it('lets as many in as there are places, the others in their order', async () => {
  const turnstile = new Turnstile(2, 1_000)
  const [one, two, three, four] = [work(), work(), work(), work()]
  const all = [one, two, three, four].map(({ run }) => turnstile.pass(run))
  await Promise.resolve()
  expect([one, two, three, four].map(({ run }) => run.mock.calls.length)).toEqual([1, 1, 0, 0])
  two.end()
  await all[1]
  expect([three, four].map(({ run }) => run.mock.calls.length)).toEqual([1, 0])
  three.end()
  await all[2]
  expect(four.run).toHaveBeenCalledOnce()
  one.end()
  four.end()
  await Promise.all(all)
})

it('frees the place of work that fails', async () => {
  const turnstile = new Turnstile(1, 1_000)
  await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turnstile.pass(() => Promise.resolve('yes'))).toBe('yes')
})

it('turns away who has waited too long, and keeps no place for them', async () => {
  const turnstile = new Turnstile(1, 5)
  const first = work()
  const done = turnstile.pass(first.run)
  const late = work()
  await expect(turnstile.pass(late.run)).rejects.toThrow(TurnedAway)
  first.end()
  await done
  expect(late.run).not.toHaveBeenCalled()
  expect(await turnstile.pass(() => Promise.resolve('next'))).toBe('next')
})
