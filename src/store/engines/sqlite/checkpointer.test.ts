import { expect, it, vi } from 'vitest'
import { Checkpointer } from './checkpointer.ts'

it('begins nothing after a commit that changed no row', async () => {
  vi.useFakeTimers()
  try {
    const checkpointer = new Checkpointer('never-opened.db', () => undefined)
    for (let commit = 0; commit < 1000; commit++) void checkpointer.committed(0)
    expect(vi.getTimerCount()).toBe(0)
    void checkpointer.committed(1)
    expect(vi.getTimerCount()).toBe(1)
    void checkpointer.committed(1)
    expect(vi.getTimerCount()).toBe(1)
    await checkpointer.close()
  } finally {
    vi.useRealTimers()
  }
})
