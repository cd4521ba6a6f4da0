import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import type { ImportId } from '../../src/domain/ids.ts'
import { type Principal, SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import type { Store } from '../../src/domain/store.ts'
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import type { Kind } from '../../src/domain/transfer/columns/column.ts'
import type { ImportOptions } from '../../src/domain/transfer/import.ts'
import { createRun, deleteImport, getImport, listImportRows } from '../../src/domain/transfer/imports.ts'
import { filesOfCsv, readImport } from '../../src/domain/transfer/read-import.ts'
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
    const [report] = await listReports(store, by, id)
    let text = ''
    for await (const part of report?.content ?? []) text += String(part)
    expect(text.split('\r\n')).toHaveLength(6)
    await store.write((tx) => deleteImport(tx, by, id))
    await finish()
    await expect(store.read((reader) => getImport(reader, by, id))).rejects.toThrow('not_found')
  })
}
