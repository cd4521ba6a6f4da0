import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { raw } from '../../raw.ts'
import { query, type Build, type Executor } from '../../engine.ts'
import { SqliteStreams } from './streams.ts'

const ROWS = 5_000

let folder: string
let path: string
let db: DatabaseSync
let streams: SqliteStreams

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-streams-'))
  path = join(folder, 'numbers.db')
  db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE number (n INTEGER)')
  db.exec(
    `WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${ROWS}) INSERT INTO number SELECT n FROM up`,
  )
  streams = new SqliteStreams({ path, durability: 'off' })
})

afterEach(async () => {
  await streams.close()
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

const numbers: Build<{ json: string }> = (builder) =>
  raw<{ json: string }>(builder, sql`select cast(n as text) as json from number order by n`)

async function whole(texts: AsyncIterable<string>): Promise<number[]> {
  let text = ''
  for await (const chunk of texts) text += chunk
  return JSON.parse(`[${text}]`) as number[]
}

const all = Array.from({ length: ROWS }, (_, i) => i + 1)

/** Whether a checkpoint can copy the whole log: it can't pass what a snapshot still reads. */
function logIsFree(): boolean {
  db.exec('INSERT INTO number VALUES (0)')
  const { log, checkpointed } = db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() as {
    log: number
    checkpointed: number
  }
  return log === checkpointed
}

const inPortions = query<{ from: string; rows: number }>()((builder, $) => {
  const rest = sql`from number where printf('%05d', n) >= ${$.from} order by n`
  return raw<{ json: string | null; next: string | null }>(
    builder,
    sql`select group_concat(n, ',') as json, (select printf('%05d', n) ${rest} limit 1 offset ${$.rows}) as next
        from (select n ${rest} limit ${$.rows})`,
  )
})

describe.each([
  ['row by row', (from: SqliteStreams) => from.texts(numbers)],
  ['in portions', (from: SqliteStreams) => from.portions(inPortions)],
])('a long list, read %s,', (_, listOf) => {
  it('comes in chunks that make one list', async () => {
    expect(await whole(listOf(streams))).toEqual(all)
  })

  it.each([0, 1, 249, 250, 251, 500])('of %i rows has its commas in the right places', async (rows) => {
    db.exec(`DELETE FROM number WHERE n > ${rows}`)
    expect(await whole(listOf(streams))).toEqual(all.slice(0, rows))
  })

  it('is one snapshot', async () => {
    const list = listOf(streams)
    const first = await list.next()
    db.exec('DELETE FROM number')
    let text = String(first.value)
    for await (const chunk of list) text += chunk
    expect(JSON.parse(`[${text}]`)).toEqual(all)
  })

  it('lets the event loop turn while it is read', async () => {
    let turns = 0
    const turning = setInterval(() => turns++, 0)
    await whole(listOf(streams))
    clearInterval(turning)
    expect(turns).toBeGreaterThan(0)
  })

  it('lets it turn after each of a few long rows', async () => {
    const long: Build<{ json: string }> = (builder) =>
      raw(builder, sql`select '"' || hex(zeroblob(50000)) || '"' as json from number limit 20`)
    let turns = 0
    let turning = setImmediate(function next() {
      turns++
      turning = setImmediate(next)
    })
    expect(await whole(streams.texts(long))).toHaveLength(20)
    clearImmediate(turning)
    expect(turns).toBeGreaterThan(15)
  })

  it('holds no snapshot for a client that is slow', async () => {
    const list = listOf(streams)
    const first = await list.next()
    expect(logIsFree()).toBe(false)
    while (!logIsFree()) await sleep(1) // it is drained although nobody reads from it
    let text = String(first.value)
    for await (const chunk of list) text += chunk
    expect(JSON.parse(`[${text}]`)).toEqual(all)
  })

  it('gives its connection back when the client leaves early', async () => {
    for (let i = 0; i < 10; i++) {
      for await (const chunk of listOf(streams)) {
        expect(chunk.startsWith('1,2,3,')).toBe(true)
        break
      }
    }
    expect(await whole(listOf(streams))).toEqual(all)
    expect(logIsFree()).toBe(true)
  })

  it('is read no further when the client leaves early', async () => {
    const endless: Build<{ json: string }> = (builder) =>
      raw<{ json: string }>(
        builder,
        sql`with recursive up (n) as (select 1 union all select n + 1 from up) select cast(n as text) as json from up`,
      )
    const patient = new SqliteStreams({ path, durability: 'off' }, Infinity)
    for (let i = 0; i < 8; i++) {
      for await (const chunk of patient.texts(endless)) {
        expect(chunk.startsWith('1,2,3,')).toBe(true)
        break
      }
    }
    expect(await whole(listOf(patient))).toEqual(all) // one connection is free
    await patient.close()
  })

  it('waits for a connection when many are read at once', async () => {
    const lists = await Promise.all(Array.from({ length: 12 }, () => whole(listOf(streams))))
    expect(lists).toEqual(Array.from({ length: 12 }, () => all))
  })

  it('that takes too long is given up, and frees its snapshot', async () => {
    const impatient = new SqliteStreams({ path, durability: 'off' }, -1)
    await expect(whole(listOf(impatient))).rejects.toMatchObject({ kind: 'unavailable' })
    expect(logIsFree()).toBe(true)
    await impatient.close()
  })

  it('that cannot be read says why, and leaves the connection to the next', async () => {
    const broken: Build<{ json: string }> = (builder) => raw(builder, sql`select json from nowhere`)
    for (let i = 0; i < 5; i++) await expect(whole(streams.texts(broken))).rejects.toThrow('nowhere')
    expect(await whole(listOf(streams))).toEqual(all)
  })

  it('is unavailable when the store closes, whether under way, waiting or new', async () => {
    const lists = Array.from({ length: 6 }, () => whole(listOf(streams)))
    const closed = streams.close()
    const outcomes = await Promise.allSettled([...lists, whole(listOf(streams))])
    await closed
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { kind: 'unavailable' } })
    streams = new SqliteStreams({ path, durability: 'off' })
  })
})

