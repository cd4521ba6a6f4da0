import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { foundAcademy, makeDataFolder, type Academy, type DataFolder } from '../support/academy.ts'
import { httpClient, type HttpAnswer, type HttpClient } from '../support/http-client.ts'
import { startServer, type ServerProcess } from '../support/server-process.ts'

const CLIENTS = 16
const ROOM_LEFT = 512 * 1024

let disk: string | undefined
let folder: DataFolder
let academy: Academy
let server: ServerProcess
let rev: HttpClient

beforeEach(async () => {
  disk = mountSmallDisk()
  if (disk === undefined) return
  folder = makeDataFolder(disk)
  academy = await folder.withStore((store) => foundAcademy(store, 'Academy'))
  await open()
})
afterEach(async () => {
  if (disk === undefined) return
  rev.close()
  await server.kill()
  execFileSync('umount', [disk])
  rmSync(disk, { recursive: true })
})

it('refuses writes while the disk is full, reads on, and writes again when there is room', async (context) => {
  if (disk === undefined) {
    console.warn('NOT TESTED: what a full disk does. Only root on Linux can mount a small disk for it.')
    context.skip()
    return
  }
  const filler = join(disk, 'filler')
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(filler, Buffer.alloc(bavail * bsize - ROOM_LEFT))

  const { kept, refused } = await createUntilRefused()
  expect(kept.length).toBeGreaterThan(0)
  for (const { status, headers, text } of refused) {
    expect(status).toBe(503)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(text).toBe(
      '{"code":"ServiceUnavailable","detail":"The server cannot store anything at the moment."}',
    )
  }
  expect(await names(), 'what was acknowledged is there, what was refused is not').toEqual(kept.toSorted())

  const rest = join(disk, 'rest')
  const left = statfsSync(disk)
  writeFileSync(rest, Buffer.alloc(left.bavail * left.bsize))
  const ready = async () => (await rev.send({ path: '/readyz' })).status
  await expect.poll(ready).toBe(503) // a result counts for a second

  rmSync(filler)
  await expect.poll(ready).toBe(200)
  const after = await create('made when there was room again')
  expect({ status: after.status, text: after.text }).toMatchObject({ status: 200 })

  rev.close()
  await server.kill()
  await open()
  expect(await names()).toEqual([...kept, 'made when there was room again'].toSorted())
})

async function open(): Promise<void> {
  server = await startServer({ dataDir: folder.path })
  rev = httpClient(server.port, CLIENTS, { authorization: `VBrick ${academy.revToken}` })
}

/** Each client creates until it is refused three times. */
async function createUntilRefused(): Promise<{ kept: string[]; refused: HttpAnswer[] }> {
  const kept: string[] = []
  const refused: HttpAnswer[] = []
  const createAlone = async (client: number) => {
    let refusals = 0
    for (let count = 0; refusals < 3; count++) {
      const name = `category ${client} ${count} ${'x'.repeat(60)}`
      const answer = await create(name)
      if (answer.status === 200) kept.push(name)
      else {
        refused.push(answer)
        refusals++
      }
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => createAlone(client)))
  return { kept, refused }
}

function create(name: string): Promise<HttpAnswer> {
  return rev.send({ method: 'POST', path: '/api/v2/categories', body: { name } })
}

async function names(): Promise<string[]> {
  const answer = await rev.send({ path: '/api/v2/categories' })
  expect(answer.status).toBe(200)
  return answer
    .json<{ categories: { name: string }[] }>()
    .categories.map(({ name }) => name)
    .toSorted()
}

/** A disk of 16 MB in memory; undefined where it can't be mounted. */
function mountSmallDisk(): string | undefined {
  const path = mkdtempSync(join(tmpdir(), 'quadrivium-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', path], { stdio: 'ignore' })
    return path
  } catch {
    rmSync(path, { recursive: true })
    return undefined
  }
}

it('is not ready on a full disk though nobody has written yet, and when the database is gone', async (context) => {
  if (disk === undefined) {
    context.skip()
    return
  }
  const ready = async () => (await rev.send({ path: '/readyz' })).status
  expect(await ready()).toBe(200)
  const { bavail, bsize } = statfsSync(disk)
  const filler = join(disk, 'filler')
  writeFileSync(filler, Buffer.alloc(bavail * bsize))
  await expect.poll(ready).toBe(503)
  rmSync(filler)
  await expect.poll(ready).toBe(200)
  renameSync(join(folder.path, 'quadrivium.db'), join(folder.path, 'elsewhere.db'))
  await expect.poll(ready).toBe(503)
})
