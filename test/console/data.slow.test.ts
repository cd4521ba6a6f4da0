import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/people/member.ts'
import { finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import { findBrowser } from '../support/browser.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole } from '../support/console.ts'
import { goByKeys, HANDS } from '../support/hands.ts'

// Files in and out, as those who look after the academy use the page: with the mouse, with the keyboard alone, on a phone.

const executable = findBrowser()
const FILE = [
  'first_name,last_name,email,shoe_size',
  'Ada,<b>Bold</b>,ada@example.com,38',
  'Nele,Neumann,nele@example.com,40',
  'Otto,Ohm,not an address,44',
  '',
].join('\n')

let here: ConsoleWorld
let ingrid: Member
let arthur: Member
let asta: Member

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  arthur = await world.person('Arthur Auditor', 'auditor')
  asta = await world.person('Asta Assistant', 'assistant')
})
afterAll(() => (executable === undefined ? undefined : here.close()))

/** Opens a window for one test. */
async function withWindow(
  options: Parameters<ConsoleWorld['open']>[1],
  journey: (window: ConsoleWindow) => Promise<void>,
  member = ingrid,
): Promise<void> {
  const window = await here.open(member, options)
  try {
    await journey(window)
    expect(window.complaints).toEqual([])
  } finally {
    await window.close()
  }
}

function file(text: string, name = 'people.csv') {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) }
}

/** What the server does by itself, in a world that only does it when told. */
async function work(): Promise<void> {
  await finishPendingWork(here.world.store, (error) => {
    throw error
  })
}

/** Waits for the plan of a file that was sent. */
async function planned(page: ConsoleWindow['page']): Promise<void> {
  await page.waitForURL(/console\/data\/\d+/)
  await work()
  await page.getByText('Planned, not carried out').waitFor()
}

