import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import type { Member } from '../../src/domain/people/member.ts'
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

/** How many learn the course. */
async function learners(by: Member): Promise<number> {
  const api = await apiClient(here.world, by)
  const { body } = await api.get('/courses?q=ladders')
  return (body.items as { learnerCount: number }[])[0]?.learnerCount ?? 0
}

describe.skipIf(executable === undefined)('bulk enrolment', () => {
  it('enrols all that fit a filter, in portions, and takes that back, by the mouse', async () => {
    const ingrid = await here.world.person('Ingrid Manager', 'manager')
    const { page, go, complaints, bulkRequests, close } = await here.open(ingrid)
    await go('/people?company=Weld')
    await page.getByText(`${PEOPLE} entries`).waitFor()
    await page.getByRole('checkbox', { name: 'Select all loaded' }).click()
    await page.getByRole('button', { name: `Select all ${PEOPLE} that fit` }).click()
    await page.getByText(`All ${PEOPLE} that fit are selected`).waitFor()
    await page.getByRole('checkbox', { name: 'Select Welder 1', exact: true }).click() // all but one
    await page.getByText(`All ${PEOPLE - 1} that fit are selected`).waitFor()
    await page.getByRole('button', { name: 'Enrol in a course' }).click()
    await page.getByRole('combobox').fill('ladd')
    await page.getByRole('option', { name: 'Ladders' }).click()
    await page.getByText(`Enrolled ${PEOPLE - 1} in Ladders.`).waitFor()
    expect(await learners(ingrid)).toBe(PEOPLE - 1)
    expect(bulkRequests()).toBe(3)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => learners(ingrid)).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('enrols all that fit a search, by the keyboard alone', async () => {
    const olga = await here.world.person('Olga Manager', 'manager')
    const { page, go, complaints, close } = await here.open(olga)
    await go('/people')
    await page.getByRole('table').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('welder')
    await page.getByText(`${PEOPLE} entries`).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await page.getByText('1 selected').waitFor()
    await page.getByRole('button', { name: `Select all ${PEOPLE} that fit` }).press('Enter')
    await page.getByText(`All ${PEOPLE} that fit are selected`).waitFor()
    await page.getByRole('button', { name: 'Enrol in a course' }).press('Enter')
    await page.keyboard.type('ladd')
    await page.getByRole('option', { name: 'Ladders' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(`Enrolled ${PEOPLE} in Ladders.`).waitFor()
    expect(await learners(olga)).toBe(PEOPLE)
    expect(complaints).toEqual([])
    await close()
  })

  it('says who was refused and why', async () => {
    const oskar = await here.world.person('Oskar Manager', 'manager')
    const { page, go, complaints, close } = await here.open(oskar)
    await go(`/people?selected=${oskar.id},999999`)
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
