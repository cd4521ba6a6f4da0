import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCuttingProxy, type CuttingProxy } from '../../../../test/support/cutting-proxy.ts'
import {
  openFreshPostgres,
  openPostgresAt,
  startPostgres,
  type TestPostgres,
} from '../../../../test/support/postgres.ts'
import { NOBODY } from '../../../../test/support/blank-values.ts'
import { createCategory } from '../../../domain/taxonomy/categories.ts'
import { addCategoryTag } from '../../../domain/taxonomy/category-tags.ts'
import { createCourse } from '../../../domain/courses/courses.ts'
import { deleteCourse } from '../../../domain/learning/delete-course.ts'
import { createGroup } from '../../../domain/people/groups.ts'
import type { GroupId } from '../../../domain/ids.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Reader, Writer } from '../../../domain/store.ts'
import { createAccount } from '../../../domain/academy/tenancy.ts'
import { createSigningKey } from '../../../domain/access/signing-keys.ts'
import { SealedBox } from '../../../lib/sealed-box.ts'
import { isLostConnection, isReadOnly, isTooBusy } from './failures.ts'
import { USUAL_LIMITS } from './pool.ts'
import type { PostgresStore } from './postgres-store.ts'

let server: TestPostgres
let store: PostgresStore
let url: string
let owner: Principal
let reported: string[]

beforeAll(async () => {
  server = await startPostgres()
})
afterAll(() => server.stop())

beforeEach(async () => {
  reported = []
  ;({ store, url } = await openFreshPostgres(server, undefined, report))
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
})
afterEach(() => store.close())

const make = (tx: Writer, name: string) => createGroup(tx, owner, { name })

async function names(reader: Reader): Promise<string[]> {
  const groups = await reader.groups.list(owner.accountId, { filter: {}, page: { offset: 0, limit: 1_000 } })
  return groups.map((group) => group.name)
}

/** Ends every connection to the database except its own. */
const endConnections = () =>
  server.query(
    url,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  )

/** A barrier that opens when this many have reached it. */
function meeting(size: number): () => Promise<void> {
  let come = 0
  let open: () => void
  const passed = new Promise<void>((resolve) => (open = resolve))
  return () => {
    if (++come >= size) open()
    return passed
  }
}

describe('operations that meet', () => {
  it('in a deadlock are run again', async () => {
    const one = await store.write((tx) => make(tx, 'one'))
    const two = await store.write((tx) => make(tx, 'two'))
    const met = meeting(2)
    const renameBoth = (first: typeof one, second: typeof one, suffix: string) =>
      store.write(async (tx) => {
        await tx.groups.setName(owner.accountId, first.id, `${first.name} ${suffix}`)
        await tx.groups.find(owner.accountId, { id: first.id }) // so the name is set by now
        await met()
        await tx.groups.setName(owner.accountId, second.id, `${second.name} ${suffix}`)
      })
    await Promise.all([renameBoth(one, two, 'a'), renameBoth(two, one, 'b')])
    const [seen] = await server.query(
      url,
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    )
    expect(seen?.deadlocks).toBeGreaterThan(0)
    expect(['one a,two a', 'one b,two b']).toContain((await store.read(names)).join())
  })

  it('over a row that vanishes are told what is so now', async () => {
    const course = await store.write((tx) => createCourse(tx, owner, { name: 'Course' }))
    const { category } = await store.write((tx) => createCategory(tx, owner, { name: 'Topic', parent: null }))
    let runs = 0
    const tagging = store.write(async (tx) => {
      if (runs++ === 0) {
        await tx.courses.find(owner.accountId, course.id) // it is there
        await store.write((other) => deleteCourse(other, owner, course.id))
        await tx.categoryTags.insert(owner.accountId, {
          categoryId: category.id,
          courseId: course.id,
          code: null,
        })
      }
      return addCategoryTag(tx, owner, { categoryId: category.id, courseId: course.id, code: null })
    })
    await expect(tagging).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ field: 'courseId', problem: 'unknown' }],
    })
    expect(runs).toBe(2)
  })

  it('over a name find one winner', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.write((tx) => make(tx, 'same'))),
    )
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ kind: 'conflict' })
    }
    expect(await store.read(names)).toEqual(['same'])
  })
})

