import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { createMember } from '../../src/domain/people/members.ts'
import { apiClient } from '../support/api-client.ts'
import { findBrowser } from '../support/browser.ts'
import { openConsole, type ConsoleWorld } from '../support/console.ts'

// Five hundred people are enrolled at once: all that fit a filter, across the pages of the list.

const executable = findBrowser()
const PEOPLE = 500

let here: ConsoleWorld

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  await world.store.write(async (tx) => {
    for (let number = 1; number <= PEOPLE; number++) {
      await createMember(tx, world.owner, {
        username: `w${number}`,
        lastName: `Welder ${number}`,
        company: 'Weld',
      })
    }
  })
  await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Ladders', isActive: true }))
})
afterAll(() => (executable === undefined ? undefined : here.close()))

describe.skipIf(executable === undefined)('bulk enrolment', () => {
  it('enrols all that fit a filter, by the mouse', async () => {
    const { world } = here
    const ingrid = await world.person('Ingrid Manager', 'manager')
    const { page, go, complaints, close } = await here.open(ingrid)
    await go('/people?company=Weld&selected=all')
    await page.getByText('All 500 that fit are selected').waitFor()
    await page.getByRole('button', { name: 'Enrol in a course' }).click()
    await page.keyboard.type('ladd')
    await page.getByRole('option', { name: 'Ladders' }).click()
    await page.getByText('Enrolled 500 in Ladders.').waitFor({ timeout: 60_000 })
    const api = await apiClient(world, ingrid)
    const { body } = await api.get('/courses?q=ladders')
    expect(body.items).toMatchObject([{ name: 'Ladders', learnerCount: PEOPLE }])
    expect(complaints).toEqual([])
    await close()
  })
  it('says who was refused and why, by the keyboard alone', async () => {
    const olga = await here.world.person('Olga Manager', 'manager')
    const { page, go, complaints, close } = await here.open(olga)
    await go(`/people?selected=${olga.id},999999`)
    await page.getByRole('button', { name: 'Enrol in a course' }).press('Enter')
    await page.keyboard.type('ladd')
    await page.getByRole('option', { name: 'Ladders' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Enrolled 1 in Ladders.').waitFor()
    await page.getByText(/^1 was refused\. .+/).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
