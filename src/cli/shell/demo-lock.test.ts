import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../../config/config.ts'
import { ServerLock } from '../../store/engines/sqlite/server-lock.ts'
import { aloneWithDemo } from './demo-lock.ts'

it('lets one process at a time make the demo academy, however long it takes', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'quadrivium-demo-lock-'))
  try {
    const config = readConfig({ QUADRIVIUM_DATA_DIR: folder })
    const order: string[] = []
    const other = new ServerLock(path.join(folder, 'demo.lock'))
    const waiting = aloneWithDemo(config, () => Promise.resolve(void order.push('second')))
    await new Promise((resolve) => setImmediate(resolve))
    order.push('first')
    other.release()
    await waiting
    expect(order).toEqual(['first', 'second'])
    // The lock is released even when the work fails.
    await expect(aloneWithDemo(config, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(await aloneWithDemo(config, () => Promise.resolve(3))).toBe(3)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