describe('a long read', () => {
  const count: Build<{ count: number }> = (builder) =>
    raw<{ count: number }>(builder, sql`select count(*) as count from number`)

  it('lets others have turns, and sees one instant', async () => {
    let turns = 0
    const reading = streams.read(async (executor) => {
      const [before] = await executor.select(count)
      for (let portion = 0; portion < 3; portion++) await executor.pause()
      return [before, ...(await executor.select(count))]
    }, 0)
    const others = async () => {
      for (; turns < 2; turns++) await new Promise((resolve) => setImmediate(resolve))
      db.exec('INSERT INTO number VALUES (0)')
    }
    const [seen] = await Promise.all([reading, others()])
    expect(seen).toEqual([{ count: ROWS }, { count: ROWS }])
    expect(turns).toBe(2)
    expect(logIsFree()).toBe(true)
  })

  it('lets others have a turn before a statement when it has been at work for long', async () => {
    const slow: Build<{ count: number }> = (builder) =>
      raw<{ count: number }>(
        builder,
        sql`with recursive up(n) as (select 1 union all select n + 1 from up limit 300000) select count(*) as count from up`,
      )
    const seen: string[] = []
    let turning = setImmediate(function next() {
      seen.push('turn')
      turning = setImmediate(next)
    })
    await streams.read(async (executor) => {
      await executor.select(slow)
      // Both at once: they come in their order, behind the same turn.
      await Promise.all([2, 3].map((at) => executor.select(slow).then(() => seen.push(`statement ${at}`))))
      await executor.select(slow)
    }, 0)
    clearImmediate(turning)
    expect(seen.join()).toMatch(/^(turn,)+statement 2,statement 3,(turn,?)+$/)
  })

  it('ends with its error, with the store, and when it takes too long, and holds nothing then', async () => {
    const broken = streams.read(() => Promise.reject(new Error('No.')), 0)
    await expect(broken).rejects.toThrow('No.')
    const forever = async (executor: Executor): Promise<never> => {
      for (;;) {
        await executor.select(count)
        await executor.pause()
      }
    }
    const slow = new SqliteStreams({ path, durability: 'off' }, 20)
    await expect(slow.read(forever, 0)).rejects.toMatchObject({ kind: 'unavailable' })
    await slow.close()
    const ended = expect(streams.read(forever, 0)).rejects.toMatchObject({ kind: 'unavailable' })
    await new Promise((resolve) => setImmediate(resolve))
    await streams.close()
    await ended
    expect(logIsFree()).toBe(true)
  })
})
