import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../support/browser.ts'
import { plantAwkward } from '../support/awkward-academy.ts'
import { DESK, openConsole, type ConsoleWindow, type ConsoleWorld } from '../support/console.ts'
import { ALL_LOOKS, lookAtEveryPage } from '../support/every-page.ts'

// Every page of the console in every look: 1280 and 360 px, light and dark, English and Arabic. The short form:
// test/console/every-page.slow.test.ts. Beside it what docs/accessibility.md tells of focus, reflow, spacing and colours.

const executable = findBrowser()
let here: ConsoleWorld

beforeAll(async () => {
  if (executable !== undefined) here = await openConsole(executable)
})
afterAll(() => (executable === undefined ? undefined : here.close()))

const MOST_STOPS = 80
/** The skip link and the navigation alone are more. */
const FEWEST_STOPS = 15
/** 1280 by 1024 pixels at 400 %. */
const MAGNIFIED = { width: 320, height: 256 }
const SPACED = `
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }`

/** What has the focus: how it is called, whether it shows that it has it, and whether it can be seen. */
const STOP = `(() => {
  const stop = document.activeElement
  if (stop === null || stop === document.body) return undefined
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(stop)
  const box = stop.getBoundingClientRect()
  const x = Math.min(innerWidth - 1, Math.max(0, box.left + Math.min(box.width / 2, 40)))
  const y = Math.min(innerHeight - 1, Math.max(0, box.top + Math.min(box.height / 2, 12)))
  const top = document.elementFromPoint(x, y)
  const isLabelled = top?.closest('label')?.contains(stop) === true
  return {
    name: stop.outerHTML.slice(0, 120),
    isMarked: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none',
    isSeen: box.width > 0 && (stop.contains(top) || top?.contains(stop) === true || isLabelled),
  }
})()`

interface Stop {
  readonly name: string
  readonly isMarked: boolean
  readonly isSeen: boolean
}

/** Goes from stop to stop by Tab, until the page is through. */
async function tryFocus({ page }: ConsoleWindow): Promise<readonly string[]> {
  const wrong = new Set<string>()
  // From the top: after a blur, Tab would go on where the focus was.
  await page.evaluate(
    '(document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute("tabindex"))',
  )
  let count = 0
  for (; count < MOST_STOPS; count++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<Stop | undefined>(STOP)
    if (stop === undefined) break
    if (!stop.isMarked) wrong.add(`the focus doesn’t show on ${stop.name}`)
    if (!stop.isSeen) wrong.add(`the focus is covered on ${stop.name}`)
  }
  if (count < FEWEST_STOPS) wrong.add(`Tab reaches ${count} stops only`)
  return [...wrong]
}

/** Small windows, wide letters, few colours, no motion. */
async function trySurroundings({
  page,
  isWide,
  settled,
  violations,
}: ConsoleWindow): Promise<readonly string[]> {
  const wrong: string[] = []
  await page.setViewportSize(MAGNIFIED)
  await settled()
  if (await isWide()) wrong.push('scrolls sideways at 400 %')
  await page.setViewportSize(DESK)
  // The policy of the page lets no other stylesheet in.
  await page.evaluate(`(() => {
    const spaced = new CSSStyleSheet()
    spaced.replaceSync(${JSON.stringify(SPACED)})
    document.adoptedStyleSheets = [spaced]
  })()`)
  await settled()
  if (await isWide()) wrong.push('scrolls sideways with wide letters')
  await page.evaluate('document.adoptedStyleSheets = []')
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce', contrast: 'more' })
  await settled()
  wrong.push(...(await violations()), ...(await violations(['target-size']))) // which axe leaves out by itself
  if ((await page.evaluate<number>('document.getAnimations().length')) > 0)
    wrong.push('moves, though asked not to')
  await page.emulateMedia({ forcedColors: null, reducedMotion: null, contrast: null })
  return wrong
}

describe.skipIf(executable === undefined)('every page', () => {
  it('is accessible and fits its window in every look', async () => {
    const ingrid = await plantAwkward(here.world)
    const { problems } = await lookAtEveryPage(here, ingrid, ALL_LOOKS, async (window) => [
      ...(await tryFocus(window)),
      ...(await trySurroundings(window)),
    ])
    expect(problems).toEqual([])
  })
})
