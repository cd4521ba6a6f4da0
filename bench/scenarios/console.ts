import type { Browser, BrowserContext, Page } from 'playwright-core'
import { findBrowser, launchBrowser } from '../../test/support/browser.ts'
import { median, spread } from '../compare.ts'
import { firstNameOf, lastNameOf, type Size } from '../large-academy.ts'
import { openLarge } from '../large-stores.ts'
import type { Finding, Scenario } from '../scenario.ts'

const MANY: Size = { people: 1_000_000, courses: 100_000 }
const DESK = { width: 1280, height: 800 }
const ROUNDS = 7
/** How often the pages are gone through for the memory: some six hundred clicks. */
const TURNS = 20
/** What is open in the tree: three levels, 1,111 rows. */
const OPEN = Array.from({ length: 111 }, (_, index) => index + 1).join(',')

const TREE = '[role="treeitem"]'
const FIGURES = 'section[aria-labelledby="happened"] svg'
const ROW = 'tbody tr a'

/** The console by a real browser on loopback, over a million people and 100,000 topics, held against its budgets. */
export const consoleInBrowser: Scenario = {
  name: 'console',
  compares: 'the console in Chromium, over 1,000,000 people and 100,000 topics, against its budgets',
  long: true,
  async *measure({ keep, only }) {
    const executable = findBrowser()
    if (executable === undefined) throw new Error('There is no browser.')
    const academy = await openLarge('sqlite', MANY, keep)
    const browser = await launchBrowser(executable)
    try {
      const url = `http://127.0.0.1:${academy.server.port}`
      const opened = { browser, url, token: await academy.signIn() }
      for (const { job, measure } of JOBS) {
        if (only !== undefined && !job.includes(only)) continue
        const context = await openContext(opened)
        yield { job, ...(await measure(context, opened)) }
        await context.close()
      }
    } finally {
      await browser.close()
      await academy.close()
    }
  },
}

interface Opened {
  readonly browser: Browser
  readonly url: string
  readonly token: string
}

type Measured = Omit<Finding, 'job'>

interface Job {
  readonly job: string
  readonly measure: (context: BrowserContext, opened: Opened) => Promise<Measured>
}

const JOBS: readonly Job[] = [
  { job: 'script of the first load, compressed', measure: firstLoad },
  { job: 'overview usable, cold', measure: coldOverview },
  { job: 'overview usable, warm', measure: warmOverview },
  { job: 'a click on each page, until its heading stands', measure: clicks },
  { job: 'the tree of topics opens', measure: treeOpens },
  { job: 'a branch of the tree opens', measure: branchOpens },
  {
    job: 'the tree scrolls: longest frame of a hundred',
    measure: (context, opened) => scrolls(context, opened, TREE_PLACE, 'frame'),
  },
  {
    job: 'the tree scrolls: frames with blank rows',
    measure: (context, opened) => scrolls(context, opened, TREE_PLACE, 'blank'),
  },
  {
    job: 'the table of people scrolls: longest frame of a hundred',
    measure: (context, opened) => scrolls(context, opened, TABLE_PLACE, 'frame'),
  },
  {
    job: 'the table of people scrolls: frames with blank rows',
    measure: (context, opened) => scrolls(context, opened, TABLE_PLACE, 'blank'),
  },
  { job: 'people, filtered while one types', measure: filters },
  { job: 'memory after six hundred clicks', measure: memory },
]

/** Run in each page before its own scripts. */
const HELPERS = `
  // When something is there and has been painted, in milliseconds since the navigation.
  globalThis.painted = (isThere) => new Promise((resolve, reject) => {
    const since = performance.now()
    const look = () => performance.now() - since > 20000 ? reject(new Error('It never came: ' + isThere)) : isThere() ? requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))) : requestAnimationFrame(look)
    look()
  })
  globalThis.shown = (selector) => painted(() => document.querySelector(selector) !== null)
`

async function openContext({ browser, url, token }: Opened): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: DESK, locale: 'en-GB' })
  await context.addCookies([{ name: 'quadrivium', value: token, url, httpOnly: true, sameSite: 'Lax' }])
  await context.addInitScript(HELPERS)
  return context
}

/** Opens an address. @returns milliseconds until the selector fits something that is painted */
async function arrive(page: Page, address: string, selector: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' })
  return page.evaluate<number>(`shown(${JSON.stringify(selector)})`)
}

