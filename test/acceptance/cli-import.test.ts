import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { failureOf, listImports } from '../../src/domain/transfer/imports.ts'
import { listAccounts } from '../../src/domain/academy/tenancy.ts'
import { randomIds } from '../../src/lib/ids.ts'
import { SqliteStore } from '../../src/store/engines/sqlite/sqlite-store.ts'
import { HeldClock } from '../support/fresh-store.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { START_TIMEOUT_MS } from '../support/patience.ts'

let here: Installation

beforeAll(async () => {
  here = makeInstallation()
  await here.run(['account', 'create', '--name', 'Files', '--host', 'files.example.com'])
})
afterAll(() => here.remove())

function file(name: string, content: string): string {
  const path = join(here.dataDir, name)
  writeFileSync(path, content)
  return path
}

it('plans, imports, reports and takes what was mended, without a server', async () => {
  const path = file('people.csv', 'username,last_name,country,zzzzz\na1,A,de,1\na2,,XX,2\n')
  const plan = await here.run(['import', 'people', path, '--dry-run', '--json'])
  expect([plan.code, JSON.parse(plan.stdout)]).toEqual([
    3,
    {
      counts: { new: 1, changed: 0, unchanged: 0, refused: 1, removed: 0 },
      refused: [
        { row: 3, column: 'last_name', reason: 'A new person needs a name: last_name, or name.' },
        { row: 3, column: 'country', reason: '“XX” is not a country code such as DE.' },
      ],
      changed: [],
      ignoredColumns: [{ kind: 'people', name: 'zzzzz', hint: null, reason: null }],
    },
  ])
  const report = join(here.dataDir, 'report.csv')
  const done = await here.run(['import', 'people', path, '--report', report])
  expect([done.code, done.stderr]).toEqual([3, ''])
  expect(done.stdout).toContain('1 new, 0 changed, 0 unchanged, 1 refused, 0 removed')
  writeFileSync(report, readFileSync(report, 'utf8').replace('a2,,XX', 'a2,B,AT'))
  const mended = await here.run(['import', 'people', '-', '--json'], { input: readFileSync(report, 'utf8') })
  expect([mended.code, (JSON.parse(mended.stdout) as { counts: object }).counts]).toMatchObject([
    0,
    { new: 1, refused: 0 },
  ])
})

it('names the refused records of another system’s tree, and takes only those once they are mended', async () => {
  // Untidy as real trees are: children before parents, names that stand under several parents.
  const nodes = Array.from({ length: 300 }, (_, at) => ({
    id: `key_${at}`,
    parent: at < 3 ? '' : `key_${Math.floor(at / 3)}`,
    code: at % 7 === 6 ? '' : `C${at}`,
    label: at % 5 === 4 ? 'Not elsewhere classified' : `Occupation ${at}`,
  })).reverse()
  const csv = (broken: (node: (typeof nodes)[number]) => Partial<(typeof nodes)[number]>) =>
    ['id,parent_id,code,label']
      .concat(nodes.map((node) => Object.values({ ...node, ...broken(node) }).join(',')))
      .join('\n')
  const named = new Set<string>()
  const untidy = csv(({ id }) => {
    if (id === 'key_60') return { parent: 'key_999' } // with what is below it: 180, 181, 182
    if (id === 'key_250') return { label: 'x'.repeat(256) }
    if (id === 'key_251') return { code: 'C252' } // which stands before it
    return {}
  })
  const report = join(here.dataDir, 'tree-report.csv')
  const plan = await here.run(['import', 'topics', file('tree.csv', untidy), '--dry-run', '--json'])
  const { refused } = JSON.parse(plan.stdout) as {
    refused: { row: number; column: string; reason: string }[]
  }
  for (const { row } of refused) named.add(nodes[row - 2]?.id ?? '')
  expect([...named].sort()).toEqual(['key_180', 'key_181', 'key_182', 'key_250', 'key_251', 'key_60'])
  expect(refused.map(({ column, reason }) => `${column}: ${reason.slice(0, 30)}`)).toEqual([
    'code: Row 49 has the same code. In f',
    'name: It is longer than 255 characte',
    'parent_id: The parent is refused, too: ro',
    'parent_id: The parent is refused, too: ro',
    'parent_id: The parent is refused, too: ro',
    'parent_id: There is no topic “key_999” to',
  ])
  const done = await here.run(['import', 'topics', file('tree.csv', untidy), '--report', report])
  expect([done.code, done.stdout]).toEqual([3, expect.stringContaining('294 new')])
  const tidy = new Map(
    csv(() => ({}))
      .split('\n')
      .map((line) => [line.split(',')[0], line]),
  )
  const mended = readFileSync(report, 'utf8')
    .split('\r\n')
    .map((line) => {
      const isRefused = line.includes(',refused,')
      const [id = ''] = line.split(',')
      return isRefused ? `${tidy.get(id) ?? ''},${line.split(',').slice(4, 6).join(',')},,` : line
    })
  const second = await here.run(['import', 'topics', file('mended.csv', mended.join('\r\n')), '--json'])
  expect([second.code, JSON.parse(second.stdout)]).toMatchObject([0, { counts: { new: 6, refused: 0 } }])
  const whole = await here.run([
    'import',
    'topics',
    file(
      'tree.csv',
      csv(() => ({})),
    ),
    '--dry-run',
    '--json',
  ])
  expect(JSON.parse(whole.stdout)).toMatchObject({
    counts: { new: 0, changed: 0, unchanged: 300, refused: 0 },
  })
})

