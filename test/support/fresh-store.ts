import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../src/lib/clock.ts'
import type { Telemetry } from '../../src/lib/telemetry.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SqliteStore } from '../../src/store/engines/sqlite/sqlite-store.ts'

/** A clock that stands still until it is told to go on, or is set to another time. */
export class HeldClock {
  #now: number
  #elapsed = 0
  constructor(now = Date.UTC(2026, 0, 15, 12, 0, 0)) {
    this.#now = now
  }
  now(): number {
    return this.#now
  }
  elapsed(): number {
    return this.#elapsed
  }
  advance(milliseconds: number): void {
    this.#now += milliseconds
    this.#elapsed += milliseconds
  }
  /** Sets the time, as a person or a time server sets a machine's: no time passes by it. */
  set(now: number): void {
    this.#now = now
  }
}

/** A fresh SQLite file, copied from a migrated template (docs/design.md 6h). */
export async function openFreshStore(
  clock: Clock = new HeldClock(),
  report: (message: string, error?: unknown) => void = () => undefined,
  { meter, tracer }: Telemetry = {},
): Promise<{ store: SqliteStore; path: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'quadrivium-test-'))
  const path = join(folder, 'quadrivium.db')
  copyFileSync(await template(), path)
  const store = await SqliteStore.open(
    { path, durability: 'off' },
    { clock, ids: randomIds, report, meter, ...(tracer && { traceparent: () => tracer.traceparent() }) },
  )
  return { store, path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A migrated, empty database, made once for each state of the migrations. */
async function template(): Promise<string> {
  const migrations = new URL('../../src/store/migrations/', import.meta.url)
  const state = createHash('sha256')
  for (const name of readdirSync(migrations).sort()) state.update(readFileSync(new URL(name, migrations)))
  const path = join(tmpdir(), `quadrivium-template-${state.digest('hex').slice(0, 16)}.db`)
  if (!existsSync(path)) {
    const folder = mkdtempSync(join(tmpdir(), 'quadrivium-template-'))
    const made = join(folder, 'template.db')
    const surroundings = { clock: new HeldClock(), ids: randomIds, report: () => undefined }
    const store = await SqliteStore.open({ path: made, durability: 'off' }, surroundings)
    await store.close()
    renameSync(made, path) // whole or not at all: other test processes may be at it too
    rmSync(folder, { recursive: true, force: true })
  }
  return path
}