describe('an operation that fails', () => {
  it('leaves nothing, and its connection serves the next', async () => {
    for (let i = 0; i < 30; i++) {
      const failing = store.write(async (tx) => {
        await make(tx, 'one')
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
    }
    const atOnce = store.write(() => {
      throw new Error('at once')
    })
    await expect(atOnce).rejects.toThrow('at once')
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    await expect(store.write(() => Promise.reject('just a text'))).rejects.toBe('just a text')
    expect(await store.read(names)).toEqual([])
  })

  it('is undone although it caught the error of a statement', async () => {
    await store.write((tx) => make(tx, 'one'))
    const swallowed = store.write(async (tx) => {
      await make(tx, 'two')
      await make(tx, 'one').catch(() => undefined)
    })
    await expect(swallowed).rejects.toThrow('An operation continued after a statement failed.')
    expect(await store.read(names)).toEqual(['one'])
  })
})

describe('a statement that nobody waits for', () => {
  it('is carried out before those after it', async () => {
    const { id } = await store.write((tx) => make(tx, 'one'))
    await store.write(async (tx) => {
      for (let n = 0; n < 300; n++) {
        await tx.groups.setName(owner.accountId, id, `name ${n}`)
        if (n % 100 === 0) expect((await tx.groups.find(owner.accountId, { id }))?.name).toBe(`name ${n}`)
      }
    })
    expect(await store.read(names)).toEqual(['name 299'])
  })

  it.each([
    ['at the end', () => Promise.resolve()],
    ['at the next statement', (tx: Writer) => tx.groups.find(owner.accountId, { id: 0 })],
    ['by whatever comes of it', () => Promise.reject(new Error('something else'))],
    [
      'behind many more',
      async (tx: Writer) => {
        for (let n = 0; n < 300; n++) await tx.groups.setCode(owner.accountId, 0 as GroupId, null)
      },
    ],
  ])('fails the operation: told %s', async (_, then) => {
    await store.write((tx) => make(tx, 'one'))
    const { id } = await store.write((tx) => make(tx, 'two'))
    const failing = store.write(async (tx) => {
      await make(tx, 'three')
      await tx.groups.setName(owner.accountId, id, 'one')
      await then(tx)
    })
    await expect(failing).rejects.toMatchObject({ kind: 'conflict', issues: [{ field: 'name' }] })
    expect(await store.read(names)).toEqual(['one', 'two'])
  })

  it('fails the part of an operation that it is in, and no more', async () => {
    await store.write((tx) => make(tx, 'one'))
    const { id } = await store.write((tx) => make(tx, 'two'))
    const refused = await store.write(async (tx) => {
      await make(tx, 'three')
      const part = tx.attempt(() => tx.groups.setName(owner.accountId, id, 'one'))
      const error: unknown = await part.catch((reason: unknown) => reason)
      await make(tx, 'four')
      return error
    })
    expect(refused).toMatchObject({ kind: 'conflict' })
    expect(await store.read(names)).toEqual(['one', 'two', 'three', 'four'])
  })

  it('has the operation run again when the engine requires that', async () => {
    const { id } = await store.write((tx) => make(tx, 'one'))
    let runs = 0
    await store.write(async (tx) => {
      if (runs++ === 0) {
        await tx.groups.find(owner.accountId, { id })
        await endConnections()
      }
      await tx.groups.setName(owner.accountId, id, 'two')
    })
    expect([runs, await store.read(names)]).toEqual([2, ['two']])
  })
})

describe('a forgotten await', () => {
  it('of a single statement is refused', async () => {
    const careless = store.write(async (tx) => {
      await make(tx, 'one')
      void tx.groups.insert(owner.accountId, 'left behind')
    })
    await expect(careless).rejects.toThrow('an await is missing')
    expect(await store.read(names)).toEqual([])
  })

  it('of a chain of statements is refused', async () => {
    let late: unknown
    const careless = store.write(async (tx) => {
      void chain(tx).catch((error: unknown) => (late = error))
      await tx.groups.insert(owner.accountId, 'one')
    })
    await expect(careless).rejects.toThrow('an await is missing')
    await sleep(20)
    expect(String(late)).toMatch('an await is missing')
    expect(await store.read(names)).toEqual([])
  })

  async function chain(tx: Writer): Promise<void> {
    for (let i = 0; i < 20; i++) await tx.groups.insert(owner.accountId, `link ${i}`)
  }
})

describe('a lost connection', () => {
  it('in the middle of an operation: the operation is run again', async () => {
    let runs = 0
    await store.write(async (tx) => {
      await make(tx, 'one')
      if (runs++ === 0) await endConnections()
      await make(tx, 'two')
    })
    expect(runs).toBe(2)
    expect(await store.read(names)).toEqual(['one', 'two'])
  })

  it('in the middle of a read: the read is run again', async () => {
    await store.write((tx) => make(tx, 'one'))
    let runs = 0
    const seen = await store.read(async (reader) => {
      if (runs++ === 0) await endConnections()
      return names(reader)
    })
    expect([runs, seen]).toEqual([2, ['one']])
  })

  it('between two operations is no matter', async () => {
    await store.write((tx) => make(tx, 'one'))
    await endConnections()
    await store.write((tx) => make(tx, 'two'))
    expect(await store.read(names)).toEqual(['one', 'two'])
  })

  it('makes the store unavailable when the server is gone', async () => {
    const away = await openCuttingProxy(server.port)
    const address = new URL(url)
    address.port = String(away.port)
    const other = await openPostgresAt(address.href, undefined, report)
    await away.close()
    await expect(other.write((tx) => make(tx, 'one'))).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(other.read(names)).rejects.toMatchObject({ kind: 'unavailable' })
    await other.close()
  })
})

describe('a connection that is lost at COMMIT', () => {
  let proxy: CuttingProxy
  let through: PostgresStore

  beforeEach(async () => {
    proxy = await openCuttingProxy(server.port)
    const address = new URL(url)
    address.port = String(proxy.port)
    through = await openPostgresAt(address.href, undefined, report)
  })
  afterEach(async () => {
    await through.close()
    await proxy.close()
  })

  it('after the commit: the operation is done, once', async () => {
    proxy.cutNextCommit('answer')
    let runs = 0
    await through.write(async (tx) => {
      runs++
      await make(tx, 'one')
    })
    expect([proxy.cuts, runs]).toEqual([1, 1])
    expect(await store.read(names)).toEqual(['one'])
  })

  it('before the commit: the operation is run again, and done once', async () => {
    proxy.cutNextCommit('commit')
    let runs = 0
    await through.write(async (tx) => {
      runs++
      await make(tx, 'one')
    })
    expect([proxy.cuts, runs]).toEqual([1, 2])
    expect(await store.read(names)).toEqual(['one'])
  })

  it('with the answer to a statement that commits by itself: it is sent again, and comes to the same', async () => {
    const use = (name: string) => (tx: Writer) => {
      runs++
      return tx.usedTokens.insertSigned(owner.accountId, {
        digest: 'a token',
        token: 'a token',
        expires: tx.now + 1_000,
        use: name,
        host: 'localhost',
        door: 'coursepath',
        credential: key.id,
        address: 'nobody@example.com',
      })
    }
    let runs = 0
    const box = new SealedBox(Buffer.alloc(32, 1))
    const key = await store.write((tx) =>
      createSigningKey(tx, owner, box, { door: 'coursepath', label: 'key', secret: 'secret' }),
    )
    proxy.cutNextAnswer('INSERT')
    expect(await through.writeOne(use('one'))).toEqual({})
    expect([proxy.cuts, runs]).toEqual([1, 2])
    expect(await through.writeOne(use('one'))).toEqual({})
    expect(await through.writeOne(use('two'))).toBeUndefined()
  })

  it.each(['commit', 'answer'] as const)('after a read: nobody waited for it (%s lost)', async (lost) => {
    proxy.cutNextCommit(lost)
    let runs = 0
    await through.read((reader) => {
      runs++
      return names(reader)
    })
    expect(runs).toBe(1)
    expect(await through.read(names)).toEqual([])
    expect(proxy.cuts).toBe(1)
  })

  it('or whose BEGIN fails: nothing is written outside of a transaction', async () => {
    proxy.spoilNextBegin()
    const failing = through.write((tx) => make(tx, 'one'))
    await expect(failing).rejects.toThrow('syntax error')
    proxy.spoilNextBegin()
    const another = through.write(async (tx) => {
      await names(tx)
      await tx.groups.insert(owner.accountId, 'two')
    })
    await expect(another).rejects.toThrow('syntax error')
    expect(await store.read(names)).toEqual([])
    await through.write((tx) => make(tx, 'three'))
    expect(await store.read(names)).toEqual(['three'])
  })

  it.each(['commit', 'answer'] as const)(
    'and nobody can say whether: unavailable (%s lost)',
    async (lost) => {
      proxy.cutNextCommit(lost, 'stay down')
      await expect(through.write((tx) => make(tx, 'one'))).rejects.toMatchObject({ kind: 'unavailable' })
      expect(reported).toContain('whether a commit took place could not be found out')
      expect(await store.read(names)).toEqual(lost === 'answer' ? ['one'] : [])
    },
  )
})

describe('a long list', () => {
  const FIELDS = [['name', 'name']] as const

  beforeEach(async () => {
    await server.query(
      url,
      `INSERT INTO category (account_id, guid, name, name_folded, full_path, sort_path, restricted, is_active,
         is_visible, locale, created, modified)
       SELECT $1, gen_random_uuid()::text, n, n, n, n, 0, 1, 1, 'en', 0, 0
       FROM (SELECT to_char(i, 'FM00000') AS n FROM generate_series(1, 9000) i) AS numbers`,
      [owner.accountId],
    )
  })

  const list = () => store.listCategoriesAsJson(owner.accountId, { of: 'account' }, FIELDS)

  async function whole(texts: AsyncIterable<string>): Promise<{ name: string }[]> {
    let text = ''
    for await (const chunk of texts) text += chunk
    return JSON.parse(`[${text}]`) as { name: string }[]
  }

  /** Connections in the middle of a transaction. */
  const busy = async () => {
    const rows = await server.query(
      url,
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    )
    return rows.length
  }

  it('comes whole and in order', async () => {
    const all = await whole(list())
    expect(all).toHaveLength(9_000)
    expect(all.map((one) => one.name)).toEqual(all.map((one) => one.name).toSorted())
  })

  it('gives its connection back when the client leaves early', async () => {
    for (let i = 0; i < 25; i++) {
      for await (const chunk of list()) {
        expect(chunk.startsWith('{"name":"00001"}')).toBe(true)
        break
      }
    }
    expect(await whole(list())).toHaveLength(9_000)
  })

  it('holds no snapshot for a client that is slow', async () => {
    const slow = list()[Symbol.asyncIterator]()
    const first = await slow.next()
    while ((await busy()) > 0) await sleep(5)
    let text = String(first.value)
    for (let next = await slow.next(); next.done !== true; next = await slow.next()) text += next.value
    expect(JSON.parse(`[${text}]`)).toHaveLength(9_000)
  })
})

function report(message: string): void {
  reported.push(message)
}

/** Locks the rows that the statement selects, until told to release them. */
async function hold(text: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  await client.query(text)
  return () => client.end()
}

const HOLD_TREE = 'SELECT id FROM account FOR UPDATE'

describe('long reads', () => {
  it('leave connections to small ones, however many there are', async () => {
    const gate = Promise.withResolvers<undefined>()
    let [waiting, most] = [0, 0]
    const long = Array.from({ length: 40 }, () =>
      store.readLong(async (reader) => {
        const seen = await names(reader)
        most = Math.max(most, ++waiting)
        await gate.promise
        waiting--
        return seen
      }),
    )
    // Each is answered while as many long reads as there may be hold their connections.
    for (let small = 0; small < 20; small++) expect(await store.read(names)).toEqual([])
    await store.write((tx) => make(tx, 'one'))
    gate.resolve(undefined)
    await Promise.all(long)
    expect(most).toBeLessThanOrEqual(USUAL_LIMITS.connections / 4)
    expect(await store.readLong(names)).toEqual(['one'])
  })
})

describe('operations that wait', () => {
  it('leave room for reads and for the health check, and go on when they can', async () => {
    const release = await hold(HOLD_TREE)
    let settled = 0
    const writes = Array.from({ length: 64 }, (_, i) =>
      store
        .write((tx) => createCategory(tx, owner, { name: `topic ${i}`, parent: null }))
        .finally(() => settled++),
    )
    const done = Promise.all(writes)
    for (let i = 0; i < 50; i++) {
      await store.read(names)
      await store.ping()
    }
    let listed = ''
    for await (const text of store.listCategoriesAsJson(owner.accountId, { of: 'account' }, [
      ['name', 'name'],
    ])) {
      listed += text
    }
    expect(listed).toBe('')
    expect(settled).toBe(0)
    await release()
    await done
    expect(await store.read((reader) => reader.categories.listTree(owner.accountId))).toHaveLength(64)
  })

  it('are told that the store is too busy when it takes too long', async () => {
    const impatient = await openPostgresAt(url, undefined, report, { lockSeconds: 0.2 })
    const release = await hold(HOLD_TREE)
    const late = impatient.write((tx) => createCategory(tx, owner, { name: 'late', parent: null }))
    await expect(late).rejects.toMatchObject({ kind: 'unavailable' })
    await release()
    await impatient.write((tx) => createCategory(tx, owner, { name: 'in time', parent: null }))
    await impatient.close()
  })

  it('go on when the node that they wait for is frozen', async () => {
    const frozen = await openPostgresAt(url, undefined, report, { idleSeconds: 0.5 })
    const { promise: ice, resolve: thaw } = Promise.withResolvers<undefined>()
    const { promise: locked, resolve: begun } = Promise.withResolvers<undefined>()
    let runs = 0
    const stuck = frozen.write(async (tx) => {
      await tx.accounts.lockTree(owner.accountId)
      await tx.accounts.find(owner.accountId) // so the tree is locked by now
      begun(undefined)
      if (runs++ === 0) await ice
      return createCategory(tx, owner, { name: 'thawed', parent: null })
    })
    await locked
    await store.write((tx) => createCategory(tx, owner, { name: 'not kept waiting', parent: null }))
    thaw(undefined)
    await stuck // retried from the beginning, on another connection
    expect(runs).toBe(2)
    const tree = await store.read((reader) => reader.categories.listTree(owner.accountId))
    expect(tree.map(({ name }) => name)).toEqual(['not kept waiting', 'thawed'])
    await frozen.close()
  })
})

describe('a database that only reads', () => {
  it('is unavailable to operations, which find the one that writes as soon as there is one', async () => {
    const database = new URL(url).pathname.slice(1)
    await server.query(url, `ALTER DATABASE ${database} SET default_transaction_read_only = on`)
    await endConnections()
    await expect(store.write((tx) => make(tx, 'one'))).rejects.toMatchObject({ kind: 'unavailable' })
    expect(await store.read(names)).toEqual([])
    const other = new URL('/postgres', url).href
    await server.query(other, `ALTER DATABASE ${database} RESET default_transaction_read_only`)
    await store.write((tx) => make(tx, 'two'))
    expect(await store.read(names)).toEqual(['two'])
  })

  it.each([
    ['08003', 'lost'],
    ['08006', 'lost'],
    ['25P03', 'lost'],
    ['25P04', 'lost'],
    ['40003', 'lost'],
    ['57P01', 'lost'],
    ['57P02', 'lost'],
    ['57P03', 'lost'],
    ['25006', 'read-only'],
    ['55P03', 'busy'],
    ['57014', 'busy'],
    ['53300', 'busy'],
    ['58030', 'busy'],
  ])('%s is %s', (code, meaning) => {
    const error = Object.assign(new Error('no'), { code })
    expect([isLostConnection(error), isReadOnly(error), isTooBusy(error)]).toEqual(
      ['lost', 'read-only', 'busy'].map((one) => one === meaning),
    )
  })
})

describe('a connection on which the database says that it cannot serve', () => {
  /** Makes statements that read groups or categories fail on every connection that is open now. */
  async function spoilConnections(code: string): Promise<void> {
    await server.query(
      url,
      `CREATE TABLE spoilt AS SELECT pid FROM pg_stat_activity WHERE datname = current_database();
       CREATE FUNCTION is_fine() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN
         IF EXISTS (SELECT FROM spoilt WHERE pid = pg_backend_pid()) THEN
           RAISE EXCEPTION 'spoilt' USING ERRCODE = '${code}';
         END IF;
         RETURN true;
       END $$;
       ALTER TABLE member_group RENAME TO real_group;
       CREATE VIEW member_group AS SELECT * FROM real_group WHERE is_fine();
       ALTER TABLE category RENAME TO real_category;
       CREATE VIEW category AS SELECT * FROM real_category WHERE is_fine()`,
    )
  }

  const CODES = ['25006', '57P01', '57P02', '57P03', '08003', '08006', '40003', '25P04']

  it.each(CODES)('(%s): a read finds another one', async (code) => {
    await store.write((tx) => make(tx, 'one'))
    const fresh = await openPostgresAt(url, undefined, report)
    await fresh.ping() // a connection without prepared statements
    await spoilConnections(code)
    expect(await fresh.read(names)).toEqual(['one'])
    await fresh.close()
  })

  it.each(['53300', '58030'])('(%s): a read is told that the store is unavailable', async (code) => {
    await store.write((tx) => make(tx, 'one'))
    const fresh = await openPostgresAt(url, undefined, report)
    await fresh.ping()
    await spoilConnections(code)
    await expect(fresh.read(names)).rejects.toMatchObject({ kind: 'unavailable' })
    await fresh.close()
  })

  it.each([...CODES, '53300', '40001'])('(%s): a long list is, and the next one comes', async (code) => {
    const fresh = await openPostgresAt(url, undefined, report)
    await fresh.ping()
    await spoilConnections(code)
    const list = () =>
      fresh
        .listCategoriesAsJson(owner.accountId, { of: 'account' }, [['name', 'name']])
        [Symbol.asyncIterator]()
    await server.query(
      url,
      "INSERT INTO real_category (account_id, guid, name, name_folded, full_path, sort_path, restricted, is_active, is_visible, locale, created, modified) SELECT id, gen_random_uuid()::text, 'a', 'a', 'a', 'a', 0, 1, 1, 'en', 0, 0 FROM account",
    )
    await expect(list().next()).rejects.toMatchObject({ kind: 'unavailable' })
    expect((await list().next()).value).toBe('{"name":"a"}')
    await fresh.close()
  })
})

describe('the time', () => {
  it('is the database’s, and what waits for it can be moved', async () => {
    const [row] = await server.query(url, 'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at')
    expect(Math.abs(Number(await store.findSharedTime()) - Number(row?.at))).toBeLessThan(60_000)
    const values = { ...NOBODY, username: 'ada', lastName: 'Ada' }
    const session = await store.write(async (tx) => {
      const { id } = await tx.members.insert(owner.accountId, values)
      return tx.sessions.insert(owner.accountId, {
        door: 'rev',
        tokenHash: 'hash',
        memberId: id,
        credentialId: null,
        agent: null,
        expires: 1_000,
        ends: 2_000,
      })
    })
    const claim = () =>
      store.write((tx) => tx.keptAnswers.claim(owner.accountId, 'slot', 'request', tx.now + 60_000))
    expect(await claim()).toBe(true)
    await store.write((tx) => tx.times.shift(-500))
    expect(await claim()).toBe(false)
    await store.write((tx) => tx.times.recall())
    const moved = await store.read((reader) => reader.sessions.findByToken('hash'))
    expect(moved).toMatchObject({ id: session.id, expires: 500, ends: 1_500, confirmed: null })
    await store.write((tx) => tx.times.shift(-60_000))
    expect(await claim()).toBe(true)
  })
})
