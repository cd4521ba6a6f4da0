import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser, type Page, type Request } from 'playwright-core'
import { START_TIMEOUT_MS } from './patience.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/** The browser of this machine; undefined when it has none, which is told loudly: what needs one isn't tested then. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) =>
    existsSync(path),
  )
  if (found === undefined) {
    console.warn(
      `NOT TESTED: the pages in a real browser. There is none of ${NAMES.join(', ')} in PATH (Debian: apt-get install chromium).`,
    )
  }
  return found
}

export function launchBrowser(executablePath: string): Promise<Browser> {
  // Chromium's own sandbox doesn't work for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath, args, timeout: START_TIMEOUT_MS })
}

/** What a page asks for, from now on. */
export interface Traffic {
  /** Waits until the page has what it asked for, has shown it, and asks for nothing more. */
  quiet(): Promise<void>
}

/**
 * Run in the page: two frames, and then nothing left to do. A page that has just changed its size may get no frame until something
 * else happens: that isn't waited for.
 */
const IDLE = `new Promise((done) => {
  const rest = () => requestIdleCallback(done, { timeout: 500 })
  const patience = setTimeout(rest, 500)
  requestAnimationFrame(() => requestAnimationFrame(() => { clearTimeout(patience); rest() }))
})`

/** Watches what a page asks for. A stream of events never ends, and doesn't count. */
export function watchTraffic(page: Page): Traffic {
  const open = new Set<Request>()
  let asked = 0
  let wake = () => undefined as unknown
  const end = (request: Request) => {
    open.delete(request)
    wake()
  }
  page.on('request', (request) => {
    const from = request.redirectedFrom()
    if (from !== null) end(from)
    if (request.resourceType() === 'eventsource' || !request.url().startsWith('http')) return
    asked++
    open.add(request)
  })
  page.on('requestfinished', end)
  page.on('requestfailed', end)
  return {
    async quiet() {
      for (let before = -1; before !== asked || open.size > 0;) {
        while (open.size > 0) await new Promise((resolve) => (wake = () => resolve(undefined)))
        before = asked
        await page.evaluate(IDLE)
      }
    },
  }
}
