import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/people/member.ts'
import { plantAwkward } from '../support/awkward-academy.ts'
import { findBrowser } from '../support/browser.ts'
import { DESK, openConsole, PHONE, type ConsoleWindow, type ConsoleWorld } from '../support/console.ts'

// What holds for every page of the console: those of the navigation, and whatever their links lead to: details, their parts and
// forms. A new page is found by itself. Everything in the academy has a name that breaks what isn't careful.

const executable = findBrowser()
let here: ConsoleWorld
let ingrid: Member
/** One address of each kind: one person, one form for a new course, one part of a topic. */
let addresses: readonly string[] = []

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  ingrid = await plantAwkward(here.world)
})
afterAll(() => (executable === undefined ? undefined : here.close()))

/** Opens a window for one test. */
async function withWindow(
  options: Parameters<ConsoleWorld['open']>[1],
  work: (window: ConsoleWindow) => Promise<void>,
): Promise<void> {
  const window = await here.open(ingrid, options)
  try {
    await work(window)
    expect(window.complaints).toEqual([])
  } finally {
    await window.close()
  }
}

/** Those of the navigation. */
const PAGES = `[...document.querySelectorAll('nav[aria-label] [role="group"] a')].map((link) => link.getAttribute('href'))`
/** What the page shows leads to; a detail that can be edited also to its form. */
const LINKS = `[...document.querySelectorAll('main a[href^="/console"]')].map((link) => link.getAttribute('href'))`
const HAS_EDIT = `[...document.querySelectorAll('main article button')].some((button) => button.textContent === 'Edit')`

/** Addresses of one kind are alike but for ids; only some parameters choose what is shown. */
function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://console')
  const shown = ['part', 'edit', 'view'].flatMap((name) => {
    const value = searchParams.get(name)
    return value === null ? [] : [`${name}=${value}`]
  })
  return [pathname.replace(/\/$/, '').replaceAll(/\/\d+/g, '/#'), ...shown].join('?')
}

/** Follows links until no new kind of address is found; looks at each. */
async function walk({ page, go }: ConsoleWindow, look: (address: string) => Promise<void>): Promise<void> {
  await go('')
  const pages = await page.evaluate<readonly string[]>(PAGES)
  const found = new Map(pages.map((address) => [kindOf(address), address]))
  // A map goes on to what is added while it is walked.
  for (const address of found.values()) {
    await go(address.replace('/console', ''))
    await look(address)
    const links = await page.evaluate<readonly string[]>(LINKS)
    const isEditable = await page.evaluate<boolean>(HAS_EDIT)
    const edit = `${address}${address.includes('?') ? '&' : '?'}edit=1`
    for (const one of isEditable ? [...links, edit] : links) {
      if (!found.has(kindOf(one))) found.set(kindOf(one), one)
    }
  }
  addresses = [...found.values()]
}

/** Data that could turn the text around it: each stands in an element of its own. */
const UNGUARDED = `(() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    if (data.includes('\\u202e') && parentElement.closest('bdi, code, pre, textarea, option') === null)
      found.push(parentElement.outerHTML.slice(0, 200))
  }
  return found
})()`
const MADE_BY_DATA = `document.querySelectorAll('[onerror], img[src*="elsewhere"]').length`

describe.skipIf(executable === undefined)('every page', () => {
  it(
    'shows awkward names as text, by day and by night, on a desk and on a phone',
    () =>
      withWindow({}, async (window) => {
        const { page, violations, isWide } = window
        const problems: string[] = []
        const note = (address: string, what: string, found: readonly string[]) => {
          if (found.length > 0) problems.push(`${address} ${what}: ${found.join('\n  ')}`)
        }
        await walk(window, async (address) => {
          note(address, 'light', await violations())
          note(address, 'unguarded', await page.evaluate<string[]>(UNGUARDED))
          expect(await page.evaluate<number>(MADE_BY_DATA), address).toBe(0)
          if (await isWide()) problems.push(`${address} is wider than 1280`)
          await page.emulateMedia({ colorScheme: 'dark' })
          note(address, 'dark', await violations('color-contrast'))
          await page.setViewportSize(PHONE)
          note(address, 'dark, phone', await violations())
          if (await isWide()) problems.push(`${address} is wider than 360`)
          await page.setViewportSize(DESK)
          await page.emulateMedia({ colorScheme: 'light' })
        })
        expect(problems).toEqual([])
        expect(addresses.length).toBeGreaterThan(50)
        console.log(addresses.join('\n'))
      }),
    240_000,
  )
})
