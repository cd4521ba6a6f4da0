import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeCheckout } from '../support/checkout.ts'
import { makeInstallation } from '../support/installation.ts'
import { BUILD_TIMEOUT_MS } from '../support/patience.ts'

// What `npm pack` makes is installed into an empty folder, as on a machine that has nothing but Node, and runs there.

const execute = promisify(execFile)
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/

/** The package's manifest. */
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const shelf = mkdtempSync(join(tmpdir(), 'quadrivium-package-'))
const empty = join(shelf, 'empty')
const tarball = join(shelf, `quadrivium-${version}.tgz`)
const checkouts: string[] = []
/** Why nothing could be installed; undefined: it was. */
let offline: string | undefined

beforeAll(async () => {
  mkdirSync(empty)
  const checkout = makeCheckout()
  checkouts.push(checkout)
  await execute('npm', ['pack', '--silent', '--pack-destination', shelf], { cwd: checkout })
  const install = ['install', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', tarball]
  await execute('npm', install, { cwd: empty }).catch((error: unknown) => {
    const text = String((error as { stderr?: unknown }).stderr)
    if (!OFFLINE.test(text)) throw error
    offline = text
    console.error('!!! The registry cannot be reached: the installed package is not tested.')
  })
}, BUILD_TIMEOUT_MS)
afterAll(() => {
  for (const folder of [shelf, ...checkouts]) rmSync(folder, { recursive: true, force: true })
})

describe('the package', () => {
  it('holds what a server needs, and neither sources nor tests', async () => {
    const { stdout } = await execute('tar', ['tzf', tarball])
    const files = stdout.trim().split('\n')
    expect(files).toEqual(
      expect.arrayContaining(
        [
          'package.json',
          'LICENSE',
          'README.md',
          'bin/quadrivium.js',
          'dist/main.js',
          'dist/console/index.html',
          'docs/cli.md',
        ].map((file) => `package/${file}`),
      ),
    )
    const tops = new Set(files.map((file) => file.split('/')[1]))
    expect(
      [...tops].filter((top) => ['src', 'test', 'bench', 'node_modules', '.ci'].includes(top ?? '')),
    ).toEqual([])
    expect(files.filter((file) => /\.ts$|\.db$|\.test\./.test(file))).toEqual([])
  })

  it('starts in an empty folder, and a door answers', async ({ skip }) => {
    if (offline !== undefined) skip('the registry cannot be reached')
    const bin = join(empty, 'node_modules/.bin')
    const here = makeInstallation({
      command: [join(bin, 'quadrivium')],
      environment: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) }, // as npx sets it
      cwd: empty,
    })
    try {
      const { url } = await here.start()
      const made = await here.run(['key', 'create', 'intellum', '--json'])
      const { api_key: apiKey } = JSON.parse(made.stdout) as { api_key: string }
      const answer = await fetch(`${url}/api/v2/category_tags?api_key=${apiKey}`)
      expect([answer.status, await answer.json()]).toEqual([200, []])
      for (const path of [
        '/console',
        '/docs',
        '/docs/guide/paging',
        '/docs/reference/quadrivium',
        '/docs/openapi/rev.json',
      ]) {
        expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
      }
      expect((await here.run(['--version'])).stdout).toBe(`${version}\n`)
    } finally {
      await here.remove()
    }
  })

  it('does nothing where npm runs `prepare` of an installed package', async ({ skip }) => {
    if (offline !== undefined) skip('the registry cannot be reached')
    const { stderr } = await execute('npm', ['run', 'prepare', '--silent'], {
      cwd: join(empty, 'node_modules/quadrivium'),
    })
    expect(stderr).toBe('')
  })
})

describe('a checkout', () => {
  it('says what to type instead of `npm start` while nothing is built or installed', async () => {
    const bare = makeCheckout(null)
    checkouts.push(bare)
    const start = () => execute('npm', ['start', '--silent'], { cwd: bare }).catch((error: unknown) => error)
    const unbuilt = 'Quadrivium is not built yet. Run `npm ci`, then this command again.\n'
    expect(await start()).toMatchObject({ code: 1, stdout: '', stderr: unbuilt })

    await execute(process.execPath, [join(bare, 'bin/build.js')]).catch(() => undefined) // fails without its packages
    const missing =
      'The packages that Quadrivium needs are not installed. Run `npm ci`, then this command again.\n'
    expect(await start()).toMatchObject({ code: 1, stdout: '', stderr: missing })
  })

  it('is built and starts without development packages', async ({ skip }) => {
    if (offline !== undefined) skip('the registry cannot be reached')
    const checkout = makeCheckout(join(empty, 'node_modules'))
    checkouts.push(checkout)
    const { stdout } = await execute('npm', ['run', 'prepare'], { cwd: checkout })
    expect(stdout).toMatch(/The console was not built: .*development package/)
    const node = join(empty, 'node_modules/.bin/node')
    const here = makeInstallation({ command: [node, join(checkout, 'bin/quadrivium.js')] })
    try {
      const { url } = await here.start()
      expect((await fetch(`${url}/readyz`)).status).toBe(200)
    } finally {
      await here.remove()
    }
  })
})
