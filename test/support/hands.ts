import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** How somebody uses a page. */
export interface Hands {
  /** Presses a button, follows a link, chooses from a menu that is open. */
  readonly press: (target: Locator) => Promise<void>
  /** Replaces what stands in a field. */
  readonly write: (target: Locator, text: string) => Promise<void>
  /** Ticks a box that isn't ticked. */
  readonly tick: (target: Locator) => Promise<void>
}

const MOUSE: Hands = {
  press: (target) => target.click(),
  async write(target, text) {
    await target.click()
    await target.fill(text)
  },
  tick: (target) => target.click(),
}

const MOST_STEPS = 200

/** Goes on from where the focus is, by Tab, or in a menu by the arrow, until it is there. */
async function goTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  const key = (await target.getAttribute('role'))?.startsWith('menuitem') === true ? 'ArrowDown' : 'Tab'
  const isThere = () => target.evaluate((one) => one === one.ownerDocument.activeElement)
  for (let count = 0; !(await isThere()); count++) {
    if (count === MOST_STEPS) throw new Error(`${key} doesn’t reach ${String(target)}.`)
    await page.keyboard.press(key)
  }
}

const KEYBOARD: Hands = {
  async press(target) {
    const page = target.page()
    await goTo(page, target)
    await expect.poll(() => target.isEnabled()).toBe(true) // as a click waits
    await page.keyboard.press('Enter')
  },
  async write(target, text) {
    const page = target.page()
    await goTo(page, target)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(text)
  },
  async tick(target) {
    const page = target.page()
    await goTo(page, target)
    await page.keyboard.press('Space')
  },
}

/** Goes to a page by the keys that lead there. They count only when they come quickly: if they didn't, again. */
export async function goByKeys(page: Page, keys: readonly [string, string], path: string): Promise<void> {
  const isThere = () => new URL(page.url()).pathname === path
  await expect
    .poll(async () => {
      for (const key of isThere() ? [] : keys) await page.keyboard.press(key)
      return isThere()
    })
    .toBe(true)
}

/** A journey is made with each, by `it.each` or `describe.each`. */
export const HANDS = [
  ['the mouse', MOUSE],
  ['the keyboard alone', KEYBOARD],
] as const