it('imports a folder beside a running server', async () => {
  const server = await here.start(['start'])
  const folder = join(here.dataDir, 'in')
  mkdirSync(folder)
  writeFileSync(join(folder, 'groups.csv'), 'name\nFolder\n')
  writeFileSync(join(folder, 'memberships.csv'), 'group,person\nFolder,a1\n')
  const done = await here.run(['import', 'zip', folder])
  expect([done.code, done.stdout]).toEqual([0, expect.stringContaining('2 new')])
  server.kill('SIGTERM')
  await server.ended
})

it('says what is wrong with the command or the file, and exits with 2 or 1', async () => {
  const wrong = async (...args: string[]) => {
    const { code, stderr } = await here.run(['import', ...args])
    return [code, stderr]
  }
  expect(await wrong('shoes', 'x.csv')).toEqual([2, expect.stringContaining('There is no kind "shoes".')])
  expect(await wrong('people', 'nowhere.csv')).toEqual([1, expect.stringContaining('nowhere.csv')])
  expect(await wrong('people', file('x.csv', 'a\n'), '--max-removals', 'many')).toEqual([
    2,
    expect.stringContaining('--max-removals takes'),
  ])
  const good = file('good.csv', 'username,last_name\nnora,Nowhere\n')
  expect(await wrong('people', good, '--report', join(good, 'x', 'report.csv'))).toEqual([
    1,
    expect.stringContaining('There is no folder'),
  ])
  expect((await here.run(['export', 'people'])).stdout).not.toContain('nora')
  const bad = file('latin.csv', '')
  writeFileSync(bad, Buffer.from('last_name\nJürgen\n', 'latin1'))
  expect(await wrong('people', bad)).toEqual([1, expect.stringContaining('CSV UTF-8')])
})

it('lets an import fail whose command was killed while it read, and takes the file again', async () => {
  const path = join(here.dataDir, 'quadrivium.db')
  const lines = Array.from({ length: 600 }, (_, at) => `killed${at},Killed`)
  const csv = `username,last_name\n${lines.join('\n')}\n`
  const main = new URL('../../src/main.ts', import.meta.url).pathname
  const reading = spawn(process.execPath, [main, 'import', 'people', '-'], {
    env: { PATH: process.env.PATH, QUADRIVIUM_DATA_DIR: here.dataDir },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise((resolve) => reading.once('close', resolve))
  reading.stdin.on('error', () => undefined)
  reading.stdin.write(csv) // and no end
  const db = new DatabaseSync(path, { readOnly: true, timeout: 30_000 })
  const rows = () =>
    db.prepare(`SELECT count(*) AS rows FROM import_row WHERE cells LIKE '%"killed%'`).get()?.rows
  await expect.poll(rows, { timeout: START_TIMEOUT_MS }).toBeGreaterThanOrEqual(250)
  db.close()
  reading.kill('SIGKILL')
  await ended

  const stateIn = async (milliseconds: number) => {
    const surroundings = {
      clock: new HeldClock(Date.now() + milliseconds),
      ids: randomIds,
      report: () => undefined,
    }
    const store = await SqliteStore.open({ path, durability: 'full' }, surroundings)
    const [account] = await store.read((reader) => listAccounts(reader, SYSTEM_ITSELF))
    const by = {
      accountId: account?.id ?? (0 as never),
      door: 'cli',
      credentialId: null,
      memberId: null,
    } as const
    const [newest] = await store.read((reader) => listImports(reader, by))
    await store.close()
    return newest && [newest.found.state, failureOf(newest.found, undefined)]
  }
  expect(await stateIn(0)).toEqual(['reading', null])
  expect(await stateIn(61_000)).toEqual(['failed', expect.stringContaining('Load the file again.')])
  const again = await here.run(['import', 'people', '-', '--json'], { input: csv })
  expect([again.code, (JSON.parse(again.stdout) as { counts: object }).counts]).toMatchObject([
    0,
    { new: 600 },
  ])
})
