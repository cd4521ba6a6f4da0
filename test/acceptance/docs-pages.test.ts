import { AxeBuilder } from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { dialects } from '../../src/dialects/dialects.ts'
import { findBrowser, launchBrowser, watchTraffic } from '../support/browser.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'

// The documentation as a browser sees it: nothing comes from elsewhere, and nothing is refused by its own policy.

const LOOKS = [
  ['a phone by night', { width: 360, height: 740 }, 'dark'],
  ['a desk by day', { width: 1280, height: 800 }, 'light'],
  ['a desk by night', { width: 1280, height: 800 }, 'dark'],
] as const
const PAGES = [
  '/docs',
  '/docs/guide',
  '/docs/guide/paging',
  '/docs/problems',
  '/docs/reference',
  '/docs/reference/quadrivium',
] as const

const executable = findBrowser()
/** Where pictures of the pages are put, for people to look at; unset: nowhere. */
const pictures = process.env.PAGES_PICTURES

let here: Installation
let url: string
let access: DemoAccess
let browser: Browser

beforeAll(async () => {
  if (executable === undefined) return
  here = makeInstallation()
  ;({ url } = await here.start(['start', '--demo'], { QUADRIVIUM_RATE_LIMITS: 'off' }))
  access = JSON.parse((await here.run(['demo', '--json'])).stdout) as DemoAccess
  browser = await launchBrowser(executable)
})
afterAll(async () => {
  if (executable === undefined) return
  await browser.close()
  await here.remove()
})

describe.skipIf(executable === undefined)('the documentation', () => {
  it.each(PAGES)('shows %s with what this server has, as its policy allows', async (path) => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const traffic = watchTraffic(page)
    const requested: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => requested.push(request.url()))
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(url + path)
    await traffic.quiet()

    const isReference = path === '/docs/reference/quadrivium'
    if (isReference) {
      await page.locator('#operations-tag-groups').click()
      await page.locator('#operations-groups-createGroup .opblock-summary-control').click()
      await page.getByText('Idempotency-Key').first().waitFor()
    }
    for (const [look, viewport, colorScheme] of LOOKS) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      await traffic.quiet()
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true })
        const name = `${path.slice(1).replaceAll('/', '-')} ${look}.png`
        await page.screenshot({ path: join(pictures, name), fullPage: !isReference })
      }
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth')
      if (!isReference) {
        // How Swagger UI looks is its makers' affair.
        expect(wide, look).toBe(false)
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze() // without a second page for frames
        const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])
        expect(found, look).toEqual([])
      }
    }
    expect(requested.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).toEqual(
      [],
    )
    expect(complaints).toEqual([])
    await context.close()
  })
})

describe.skipIf(executable === undefined)('the reference', () => {
  it.each(dialects.map(({ name }) => name))('shows the document of %s too', async (name) => {
    const page = await browser.newPage()
    const elsewhere: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      const address = request.url()
      if (!address.startsWith('data:') && !address.startsWith(url)) elsewhere.push(address)
    })
    page.on('console', (message) => complaints.push(message.text()))
    const traffic = watchTraffic(page)
    await page.goto(`${url}/docs/reference/${name}`)
    await traffic.quiet()
    await page.locator('.opblock-tag').first().waitFor()
    expect(await page.locator('.errors-wrapper').count()).toBe(0)
    expect({ elsewhere, complaints }).toEqual({ elsewhere: [], complaints: [] })
    await page.close()
  })

  it('sends a request with a token that it is given', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(`${url}/docs/reference/quadrivium#/me/getMe`)
    await page.locator('.auth-wrapper .authorize').first().click()
    await page.locator('.modal-ux input[type="text"]').first().fill(access.api.token)
    await page.locator('.modal-ux .auth-btn-wrapper .authorize').first().click()
    await page.locator('.modal-ux .btn-done').first().click()
    const operation = page.locator('#operations-me-getMe')
    await operation.locator('.try-out__btn').click()
    const answer = page.waitForResponse(`${url}/api/quadrivium/v1/me`)
    await operation.locator('.execute').click()
    expect((await answer).status()).toBe(200)
    await operation.getByText(access.console.email).first().waitFor()
    await page.close()
  })
})
