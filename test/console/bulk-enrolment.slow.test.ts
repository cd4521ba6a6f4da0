import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { addGroupMember } from '../../src/domain/people/group-membership.ts'
import { createMember } from '../../src/domain/people/members.ts'
import { carryOn, finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import { apiClient } from '../support/api-client.ts'
import { findBrowser } from '../support/browser.ts'
import { openConsole, type ConsoleWorld } from '../support/console.ts'
import { HANDS } from '../support/hands.ts'

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
    const asked = page.getByRole('dialog', { name: `Enrol ${PEOPLE - 1} people in Ladders?` })
    await asked.getByText(`Enrols ${PEOPLE - 1} people.`).waitFor()
    expect(await learners(ingrid)).toBe(0)
    expect(bulkRequests()).toBe(3)
    await asked.getByRole('button', { name: 'Enrol' }).click()
    await page.getByText(`Enrolled ${PEOPLE - 1} in Ladders.`).waitFor()
    expect(await learners(ingrid)).toBe(PEOPLE - 1)
    expect(bulkRequests()).toBe(6)
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
    await page.getByText(`Enrols ${PEOPLE} people.`).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(`Enrolled ${PEOPLE} in Ladders.`).waitFor()
    expect(await learners(olga)).toBe(PEOPLE)
    expect(complaints).toEqual([])
    await close()
  })

  it('says before who is enrolled already, and who will be refused and why', async () => {
    const oskar = await here.world.person('Oskar Manager', 'manager')
    const [welder] = (await (await apiClient(here.world, oskar)).get('/people?q=welder&limit=1')).body.items
    const { page, go, complaints, close } = await here.open(oskar)
    await go(`/people?selected=${oskar.id},${welder.id},999999`)
    await page.getByRole('button', { name: 'Enrol in a course' }).press('Enter')
    await page.keyboard.type('ladd')
    await page.getByRole('option', { name: 'Ladders' }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Enrols 1 person, 1 is enrolled already, and 1 is refused.').waitFor()
    await page.getByRole('list', { name: 'Refused' }).getByText('There is no such thing "999999".').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Enrolled 2 in Ladders.').waitFor()
    await page.getByText(/^1 was refused\. .+/).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('adds to a group after it is said who is in it already', async () => {
    const { world } = here
    const group = await world.group('Night shift')
    const olaf = await world.person('Olaf Manager', 'manager')
    await world.store.write((tx) => addGroupMember(tx, world.owner, { id: group.id }, olaf.id))
    const { page, go, complaints, close } = await here.open(olaf)
    await go('/people?q=manager')
    await page.getByText('4 entries').waitFor()
    await page.getByRole('checkbox', { name: 'Select all loaded' }).click()
    await page.getByRole('button', { name: 'Add to a group' }).click()
    await page.getByRole('option', { name: 'Night shift' }).click()
    const asked = page.getByRole('dialog', { name: 'Add 4 people to Night shift?' })
    await asked.getByText('Adds 3 people and 1 is in it already.').waitFor()
    await asked.getByRole('button', { name: 'Add' }).click()
    await page.getByText('Added 4 to Night shift.').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})

describe.skipIf(executable === undefined)('the invitations of a course', () => {
  it.each(HANDS)(
    'are followed over a reload and over leaving, until all are out, by %s',
    async (by, { press }) => {
      const { world, url } = here
      const mona = await world.person(`Mona ${by}`, 'manager')
      const [course] = (await (await apiClient(world, mona)).get('/courses?q=ladders')).body.items
      const { page, go, complaints, close } = await here.open(mona)
      const { name } = course as { readonly name: string }
      await go(`/courses/${course.id}`)
      await page.getByRole('article', { name }).waitFor()
      await press(page.getByRole('button', { name: 'More' }))
      await press(page.getByRole('menuitem', { name: 'Invite everybody' }))
      const bar = page.getByRole('region', { name: 'Long work' })
      await bar
        .getByText(/^0 of \d+ done/)
        .or(bar.getByText('Waiting to begin'))
        .waitFor()
      world.clock.advance(1_000) // what happens at the very moment of the look isn't told
      await carryOn(world.store, (error) => {
        throw error
      })
      await bar.getByText(/^200 of \d+ done, \d+ left$/).waitFor()
      await page.reload()
      await bar.getByText(/^200 of \d+ done, \d+ left$/).waitFor()
      await page.goto(`${url}/courses`) // a page without the console
      await page.goBack()
      await bar.getByText(/^200 of \d+ done, \d+ left$/).waitFor()
      world.clock.advance(1_000)
      await finishPendingWork(world.store, (error) => {
        throw error
      })
      await page.getByText('Done: Invitations').waitFor()
      await bar.waitFor({ state: 'detached' })
      expect(complaints).toEqual([])
      await close()
    },
  )
})
