import { AxeBuilder } from '@axe-core/playwright'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findBrowser, launchBrowser } from '../support/browser.ts'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'

// The ways in as a person goes them, in a real browser without script, on a phone and on a desk, by day and by night.

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 800 }
const LOOKS = [
  ['a phone by day', PHONE, 'light'],
  ['a phone by night', PHONE, 'dark'],
  ['a desk by day', DESK, 'light'],
  ['a desk by night', DESK, 'dark'],
] as const

const PASSWORD = 'violets are blue 7'
const executable = findBrowser()
/** Where pictures of the pages are put, for people to look at; unset: nowhere. */
const pictures = process.env.PAGES_PICTURES

interface Demo {
  readonly console: { readonly email: string; readonly password: string }
  readonly coursepath: { readonly signingKey: string; readonly adminEmail: string; readonly courseId: number }
}

let here: Installation
let server: ServerProcess
let demo: Demo
let browser: Browser

beforeAll(async () => {
  if (executable === undefined) return
  here = makeInstallation()
  const { stdout } = await here.run(['demo', '--json'])
  demo = JSON.parse(stdout) as Demo
  server = await here.start(['start'], {
    QUADRIVIUM_ALLOW_HTTP: 'true',
    QUADRIVIUM_RATE_LIMITS: 'off',
    QUADRIVIUM_HOST: '0.0.0.0',
  })
  browser = await launchBrowser(executable)
})
afterAll(async () => {
  if (executable === undefined) return
  await browser.close()
  await here.remove()
})

