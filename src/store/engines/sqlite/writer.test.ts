import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DomainError } from '../../../domain/errors.ts'
import { systemClock } from '../../../lib/clock.ts'
import type { Executor } from '../../engine.ts'
import { raw } from '../../raw.ts'
import { SqliteConnection } from './connection.ts'
import { SqliteWriter } from './writer.ts'

// Rules a, b, c and e of docs/design.md 6, on the test's own table.

let folder: string
let connection: SqliteConnection
let writer: SqliteWriter
let commits: number
let reported: string[]
/** Reads the file from outside, as another process would. */
let outside: DatabaseSync

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-writer-'))
  const file = { path: join(folder, 'notes.db'), durability: 'off' } as const
  connection = new SqliteConnection(file, 'write')
  connection.db.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE note (text TEXT UNIQUE NOT NULL, filler TEXT) STRICT',
  )
  outside = new DatabaseSync(file.path, { timeout: 0 })
  commits = 0
  reported = []
  const afterCommit = () => {
    commits++
    return undefined
  }
  const report = (message: string) => void reported.push(message)
  // A stall of the machine must not split a batch: here only its size limits it.
  writer = new SqliteWriter(connection, systemClock, report, afterCommit, { longestBatch: Infinity })
})

afterEach(async () => {
  await writer.close()
  connection.close()
  outside.close()
  rmSync(folder, { recursive: true, force: true })
})

function write(tx: Executor, text: string, filler = ''): Promise<unknown> {
  return tx.select((builder) => raw(builder, sql`insert into note values (${text}, ${filler})`))
}

function count(tx: Executor): Promise<{ n: number }[]> {
  return tx.select((builder) => raw<{ n: number }>(builder, sql`select count(*) as n from note`))
}

/** What is on disk, committed. */
function kept(): unknown[] {
  const rows = outside.prepare('SELECT text FROM note ORDER BY rowid').all()
  return rows.map((row) => row.text)
}

function kindOf(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'fulfilled') return 'done'
  return outcome.reason instanceof DomainError ? outcome.reason.kind : String(outcome.reason)
}

describe('a large operation', () => {
  const logSize = () => statSync(join(folder, 'notes.db-wal')).size
  const filler = 'x'.repeat(2_000)

  it('leaves little for its commit to write', async () => {
    const written = await writer.run(async (tx) => {
      for (let row = 0; row < 4_000; row++) {
        await write(tx, `note ${row}`, filler)
        if (row % 500 === 0) await tx.pause()
      }
      return logSize()
    })
    expect(kept()).toHaveLength(4_000)
    // All together some ten million bytes, fewer than a connection keeps in memory.
    expect(written).toBeGreaterThan(logSize() / 2)
  })

  it('lets others have their turns within a bulk insert', async () => {
    connection.db.exec('CREATE TABLE bulk (account_id INTEGER, role TEXT)')
    const rows = Array.from({ length: 1_000 }, (_, at) => [at, 'row'])
    let turns = 0
    let turning = setImmediate(function next() {
      turns++
      turning = setImmediate(next)
    })
    await writer.run(
      (tx) => tx.insertAll('bulk' as never, { account_id: 'bigint', role: 'text' }, rows), // the test's own table
    )
    clearImmediate(turning)
    expect(turns).toBeGreaterThanOrEqual(3)
    expect(outside.prepare('SELECT count(*) AS n FROM bulk').get()).toEqual({ n: 1_000 })
  })

  it('lets others have their turns between statements that take long together', async () => {
    let turns = 0
    let turning = setImmediate(function next() {
      turns++
      turning = setImmediate(next)
    })
    await writer.run(async (tx) => {
      for (let row = 0; row < 5_000; row++) await write(tx, `note ${row}`, filler)
    })
    clearImmediate(turning)
    expect(kept()).toHaveLength(5_000)
    expect(turns).toBeGreaterThan(3)
  })

  it('leaves nothing behind when it fails', async () => {
    const failed = writer.run(async (tx) => {
      for (let row = 0; row < 4_000; row++) {
        await write(tx, `note ${row}`, filler)
        if (row % 500 === 0) await tx.pause()
      }
      throw new Error('after all')
    })
    await expect(failed).rejects.toThrow('after all')
    await writer.run((tx) => write(tx, 'next'))
    expect(kept()).toEqual(['next'])
    expect(connection.keepsLittle).toBe(false)
  })
})