async function firstLoad(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  const sizes: Promise<number>[] = []
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script') sizes.push(request.sizes().then((one) => one.responseBodySize))
  })
  await arrive(page, `${url}/console`, FIGURES)
  const bytes = (await Promise.all(sizes)).reduce((sum, one) => sum + one, 0)
  const kib = bytes / 1024
  return {
    ours: `${sizes.length} files, ${kib.toFixed(0)} KiB`,
    figure: kib,
    unit: 'KiB',
    budget: { atMost: 200, beyond: 150 },
  }
}

async function coldOverview(_: BrowserContext, opened: Opened): Promise<Measured> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const context = await openContext(opened)
    times.push(await arrive(await context.newPage(), `${opened.url}/console`, FIGURES))
    await context.close()
  }
  return inMilliseconds(times, 1_000)
}

async function warmOverview(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  await arrive(page, `${url}/console`, FIGURES)
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push(await arrive(page, `${url}/console`, FIGURES))
  return inMilliseconds(times, 300)
}

/** The links of the navigation, one after another: what was visited before, and what wasn't. */
async function clicks(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  await arrive(page, `${url}/console`, FIGURES)
  const times: number[] = []
  const slow: string[] = []
  for (let turn = 0; turn < 2; turn++) {
    for (const path of await pagesOf(page)) {
      const took = await clickThrough(page, path)
      times.push(took)
      if (took > 100) slow.push(`${path} ${took.toFixed(0)}`)
    }
  }
  const finding = inMilliseconds(times, 100)
  return { ...finding, ours: `${finding.ours}; over 100 ms: ${slow.join(', ') || 'none'}` }
}

