import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setPassword } from '../../src/domain/access/set-password.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { enrolMember } from '../../src/domain/learning/enrolments.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { createMember } from '../../src/domain/people/members.ts'
import { apiClient } from '../support/api-client.ts'
import { hashedAtNoCost } from '../support/cheap-password.ts'
import { findBrowser } from '../support/browser.ts'
import { DESK, openConsole, PHONE, type ConsoleWindow, type ConsoleWorld } from '../support/console.ts'
import { goByKeys } from '../support/hands.ts'

// The people, as those who look after them use the page: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()
const PASSWORD = 'violets are blue 7'
/** Texts that break what isn't careful. */
const AWKWARD = ['<b>Bold</b>', 'Åse\u202egnol', 'أحمد', '👩‍🏫 Emoji', `Very${'long'.repeat(60)}`]

/** How many states are cut off at the edge. */
const CLIPPED_MARKS = `[...document.querySelectorAll('li [data-kind]')]
  .filter((mark) => mark.parentElement.scrollWidth > mark.parentElement.clientWidth).length`

let here: ConsoleWorld
let ingrid: Member

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  const hash = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, ingrid, hash))
  for (const [index, lastName] of AWKWARD.entries()) {
    await world.store.write((tx) => createMember(tx, world.owner, { username: `odd${index}`, lastName }))
  }
  for (let number = 1; number <= 130; number++) {
    await world.person(`Learner ${String(number).padStart(3, '0')}`, 'learner')
  }
  await world.group('First aiders')
  await world.person('Nina Nussbaum', 'learner')
  const nele = await world.person('Nele Nadolny', 'learner')
  const course = await world.store.write((tx) =>
    createCourse(tx, world.owner, { name: 'Ladders', isActive: true }),
  )
  await world.store.write((tx) => enrolMember(tx, world.owner, course.id, nele.id))
})
afterAll(() => (executable === undefined ? undefined : here.close()))

/** Opens a window for one test. */
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

