import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import type { CourseId, ProgramId } from '../../src/domain/ids.ts'
import { joinProgram } from '../../src/domain/learning/program-memberships.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { apiClient } from '../support/api-client.ts'
import { findBrowser } from '../support/browser.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole } from '../support/console.ts'
import { goByKeys } from '../support/hands.ts'

// Programs, as those who look after them use the page: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member
let month: ProgramId

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  const nele = await world.person('Nele Nadolny', 'learner')
  await world.person('Otto Ohm', 'learner')
  const courseIds: CourseId[] = []
  for (const name of ['Fire', 'Ladders', `<i>Very</i> ${'long '.repeat(40)}\u202egnol`]) {
    const { id } = await world.store.write((tx) => createCourse(tx, world.owner, { name, isActive: true }))
    courseIds.push(id)
  }
  await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Noise', isActive: true }))
  const made = await world.store.write((tx) =>
    createProgram(tx, world.owner, { name: 'First month', code: 'ONB-1', isActive: true, courseIds }),
  )
  month = made.id
  await world.store.write((tx) => joinProgram(tx, world.owner, month, nele.id))
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

/** The first words of the courses, as they stand. */
async function orderIn(page: ConsoleWindow['page']): Promise<readonly string[]> {
  const names = await page.getByRole('article').locator('ol > li a').allTextContents()
  return names.map((name) => name.slice(0, 7))
}

describe.skipIf(executable === undefined)('the programs', () => {
  it('are made, filled with courses, published and deleted by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('')
      await goByKeys(page, ['g', 'g'], '/console/programs')
      await page.getByRole('link', { name: 'First month' }).waitFor()
      await page.keyboard.press('c')
      await page.getByLabel('Name').waitFor()
      await page.keyboard.type('Second month')
      await page.keyboard.press('Enter')
      await page.getByText('Created Second month. Now its courses.').waitFor()
      for (const [typed, name] of [
        ['fire', 'Fire'],
        ['noise', 'Noise'],
      ] as const) {
        await page.getByRole('button', { name: 'Add a course' }).press('Enter')
        await page.keyboard.type(typed)
        await page.getByRole('option', { name, exact: true }).waitFor()
        await expect.poll(() => page.getByRole('option').count()).toBe(1)
        await page.keyboard.press('Enter')
        await page.getByRole('article').getByRole('link', { name }).waitFor()
      }
      await page.getByRole('button', { name: 'Move Noise up' }).press('Enter')
      await expect.poll(() => orderIn(page)).toEqual(['Noise', 'Fire'])
      await page.keyboard.press('Alt+ArrowDown') // the row keeps the focus
      await expect.poll(() => orderIn(page)).toEqual(['Fire', 'Noise'])
      await page.getByText('Noise is now number 2 of 2.').waitFor()
      await page.getByRole('button', { name: 'Save' }).press('Enter')
      await page.getByText('Saved the courses of Second month.').waitFor()
      await page.getByRole('button', { name: 'More' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
      await page.getByText('Nothing else changes.').waitFor()
      await page.keyboard.type('Second month')
      await page.keyboard.press('Enter')
      await page.getByText('Deleted Second month.').waitFor()
    }))

  it('have their courses ordered by drag and taken out after a preview; both are taken back', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/programs/${month}?part=courses`)
      const rows = page.getByRole('article').locator('ol > li')
      await rows.nth(0).dragTo(rows.nth(1))
      await expect.poll(() => orderIn(page)).toEqual(['Ladders', 'Fire', '<i>Very'])
      await page.reload() // what isn't saved stays
      await expect.poll(() => orderIn(page)).toEqual(['Ladders', 'Fire', '<i>Very'])
      await page.getByRole('button', { name: 'Remove Fire' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      const dialog = page.getByRole('dialog', { name: 'Change the courses of First month?' })
      await dialog.getByText('Removes 1 course and concerns 1 person in it.').waitFor()
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved the courses of First month.').waitFor()
      await expect.poll(() => orderIn(page)).toEqual(['Ladders', '<i>Very'])
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => orderIn(page)).toEqual(['Fire', 'Ladders', '<i>Very'])
    }))

  it('keep the order of two managers', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/programs/${month}?part=courses`)
      await page.getByRole('button', { name: 'Move Ladders up' }).click()
      await withWindow({}, async (other) => {
        await other.go(`/programs/${month}?part=courses`)
        await other.page.getByRole('button', { name: 'Move Ladders down' }).click()
        await other.page.getByRole('button', { name: 'Save' }).click()
        await other.page.getByText('Saved the courses of First month.').waitFor()
      })
      await page.getByRole('button', { name: 'Save' }).click()
      const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this' })
      await dialog.getByText('3. Ladders').waitFor()
      await dialog.getByRole('button', { name: 'Save my choice' }).click()
      await page.getByText('Saved the courses of First month.').waitFor()
      await expect.poll(() => orderIn(page)).toEqual(['Ladders', 'Fire', '<i>Very'])
    }))

  it('take people in, and out after it is said what goes', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/programs/${month}?part=members`)
      await page.getByRole('button', { name: 'Add a person' }).click()
      await page.keyboard.type('otto')
      await page.getByRole('option', { name: /Otto Ohm/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('Otto Ohm is in the program and in its courses.').waitFor()
      await page.getByRole('button', { name: 'Take Otto Ohm out' }).click()
      const dialog = page.getByRole('dialog', { name: /^Take Otto Ohm out/ })
      await dialog.getByText('Nothing else changes.').waitFor()
      await dialog.getByRole('button', { name: 'Take out' }).click()
      await page.getByText('Otto Ohm is no longer in the program.').waitFor()
    }))

  it.each(['auditor', 'assistant'] as const)('show an %s only what they may do', async (role) => {
    const member = await here.world.person(`Ulla ${role}`, role)
    await withWindow(
      {},
      async ({ page, go }) => {
        await go(`/programs/${month}?part=courses`)
        const detail = page.getByRole('article', { name: 'First month' })
        await detail.getByRole('link', { name: 'Ladders' }).waitFor()
        expect(await page.getByRole('link', { name: 'New program' }).count()).toBe(0)
        for (const name of ['Edit', 'Save', 'Add a course']) {
          expect(await detail.getByRole('button', { name }).count(), name).toBe(0)
        }
        const isEnroller = role === 'assistant'
        expect((await detail.getByRole('button', { name: 'More' }).count()) > 0).toBe(isEnroller)
        await detail.getByRole('link', { name: 'People' }).click()
        await detail.getByRole('link', { name: 'Nele Nadolny' }).waitFor()
        expect((await detail.getByRole('button', { name: 'Add a person' }).count()) > 0).toBe(isEnroller)
      },
      member,
    )
  })

  it('show a contributor none, and the API refuses them', async () => {
    const member = await here.world.person('Cora Contributor', 'media_contributor')
    await withWindow(
      {},
      async ({ page, go }) => {
        await go('/programs')
        expect(await page.getByRole('link', { name: /New program|First month/ }).count()).toBe(0)
        const api = await apiClient(here.world, member)
        const { status } = await api.post('/programs', { name: 'Mine' })
        expect(status).toBe(403)
      },
      member,
    )
  })
})