describe('group commit', () => {
  it('commits together what 32 clients ask for at once', async () => {
    await Promise.all(Array.from({ length: 32 }, (_, i) => writer.run((tx) => write(tx, `note ${i}`))))
    expect(commits).toBe(1)
    expect(kept()).toHaveLength(32)
  })

  it('commits 256 at a time at most', async () => {
    await Promise.all(Array.from({ length: 600 }, (_, i) => writer.run((tx) => write(tx, `note ${i}`))))
    expect(commits).toBe(3)
    expect(kept()).toHaveLength(600)
  })

  it('commits what it has when a batch takes long', async () => {
    const hasty = new SqliteWriter(
      connection,
      systemClock,
      () => undefined,
      () => {
        commits++
        return undefined
      },
      { longestBatch: 0 },
    )
    await Promise.all(Array.from({ length: 5 }, (_, i) => hasty.run((tx) => write(tx, `note ${i}`))))
    expect(commits).toBe(5)
    expect(kept()).toHaveLength(5)
  })

  it('runs operations one after another, in the order in which they came', async () => {
    const seen = await Promise.all(
      [1, 2, 3].map((i) =>
        writer.run(async (tx) => {
          const [before] = await count(tx)
          await write(tx, `note ${i}`)
          await count(tx)
          return before?.n
        }),
      ),
    )
    expect(seen).toEqual([0, 1, 2])
  })

  it('answers when the row can be seen from outside', async () => {
    await writer.run((tx) => write(tx, 'one'))
    expect(kept()).toEqual(['one'])
  })

  it('takes no more operations once it is closed, but finishes those it has', async () => {
    const last = writer.run((tx) => write(tx, 'one'))
    const closed = writer.close()
    const late = writer.run((tx) => write(tx, 'two'))
    await expect(late).rejects.toMatchObject({ kind: 'unavailable' })
    await Promise.all([last, closed, writer.close()])
    expect(kept()).toEqual(['one'])
  })
})

describe('an operation that fails', () => {
  it.each([
    ['throws', async () => Promise.reject(new Error('no'))],
    [
      'throws before its first await',
      () => {
        throw new Error('no')
      },
    ],
  ])('is undone, and its siblings are not, when it %s', async (_, fail: () => Promise<never>) => {
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'one')),
      writer.run((tx) => {
        void write(tx, 'two')
        return fail()
      }),
      writer.run((tx) => write(tx, 'three')),
    ])
    expect(outcomes.map(kindOf)).toEqual(['done', 'Error: no', 'done'])
    expect(kept()).toEqual(['one', 'three'])
    expect(commits).toBe(1)
  })

  it('is told what it threw, even when that is no Error', async () => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    await expect(writer.run(() => Promise.reject('just a text'))).rejects.toBe('just a text')
  })

  it('is undone although it caught the error of a statement and went on', async () => {
    await writer.run((tx) => write(tx, 'one'))
    const swallowed = writer.run(async (tx) => {
      await write(tx, 'two')
      await write(tx, 'one').catch(() => undefined)
    })
    await expect(swallowed).rejects.toThrow('An operation continued after a statement failed.')
    expect(kept()).toEqual(['one'])
  })

  it('runs no further statement after one that failed', async () => {
    await writer.run((tx) => write(tx, 'one'))
    const stubborn = writer.run(async (tx) => {
      await write(tx, 'one').catch(() => undefined)
      await write(tx, 'two')
    })
    await expect(stubborn).rejects.toThrow('A statement ran after a previous one had failed.')
    expect(kept()).toEqual(['one'])
  })

  it('is refused only after the commit that its refusal rests on', async () => {
    const order: string[] = []
    await Promise.all([
      writer.run((tx) => write(tx, 'one')).then(() => order.push(`first, ${commits} commit`)),
      writer.run((tx) => write(tx, 'one')).catch(() => order.push(`second, ${commits} commit`)),
    ])
    expect(order).toEqual(['first, 1 commit', 'second, 1 commit'])
  })
})

