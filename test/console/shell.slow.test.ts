import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/people/member.ts'
import { apiClient } from '../support/api-client.ts'
import { findBrowser } from '../support/browser.ts'
import { DESK, openConsole, PHONE, type ConsoleWindow, type ConsoleWorld } from '../support/console.ts'
import { START_TIMEOUT_MS } from '../support/patience.ts'

// The frame around every page: palette, keys, menus, languages, and the way out.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  ingrid = await here.world.person('Ingrid Manager', 'manager')
  await here.world.person('Nina Nussbaum', 'learner')
})
afterAll(() => (executable === undefined ? undefined : here.close()))

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

describe.skipIf(executable === undefined)('the frame', () => {
  it('finds people, pages and acts by the palette, with the keyboard alone', () =>
    withWindow({}, async ({ page, go, violations }) => {
      await go('')
      await page.keyboard.press('ControlOrMeta+k')
      const field = page.getByRole('combobox')
      await field.fill('nuss')
      await page.getByRole('option', { name: 'Nina Nussbaum' }).waitFor()
      expect(await violations()).toEqual([])
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 2, name: 'Nina Nussbaum' }).waitFor()
      await page.keyboard.press('ControlOrMeta+k')
      await field.fill('go overv')
      await page.getByRole('option', { name: 'Go to Overview' }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    }))

  it('shows all its pages in the window of a small laptop, and on a low one the current page', async () => {
    const within = (page: ConsoleWindow['page']) =>
      page.evaluate<boolean>(
        `(() => {
          const all = document.querySelector('nav').getBoundingClientRect()
          const link = [...document.querySelectorAll('nav a')].at(-1).getBoundingClientRect()
          return link.top >= all.top && link.bottom <= all.bottom
        })()`,
      )
    await withWindow({}, async ({ page, go, picture }) => {
      await go('')
      await picture('navigation-800')
      expect(await within(page)).toBe(true)
    })
    await withWindow({ viewport: { width: 1280, height: 500 } }, async ({ page, go }) => {
      await go('')
      expect(await within(page)).toBe(false)
      await go('/settings')
      expect(await within(page)).toBe(true)
    })
  })

  it('scrolls a row of tabs to the one that is shown, on a phone', () =>
    withWindow({ viewport: PHONE }, async ({ page, go, picture }) => {
      await go('/settings?part=about')
      await picture('tabs-360')
      const tab = await page.getByRole('link', { name: 'About', exact: true }).boundingBox()
      expect((tab?.x ?? 0) + (tab?.width ?? 0)).toBeLessThanOrEqual(PHONE.width)
      expect(tab?.x).toBeGreaterThan(0)
    }))

  it('has a menu that works as menus do, and remembers the look', () =>
    withWindow({}, async ({ page, go, violations }) => {
      await go('')
      const button = page.getByRole('button', { name: /Your menu/ })
      await button.focus()
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => page.locator(':focus').textContent()).toBe('My account')
      await page.keyboard.press('d')
      await expect.poll(() => page.locator(':focus').textContent()).toBe('Documentation')
      await page.keyboard.press('d')
      await expect.poll(() => page.locator(':focus').textContent()).toBe('Dark')
      expect(await violations()).toEqual([])
      await page.keyboard.press('Enter')
      await page.keyboard.press('Escape')
      await expect.poll(() => button.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true)
      await page.reload()
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
    }))

  it('shows every key that does something', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people')
      await page.keyboard.press('?')
      const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      for (const act of ['Search in the list', 'Next row', 'New person', 'Go to People']) {
        await dialog.getByText(act, { exact: true }).waitFor()
      }
    }))

  it.each([
    [DESK, 'light'],
    [PHONE, 'dark'],
  ] as const)('stands in Arabic from right to left, at %o by %s', (viewport, look) =>
    withWindow({ viewport, look, language: 'ar' }, async ({ page, go, violations, isWide, picture }) => {
      await go('')
      expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
      await page.getByRole('heading', { level: 1, name: 'نظرة عامة' }).waitFor()
      await picture(`console-overview-arabic-${viewport.width}-${look}`)
      expect(await violations()).toEqual([])
      expect(await isWide()).toBe(false)
    }),
  )

  it.each(['de', 'fr', 'es'])('speaks %s', (language) =>
    withWindow({ language }, async ({ page, go }) => {
      await go('/people')
      expect(await page.locator('html').getAttribute('lang')).toBe(language)
      const headings = { de: 'Personen', fr: 'Personnes', es: 'Personas' }
      await page
        .getByRole('heading', { level: 1, name: headings[language as keyof typeof headings] })
        .waitFor()
    }),
  )

  it.each([
    [
      'auditor',
      ['People', 'Audit'],
      ['Webhooks', 'Mail', 'Rev'],
      ['/people', '/courses', '/groups', '/webhooks'],
    ],
    [
      'author',
      ['Topics', 'Courses'],
      ['Audit', 'Webhooks', 'Mail', 'Rev'],
      ['/people', '/groups', '/webhooks'],
    ],
  ] as const)(
    'offers %s only what they may do, and the API refuses the rest',
    async (role, has, hasNot, refused) => {
      const member = await here.world.person(`Ada ${role}`, role)
      const { page, go, complaints, close } = await here.open(member)
      await go('')
      const link = (name: string) =>
        page.getByRole('navigation').first().getByRole('link', { name, exact: true })
      for (const name of has) expect(await link(name).count(), name).toBe(1)
      for (const name of hasNot) expect(await link(name).count(), name).toBe(0)
      await page.keyboard.press('ControlOrMeta+k')
      await page.getByRole('combobox').fill('New person')
      await page.getByText('Nothing found').waitFor()
      await page.keyboard.press('Escape')
      for (const key of ['g', 'w', 'g', 'm', 'c']) await page.keyboard.press(key)
      await page.keyboard.press('?')
      const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      for (const name of has) await keys.getByText(`Go to ${name}`, { exact: true }).waitFor()
      for (const name of hasNot) expect(await keys.getByText(`Go to ${name}`).count(), name).toBe(0)
      expect(new URL(page.url()).pathname).toBe('/console')
      const api = await apiClient(here.world, member)
      const bodies = {
        '/people': { username: 'x', lastName: 'X' },
        '/courses': { name: 'X' },
        '/groups': { name: 'X' },
        '/webhooks': { url: 'https://example.com', events: ['enrolment_created'] },
      }
      for (const path of refused) expect((await api.post(path, bodies[path])).status, path).toBe(403)
      expect(complaints).toEqual([])
      await close()
    },
  )

  it('says when the server can’t be reached, and goes on when it can', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people')
      await page.context().setOffline(true)
      await page.getByText('The server can’t be reached.').waitFor()
      await page.context().setOffline(false)
      await page.getByText('The server can’t be reached.').waitFor({ state: 'detached' })
    }))

  it('signs out, and forgets drafts', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people/new')
      await page.getByLabel('Last name').fill('Half typed')
      await page.getByRole('button', { name: /Your menu/ }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.waitForURL('**/login?out')
      expect(await page.evaluate('Object.keys(localStorage).filter((key) => key.includes("draft"))')).toEqual(
        [],
      )
      await page.goto(`${here.url}/console`)
      await page.waitForURL('**/login?next=%2Fconsole')
    }))
})

describe.skipIf(executable === undefined)('the development server', () => {
  it('shows the console from its sources, and all else from a server beside it', async () => {
    const { page, complaints, close } = await here.open(ingrid)
    const cacheDir = mkdtempSync(join(tmpdir(), 'quadrivium-vite-'))
    const development = await createServer({
      configFile: fileURLToPath(new URL('../../console/vite.config.ts', import.meta.url)),
      cacheDir,
      logLevel: 'silent',
      server: { host: '127.0.0.1', port: 0, watch: null, proxy: { '^/(?!console/)': { target: here.url } } },
    })
    try {
      await development.listen()
      const [origin = ''] = development.resolvedUrls?.local.map((address) => new URL(address).origin) ?? []
      expect(await (await fetch(`${origin}/login`)).text()).toContain('<form')
      await page.goto(`${origin}/console`)
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor({ timeout: START_TIMEOUT_MS })
      expect(new URL(page.url()).pathname).toBe('/console/')
      expect(complaints.filter((one) => !one.startsWith(`requested ${origin}/`))).toEqual([])
    } finally {
      await development.close()
      rmSync(cacheDir, { recursive: true, force: true })
      await close()
    }
  })
})