async function pagesOf(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('nav [role="group"] a')].map((link) => link.getAttribute('href'))`,
  )
}

/** Clicks a link of the navigation. @returns milliseconds until the page's heading is painted */
async function clickThrough(page: Page, path: string): Promise<number> {
  await page.evaluate(
    `void (globalThis.before = [location.pathname, document.querySelector('h1')?.textContent])`,
  )
  const isElsewhere = `(before[0] === location.pathname || document.querySelector('h1')?.textContent !== before[1])`
  const isThere = `location.pathname.replace(/\\/$/, '') === ${JSON.stringify(path.replace(/\/$/, ''))} && document.querySelector('h1') !== null`
  return pressed(page, `nav [role="group"] a[href="${path}"]`, `${isThere} && ${isElsewhere}`)
}

async function treeOpens(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await arrive(page, `${url}/console/groups`, ROW)
    times.push(
      await pressed(page, 'nav a[href="/console/topics"]', `document.querySelector('${TREE}') !== null`),
    )
  }
  return inMilliseconds(times, 300)
}

/** A closed branch, opened by its key. */
async function branchOpens(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await arrive(page, `${url}/console/topics?open=1`, `${TREE}[aria-level="2"]`)
    await page.locator('[role="tree"]').focus()
    for (const key of ['Home', 'ArrowDown']) await page.keyboard.press(key)
    await listenFor(page, 'keydown', `document.querySelector('${TREE}[aria-level="3"]') !== null`)
    await page.keyboard.press('ArrowRight')
    times.push(await page.evaluate<number>('answered'))
  }
  return inMilliseconds(times, 300)
}

/** Clicks. @returns milliseconds from the press of the button until the condition holds, and that is painted */
async function pressed(page: Page, selector: string, condition: string): Promise<number> {
  await listenFor(page, 'pointerdown', condition)
  await page.locator(selector).click()
  return page.evaluate<number>('answered')
}

/** Sets `answered` in the page: milliseconds from the next such event until the condition holds, and that is painted. */
async function listenFor(page: Page, event: string, condition: string): Promise<void> {
  await page.evaluate(`void (globalThis.answered = new Promise((resolve, reject) => addEventListener('${event}', ({ timeStamp }) =>
    painted(() => ${condition}).then((at) => resolve(at - timeStamp), reject), { once: true, capture: true })))`)
}

interface ScrollPlace {
  readonly path: string
  readonly row: string
}

const TREE_PLACE: ScrollPlace = { path: `/topics?open=${OPEN}`, row: TREE }
const TABLE_PLACE: ScrollPlace = { path: '/people', row: 'tbody tr' }
const SCROLL_MS = 4_000
const PIXELS_A_FRAME = 40

/** Scrolls as a wheel does, and looks at each frame whether the rows fill the window. */
async function scrolls(
  context: BrowserContext,
  { url }: Opened,
  { path, row }: ScrollPlace,
  what: 'frame' | 'blank',
): Promise<Measured> {
  const page = await context.newPage()
  await arrive(page, `${url}/console${path}`, row)
  await page.waitForLoadState('networkidle')
  const { frames, blank, end } = await page.evaluate<{
    frames: number[]
    blank: number
    end: number
  }>(`new Promise((resolve) => {
    const scrolling = (element) => element.scrollHeight > element.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(element).overflowY)
    let box = document.querySelector('${row}')
    while (box !== null && !scrolling(box)) box = box.parentElement
    const frames = []
    let [blank, last] = [0, 0]
    const began = performance.now()
    const step = (now) => {
      if (last > 0) {
        frames.push(now - last)
        const view = box.getBoundingClientRect()
        const rows = [...box.querySelectorAll('${row}')].map((one) => one.getBoundingClientRect()).filter(({ height }) => height > 0)
        const seen = rows.filter(({ top, bottom }) => bottom > view.top && top < view.bottom)
        const covered = seen.reduce((sum, { top, bottom }) => sum + Math.min(bottom, view.bottom) - Math.max(top, view.top), 0)
        const head = box.querySelector('thead')?.getBoundingClientRect().height ?? 0
        if (covered < box.clientHeight - head - 40) blank++
      }
      last = now
      box.scrollTop += ${PIXELS_A_FRAME}
      if (now - began < ${SCROLL_MS}) requestAnimationFrame(step)
      else resolve({ frames, blank, end: box.scrollTop })
    }
    requestAnimationFrame(step)
  })`)
  const ours = `${frames.length} frames in ${SCROLL_MS / 1_000} s, ${end.toFixed(0)} px`
  if (what === 'blank') return { ours, figure: blank, unit: 'rows', budget: { atMost: 0, beyond: 0 } }
  const sorted = frames.toSorted((a, b) => a - b)
  return {
    ours: `${ours}, median ${median(frames).toFixed(1)} ms`,
    figure: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    unit: 'ms',
    budget: { atMost: 34, beyond: 17 }, // one frame left out
  }
}

/** From the last key of a name until the rows of what was typed are painted. */
async function filters(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  const times: number[] = []
  await arrive(page, `${url}/console/people`, ROW)
  for (let round = 0; round < ROUNDS; round++) {
    // Each letter finds others: the first name alone a twelfth of all, each of the last name fewer.
    const text = `${firstNameOf(round)} ${lastNameOf(round)}`.slice(0, 6 + round)
    const field = page.getByRole('searchbox')
    await field.fill(text)
    await page.evaluate(`painted(() => ${isShown(text)})`)
    const longer = text + (`${firstNameOf(round)} ${lastNameOf(round)}`[6 + round] ?? '')
    await listenFor(page, 'keydown', isShown(longer))
    await field.press(longer.at(-1) ?? '')
    times.push(await page.evaluate<number>('answered'))
  }
  return inMilliseconds(times, 150)
}

/** Whether the list shows what fits that text: it says how many once they are there. */
function isShown(text: string): string {
  const isAsked = `new URLSearchParams(location.search).get('q')?.trim() === ${JSON.stringify(text.trim())}`
  return `${isAsked} && /\\d/.test(document.querySelector('main p[role="status"]')?.textContent ?? '')`
}

/** What the heap of the page holds after garbage is collected. */
async function memory(context: BrowserContext, { url }: Opened): Promise<Measured> {
  const page = await context.newPage()
  await arrive(page, `${url}/console`, FIGURES)
  const protocol = await context.newCDPSession(page)
  await protocol.send('Performance.enable')
  const measured = async () => {
    for (let time = 0; time < 3; time++) await protocol.send('HeapProfiler.collectGarbage')
    const { metrics } = await protocol.send('Performance.getMetrics')
    const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0
    return { heap: of('JSHeapUsedSize') / 1e6, nodes: of('Nodes') }
  }
  const before = await measured()
  let count = 0
  for (let turn = 0; turn < TURNS; turn++) {
    for (const path of await pagesOf(page)) {
      await clickThrough(page, path)
      count++
      const rows = page.locator(`main ${ROW}`)
      const row = rows.nth(turn % 12)
      if (!(await row.isVisible())) continue
      await row.click()
      await page.keyboard.press('Escape')
      count += 2
    }
  }
  const after = await measured()
  return {
    ours: `${count} clicks: ${before.heap.toFixed(0)} MB before, ${after.heap.toFixed(0)} MB after, ${after.nodes} nodes`,
    figure: after.heap,
    unit: 'MB',
    budget: { atMost: 120, beyond: 60 },
  }
}

function inMilliseconds(times: readonly number[], atMost: number): Measured {
  return {
    ours: `${median(times).toFixed(0)} ms`,
    figure: median(times),
    unit: 'ms',
    spread: spread(times),
    budget: { atMost, beyond: atMost / 2 },
  }
}