describe('the first operation of a batch', () => {
  /** Whether a savepoint is open. */
  function inSavepoint(): boolean {
    try {
      connection.db.exec('ROLLBACK TO operation')
      return true
    } catch {
      return false
    }
  }

  it('has no savepoint, and those after it have one each', async () => {
    const seen = await Promise.all([1, 2, 3].map(() => writer.run(() => Promise.resolve(inSavepoint()))))
    expect(seen).toEqual([false, true, true])
    expect(commits).toBe(1)
  })

  it('is undone when it fails, and those after it are not', async () => {
    const outcomes = await Promise.allSettled([
      writer.run(async (tx) => {
        await write(tx, 'one')
        throw new Error('no')
      }),
      writer.run((tx) => write(tx, 'two')),
      writer.run((tx) => write(tx, 'three')),
    ])
    expect(outcomes.map(kindOf)).toEqual(['Error: no', 'done', 'done'])
    expect(kept()).toEqual(['two', 'three'])
    expect(commits).toBe(1)
  })

  it('leaves the event loop its turns where one after another fails', async () => {
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const refused = Array.from({ length: 200 }, () => writer.run(() => Promise.reject(new Error('no'))))
    await Promise.allSettled(refused)
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(1)
  })
})

describe('an operation that grows long', () => {
  const many = async (tx: Executor, name: string, runs: string[]) => {
    runs.push(name)
    for (let i = 0; i < 1_000; i++) await write(tx, `${name} ${i}`)
    return name
  }

  it('runs once where it is alone', async () => {
    const runs: string[] = []
    await writer.run((tx) => many(tx, 'long', runs))
    expect(runs).toEqual(['long'])
    expect(kept()).toHaveLength(1_000)
  })

  it('is undone beside others and runs again in a transaction of its own, in its turn', async () => {
    const runs: string[] = []
    const order: string[] = []
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'before')).then(() => order.push('before')),
      writer.run((tx) => many(tx, 'long', runs)).then(() => order.push('long')),
      writer.run((tx) => write(tx, 'after')).then(() => order.push('after')),
    ])
    expect(outcomes.map(kindOf)).toEqual(['done', 'done', 'done'])
    expect(runs).toEqual(['long', 'long'])
    expect(order).toEqual(['before', 'long', 'after'])
    const rows = kept()
    expect([rows.length, rows[0], rows[1], rows.at(-1)]).toEqual([1_002, 'before', 'long 0', 'after'])
    expect(commits).toBe(2)
  })

  it('counts each row of a bulk insert', async () => {
    connection.db.exec('CREATE TABLE tally (account_id INTEGER, kind TEXT)')
    let runs = 0
    await Promise.all([
      writer.run((tx) => write(tx, 'before')),
      writer.run((tx) => {
        runs++
        const rows = Array.from({ length: 1_000 }, (_, i) => [i, 'row'])
        return tx.insertAll('tally', { account_id: 'bigint', kind: 'text' }, rows)
      }),
    ])
    expect(runs).toBe(2)
    expect(outside.prepare('SELECT count(*) AS n FROM tally').get()).toEqual({ n: 1_000 })
  })

  it('is told of its own failure, and its siblings are kept', async () => {
    const runs: string[] = []
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'before')),
      writer.run(async (tx) => {
        await many(tx, 'long', runs)
        throw new Error('no')
      }),
      writer.run((tx) => write(tx, 'after')),
    ])
    expect(outcomes.map(kindOf)).toEqual(['done', 'Error: no', 'done'])
    expect(kept()).toEqual(['before', 'after'])
  })

  it('spoils nothing with statements that it had begun side by side', async () => {
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'before')),
      writer.run((tx) =>
        Promise.all(
          [1, 2].map(async (half) => {
            for (let i = 0; i < 400; i++) await write(tx, `half ${half} ${i}`)
          }),
        ),
      ),
    ])
    expect(outcomes.map(kindOf)).toEqual(['done', 'done'])
    expect(kept()).toHaveLength(801)
    expect(reported).toEqual([])
  })
})

