import { expect, it, vi } from 'vitest'
import { Checkpointer } from './checkpointer.ts'

it('begins nothing after a commit that left nothing to copy', async () => {
  vi.useFakeTimers()
  try {
    const checkpointer = new Checkpointer('never-opened.db', () => undefined)
    for (let commit = 0; commit < 1000; commit++) void checkpointer.committed({ log: 7, checkpointed: 7 })
    void checkpointer.committed({ log: -1, checkpointed: -1 })
    expect(vi.getTimerCount()).toBe(0)
    void checkpointer.committed({ log: 8, checkpointed: 7 })
    expect(vi.getTimerCount()).toBe(1)
    void checkpointer.committed({ log: 9, checkpointed: 7 })
    expect(vi.getTimerCount()).toBe(1)
    await checkpointer.close()
  } finally {
    vi.useRealTimers()
  }
})
