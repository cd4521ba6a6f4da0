import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openFreshStore } from '../../../../test/support/fresh-store.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Reader, Writer } from '../../../domain/store.ts'
import { createMember } from '../../../domain/people/members.ts'
import { createAccount } from '../../../domain/academy/tenancy.ts'
import { createGroup } from '../../../domain/people/groups.ts'
import { systemClock } from '../../../lib/clock.ts'
import { raw } from '../../raw.ts'
import { SqliteConnection } from './connection.ts'
import { SqliteReader } from './reader.ts'
import type { SqliteExecutor } from './sqlite-executor.ts'
import type { SqliteStore } from './sqlite-store.ts'

// Rule d of docs/design.md 6: reads have a connection of their own.

let store: SqliteStore
let path: string
let remove: () => void
let owner: Principal
let reported: string[]

beforeEach(async () => {
  reported = []
  const fresh = await openFreshStore(undefined, (message) => reported.push(message))
  ;({ store, path, remove } = fresh)
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
})

afterEach(async () => {
  await store.close()
  remove()
})

const make = (tx: Writer, name: string) => createGroup(tx, owner, { name })

async function names(reader: Reader): Promise<string[]> {
  const groups = await reader.groups.list(owner.accountId, { filter: {}, page: { offset: 0, limit: 1_000 } })
  return groups.map((group) => group.name)
}