/** A call of Coursepath's API in the name of the manager. */
async function call(path: string, form: Readonly<Record<string, string>>): Promise<{ id: number }> {
  const { signingKey, adminEmail } = demo.coursepath
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { jti: randomUUID(), iat: Date.now() / 1000, email: adminEmail }
  const signed = `${encode({ alg: 'HS256' })}.${encode(claims)}`
  const signature = createHmac('sha256', signingKey).update(signed).digest('base64url')
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${signed}.${signature}` },
    body: new URLSearchParams(form),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { id: number }
}

interface Mail {
  readonly id: number
  readonly to: string
}

/** The link in the newest mail to that address. */
async function linkOfMailTo(address: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const { stdout } = await here.run(['mail', 'list', '--json'])
      const mail = (JSON.parse(stdout) as Mail[]).find(({ to }) => to === address)
      expect(mail).toBeDefined()
      const shown = await here.run(['mail', 'show', String(mail?.id), '--json'])
      const { link } = JSON.parse(shown.stdout) as { link: { url: string } }
      return link.url
    },
    { timeout: 30_000, interval: 500 },
  )
}

/** Invites somebody to the demo's course, and gives the link in the mail. */
async function invited(address: string, locale = 'en'): Promise<string> {
  const { id } = await call('/members', { email: address, name: 'Nora Neumann-Achternbusch', locale })
  await call(`/courses/${demo.coursepath.courseId}/members/${id}/invite`, {})
  return linkOfMailTo(address)
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
}

/** Run in the page, whose own scripts are off. As text: there is no document where the tests run. */
const MEASURE = `({
  width: document.documentElement.scrollWidth,
  headings: document.querySelectorAll('h1').length,
  small: [...document.querySelectorAll('a, button, input:not([type=hidden])')]
    .filter((one) => one.checkVisibility() && !one.matches('p a:not([class]), .skip'))
    .map((one) => ({ markup: one.outerHTML.slice(0, 80), height: one.getBoundingClientRect().height }))
    .filter(({ height }) => height < 44),
})`

/** What must hold of every page, whatever is on it. */
async function expectToBeReadable(page: Page, viewport: { readonly width: number }): Promise<void> {
  const measured = await page.evaluate(MEASURE)
  expect(measured).toEqual({ width: viewport.width, headings: 1, small: [] })
}

const violationsOf = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze() // without a second page for frames
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

const fill = async (page: Page, fields: Readonly<Record<string, string>>) => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
}

describe.skipIf(executable === undefined)('the ways in', () => {
  it('have links that lead to where the server is reached', async () => {
    expect(await invited('lina@example.com')).toMatch(
      new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/activate\\?token=[\\w-]+$`),
    )
  })

  describe.each(LOOKS)('on %s', (look, viewport, colorScheme) => {
    let context: BrowserContext
    let page: Page
    const address = `nora.${look.replaceAll(' ', '-')}@example.com`
    const seen = async (name: string) => {
      await expectToBeReadable(page, viewport)
      await picture(page, `${look.replaceAll(' ', '-')}-${name}`)
    }

    beforeAll(async () => {
      context = await browser.newContext({ viewport, colorScheme, javaScriptEnabled: false })
      page = await context.newPage()
    })
    afterAll(() => context.close())

    it('lead from the invitation into the course, out, and in again', async () => {
      await page.goto(await invited(address))
      await seen('activate')
      await fill(page, { 'New password': 'password1', 'Repeat password': 'password1' })
      await page.getByRole('button', { name: 'Save and join' }).click()
      await expect.poll(() => page.getByText('This password is too common').isVisible()).toBe(true)
      await seen('activate-refused')
      await fill(page, { 'New password': PASSWORD, 'Repeat password': PASSWORD })
      await page.getByRole('button', { name: 'Save and join' }).click()
      expect(new URL(page.url()).pathname).toBe(`/${demo.coursepath.courseId}/course`)
      await picture(page, `${look.replaceAll(' ', '-')}-landed`)

      await page.getByRole('button', { name: 'Log out' }).click()
      expect(new URL(page.url()).pathname).toBe('/login')
      await seen('logged-out')
      await fill(page, { 'E-mail address or username': address, Password: 'wrong' })
      await page.getByRole('button', { name: 'Log in' }).click()
      await expect.poll(() => page.getByRole('alert').isVisible()).toBe(true)
      expect(await page.getByLabel('E-mail address or username').inputValue()).toBe(address)
      await seen('login-refused')
      await fill(page, { Password: PASSWORD })
      await page.getByRole('button', { name: 'Log in' }).click()
      expect(new URL(page.url()).pathname).toBe('/courses')
    })

    it('lead to a new password', async () => {
      await context.clearCookies()
      await page.goto(`${server.url}/login`)
      await page.getByRole('link', { name: 'Forgot your password?' }).click()
      await seen('forgot')
      await fill(page, { 'E-mail address or username': address })
      await page.getByRole('button', { name: 'Send link' }).click()
      await seen('forgot-sent')
      const link = await vi.waitFor(
        async () => {
          const url = await linkOfMailTo(address)
          expect(url).toContain('/reset-password')
          return url
        },
        { timeout: 30_000, interval: 500 },
      )
      await page.goto(link)
      await seen('reset')
      const next = `${PASSWORD} too`
      await fill(page, { 'New password': next, 'Repeat password': next })
      await page.getByRole('button', { name: 'Save and log in' }).click()
      expect(new URL(page.url()).pathname).toBe('/courses')
      await page.goto(link)
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('This link has expired')
      await seen('reset-gone')
      await page.goto(`${server.url}/nothing`)
      await seen('nothing')
    })
  })

  it.each([LOOKS[0], LOOKS[3]])('have nothing that axe finds on %s', async (_look, viewport, colorScheme) => {
    const context = await browser.newContext({ viewport, colorScheme })
    const page = await context.newPage()
    const open = `${server.url}/activate?token=${new URL(await invited('axel@example.com', 'de')).searchParams.get('token') ?? ''}`
    for (const path of [
      `${server.url}/login`,
      `${server.url}/login?out`,
      `${server.url}/forgot-password`,
      `${server.url}/forgot-password?sent`,
      `${server.url}/reset-password?token=x`,
      `${server.url}/nothing`,
      open,
    ]) {
      await page.goto(path)
      expect(await violationsOf(page), path).toEqual([])
    }
    await page.locator('input[name=password]').fill('password1')
    await page.locator('main button').click()
    expect(await violationsOf(page), 'refused').toEqual([])
    await page.goto(`${server.url}/login`)
    await fill(page, { 'E-mail address or username': demo.console.email, Password: demo.console.password })
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.goto(`${server.url}/nothing`)
    expect(await violationsOf(page), 'signed in').toEqual([])
    await context.close()
  })

  it('can be gone by the keyboard alone', async () => {
    const context = await browser.newContext({ viewport: DESK, javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${server.url}/login`)
    await page.keyboard.press('Tab')
    await picture(page, 'skip-link')
    expect(await page.locator(':focus').textContent()).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').getAttribute('name')).toBe('name')
    await page.keyboard.type(demo.console.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(demo.console.password)
    await picture(page, 'focus')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/console')
    await context.close()
  })
})
