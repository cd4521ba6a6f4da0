import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPassword } from '../../src/domain/access/set-password.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { findBrowser } from '../support/browser.ts'
import { hashedAtNoCost } from '../support/cheap-password.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole } from '../support/console.ts'
import { goByKeys, HANDS } from '../support/hands.ts'

// The doors, as those who run the clients use the pages: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member
let arthur: Member
let key: string

const PASSWORD = 'violets are blue 7'

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  const phc = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: ingrid.id }, phc))
  arthur = await world.person('Arthur Auditor', 'auditor')
  key = await world.intellumKey()
})
afterAll(() => (executable === undefined ? undefined : here.close()))

/** Opens a window for one test. */
async function withWindow(
  options: Parameters<ConsoleWorld['open']>[1],
  work: (window: ConsoleWindow) => Promise<void>,
  member = ingrid,
): Promise<void> {
  const window = await here.open(member, options)
  try {
    await work(window)
    expect(window.complaints).toEqual([])
  } finally {
    await window.close()
  }
}

/** Confirms the password, as a change that makes a secret asks for. */
async function confirm(page: ConsoleWindow['page']): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm your password' })
  await dialog.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
}

/** What a client sends to the door of Intellum. @returns the status */
async function ask(path: string): Promise<number> {
  const door = await here.world.server.instances.opened('intellum')
  return (await door.inject({ method: 'GET', url: `/api/v2/${path}` })).statusCode
}