describe('a read', () => {
  it('sees what was written before it began', async () => {
    await store.write((tx) => make(tx, 'one'))
    expect(await store.read(names)).toEqual(['one'])
  })

  it('sees what was committed a moment ago, though it may share the snapshot of the read before', async () => {
    await store.write((tx) => make(tx, 'one'))
    const writer = new DatabaseSync(path)
    const reader = new SqliteReader(
      new SqliteConnection({ path, durability: 'off' }, 'read'),
      systemClock,
      () => undefined,
    )
    const name = () =>
      reader.runOne((executor) =>
        executor.select((builder) => raw(builder, sql`select name from member_group`)),
      )
    const before = await name()
    writer.exec("UPDATE member_group SET name = 'other'")
    reader.renew()
    const after = await name()
    await reader.close()
    writer.close()
    expect([before, after]).toEqual([[{ name: 'one' }], [{ name: 'other' }]])
  })

  it('neither waits for an operation that is under way nor sees any of it', async () => {
    let during: Promise<string[]> | undefined
    await store.write(async (tx) => {
      await make(tx, 'one')
      during = store.read(names)
      await make(tx, 'two')
    })
    expect(await during).toEqual([])
    expect(await store.read(names)).toEqual(['one', 'two'])
  })

  it('sees one state of the store, however many statements it runs', async () => {
    await store.write((tx) => make(tx, 'one'))
    const outside = new DatabaseSync(path)
    const timer = vi.spyOn(performance, 'now').mockReturnValue(0) // a read that takes long would begin again
    const seen = await store.read(async (reader) => {
      const before = await names(reader)
      outside.exec("UPDATE member_group SET name = 'other'")
      return [before, await names(reader)]
    })
    timer.mockRestore()
    outside.close()
    expect(seen).toEqual([['one'], ['one']])
    await nextTurn() // the only way to notice the other process's commit here
    expect(await store.read(names)).toEqual(['other'])
  })

  it('finds a session as long as it is there, whoever ends it', async () => {
    const { accountId } = owner
    const find = (hash: string) => store.read((reader) => reader.sessions.findByToken(hash))
    const open = (tokenHash: string) =>
      store.write(async (tx) => {
        const lastName = `Person with ${tokenHash}`
        const { id } = await createMember(tx, owner, { username: tokenHash, lastName, status: 'active' })
        return tx.sessions.insert(accountId, {
          door: 'rev',
          tokenHash,
          memberId: id,
          credentialId: null,
          agent: null,
          expires: tx.now + 60_000,
          ends: tx.now + 60_000,
        })
      })
    expect(await find('first')).toBeUndefined()
    const [first, second] = [await open('first'), await open('second')]
    expect([await find('first'), await find('second')]).toMatchObject([{ id: first.id }, { id: second.id }])

    await store.write((tx) => tx.sessions.revoke(accountId, first.memberId, first.id))
    expect([await find('first'), await find('second')]).toMatchObject([undefined, { id: second.id }])

    const outside = new DatabaseSync(path)
    outside.exec("UPDATE session SET expires = 1 WHERE token_hash = 'second'")
    await nextTurn()
    expect(await find('second')).toMatchObject({ id: second.id, expires: 1 })
    outside.exec('DELETE FROM session')
    outside.close()
    await nextTurn()
    expect(await find('second')).toBeUndefined()
  })

  it('runs to its end before the next begins, however it ends', async () => {
    await store.write((tx) => make(tx, 'one'))
    const outcomes = await Promise.allSettled([
      store.read(names),
      store.read(() => Promise.reject(new Error('no'))),
      store.read(() => {
        throw new Error('at once')
      }),
      store.read(names),
    ])
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      ['one'],
      'Error: no',
      'Error: at once',
      ['one'],
    ])
  })

  it('can change nothing', async () => {
    const sneaky = store.read((reader) => make(reader as Writer, 'one'))
    await expect(sneaky).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await store.read(names)).toEqual([])
  })

  it('that awaits something else is given up and reported', async () => {
    const slow = store.read(async (reader) => {
      await sleep(20)
      return names(reader)
    })
    await expect(slow).rejects.toThrow('A read or an operation awaited something other than the store.')
    expect(reported).toEqual(['A read or an operation awaited something other than the store.'])
    expect(await store.read(names)).toEqual([])
  })

  it('that the disk fails is refused; the others go on, and so does the process', async () => {
    await store.write(async (tx) => {
      for (let i = 0; i < 200; i++) await make(tx, `group ${String(i).padStart(3, '0')} ${'x'.repeat(200)}`)
    })
    const log = `${path}-wal`
    const kept = readFileSync(log)
    // A new connection has an empty cache: it must read the log, which is truncated.
    const uncaught: unknown[] = []
    const onUncaught = (error: unknown) => void uncaught.push(error)
    process.on('uncaughtException', onUncaught)
    const told: string[] = []
    const reader = new SqliteReader(
      new SqliteConnection({ path, durability: 'off' }, 'read'),
      systemClock,
      (message) => told.push(message),
    )
    const count = () =>
      reader.runOne((executor) =>
        executor.select((builder) => raw(builder, sql`select count(name) as n, max(name) from member_group`)),
      )
    const sound = () =>
      reader.runOne((executor) => executor.select((builder) => raw(builder, sql`select 1 as n`)))
    truncateSync(log, 8 * 1024)
    // In one turn of the event loop, and so in one snapshot.
    const outcomes = await Promise.allSettled([sound(), count(), sound()])
    await nextTurn()
    await nextTurn()
    writeFileSync(log, kept)
    const after = await count()
    await reader.close()
    process.off('uncaughtException', onUncaught)
    expect(outcomes).toMatchObject([
      { value: [{ n: 1 }] },
      { reason: { kind: 'unavailable', cause: { message: 'disk I/O error' } } },
      { value: [{ n: 1 }] },
    ])
    expect(after).toMatchObject([{ n: 200 }])
    expect(uncaught).toEqual([])
  })

  it('that takes long begins again where others have their turns', async () => {
    const reader = new SqliteReader(
      new SqliteConnection({ path, durability: 'off' }, 'read'),
      systemClock,
      () => undefined,
    )
    const statement = (executor: SqliteExecutor) =>
      executor.select((builder) => raw(builder, sql`select 1 as n`))
    const atLength = vi.fn(() => Promise.resolve('at length'))
    const timer = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    const lasting = (milliseconds: number) => async (executor: SqliteExecutor) => {
      await statement(executor)
      timer.mockReturnValue(performance.now() + milliseconds)
      await statement(executor)
      return 'at once'
    }
    const brief = await reader.run(lasting(1), atLength)
    const long = await reader.run(lasting(100), atLength)
    // Also where the work looks after its own errors.
    const caught = await reader.run((executor) => lasting(100)(executor).catch(() => 'caught'), atLength)
    timer.mockRestore()
    expect([brief, long, caught]).toEqual(['at once', 'at length', 'at length'])
    expect(atLength).toHaveBeenCalledTimes(2)
    expect(await reader.runOne(statement)).toEqual([{ n: 1 }])
    await reader.close()
  })

  it('is unavailable when the store is closed, and finishes when it was begun before', async () => {
    const first = store.read(names)
    const closed = store.close()
    await expect(store.read(names)).rejects.toMatchObject({ kind: 'unavailable' })
    await closed
    expect(await first).toEqual([])
    const again = await openFreshStore()
    ;({ store } = again)
    const removeFirst = remove
    remove = () => {
      removeFirst()
      again.remove()
    }
  })
})
