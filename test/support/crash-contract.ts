import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from './academy.ts'
import { httpClient, type HttpClient } from './http-client.ts'
import { randomFrom, type Random } from './random.ts'
import { startServer } from './server-process.ts'
import { CrashWriter, type Told } from './crash-writer.ts'

const WRITERS = 15
const COURSES = 20
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000)

let folder: DataFolder
let academy: Academy

/** Tests that what was acknowledged is whole after each of so many kills. */
export function crashContract(rounds: number): void {
  beforeEach(async () => {
    folder = makeDataFolder()
    academy = await folder.withStore((store) => foundAcademy(store, 'Academy'))
  })
  afterEach(() => folder.remove())

  it(
    'keeps each acknowledged write whole when it is killed while 16 clients write',
    { timeout: 600_000 },
    async () => {
      console.log(`CRASH_SEED=${SEED}`)
      const random = randomFrom(SEED)
      const { writers, root, courses } = await plant(random)
      let rootNames = ['Root 0']
      for (let round = 1; round <= rounds; round++) {
        const server = await startServer({ dataDir: folder.path })
        const rev = httpClient(server.port, WRITERS + 1, { authorization: `VBrick ${academy.revToken}` })
        const intellum = withKey(httpClient(server.port, WRITERS), academy.intellumKey)
        rootNames = check(await tell(rev, intellum), rootNames, writers)

        const renamed = renameAgainAndAgain(rev, root, round)
        const ended = Promise.allSettled([
          renamed,
          ...writers.map((writer) => writer.write({ rev, intellum, courses })),
        ])
        // After so many writes, however long they take, and in the middle of the next ones.
        const enough = acknowledgedBy(writers) + WRITERS + 1 + random.below(150)
        const writing = { isOver: false }
        void ended.then(() => (writing.isOver = true))
        while (!writing.isOver && acknowledgedBy(writers) < enough) await pause(2)
        await pause(random.below(20))
        await server.kill()
        for (const end of await ended) if (end.status === 'rejected') throw end.reason
        rootNames = [...rootNames, ...(await renamed)].slice(-2)
        rev.close()
        intellum.close()
      }

      const server = await startServer({ dataDir: folder.path })
      const rev = httpClient(server.port, 1, { authorization: `VBrick ${academy.revToken}` })
      const intellum = withKey(httpClient(server.port, 1), academy.intellumKey)
      check(await tell(rev, intellum), rootNames, writers)
      rev.close()
      intellum.close()
      expect(await server.stop()).toBe(0)
      expect(acknowledgedBy(writers)).toBeGreaterThan(rounds * WRITERS)
      checkFile()
    },
  )
}

function acknowledgedBy(writers: readonly CrashWriter[]): number {
  return writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0)
}

/** Makes what the writers need: a root above all, a category for each of them, and courses to tag. */
async function plant(random: Random) {
  const { owner } = academy
  return folder.withStore((store) =>
    store.write(async (tx) => {
      const { category: root } = await createCategory(tx, owner, { name: 'Root 0', parent: null })
      const writers: CrashWriter[] = []
      for (let i = 0; i < WRITERS; i++) {
        const name = `writer-${i}`
        const { category } = await createCategory(tx, owner, { name, parent: { id: root.id } })
        writers.push(new CrashWriter(name, category.guid, randomFrom(random.below(2 ** 31))))
      }
      const courses: number[] = []
      for (let i = 0; i < COURSES; i++)
        courses.push((await createCourse(tx, owner, { name: `Course ${i}` })).id)
      return { root: root.guid, writers, courses }
    }),
  )
}

/**
 * Renames what stands above everything, so that each transaction rewrites every path. The last acknowledged name and
 * the one that was under way.
 */
async function renameAgainAndAgain(rev: HttpClient, root: string, round: number): Promise<string[]> {
  let last: string[] = []
  for (let count = 0; ; count++) {
    const name = `Root ${round} ${count}`
    try {
      const { status } = await rev.send({ method: 'PUT', path: `/api/v2/categories/${root}`, body: { name } })
      expect(status).toBe(200)
      last = [name]
    } catch {
      return [...last, name]
    }
  }
}

/** Everything, by the lists of both doors. */
async function tell(rev: HttpClient, intellum: HttpClient): Promise<Told & { root: string }> {
  const listed = await rev.send({ path: '/api/v2/categories' })
  const items = listed.json<{ categories: ListItem[] }>().categories
  const [top] = items
  const categories = items.map(
    ({ categoryId, name, fullPath }): [string, { name: string; above: string }] => {
      expect(fullPath === name || fullPath.endsWith(`\\${name}`), fullPath).toBe(true)
      return [categoryId, { name, above: fullPath.slice(0, -name.length - 1) }]
    },
  )
  const guidOf = guidsById()
  const tags: [number, { category: string; course: number }][] = []
  for (let page = 1; ; page++) {
    const records = (await intellum.send({ path: `/api/v2/category_tags?page=${page}` })).json<TagRecord[]>()
    for (const { id, category_id, categorizable_id } of records) {
      tags.push([id, { category: guidOf.get(category_id) ?? 'unknown', course: categorizable_id }])
    }
    if (records.length < 500) break
  }
  return { categories: new Map(categories), tags: new Map(tags), root: top?.name ?? '' }
}

interface ListItem {
  categoryId: string
  name: string
  fullPath: string
}

interface TagRecord {
  id: number
  category_id: number
  categorizable_id: number
}

function check(
  told: Told & { root: string },
  rootNames: readonly string[],
  writers: readonly CrashWriter[],
): string[] {
  expect(rootNames).toContain(told.root)
  for (const writer of writers) writer.compare(told, told.root)
  return [told.root]
}

/** What no list shows: the file itself is whole, and the trail tells of everything that is there. */
function checkFile(): void {
  const db = new DatabaseSync(folder.database, { readOnly: true })
  const all = (sql: string) => db.prepare(sql).all()
  expect(all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(all('PRAGMA foreign_key_check')).toEqual([])
  for (const table of ['category', 'category_tag']) {
    expect(
      all(
        `SELECT subject_id FROM audit_entry WHERE subject = '${table}' AND action IN ('create', 'delete')
         GROUP BY subject_id HAVING count(*) = 1 EXCEPT SELECT id FROM ${table}`,
      ),
    ).toEqual([])
    expect(
      all(
        `SELECT id FROM ${table} EXCEPT SELECT subject_id FROM audit_entry
         WHERE subject = '${table}' AND action = 'create'`,
      ),
    ).toEqual([])
  }
  db.close()
}

/** Rev names categories by GUID and Intellum by integer; the file knows both. */
function guidsById(): ReadonlyMap<number, string> {
  const db = new DatabaseSync(folder.database, { readOnly: true })
  const rows = db.prepare('SELECT id, guid FROM category').all() as { id: number; guid: string }[]
  db.close()
  return new Map(rows.map(({ id, guid }) => [id, guid]))
}

function withKey(client: HttpClient, key: string): HttpClient {
  return {
    ...client,
    send: (request) =>
      client.send({
        ...request,
        path: `${request.path}${request.path.includes('?') ? '&' : '?'}api_key=${key}`,
      }),
  }
}