describe.skipIf(executable === undefined)('a door', () => {
  it.each(HANDS)(
    'lets a client in again that was refused: found in the log, its key mended, and seen answered, by %s',
    (by, { press, write }) =>
      withWindow({}, async ({ page, go }) => {
        const client = by.replaceAll(' ', '-')
        const knock = (apiKey: string) => ask(`categories?api_key=${apiKey}&client=${client}`)
        const tab = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true })
        expect(await knock('an-old-key')).toBe(422)
        await go('')
        await press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Intellum' }))
        await page.getByRole('heading', { name: 'What differs from the vendor' }).waitFor()
        await page.getByRole('figure', { name: 'Python' }).waitFor()
        await press(tab('Requests'))
        await press(page.getByRole('link', { name: `client=${client}` }))
        const detail = page.getByRole('article')
        await detail.getByText('Why it was refused:').waitFor()
        expect(await detail.getByRole('figure', { name: 'As curl' }).innerText()).toContain(
          `/api/v2/categories?api_key=[redacted]&client=${client}'`,
        )
        await detail.getByText('422 refused').waitFor()
        await press(tab('Keys'))
        await press(page.getByRole('link', { name: 'New key' }))
        await write(page.getByRole('textbox', { name: 'Name' }), `Portal of ${client}`)
        await press(page.getByRole('button', { name: 'Create key' }))
        const confirming = page.getByRole('dialog', { name: 'Confirm your password' })
        await write(confirming.getByLabel('Password'), PASSWORD)
        await press(confirming.getByRole('button', { name: 'Confirm' }))
        const made = page.getByRole('dialog', { name: `Created Portal of ${client}` })
        const secret = await made.locator('code').innerText()
        const kept = 'JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }])'
        expect(await page.evaluate<string>(kept)).not.toContain(secret)
        await press(made.getByRole('button', { name: 'Done' }))
        await page.getByRole('article', { name: `Portal of ${client}` }).waitFor()
        expect(await page.content()).not.toContain(secret)
        await press(tab('Requests'))
        const rows = page.getByRole('row').filter({ hasText: `client=${client}` })
        await rows.filter({ hasText: '422 refused' }).waitFor()
        expect(await knock(secret)).toBe(200)
        const green = rows.filter({ hasText: '200 answered' }) // as it comes in
        await press(green.getByRole('link'))
        await detail.getByText('200 answered').waitFor()
        expect(await detail.getByText('Why it was refused:').count()).toBe(0)
        await press(detail.getByRole('link', { name: `Portal of ${client}` }))
        await page.getByRole('article', { name: `Portal of ${client}` }).waitFor()
      }),
  )

  it('asks for the person of a key of Rev, at the field, with what tells people apart', () =>
    withWindow({}, async ({ page, go, picture }) => {
      await go('/doors/rev/keys/new')
      const person = page.getByRole('group', { name: 'Person (required)' })
      await person.getByText('ingrid.manager@example.com').waitFor()
      await page.getByRole('textbox', { name: 'Name' }).fill('Sync')
      await page.getByRole('button', { name: 'Create key' }).click()
      await confirm(page)
      await person.getByText('This is required.').waitFor()
      const field = person.getByRole('combobox')
      expect(await field.getAttribute('aria-invalid')).toBe('true')
      await expect.poll(() => page.evaluate<string>('document.activeElement.role')).toBe('combobox')
      await picture('key-rev')
    }))

  it('tells of requests as they come in, finds them, and records their bodies for a while', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/doors/intellum/requests')
      await page.getByRole('button', { name: 'Record bodies' }).click()
      await page.getByRole('menuitem', { name: 'For 5 minutes' }).click()
      await page.getByText(/Bodies are recorded until/).waitFor()
      expect(await ask(`categories?api_key=${key}&live=1`)).toBe(200)
      const row = page.getByRole('link', { name: /live=1/ })
      await row.waitFor()
      await page.getByRole('searchbox').fill('live=1')
      await expect.poll(() => page.getByRole('link', { name: /page=1/ }).count()).toBe(0)
      await row.click()
      await page.getByRole('figure', { name: 'Body of the answer' }).waitFor()
      await page.getByRole('button', { name: 'Stop recording' }).click()
      await page.getByText('Recording has stopped.').waitFor()
    }))

  it('has keys that are renamed and revoked by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/doors/intellum/keys')
      await page.keyboard.press('j')
      await page.getByRole('link', { name: 'test', exact: true }).press('Enter')
      await page.getByRole('article', { name: 'test' }).waitFor()
      await page.keyboard.press('e')
      await page.getByRole('textbox', { name: 'Name' }).press('End')
      await page.keyboard.type(' client')
      await page.keyboard.press('Enter')
      await confirm(page)
      await page.getByText('Saved test client.').waitFor()
      await page.getByRole('button', { name: 'More' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Revoke' }).press('Enter')
      await page.getByText('Nothing else changes.').waitFor()
      await page.keyboard.type('test client')
      await page.keyboard.press('Enter')
      await page.getByText('Revoked test client.').waitFor()
      expect(await ask(`categories?api_key=${key}`)).toBe(422)
    }))

  it('of OneRoster stands beside the others, and its key opens it', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/')
      await goByKeys(page, ['g', '5'], '/console/doors/oneroster')
      await page.getByRole('heading', { level: 1, name: 'OneRoster' }).waitFor()
      await page.getByRole('figure', { name: 'Python' }).waitFor()
      await page.getByRole('heading', { name: 'What differs from the vendor' }).waitFor()
      await page.getByRole('link', { name: 'Keys' }).press('Enter')
      await page.getByRole('link', { name: 'New key' }).waitFor()
      await page.keyboard.press('c')
      await page.getByRole('textbox', { name: 'Name' }).fill('Timetable')
      await page.keyboard.press('Enter')
      await confirm(page)
      const made = page.getByRole('dialog', { name: 'Created Timetable' })
      await made.getByRole('button', { name: 'Done' }).waitFor() // all texts that are there: it doesn't wait
      const [id, secret] = await made.locator('code').allInnerTexts()
      const door = await here.world.server.instances.opened('oneroster')
      const token = await door.inject({
        method: 'POST',
        url: '/ims/oneroster/oauth2/token',
        headers: {
          authorization: `Basic ${btoa(`${id}:${secret}`)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: 'grant_type=client_credentials',
      })
      expect(token.statusCode).toBe(200)
      await made.getByRole('button', { name: 'Done' }).press('Enter')
      await page.getByRole('article', { name: 'Timetable' }).waitFor()
      await page.getByRole('link', { name: 'Requests' }).press('Enter')
      await page.getByRole('link', { name: /POST .*token/ }).waitFor()
    }))

  it('gives a person tokens for the own API', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/doors/api')
      await page.keyboard.press('c')
      await page.getByRole('textbox', { name: 'Name' }).fill('Report')
      await page.keyboard.press('Enter')
      await confirm(page)
      const made = page.getByRole('dialog', { name: 'Created Report' })
      const secret = await made.locator('code').innerText()
      const answer = await fetch(`${here.url}/api/quadrivium/v1/me`, {
        headers: { authorization: `Bearer ${secret}` },
      })
      expect(answer.status).toBe(200)
      await made.getByRole('button', { name: 'Done' }).click()
      // What it asked is shown as it comes in; what this page asks isn't.
      const requests = page.getByRole('list', { name: 'Requests' })
      await requests.getByText('GET /api/quadrivium/v1/me').waitFor()
      expect(await requests.getByRole('listitem').count()).toBe(1)
      await page.getByRole('button', { name: 'Revoke: Report' }).click()
      await page.getByText('Nothing else changes.').waitFor()
      await page.keyboard.type('Report')
      await page.keyboard.press('Enter')
      await page.getByText('You have no tokens yet.').waitFor()
    }))

  it('isn’t shown to an auditor', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go('/doors/intellum')
        await page
          .getByText('You aren’t allowed')
          .or(page.getByRole('button', { name: 'Try again' }))
          .first()
          .waitFor()
        expect(await page.getByRole('link', { name: 'Intellum' }).count()).toBe(0)
        expect(await page.getByRole('link', { name: 'Own API' }).count()).toBe(1)
      },
      arthur,
    ))
})
