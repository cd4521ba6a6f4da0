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

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  ingrid = await plantAwkward(here.world)
})
afterAll(() => (executable === undefined ? undefined : here.close()))

/** Those of the navigation. */
const PAGES = `[...document.querySelectorAll('nav [role="group"] a')].map((link) => link.getAttribute('href'))`
/** What the page leads to. */
const LINKS = `[...document.querySelectorAll('main a[href^="/console"]')].map((link) => link.getAttribute('href'))`
const HAS_FORM = `[...document.querySelectorAll('main article button')].some((button) => button.textContent === 'Edit')`

/** Addresses of one kind are alike but for ids and for the door whose keys and requests they show. */
function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address, 'http://console')
  const isList = pathname.split('/').length <= 3
  const isForm = searchParams.has('edit') || pathname.endsWith('/new')
  const name = isList ? (pathname.endsWith('/data') ? 'part' : 'view') : isForm ? 'edit' : 'part'
  const value = searchParams.get(name)
  const shown = value === null ? [] : [`${name}=${value}`]
  const path = pathname
    .replace(/\/$/, '')
    .replaceAll(/\/\d+/g, '/#')
    .replace(/\/doors\/\w+\/(requests|keys)(?=$|\/#)/, '/doors/#/$1')
  return [path, ...shown].join('?')
}

/** Follows links until no new kind of address is found. @returns one address of each kind */
async function walk(
  { page, go }: ConsoleWindow,
  look: (address: string) => Promise<void>,
): Promise<readonly string[]> {
  await go('')
  const pages = await page.evaluate<readonly string[]>(PAGES)
  const found = new Map(pages.map((address) => [kindOf(address), address]))
  // A map goes on to what is added while it is walked.
  for (const address of found.values()) {
    await go(address.replace('/console', ''))
    const links = await page.evaluate<readonly string[]>(LINKS)
    const form = `${address}${address.includes('?') ? '&' : '?'}edit=1`
    for (const one of (await page.evaluate<boolean>(HAS_FORM)) ? [...links, form] : links) {
      if (!found.has(kindOf(one))) found.set(kindOf(one), one)
    }
    await look(address)
  }
  return [...found.values()]
}

/** Data that would turn the text around it: each stands in an element of its own. */
const UNGUARDED = `(() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode
    if (data.includes('\\u202e') && parentElement.closest('bdi, code, pre, textarea, option, .unseen') === null)
      found.push(parentElement.outerHTML.slice(0, 200))
  }
  return found
})()`
const MADE_BY_DATA = `[...document.querySelectorAll('[onerror], [src*="elsewhere"]')].map((one) => one.outerHTML)`

/** Changes the language as another tab does. */
async function speak({ page }: ConsoleWindow, language: string, direction: 'ltr' | 'rtl'): Promise<void> {
  await page.evaluate(`
    localStorage.setItem('quadrivium.preferences', ${JSON.stringify(JSON.stringify({ language }))})
    dispatchEvent(new StorageEvent('storage', { key: 'quadrivium.preferences' }))
  `)
  const spoken = `[document.documentElement.dir, document.querySelector('nav').ariaLabel.includes('⟦')]`
  await expect.poll(() => page.evaluate(spoken)).toEqual([direction, language === 'pseudo'])
}

describe.skipIf(executable === undefined)('every page', () => {
  it('is accessible and fits its window by day and by night, on a desk and on a phone, from left and from right, whatever things are called', async () => {
    const window = await here.open(ingrid)
    const { page, complaints, violations, isWide, foreignTexts, picture } = window
    const problems: string[] = []
    const note = (address: string, what: string, found: readonly string[]) =>
      problems.push(...found.map((one) => `${address}, ${what}: ${one}`))
    const fits = async (address: string, what: string) => {
      if (await isWide()) problems.push(`${address}, ${what}: scrolls sideways`)
    }
    const addresses = await walk(window, async (address) => {
      const name = kindOf(address).slice(1).replaceAll(/\W+/g, '-')
      note(address, 'made of data', await page.evaluate<string[]>(MADE_BY_DATA))
      note(address, 'beside its own element', await page.evaluate<string[]>(UNGUARDED))
      note(address, 'on a desk by day', await violations())
      await fits(address, 'on a desk')
      await picture(`${name}-desk`)
      await speak(window, 'ar', 'rtl')
      await fits(address, 'on a desk in Arabic')
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize(PHONE)
      note(address, 'on a phone by night in Arabic', await violations())
      await fits(address, 'on a phone in Arabic')
      await speak(window, 'pseudo', 'ltr')
      note(address, 'not from the words', await foreignTexts())
      await fits(address, 'on a phone')
      await picture(`${name}-phone`)
      await speak(window, 'en', 'ltr')
      await page.setViewportSize(DESK)
      await page.emulateMedia({ colorScheme: 'light' })
    })
    expect(problems).toEqual([])
    expect(complaints).toEqual([])
    const kinds = addresses.map(kindOf)
    for (const kind of ['/console/topics/new', '/console/data?part=jobs', '/console/people/#?edit=1'])
      expect(kinds).toContain(kind)
    await window.close()
  }, 400_000)
})
