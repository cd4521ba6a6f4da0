import { expect } from 'vitest'
import type { Member } from '../../src/domain/people/member.ts'
import { DESK, PHONE, type ConsoleWindow, type ConsoleWorld } from './console.ts'

/** How a page can look. */
interface Look {
  readonly width: 'desk' | 'phone'
  readonly theme: 'light' | 'dark'
  readonly language: 'en' | 'ar'
  /** Left out: all that axe has. */
  readonly rules?: readonly string[]
}

/** What a theme can break. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** All looks, in an order in which each differs little from the one before. */
export const ALL_LOOKS: readonly Look[] = (['en', 'ar'] as const).flatMap((language) =>
  (['desk', 'phone'] as const).flatMap((width) =>
    (['light', 'dark'] as const).map((theme) => ({ language, width, theme })),
  ),
)

/** Four of them, among which there is each pair of a width, a theme and a language. */
export const PAIRS_OF_LOOKS: readonly Look[] = [
  { language: 'en', width: 'desk', theme: 'light' },
  { language: 'en', width: 'phone', theme: 'dark', rules: COLOURS },
  { language: 'ar', width: 'phone', theme: 'light' },
  { language: 'ar', width: 'desk', theme: 'dark', rules: COLOURS },
]

const WINDOWS = { desk: DESK, phone: PHONE } as const
const DIRECTIONS = { en: 'ltr', pseudo: 'ltr', ar: 'rtl' } as const

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
  const hasParts = /\/(data|settings|account)$/.test(pathname)
  const name = isList ? (hasParts ? 'part' : 'view') : isForm ? 'edit' : 'part'
  const value = pathname.endsWith('/new') ? null : searchParams.get(name)
  const shown = value === null ? [] : [`${name}=${value}`]
  const path = pathname
    .replace(/\/$/, '')
    .replaceAll(/\/\d+/g, '/#')
    .replace(/\/doors\/\w+\/(requests|keys)(?=$|\/#)/, '/doors/#/$1')
  return [path, ...shown].join('?')
}

/** Follows links until no new kind of address is found. @returns the kinds */
async function walk(
  { page, go }: ConsoleWindow,
  look: (address: string, kind: string) => Promise<void>,
): Promise<readonly string[]> {
  await go('')
  const pages = ['/console/account', ...(await page.evaluate<readonly string[]>(PAGES))]
  const found = new Map(pages.map((address) => [kindOf(address), address]))
  // A map goes on to what is added while it is walked.
  for (const [kind, address] of found) {
    await go(address.replace('/console', ''))
    const links = await page.evaluate<readonly string[]>(LINKS)
    const form = `${address}${address.includes('?') ? '&' : '?'}edit=1`
    for (const one of (await page.evaluate<boolean>(HAS_FORM)) ? [...links, form] : links) {
      if (!found.has(kindOf(one))) found.set(kindOf(one), one)
    }
    await look(address, kind)
  }
  return [...found.keys()]
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
async function speak({ page }: ConsoleWindow, language: keyof typeof DIRECTIONS): Promise<void> {
  await page.evaluate(`
    localStorage.setItem('quadrivium.preferences', ${JSON.stringify(JSON.stringify({ language }))})
    dispatchEvent(new StorageEvent('storage', { key: 'quadrivium.preferences' }))
  `)
  const spoken = `[document.documentElement.dir, document.querySelector('nav').ariaLabel.includes('⟦')]`
  await expect.poll(() => page.evaluate(spoken)).toEqual([DIRECTIONS[language], language === 'pseudo'])
}

/**
 * Looks at every page of the console: those of the navigation, and whatever their links lead to: details, their parts and
 * forms. A page is loaded once and changes its look in place.
 * @param more tries each page further, and says what is wrong
 * @returns what is wrong, which must be nothing, and the kinds of pages that were seen
 */
export async function lookAtEveryPage(
  here: ConsoleWorld,
  member: Member,
  looks: readonly Look[],
  more: (window: ConsoleWindow, address: string) => Promise<readonly string[]> = async () => [],
): Promise<{ readonly problems: readonly string[]; readonly kinds: readonly string[] }> {
  const window = await here.open(member)
  const { page, complaints, settled, violations, isWide, foreignTexts, picture } = window
  const problems: string[] = []
  const kinds = await walk(window, async (address, kind) => {
    const note = (what: string, found: readonly string[]) =>
      problems.push(...found.map((one) => `${address}, ${what}: ${one}`))
    const name = kind.slice(1).replaceAll(/\W+/g, '-')
    note('made of data', await page.evaluate<string[]>(MADE_BY_DATA))
    note('beside its own element', await page.evaluate<string[]>(UNGUARDED))
    let before: Look = { language: 'en', width: 'desk', theme: 'light' }
    for (const look of looks) {
      const { language, width, theme } = look
      if (language !== before.language) await speak(window, language)
      if (width !== before.width) await page.setViewportSize(WINDOWS[width])
      if (theme !== before.theme) await page.emulateMedia({ colorScheme: theme })
      await settled()
      const said = `${width}, ${theme}, ${language}`
      note(said, await violations(look.rules))
      note(said, (await isWide()) ? ['scrolls sideways'] : [])
      await picture(`${name}-${width}-${theme}-${language}`)
      before = look
    }
    await speak(window, 'pseudo')
    await settled()
    note('not from the words', await foreignTexts())
    for (const width of ['desk', 'phone'] as const) {
      await page.setViewportSize(WINDOWS[width])
      await settled()
      note(`${width}, in a longer language`, (await isWide()) ? ['scrolls sideways'] : [])
    }
    await speak(window, 'en')
    await page.setViewportSize(DESK)
    await page.emulateMedia({ colorScheme: 'light' })
    await settled()
    note('by keys, and in a small window', await more(window, address))
  })
  problems.push(...complaints)
  await window.close()
  return { problems, kinds }
}