describe('an operation that awaits something else', () => {
  it('is rolled back and reported, and its siblings are not', async () => {
    let late: unknown
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'one')),
      writer.run(async (tx) => {
        await write(tx, 'two')
        await sleep(20)
        late = await write(tx, 'three').catch((error: unknown) => error)
      }),
      writer.run((tx) => write(tx, 'four')),
    ])
    await sleep(40)
    expect(outcomes.map(kindOf)).toEqual([
      'done',
      'Error: A read or an operation awaited something other than the store.',
      'done',
    ])
    expect(String(late)).toMatch('A statement ran after its operation had settled')
    expect(kept()).toEqual(['one', 'four'])
    expect(reported).toEqual(['A read or an operation awaited something other than the store.'])
  })
})

describe('a forgotten await', () => {
  it('of a single statement loses nothing', async () => {
    await writer.run(async (tx) => {
      void write(tx, 'left behind')
      return Promise.resolve()
    })
    expect(kept()).toEqual(['left behind'])
  })

  it('of a single statement that fails undoes the operation', async () => {
    await writer.run((tx) => write(tx, 'one'))
    const careless = writer.run(async (tx) => {
      await write(tx, 'two')
      write(tx, 'one').catch(() => undefined)
    })
    await expect(careless).rejects.toThrow('An operation continued after a statement failed.')
    expect(kept()).toEqual(['one'])
  })

  // Whether or not the batch had room for more: a chain that is still running is detected in the turn before the
  // commit.
  it.each([1, 256])('of a chain of statements answers nothing, in a batch of %i', async (size) => {
    const siblings = Array.from({ length: size - 1 }, (_, i) => writer.run((tx) => write(tx, `sibling ${i}`)))
    let late: unknown
    const careless = writer.run(async (tx) => {
      await write(tx, 'two')
      void chain(tx).catch((error: unknown) => (late = error))
    })
    const outcomes = await Promise.allSettled([...siblings, careless])
    expect(new Set(outcomes.map(kindOf))).toEqual(new Set(['unavailable']))
    expect(String(late)).toMatch('A statement ran after its operation had settled')
    expect(kept()).toEqual([])

    await writer.run((tx) => write(tx, 'the next batch'))
    expect(kept()).toEqual(['the next batch'])
  })

  it('of a chain does no harm to others where its operation is undone anyway', async () => {
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'one')),
      writer.run((tx) => {
        void chain(tx).catch(() => undefined)
        return Promise.reject(new Error('no'))
      }),
    ])
    expect(outcomes.map(kindOf)).toEqual(['done', 'Error: no'])
    expect(kept()).toEqual(['one'])
  })

  it('that shows only after the commit is reported', async () => {
    await writer.run(async (tx) => {
      await write(tx, 'one')
      void sleep(20).then(() => write(tx, 'late').catch(() => undefined))
    })
    await sleep(40)
    expect(reported).toEqual(['an operation went on after it had been answered: an await is missing'])
    expect(kept()).toEqual(['one'])
  })

  async function chain(tx: Executor): Promise<void> {
    for (let i = 0; i < 5; i++) {
      await write(tx, `link ${i}`)
      for (let hop = 0; hop < 50; hop++) await Promise.resolve() // as many as a few functions that call each other
    }
  }
})

