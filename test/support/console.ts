import { AxeBuilder } from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Member } from '../../src/domain/people/member.ts'
import { launchBrowser, watchTraffic } from './browser.ts'
import { listenOn } from './listen-on.ts'
import { STEP_TIMEOUT_MS } from './patience.ts'
import { signedIn } from './pages-client.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

export const DESK = { width: 1280, height: 800 }
export const PHONE = { width: 360, height: 740 }

/** Where pictures are put, for people to look at; unset: nowhere. */
const pictures = process.env.PAGES_PICTURES

/** A world whose server a browser can reach, and a browser that opens its console. Share one within a test file. */
export interface ConsoleWorld {
  readonly world: World
  /** The origin of the server. */
  readonly url: string
  /** Opens a window in which that person is signed in. */
  open(member: Member, options?: WindowOptions): Promise<ConsoleWindow>
  close(): Promise<void>
}

interface WindowOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly look?: 'light' | 'dark'
  /** `pseudo`: English made strange, to find texts that don't come from the words. */
  readonly language?: string
}

/** A window of the console. */
export interface ConsoleWindow {
  readonly page: Page
  /** Errors, reports of the Content-Security-Policy, and requests to other hosts, up to now. Must be empty. */
  readonly complaints: readonly string[]
  /** How many bulk requests were sent to the API, up to now. */
  readonly bulkRequests: () => number
  /** Opens an address below `/console` and waits until it is quiet. */
  readonly go: (path: string) => Promise<void>
  /** Waits until the page has what it asked for and shows it, after its window or its language has changed. */
  readonly settled: () => Promise<void>
  /** What axe finds, by all its rules or by these. Must be empty. */
  readonly violations: (rules?: readonly string[]) => Promise<readonly string[]>
  /** Whether the page is wider than the window. Must be false. */
  readonly isWide: () => Promise<boolean>
  /** Texts that are shown and don't come from the words. Must be empty in the pseudo-locale. */
  readonly foreignTexts: () => Promise<readonly string[]>
  /** Takes a picture, if somebody wants some. */
  readonly picture: (name: string) => Promise<void>
  /** Ends the session on the server, as if it had run out. */
  readonly endSession: () => Promise<void>
  readonly close: () => Promise<void>
}

/** @param executable the browser of this machine, as `findBrowser` found it */
export async function openConsole(
  executable: string,
  options: Pick<WorldOptions, 'installation'> = {},
): Promise<ConsoleWorld> {
  const world = await openWorld({ ...options, settings: { publicUrl: 'http://127.0.0.1' } })
  const url = `http://127.0.0.1:${await listenOn(world.server)}`
  const browser = await launchBrowser(executable)
  return {
    world,
    url,
    open: (member, options = {}) => openWindow(world, url, browser, member, options),
    async close() {
      await browser.close()
      await world.close()
    },
  }
}

/**
 * Run in the page. Notices and what takes a change back go after some seconds, before which a slow machine doesn't get to them: here
 * they stay for longer.
 */
const PATIENT_NOTICES = `
  const schedule = setTimeout
  window.setTimeout = (work, milliseconds, ...more) =>
    schedule(work, milliseconds >= 5_000 && milliseconds <= 10_000 ? 12 * milliseconds : milliseconds, ...more)`

/** What axe finds on a page as it is now. */
async function violationsOf(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Its program stays in the page until another one is loaded.
  const isThere = await page.evaluate<boolean>("typeof axe === 'object'")
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'undefined' }) })
  const { violations } = await axe
    .setLegacyMode() // without a second page for frames
    .options({
      resultTypes: ['violations'],
      ...(rules !== undefined && { runOnly: { type: 'rule', values: [...rules] } }),
    })
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

async function openWindow(
  world: World,
  url: string,
  browser: Browser,
  member: Member,
  { viewport = DESK, look = 'light', language }: WindowOptions,
): Promise<ConsoleWindow> {
  const context = await browser.newContext({ viewport, colorScheme: look, locale: 'en-GB' })
  context.setDefaultTimeout(STEP_TIMEOUT_MS)
  const { cookies } = await signedIn(world, member)
  const secret = [...cookies.values()][0] ?? ''
  await context.addCookies([{ name: 'quadrivium', value: secret, url, httpOnly: true, sameSite: 'Lax' }])
  await context.addInitScript(PATIENT_NOTICES)
  if (language !== undefined) {
    // As text: there is no storage where the tests run, nor in the frame of a mail.
    const kept = JSON.stringify(JSON.stringify({ language }))
    await context.addInitScript(`if (self === top) localStorage.setItem('quadrivium.preferences', ${kept})`)
  }
  const page = await context.newPage()
  const traffic = watchTraffic(page)
  const complaints: string[] = []
  let bulkRequests = 0
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // Refusals by the API are part of many tests.
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text)
  })
  page.on('request', (request) => {
    const address = request.url()
    if (/\/bulk(\?|$)/.test(address)) bulkRequests++
    if (!address.startsWith(url) && !/^(data|blob):/.test(address)) complaints.push(`requested ${address}`)
  })
  return {
    page,
    complaints,
    bulkRequests: () => bulkRequests,
    go: async (path) => {
      await page.goto(`${url}/console${path}`)
      await traffic.quiet()
    },
    settled: () => traffic.quiet(),
    violations: (rules) => violationsOf(page, rules),
    isWide: () => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth'),
    foreignTexts: () => page.evaluate<readonly string[]>(FIND_FOREIGN),
    async picture(name) {
      if (pictures === undefined) return
      mkdirSync(pictures, { recursive: true })
      await page.screenshot({ path: join(pictures, `${name}.png`) })
    },
    async endSession() {
      await world.store.write((tx) => tx.sessions.revokeAllOfMember(world.account.id, member.id))
    },
    close: () => context.close(),
  }
}

/**
 * Run in the page. Words of the console stand between ⟦ and ⟧; data stands in `bdi`, `code`, `time`, or in a field. Numbers
 * are written alike in both, and days on the axis of a chart come from Intl.
 */
const FIND_FOREIGN = `(() => {
  const found = []
  // One text may stand in another: the innermost first.
  const without = (text) => {
    const less = text.replaceAll(/⟦[^⟦⟧]*⟧/gu, '')
    return less === text ? text : without(less)
  }
  const isForeign = (text) => /\\p{L}/u.test(without(text))
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    if (parentElement.closest('bdi, code, kbd, time, script, textarea, svg text, [lang]:not(html)') !== null) continue
    // A menu names each language in that language.
    if (parentElement.closest('[role="menuitemradio"]') !== null) continue
    if (isForeign(data)) found.push(data.trim())
  }
  for (const element of document.querySelectorAll('[placeholder], button[aria-label], a[aria-label], [title]:not(time)')) {
    for (const name of ['placeholder', 'aria-label', 'title']) {
      const text = element.getAttribute(name)
      if (text !== null && !text.includes('⟦') && isForeign(text)) found.push(name + ': ' + text)
    }
  }
  return [...new Set(found)]
})()`
