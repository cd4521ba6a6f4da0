import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { ListMemory, type Sink } from './drained-text.ts'

const PIECE = 'x'.repeat(64 * 1024)
const PIECES = 40

/** A list of about 2.5 million characters, and how much of it was drained. */
function longList(memory: ListMemory) {
  const drained = { pieces: 0, done: false, error: undefined as unknown }
  const texts = memory.texts(async (sink: Sink) => {
    try {
      for (; drained.pieces < PIECES && !sink.left; drained.pieces++) {
        await sink.put(PIECE)
        await nextTurn()
      }
    } catch (error) {
      drained.error = error
      throw error
    } finally {
      drained.done = true
    }
  })
  return { drained, texts }
}

async function lengthOf(texts: AsyncIterable<string>): Promise<number> {
  let length = 0
  for await (const text of texts) length += text.length
  return length
}

describe('long lists', () => {
  it('are drained whole for a slow client as long as there is room', async () => {
    const { drained, texts } = longList(new ListMemory())
    await texts.next()
    await expect.poll(() => drained.done).toBe(true)
    expect(drained.pieces).toBe(PIECES)
    expect(await lengthOf(texts)).toBe((PIECES - 1) * PIECE.length)
  })

  it('hold no more together than their share of memory, however many clients take nothing', async () => {
    const memory = new ListMemory(PIECE.length * 60, 20)
    const lists = Array.from({ length: 20 }, () => longList(memory))
    const most = { held: 0 }
    const watching = setInterval(() => (most.held = Math.max(most.held, memory.held)), 0)
    for (const { texts } of lists) await texts.next()
    await expect.poll(() => lists.every(({ drained }) => drained.done)).toBe(true)
    clearInterval(watching)
    // Each may be one piece beyond the limit.
    expect(most.held).toBeLessThanOrEqual(PIECE.length * (60 + lists.length))
    // The clients of aborted lists get an error when they continue, and the memory is freed.
    const outcomes = await Promise.allSettled(lists.map(({ texts }) => lengthOf(texts)))
    const refused = outcomes.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: { kind: 'unavailable' } })
    expect(memory.held).toBe(0)
  })

  it('go on for a client that keeps up, whatever others hold', async () => {
    const memory = new ListMemory(PIECE.length * 10, 3_600_000) // nobody counts as stalled
    const paused = longList(memory)
    await paused.texts.next()
    await expect.poll(() => memory.isFull).toBe(true)
    const { drained, texts } = longList(memory)
    expect(await lengthOf(texts)).toBe(PIECES * PIECE.length)
    expect(drained.error).toBeUndefined()
    await paused.texts.return(undefined)
    await expect.poll(() => paused.drained.done).toBe(true)
    expect(memory.held).toBe(0)
  })

  it('are not given up because their rows came late', async () => {
    const memory = new ListMemory(PIECE.length * 10, 30)
    const begun = Promise.withResolvers<unknown>()
    const late = memory.texts(async (sink) => {
      await begun.promise
      for (let i = 0; i < 3; i++) await sink.put(PIECE)
    })
    const first = late.next()
    const paused = longList(memory)
    await paused.texts.next()
    await expect.poll(() => paused.drained.pieces).toBeGreaterThan(8)
    begun.resolve(undefined)
    await first
    expect(await lengthOf(late)).toBe(PIECE.length * 2)
    await paused.texts.return(undefined)
  })

  it('end with the error of what drains them, after what came before', async () => {
    const texts = new ListMemory().texts(async (sink) => {
      await sink.put('one')
      throw new Error('no more')
    })
    expect(await texts.next()).toEqual({ value: 'one', done: false })
    await expect(texts.next()).rejects.toThrow('no more')
  })
})
