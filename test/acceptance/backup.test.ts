import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUpAndRestore, writeWithoutPause } from '../support/backups-under-load.ts'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'

// A backup is made beside a server that writes, is one instant's state, and becomes an installation again.

let here: Installation
let server: ServerProcess
let token: string
const shelf = mkdtempSync(join(tmpdir(), 'quadrivium-backups-'))
const passphraseFile = join(shelf, 'passphrase')

beforeAll(async () => {
  here = makeInstallation()
  token = (JSON.parse((await here.run(['demo', '--json'])).stdout) as { api: { token: string } }).api.token
  server = await here.start(['start', '--demo'])
  writeFileSync(passphraseFile, 'nine lamps under the bridge\n')
})
afterAll(async () => {
  await here.remove()
  rmSync(shelf, { recursive: true, force: true })
})

describe('quadrivium backup', () => {
  it('ends while others write, and holds one instant with all that was answered before', async () => {
    const writing = await writeWithoutPause(server, token, 8)
    await expect.poll(() => Math.min(...writing.answered())).toBeGreaterThan(2)
    for (let round = 0; round < 2; round++) {
      expect((await backUpAndRestore(here, shelf, writing.answered)).faults).toEqual([])
    }
    await writing.stop()
    expect(writing.troubles).toEqual([])
    const { code, stderr, stdout } = await here.run(['backup', join(shelf, 'quiet.backup')])
    expect([code, stdout]).toEqual([0, expect.stringContaining('checked')])
    expect(stderr).toMatch(/WARNING: the server key is NOT in this backup/)
  })

  it('becomes an installation again, with the key that its passphrase opens', async () => {
    const file = join(shelf, 'whole.backup')
    expect((await here.run(['backup', file, '--passphrase-file', passphraseFile])).stderr).toBe('')
    const other = makeInstallation()
    try {
      const wrong = join(shelf, 'wrong')
      writeFileSync(wrong, 'another passphrase')
      const refused = await other.run(['restore', file, '--passphrase-file', wrong])
      expect([refused.code, refused.stderr]).toEqual([1, 'The passphrase is not the one of this backup.\n'])

      const restored = await other.run(['restore', file, '--passphrase-file', passphraseFile])
      expect([restored.code, restored.stderr]).toEqual([0, ''])
      expect(readFileSync(join(other.dataDir, 'server.key'), 'utf8')).toBe(
        readFileSync(join(here.dataDir, 'server.key'), 'utf8'),
      )
      expect((await other.run(['doctor'])).code).toBe(0)
      // Restored, and backed up again before anybody writes: the same rows.
      const checksumIn = (text: string) => /Checksum ([0-9a-f]{32})\./.exec(text)?.[1]
      const checksum = checksumIn((await here.run(['restore', file, '--verify-only'])).stdout)
      expect(checksum).toBeDefined()
      expect(checksumIn(restored.stdout)).toBe(checksum)
      expect(checksumIn((await other.run(['backup', join(shelf, 'again.backup')])).stdout)).toBe(checksum)
      const again = await other.run(['demo', '--json'])
      expect((JSON.parse(again.stdout) as { api: { token: string } }).api.token).toBe(token)

      const occupied = await other.run(['restore', file])
      expect([occupied.code, occupied.stderr]).toEqual([
        2,
        expect.stringMatching(/There is a database in .* already/),
      ])
    } finally {
      await other.remove()
    }
  })

  it('refuses a damaged file, one that is none, and a folder that a server works in', async () => {
    const file = join(shelf, 'good.backup')
    await here.run(['backup', file])
    expect((await here.run(['restore', file, '--verify-only'])).stdout).toMatch(/is whole/)
    const cut = join(shelf, 'cut.backup')
    copyFileSync(file, cut)
    truncateSync(cut, Math.floor(statSync(file).size / 2))
    const damaged = await here.run(['restore', cut, '--verify-only'])
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringMatching(/damaged|no backup/)])
    const changed = join(shelf, 'changed.backup')
    copyFileSync(file, changed)
    const db = new DatabaseSync(changed)
    db.exec("UPDATE account SET name = 'Another'")
    db.close()
    expect((await here.run(['restore', changed, '--verify-only'])).stderr).toMatch(
      /the table account isn't as it was written/,
    )
    const text = join(shelf, 'text')
    writeFileSync(text, 'nothing of ours')
    expect((await here.run(['restore', text])).stderr).toMatch(/no backup of Quadrivium/)
    expect((await here.run(['restore', join(shelf, 'nowhere')])).stderr).toMatch(/There is no file or folder/)
    expect((await here.run(['restore', file])).stderr).toMatch(/A server runs on/)
  })

  it('keeps the newest of so many days, weeks and months in a folder', async () => {
    const folder = mkdtempSync(join(shelf, 'kept-'))
    const day = 24 * 60 * 60_000
    for (let age = 1; age <= 60; age++) {
      const name = new Date(Date.now() - age * day).toISOString().slice(0, 19).replaceAll(':', '-')
      writeFileSync(join(folder, `quadrivium-${name}Z.backup`), '')
    }
    writeFileSync(join(folder, 'notes.txt'), 'not ours')
    const { code } = await here.run(['backup', folder, '--keep', '3d2w2m'])
    expect(code).toBe(0)
    const left = readdirSync(folder)
    expect(left).toContain('notes.txt')
    const backups = left.filter((name) => name.endsWith('.backup'))
    expect(backups.length).toBeGreaterThanOrEqual(4)
    expect(backups.length).toBeLessThanOrEqual(7)
    const odd = await here.run(['backup', folder, '--keep', 'forever'])
    expect([odd.code, odd.stderr]).toEqual([2, '--keep says how many days, weeks and months: 7d4w6m.\n'])
  })

  it('is made by the running server when somebody asks for it', async () => {
    const call = async (method: string, path: string) => {
      const answer = await fetch(`${server.url}/api/quadrivium/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
      })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    expect(await call('GET', '/backups?total=true')).toEqual({
      status: 200,
      body: { lastBackup: null, items: [], next: null, total: 0, totalIsCapped: false },
    })
    const begun = await call('POST', '/backups')
    expect([begun.status, begun.body]).toMatchObject([202, { kind: 'backup', state: 'running' }])
    const job = async () => (await call('GET', `/jobs/${String(begun.body.id)}`)).body
    await expect.poll(async () => (await job()).state).toBe('done')
    expect((await job()).message).toMatch(/^\d+ rows backed up$/)
    const { body } = await call('GET', '/backups?sort=created&limit=1')
    expect(body).toMatchObject({ items: [{ name: expect.any(String) }], next: null })
    const [{ name, created }] = body.items as [{ name: string; created: string }]
    expect(body.lastBackup).toBe(created)
    const file = join(here.dataDir, 'backups', name)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect((await here.run(['restore', file, '--verify-only'])).stdout).toMatch(/is whole/)
  })
})