describe.skipIf(executable === undefined)('the import', () => {
  it('shows the plan, what is refused first, is carried out, and gives a report', () =>
    withWindow({}, async ({ page, go, picture }) => {
      await go('/data')
      await page.getByRole('button', { name: 'Show the plan' }).click()
      await page.getByText('Choose a file.').waitFor()
      // The plan is made before the page can listen to its job.
      const listening = Promise.withResolvers<undefined>()
      await page.route(/\/live\?/, async (route) => {
        await listening.promise
        await route.continue()
      })
      await page.locator('input[type="file"]').setInputFiles(file(FILE, 'staff.csv'))
      await page.getByLabel('What the file holds').selectOption('people')
      await page.getByRole('button', { name: 'Show the plan' }).click()
      await page.getByRole('progressbar', { name: 'Plan of an import' }).waitFor()
      await planned(page)
      listening.resolve(undefined)
      await page.getByRole('progressbar', { name: 'Plan of an import' }).waitFor({ state: 'detached' })
      await page.unroute(/\/live\?/)
      await page.getByText('staff.csv').waitFor()
      await page.getByText('“shoe_size” is passed over').waitFor()
      const rows = page.getByRole('list', { name: 'Rows of the file' })
      await rows.getByText('Row 4').waitFor()
      expect(await rows.getByText('Row 3').count()).toBe(0)
      await picture('data-plan')
      await page.getByRole('link', { name: '2 new' }).click()
      await rows.getByText('<b>Bold</b>').waitFor() // as text
      await page.getByRole('button', { name: 'Carry out' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('1 refused').waitFor()
      await dialog.getByText('What is refused stays out').waitFor()
      await dialog.getByRole('button', { name: 'Carry out' }).click()
      await page.getByText('The import is carried out.').waitFor()
      await work()
      await page.getByRole('heading', { name: 'Done' }).waitFor()
      await page.getByText('2 rows taken · 1 refused').waitFor()
      await rows.getByText('<b>Bold</b>').waitFor() // what was done is shown first
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download the report' }).click(),
      ])
      const report = await readFile(await download.path(), 'utf8')
      expect(report).toMatch(/not an address.*refused/)
      await go('/people?q=neumann')
      await page.getByRole('link', { name: 'Nele Neumann' }).waitFor()
    }))

  it('is done by the keyboard alone, and shows what changes from what to what', () =>
    withWindow({}, async ({ page, go, picture }) => {
      await go('')
      await goByKeys(page, ['g', 'd'], '/console/data')
      await page
        .locator('input[type="file"]')
        .setInputFiles(file('email,first_name,last_name\nnele@example.com,Nele,Nachbar\n'))
      await page.getByLabel('What the file holds').focus()
      for (let step = 0; step < 3; step++) await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await planned(page)
      const row = page.getByRole('list', { name: 'Rows of the file' }).getByRole('listitem')
      await row.locator('del', { hasText: 'Neumann' }).waitFor()
      await row.locator('ins', { hasText: 'Nachbar' }).waitFor()
      await picture('data-changes')
      await page.getByRole('button', { name: 'Carry out' }).press('Enter')
      await page.getByRole('dialog').waitFor()
      expect(await page.getByText('What is refused stays out').count()).toBe(0)
      await page.keyboard.press('Enter')
      await page.getByText('The import is carried out.').waitFor()
      await work()
      await page.getByRole('heading', { name: 'Done' }).waitFor()
      await page.reload() // the address shows the same again
      await page.getByRole('heading', { name: 'Done' }).waitFor()
      await page.getByRole('button', { name: 'Forget this import' }).press('Enter')
      await page.getByText('The import is forgotten.').waitFor()
      await page.waitForURL('**/console/data')
      await page
        .getByRole('link', { name: /^Import \d+/ })
        .first()
        .waitFor()
    }))

  it.each(HANDS)(
    'is followed on every page, over a reload and over leaving, until it ends, by %s',
    (_, { press }) =>
      withWindow({}, async ({ page, go }) => {
        const bar = page.getByRole('region', { name: 'Long work' })
        const isFollowed = () => bar.getByRole('progressbar', { name: 'Plan of an import' }).waitFor()
        await go('/data')
        await page.locator('input[type="file"]').setInputFiles(file(FILE))
        await press(page.getByRole('button', { name: 'Show the plan' }))
        await page.waitForURL(/console\/data\/\d+/)
        await isFollowed()
        await page.reload()
        await isFollowed()
        await press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'People' }))
        await page.waitForURL('**/console/people')
        await isFollowed()
        await page.goto(`${here.url}/courses`) // a page without the console
        await page.goBack()
        await isFollowed()
        here.world.clock.advance(1_000) // what happens at the very moment of the look isn't told
        await work()
        await page.getByText('Done: Plan of an import').waitFor()
        await bar.waitFor({ state: 'detached' })
      }),
  )

  it('says what is wrong with a file that can’t be read, and keeps what was chosen', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/data')
      await page.getByLabel('What the file doesn’t have').selectOption('list')
      await page.locator('input[type="file"]').setInputFiles(file(''))
      await page.getByRole('button', { name: 'Show the plan' }).click()
      await page.getByRole('alert').getByText(/.+/).first().waitFor()
      expect(await page.getByLabel('What the file doesn’t have').inputValue()).toBe('list')
      await page.context().setOffline(true)
      await page.getByRole('button', { name: 'Show the plan' }).click()
      await page.getByText(/Nothing that you typed is lost/).waitFor()
      await page.context().setOffline(false)
    }))

  it('is not offered to those who may not import', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go('/data')
        await page.getByText('You may not import anything').waitFor()
        expect(await page.getByRole('button', { name: 'Show the plan' }).count()).toBe(0)
        expect(await page.getByRole('link', { name: 'Backups' }).count()).toBe(0)
        await page
          .getByRole('link', { name: /^Import \d+: People$/ })
          .first()
          .click() // auditors see everybody's
        await page
          .getByText('Rows of the file')
          .or(page.getByRole('list', { name: 'Rows of the file' }))
          .first()
          .waitFor()
        expect(await page.getByRole('button', { name: 'Forget this import' }).count()).toBe(0)
      },
      arthur,
    ))

  it('offers an assistant nothing that they may not take', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go('/data?part=exports')
        await page.getByRole('heading', { name: 'Take your data with you' }).waitFor()
        expect(await page.getByRole('link', { name: 'Audit trail as CSV' }).count()).toBe(0)
        expect(await page.getByRole('link', { name: 'Everything, as a ZIP as ZIP' }).count()).toBe(0)
      },
      asta,
    ))
})

describe.skipIf(executable === undefined)('exports, backups and jobs', () => {
  it('give files', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/data?part=exports')
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'People as CSV', exact: true }).click(),
      ])
      expect(download.suggestedFilename()).toBe('people.csv')
      expect(await readFile(await download.path(), 'utf8')).toContain('nele@example.com')
    }))

  it('tell of the jobs that were', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/data?part=jobs')
      const jobs = page.getByRole('list', { name: 'Jobs' })
      await jobs.getByText('Plan of an import').first().waitFor()
      await jobs.getByText('Done').first().waitFor()
    }))
})
