import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import type { ImportId, MemberId } from '../../src/domain/ids.ts'
import { type Principal, SYSTEM_ITSELF, systemOf } from '../../src/domain/principal.ts'
import type { Store } from '../../src/domain/store.ts'
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import type { Kind } from '../../src/domain/transfer/columns/column.ts'
import type { ImportOptions } from '../../src/domain/transfer/import.ts'
import { createRun, deleteImport, getImport, listImportRows } from '../../src/domain/transfer/imports.ts'
import { filesOfCsv, readImport } from '../../src/domain/transfer/read-import.ts'
import { erasePerson } from '../../src/domain/transfer/personal-data/erase-person.ts'
import { findOrCreatePullKey } from '../../src/domain/transfer/pull-key.ts'
import { listReports } from '../../src/domain/transfer/report-import.ts'

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** What an import does on an engine, from the file to its end. */
export function importContract(
  engine: string,
  open: () => Promise<{ readonly store: Store; readonly close: () => Promise<void> }>,
): void {
  let store: Store
  let close: () => Promise<void>
  let by: Principal

  beforeAll(async () => {
    ;({ store, close } = await open())
    const { account } = await store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'A', language: 'en' }, []),
    )
    by = { accountId: account.id, door: 'cli', credentialId: null, memberId: null }
  })
  afterAll(() => close())

  async function load(kind: Kind, text: string, options: Partial<ImportOptions> = {}) {
    const { id } = await readImport(store, by, {
      kind,
      options: { maxRemovals: { percent: 50 }, overwrite: false, ...options },
      files: filesOfCsv(kind, `${kind}.csv`, bytesOf(text)),
    })
    await finish()
    await store.write((tx) => createRun(tx, by, id))
    await finish()
    return store.read((reader) => getImport(reader, by, id))
  }

  async function plan(kind: Kind, text: string) {
    const { id } = await readImport(store, by, {
      kind,
      options: { maxRemovals: { percent: 50 }, overwrite: false },
      files: filesOfCsv(kind, `${kind}.csv`, bytesOf(text)),
    })
    await finish()
    return store.read((reader) => getImport(reader, by, id))
  }

  async function reportOf(id: ImportId): Promise<string> {
    const [report] = await listReports(store, by, id)
    let text = ''
    for await (const part of report?.content ?? []) text += String(part)
    return text
  }

  function finish(): Promise<void> {
    return finishPendingWork(store, (error) => {
      throw error
    })
  }

  it(`plans and carries out files on ${engine}`, async () => {
    expect((await load('groups', 'code,name\nA,Alpha\nB,Beta\n')).counts).toMatchObject({ new: 2 })
    const people = Array.from(
      { length: 450 },
      (_, at) => `E${at},u${at},Last,Alpha|code:B,${at === 0 ? 'u449' : `u${at - 1}`}`,
    )
    const file = `external_id,username,last_name,groups,manager\n${people.join('\n')}\nE1,x,Twice,,\n,y,,Nowhere,\n`
    expect((await load('people', file)).counts).toMatchObject({ new: 450, refused: 2 })
    expect((await load('people', file)).counts).toMatchObject({ new: 0, unchanged: 450, refused: 2 })
    expect(
      (await load('memberships', 'group,person,status\nAlpha,u1,removed\nBeta,u2,\n')).counts,
    ).toMatchObject({
      removed: 1,
      unchanged: 1,
    })
    expect((await load('topics', 'code,parent_code,name\nT2,T1,Two\nT1,,One\n')).counts).toMatchObject({
      new: 2,
    })
    expect((await load('topics', 'path\nOne > Two\nOne > Three\n')).counts).toMatchObject({
      new: 1,
      unchanged: 1,
    })
    expect((await load('courses', 'code,name,topics\nC,Course,T2\n')).counts).toMatchObject({ new: 1 })
    const past = 'person,course,completed\nu1,C,2020-01-01\n'
    expect((await load('enrolments', past)).counts).toMatchObject({ new: 1 })
    const gone = await load('groups', 'code\nA\n', { missing: 'remove' })
    expect(gone.counts).toMatchObject({ unchanged: 1, removed: 1 })
  })

  it(`takes a person who is erased out of the records of files on ${engine}`, async () => {
    const people = [
      'external_id,username,email,first_name,last_name,title,manager',
      'ER-1,żółwik,zolw@example.com,Łucja,Żółw,Chief Turtle,',
      'ER-2,erna,erna@example.com,Erna,Early,,żółwik',
      ',,,Łucja,Żółw,,',
      'ER-3,,zolw@example.com,Other,Otter,,',
      'ER-4,eric,,Eric,Early,,',
    ].join('\n')
    const enrolments = 'person,course\nŻÓŁWIK,C\nexternal:ER-1,Nowhere\nerna,C\nerstwhile,C\n'
    const topics =
      'code,name,managers,description\nTT,Turtles,żółwik|erna,Ask Łucja Żółw (zolw@example.com)\n'
    await load('courses', 'code,name\nC,Course\n')
    await load('people', 'external_id,username,last_name\nER-1,erstwhile,Żółw\n')
    const done = await load('people', people)
    expect(done.counts).toMatchObject({ new: 2, changed: 1, refused: 2 })
    await load('people', 'external_id,username\nER-4,erstwhile\n')
    const planned = [
      await plan('people', people.replaceAll('Early', 'Earlier').replace('Chief', 'First')),
      await plan('enrolments', enrolments),
      await plan('memberships', 'group,person\nAlpha,żółwik\nAlpha,erna\n'),
      await plan('topics', topics),
    ]
    expect(planned.map(({ counts }) => [counts.changed, counts.new, counts.refused])).toEqual([
      [3, 0, 2],
      [0, 3, 1],
      [0, 2, 0],
      [0, 1, 0],
    ])
    const { accountId } = by
    const turtle = await store.read((reader) =>
      reader.imports.listNamed(accountId, 'person', 'external', ['er-1']),
    )
    const id = turtle[0]?.id as MemberId
    // What an interrupted pull has kept of them can't be read any more.
    const pullKey = (fresh: string) =>
      store.write((tx) => findOrCreatePullKey(tx, systemOf(accountId, 'cli'), fresh))
    expect([await pullKey('first'), await pullKey('second')]).toEqual(['first', 'first'])
    // What was their name once, and is another’s now, stays.
    const { importRecordsChanged } = await store.write((tx) => erasePerson(tx, by, id))
    expect(importRecordsChanged).toBe(1 + 4 + 4 + 2 + 1 + 1)
    expect(await pullKey('third')).toBe('third')
    const kept: string[] = []
    for (const one of [done, ...planned]) {
      const rows = await store.read((reader) =>
        listImportRows(reader, by, { filter: { import: one.id }, page: { after: null, limit: 100 } }),
      )
      kept.push(...rows.items.map((row) => JSON.stringify([row.result, row.cells, row.detail.faults])))
      const report = await reportOf(one.id)
      expect(report).not.toMatch(/łucja|żółw|zolw|er-1/iu)
    }
    expect(kept.join('\n')).not.toMatch(/łucja|żółw|zolw@|er-1"/iu)
    expect(kept.filter((row) => row.includes('has been erased'))).toHaveLength(10)
    // What is left is carried out, and what named them is not.
    for (const one of planned) await store.write((tx) => createRun(tx, by, one.id))
    await finish()
    const ran = await Promise.all(planned.map((one) => store.read((reader) => getImport(reader, by, one.id))))
    expect(ran.map(({ counts }) => [counts.changed, counts.new, counts.refused])).toEqual([
      [1, 0, 4],
      [0, 1, 3], // the import before has given “erstwhile” away
      [0, 1, 1],
      [0, 0, 1],
    ])
  })

  it(`erases twenty people while files that name them are carried out and forgotten on ${engine}`, async () => {
    const file = (title: string) =>
      `external_id,username,last_name,title,manager\n${Array.from(
        { length: 40 },
        (_, at) => `TW-${at},twenty.${at}.x,Twenty${at}x,${title},${at < 20 ? '' : `twenty.${at - 20}.x`}`,
      ).join('\n')}`
    await load('people', file('First'))
    const imports = [await plan('people', file('Second')), await plan('people', file('Third'))]
    const gone = await plan('people', file('Fourth'))
    const { accountId } = by
    const named = await store.read((reader) =>
      reader.imports.listNamed(
        accountId,
        'person',
        'external',
        Array.from({ length: 20 }, (_, at) => `tw-${at}`),
      ),
    )
    await Promise.all([
      ...imports.map((one) => store.write((tx) => createRun(tx, by, one.id))),
      store.write((tx) => deleteImport(tx, by, gone.id)),
      ...named.map(({ id }) => store.write((tx) => erasePerson(tx, by, id as MemberId))),
      finish(),
      finish(),
    ])
    await finish()
    const all = await store.read((reader) =>
      reader.imports.list(accountId, { filter: {}, page: { after: null, limit: 100 } }),
    )
    for (const { id } of all.items) {
      const { rows } = await store.read((reader) =>
        reader.imports.listMentioning(
          accountId,
          id,
          { texts: Array.from({ length: 20 }, (_, at) => `twenty.${at}.x`), keys: [], target: '0' },
          { after: { part: 0, record: 0 }, limit: 1_000 },
        ),
      )
      expect(rows).toEqual([])
      // What an import says of its records is what they say themselves.
      const { counts } = await store.read((reader) => getImport(reader, by, id))
      const { items } = await store.read((reader) =>
        listImportRows(reader, by, { filter: { import: id }, page: { after: null, limit: 1_000 } }),
      )
      const refused = items.filter(({ result }) => result === 'refused')
      expect([id, refused.length]).toEqual([id, counts.refused])
    }
  })

  it(`tells of records by page, and forgets them, on ${engine}`, async () => {
    const { id } = await load('groups', 'name\nC\nD\n\u0041\nAlpha\n,\n')
    const page = (after: { values: number[]; id: ImportId } | null) =>
      store.read((reader) =>
        listImportRows(reader, by, {
          filter: { import: id, result: ['new', 'unchanged'] },
          page: { after, limit: 2 },
        }),
      )
    const first = await page(null)
    const second = await page(first.next as never)
    expect([...first.items, ...second.items].map(({ record }) => record)).toEqual([2, 3, 4, 5])
    const text = await reportOf(id)
    expect(text.split('\r\n')).toHaveLength(6)
    await store.write((tx) => deleteImport(tx, by, id))
    await finish()
    await expect(store.read((reader) => getImport(reader, by, id))).rejects.toThrow('not_found')
  })
}