describe('a full disk', () => {
  beforeEach(async () => {
    await writer.run((tx) => write(tx, 'one'))
    fillUp(2)
  })

  function fillUp(pages: number): void {
    const { page_count } = connection.db.prepare('PRAGMA page_count').get() as { page_count: number }
    connection.db.exec(`PRAGMA max_page_count = ${page_count + pages}`)
  }

  it('keeps all that was acknowledged, and makes everything else unavailable', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, i) => {
        await sleep(i) // in separate batches
        return writer.run(async (tx) => {
          await write(tx, `note ${i}`, 'x'.repeat(3_000))
          return `note ${i}`
        })
      }),
    )
    const acknowledged = outcomes.filter((one) => one.status === 'fulfilled').map((one) => one.value)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(kept()).toEqual(['one', ...acknowledged])
    expect(new Set(outcomes.map(kindOf))).toEqual(new Set(['done', 'unavailable']))
  })

  it('takes the whole batch with it: its siblings are unavailable, not half there', async () => {
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'small')),
      writer.run((tx) => write(tx, 'one')),
      writer.run((tx) => write(tx, 'large', 'x'.repeat(50_000))),
      writer.run((tx) => write(tx, 'small too')),
    ])
    expect(outcomes.slice(0, 3).map(kindOf)).toEqual(['unavailable', 'unavailable', 'unavailable'])
    expect(kept()).toEqual(['one', ...(outcomes[3].status === 'fulfilled' ? ['small too'] : [])])
  })

  it('keeps nothing of an operation that goes on after it', async () => {
    const stubborn = writer.run(async (tx) => {
      await write(tx, 'large', 'x'.repeat(50_000)).catch(() => undefined)
      await write(tx, 'small').catch(() => undefined)
    })
    await expect(stubborn).rejects.toMatchObject({ kind: 'unavailable' })
    expect(kept()).toEqual(['one'])
  })

  it('is over when there is room again', async () => {
    const large = () => writer.run((tx) => write(tx, 'large', 'x'.repeat(50_000)))
    await expect(large()).rejects.toMatchObject({ kind: 'unavailable' })
    fillUp(1_000)
    await large()
    expect(kept()).toEqual(['one', 'large'])
  })
})

describe('a commit that fails', () => {
  it('makes the whole batch unavailable and leaves nothing', async () => {
    // A deferred key is checked at COMMIT: the only failure there that a test can provoke.
    connection.db.exec(
      'CREATE TABLE reply (text TEXT, note TEXT REFERENCES note (text) DEFERRABLE INITIALLY DEFERRED)',
    )
    const orphan = (tx: Executor) =>
      tx.select((builder) => raw(builder, sql`insert into reply values ('hello', 'nobody')`))
    const outcomes = await Promise.allSettled([
      writer.run((tx) => write(tx, 'one')),
      writer.run(orphan),
      writer.run((tx) => write(tx, 'one')),
    ])
    expect(outcomes.map(kindOf)).toEqual(['unavailable', 'unavailable', 'unavailable'])
    expect(kept()).toEqual([])
    expect(reported).toEqual(['a batch could not be committed'])

    await writer.run((tx) => write(tx, 'one'))
    expect(kept()).toEqual(['one'])
  })
})

describe('another process that writes', () => {
  it('is waited for without holding up the event loop', async () => {
    outside.exec('BEGIN IMMEDIATE')
    const waiting = writer.run((tx) => write(tx, 'one'))
    let ticks = 0
    const ticking = setInterval(() => ticks++, 1)
    await vi.waitUntil(() => ticks > 5, { timeout: 10_000, interval: 1 })
    clearInterval(ticking)
    expect(commits).toBe(0)

    outside.exec("INSERT INTO note VALUES ('from outside', '')")
    outside.exec('COMMIT')
    await waiting
    expect(kept()).toEqual(['from outside', 'one'])
  })
})