describe.skipIf(executable === undefined)('the people', () => {
  it('are found, opened, changed and closed by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('')
      await goByKeys(page, ['g', 'p'], '/console/people')
      await page.getByRole('link', { name: 'Nina Nussbaum' }).or(page.getByRole('table')).first().waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('nussb')
      await page.waitForURL('**/people?q=nussb')
      await page.getByRole('link', { name: 'Nina Nussbaum' }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.waitForURL(/people\/\d+\?q=nussb/)
      await page.getByRole('heading', { level: 2, name: 'Nina Nussbaum' }).waitFor()
      await page.keyboard.press('e')
      const field = page.getByLabel('First name')
      await field.waitFor()
      await expect.poll(() => field.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true)
      await page.keyboard.type('Nina')
      await page.getByLabel('Last name').focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('Neumann')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 2, name: 'Nina Neumann' }).waitFor()
      await page.keyboard.press('Escape')
      await page.waitForURL('**/people?q=nussb')
    }))

  it('are shown from the overview: first what to begin with, then just those who were never invited', () =>
    withWindow({}, async ({ page, go }) => {
      await go('')
      const steps = page.getByRole('region', { name: 'Start here' })
      await steps.getByText('Bring in the first people').waitFor()
      expect(await steps.getByRole('link', { name: 'Bring in the first people' }).count()).toBe(0) // done
      await steps.getByRole('button', { name: 'Hide this list' }).click()
      await steps.waitFor({ state: 'detached' })
      const notice = page.getByRole('link', { name: 'people were never invited' })
      const [count] = /^\d+/.exec(await notice.innerText()) ?? []
      await notice.click()
      await page.getByText(`${count} entries`).waitFor()
      await page.getByRole('button', { name: 'Invitation: Not invited', exact: true }).waitFor()
    }))

  it('are made with the mouse; what is refused is said beside the field, and nothing typed is lost', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people')
      await page.getByRole('link', { name: 'New person' }).click()
      await page.getByLabel('E-mail address').fill('not an address')
      await page.getByRole('button', { name: 'Create person' }).click()
      await expect.poll(() => page.getByLabel('Last name').getAttribute('aria-invalid')).toBe('true')
      await page.reload()
      await expect.poll(() => page.getByLabel('E-mail address').inputValue()).toBe('not an address')
      await page.getByLabel('E-mail address').fill('tom@example.com')
      await page.getByLabel('Last name').fill('Trainer')
      await page.getByRole('button', { name: 'Create and invite' }).click()
      await page.getByText('An invitation to tom@example.com is on its way.').waitFor()
      await page.getByRole('heading', { level: 2, name: 'Trainer' }).waitFor()
      await page
        .getByRole('article')
        .getByText(/Invitation waiting|Invited/)
        .waitFor()
    }))

  it('are deleted after it is said what goes with them, and their name is typed', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people?q=nadolny')
      await page.getByRole('link', { name: 'Nele Nadolny' }).click()
      await page.getByRole('article').getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      const dialog = page.getByRole('dialog', { name: /Delete/ })
      await dialog.getByText('Deletes 1 enrolment.').waitFor()
      const act = dialog.getByRole('button', { name: 'Delete', exact: true })
      expect(await act.isDisabled()).toBe(true)
      await dialog.getByRole('textbox').fill('Nele Nadolny')
      await act.click()
      await page.getByText('Nothing fits these filters').waitFor()
    }))

  it('are suspended by the hundred, across pages of a filtered list, and that is taken back', () =>
    withWindow({}, async ({ page, go, bulkRequests }) => {
      await go('/people?q=learner')
      await page.getByText('130 entries').waitFor()
      await page.getByRole('checkbox', { name: 'Select all loaded' }).click()
      await page.getByRole('button', { name: 'Select all 130 that fit' }).click()
      await page.waitForURL('**selected=all')
      await page.getByRole('button', { name: 'Suspend' }).click()
      const dialog = page.getByRole('dialog', { name: 'Suspend 130 people?' })
      await dialog.getByText('Nothing else changes.').waitFor()
      await dialog.getByRole('button', { name: 'Suspend' }).click()
      await page.getByText('Changed 130 people.').waitFor()
      expect(bulkRequests()).toBe(2) // the preview, and the change
      const api = await apiClient(here.world, ingrid)
      const suspended = async () => {
        const { body } = await api.get('/people?status=suspended&total=true&limit=1')
        return body.total as number
      }
      expect(await suspended()).toBe(130)
      await page.getByRole('button', { name: 'Undo' }).waitFor()
      await page.keyboard.press('z')
      await expect.poll(suspended).toBe(0)
    }))

  it('say before they are suspended what that ends, and who is refused, by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people?q=ingrid')
      await page.getByRole('link', { name: 'Ingrid Manager' }).waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.getByRole('button', { name: 'Suspend' }).press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Suspend 1 person?' })
      await dialog.getByText(/1 is refused/).waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    }))

  it('keep the changes of two managers', async () => {
    const { world } = here
    const olga = await world.person('Olga Original', 'learner')
    await withWindow({}, async ({ page, go }) => {
      await go(`/people/${olga.id}?edit=1`)
      await page.getByLabel('Department').fill('Sales')
      await page.getByLabel('Company').fill('Mine')
      await withWindow({}, async (other) => {
        await other.go(`/people/${olga.id}?edit=1`)
        await other.page.getByLabel('Company').fill('Theirs')
        await other.page.getByRole('button', { name: 'Save' }).click()
        await other.page.getByText('Saved Olga Original.').waitFor()
      })
      await page.getByRole('button', { name: 'Save' }).click()
      const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this' })
      await dialog.getByRole('group', { name: 'Company' }).getByLabel('Theirs').check()
      expect(await dialog.getByRole('group').count()).toBe(1) // nobody else has changed the department
      await dialog.getByRole('button', { name: 'Save my choice' }).click()
      await page.getByText('Saved Olga Original.').waitFor()
      const facts = page.getByRole('article')
      await facts.getByText('Sales').waitFor()
      await facts.getByText('Theirs').waitFor()
    })
  })

  it('keep what is typed when the session ends, and go on after signing in over the page', async () => {
    const { world } = here
    const paul = await world.person('Paul Patient', 'learner')
    await withWindow({}, async ({ page, go, endSession }) => {
      await go(`/people/${paul.id}?edit=1`)
      await page.getByLabel('Title').fill('Electrician')
      await endSession()
      await page.getByRole('button', { name: 'Save' }).click()
      const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
      await dialog.getByLabel('E-mail address or username').fill('ingrid.manager@example.com')
      await dialog.getByLabel('Password').fill('wrong')
      await dialog.getByRole('button', { name: 'Sign in' }).click()
      await dialog.getByText('That name and password don’t match.').waitFor()
      expect(await page.getByLabel('Title').inputValue()).toBe('Electrician')
      await dialog.getByLabel('Password').fill(PASSWORD)
      await dialog.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('Saved Paul Patient.').waitFor()
      await page.getByRole('article').getByText('Electrician').waitFor()
    })
  })

  it('keep what is typed when the session ends, by the keyboard alone', async () => {
    const quentin = await here.world.person('Quentin Quiet', 'learner')
    await withWindow({}, async ({ page, go, endSession }) => {
      await go(`/people/${quentin.id}?edit=1`)
      await page.getByLabel('Title').focus()
      await page.keyboard.type('Plumber')
      await endSession()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
      await page.keyboard.type('ingrid.manager@example.com')
      await page.keyboard.press('Tab')
      await page.keyboard.type(PASSWORD)
      await page.keyboard.press('Enter')
      await page.getByText('Saved Quentin Quiet.').waitFor()
      await page.getByRole('article').getByText('Plumber').waitFor()
    })
  })

  it('say in which order they are, and take another one where no column shows it', () =>
    withWindow({ viewport: PHONE }, async ({ page, go }) => {
      await go('/people?q=learner')
      await page.getByRole('button', { name: 'Best matches first' }).click()
      await page.getByRole('menuitemradio', { name: 'Name', exact: true }).click()
      await page.getByRole('button', { name: 'Sorted by Name, ascending' }).click()
      await page.getByRole('menuitemradio', { name: 'Descending' }).click()
      await page.waitForURL('**sort=-lastName')
      await page.getByRole('button', { name: 'Sorted by Name, descending' }).waitFor()
      await page.locator('[data-row="0"]').getByText('Learner 130').waitFor()
    }))

  it('are shown in columns and views of one’s own, and downloaded as they are shown', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/people?q=learner&sort=-lastName')
      await page.getByRole('button', { name: 'Columns' }).press('Enter')
      await page.getByRole('menuitemcheckbox', { name: 'Company' }).press('Enter')
      await page.getByRole('menuitemcheckbox', { name: 'Roles' }).press('Enter')
      await page.keyboard.press('Escape')
      await page.waitForURL(/columns=email,status,invitation,company/)
      await page.getByRole('columnheader', { name: 'Company' }).waitFor()
      expect(await page.getByRole('columnheader', { name: 'Roles' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByRole('menuitem', { name: 'Save this view …' }).click()
      await page.keyboard.type('My learners')
      await page.keyboard.press('Enter')
      await page.getByText('Saved the view “My learners”.').waitFor()
      const downloading = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Download as CSV' }).click()
      const [head = '', ...lines] = readFileSync(await (await downloading).path(), 'utf8')
        .trim()
        .split('\r\n')
      expect(head).toBe('id,Name,E-mail address,Status,Invitation,Company')
      expect(lines).toHaveLength(130)
      expect(lines[0]).toContain('Learner 130')
      await go('/people')
      await page.getByRole('button', { name: 'Views' }).click()
      await page.getByRole('menuitem', { name: 'My learners', exact: true }).click()
      await page.waitForURL(/q=learner.*columns=|columns=.*q=learner/)
      await page.getByText('130 entries').waitFor()
    }))

  it('show an auditor everything, and let them change nothing', async () => {
    const ulla = await here.world.person('Ulla Auditor', 'auditor')
    const window = await here.open(ulla)
    const { page, go } = window
    await go(`/people/${ingrid.id}`)
    await page.getByRole('heading', { level: 2, name: 'Ingrid Manager' }).waitFor()
    for (const name of ['New person', 'Edit', 'More']) {
      expect(await page.getByText(name, { exact: true }).count(), name).toBe(0)
    }
    expect(await page.getByRole('checkbox').count()).toBe(0)
    await page.getByRole('link', { name: 'Timeline' }).click()
    await page.getByText(/^Person “.+”: created$/).waitFor()
    expect(window.complaints).toEqual([])
    await window.close()
  })

  it.each([
    [DESK, 'light'],
    [PHONE, 'dark'],
  ] as const)(
    'have nothing that axe finds when some are selected, or none fits, at %o by %s',
    (viewport, look) =>
      withWindow(
        { viewport, look, language: 'pseudo' },
        async ({ page, go, violations, isWide, foreignTexts }) => {
          for (const path of ['/people?q=learner&selected=all', '/people?q=nobody+at+all', '/nothing']) {
            await go(path)
            expect(await violations(), path).toEqual([])
            expect(await isWide(), path).toBe(false)
            expect(await page.evaluate(CLIPPED_MARKS), path).toBe(0)
            expect(await page.locator('h1').count(), path).toBe(1)
            expect(await foreignTexts(), path).toEqual([])
          }
          await page.keyboard.press('?')
          await page.getByRole('dialog').waitFor()
          expect(await foreignTexts()).toEqual([])
        },
      ),
  )
})
