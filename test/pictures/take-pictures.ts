// Takes the pictures of the console in docs/screenshots: `npm run pictures`. It starts a demo academy of its own, which is gone
// afterwards, and visits every page that the navigation shows. It needs Chromium.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, Page } from 'playwright-core'
import { findBrowser, launchBrowser } from '../support/browser.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'docs/screenshots')
const MOST_OCTETS = 200 * 1024

interface Look {
  readonly name: string
  readonly viewport: { readonly width: number; readonly height: number }
  readonly colorScheme: 'light' | 'dark'
  readonly language: string
  /** The pages that are taken in this look; left out: each. */
  readonly only?: readonly string[]
}

const DESK = { width: 1200, height: 720 }
const looks: readonly Look[] = [
  { name: 'light', viewport: DESK, colorScheme: 'light', language: 'en' },
  {
    name: 'dark',
    viewport: DESK,
    colorScheme: 'dark',
    language: 'en',
    only: ['overview', 'people', 'course'],
  },
  {
    name: 'phone',
    viewport: { width: 360, height: 740 },
    colorScheme: 'light',
    language: 'en',
    only: ['overview', 'people', 'topics'],
  },
  { name: 'arabic', viewport: DESK, colorScheme: 'light', language: 'ar', only: ['overview'] },
]

/** Details are shown where lists can have one open: the first row's. By the address of the list. */
const details: ReadonlyMap<string, string> = new Map([
  ['/people', 'person'],
  ['/courses', 'course'],
])

interface Demo {
  readonly url: string
  readonly name: string
  readonly password: string
  end(): Promise<void>
}

async function startDemo(): Promise<Demo> {
  const data = mkdtempSync(join(tmpdir(), 'quadrivium-pictures-'))
  const server = spawn(process.execPath, [join(root, 'bin/quadrivium.js'), 'start', '--demo'], {
    env: { ...process.env, QUADRIVIUM_DATA_DIR: data, QUADRIVIUM_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const end = async () => {
    if (server.exitCode === null) {
      server.kill()
      await once(server, 'exit')
    }
    rmSync(data, { recursive: true })
  }
  let url: string | undefined
  for await (const line of createInterface(server.stdout)) {
    url ??= /^Open (\S+)\/console /.exec(line)?.[1]
    const [, name, password] = /^ {2}Manager {3}(\S+) {3}password (\S+)/.exec(line) ?? []
    if (url !== undefined && name !== undefined && password !== undefined) {
      server.stdout.resume() // what else it says is read, and dropped
      return { url, name, password, end }
    }
  }
  await end()
  throw new Error('The demo academy did not start.')
}

async function takeAll(browser: Browser, demo: Demo): Promise<void> {
  const signedIn = await browser.newContext()
  const first = await signedIn.newPage()
  await first.goto(`${demo.url}/login`)
  await first.locator('input[name="name"]').fill(demo.name)
  await first.locator('input[name="password"]').fill(demo.password)
  await first.locator('form[action="/login"] button').click()
  await first.waitForURL('**/console')
  const storageState = await signedIn.storageState()
  const paths = await pathsOf(first)
  await signedIn.close()
  for (const { name: look, language, only, ...options } of looks) {
    const context = await browser.newContext({ ...options, storageState, reducedMotion: 'reduce' })
    // What a new academy begins with would push the chart out of sight; one look shows it.
    const kept = JSON.stringify(JSON.stringify({ language, hidesFirstSteps: look !== 'phone' }))
    await context.addInitScript(`localStorage.setItem('quadrivium.preferences', ${kept})`)
    const page = await context.newPage()
    for (const [name, path] of paths) {
      if (only?.includes(name) === false) continue
      await page.goto(`${demo.url}${path}`, { waitUntil: 'networkidle' })
      await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
    }
    await context.close()
  }
}

/** The addresses of the pages that the navigation shows, and of some details, by the names of their pictures. */
async function pathsOf(page: Page): Promise<readonly (readonly [string, string])[]> {
  await page.locator('nav a[href^="/console"]').first().waitFor()
  const addresses = await page.evaluate<readonly string[]>(
    `[...document.querySelectorAll('nav a[href^="/console"]')].map((link) => link.getAttribute('href'))`,
  )
  const paths: (readonly [string, string])[] = []
  for (const address of new Set(addresses)) {
    const below = address.slice('/console'.length).replace(/\/$/, '')
    paths.push([below === '' ? 'overview' : below.slice(1).replaceAll('/', '-'), address])
    const detail = details.get(below)
    if (detail === undefined) continue
    await page.goto(new URL(address, page.url()).href, { waitUntil: 'networkidle' })
    const row = await page.locator(`[data-row="0"] a`).getAttribute('href')
    if (row !== null) paths.push([detail, row])
  }
  return paths
}

const executable = findBrowser()
if (executable === undefined) process.exit(1)
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const demo = await startDemo()
try {
  const browser = await launchBrowser(executable)
  try {
    await takeAll(browser, demo)
  } finally {
    await browser.close()
  }
} finally {
  await demo.end()
}
const large = readdirSync(folder).filter((name) => statSync(join(folder, name)).size > MOST_OCTETS)
if (large.length > 0) throw new Error(`Larger than ${MOST_OCTETS} octets: ${large.join(', ')}`)
