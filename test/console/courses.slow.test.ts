import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { takeQuiz } from '../../src/domain/learning/learning.ts'
import { setContent } from '../../src/domain/learning/set-content.ts'
import { enrolMember } from '../../src/domain/learning/enrolments.ts'
import type { CourseId } from '../../src/domain/ids.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { apiClient } from '../support/api-client.ts'
import { findBrowser } from '../support/browser.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole } from '../support/console.ts'
import { HANDS } from '../support/hands.ts'

// Courses and groups, as those who look after them use the pages: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member
let arthur: Member
let ladders: CourseId

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  arthur = await world.person('Arthur Auditor', 'auditor')
  const nele = await world.person('Nele Nadolny', 'learner')
  await world.person('Otto Ohm', 'learner')
  const course = await world.store.write((tx) =>
    createCourse(tx, world.owner, { name: 'Ladders', code: 'SAF-1', isActive: true }),
  )
  ladders = course.id
  await world.store.write((tx) => enrolMember(tx, world.owner, ladders, nele.id))
  await world.store.write((tx) =>
    createCourse(tx, world.owner, { name: `<i>Very</i> ${'long '.repeat(40)}\u202egnol` }),
  )
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

/** The address of the certificate's preview. */
async function previewLink(page: ConsoleWindow['page']): Promise<string | null> {
  await page.getByRole('link', { name: 'About', exact: true }).click()
  return page.getByRole('link', { name: 'See how it looks' }).getAttribute('href')
}

describe.skipIf(executable === undefined)('the results of a quiz', () => {
  it('tell how many answered each question right, and the most frequent mistake', () =>
    withWindow({}, async ({ page, go, violations }) => {
      const { world } = here
      const lea = await world.person('Lea Learner', 'learner')
      const question = {
        text: `Which <b>${'x'.repeat(200)}`,
        kind: 'single' as const,
        choices: ['This', 'That', 'Another'].map((text) => ({ text, correct: text === 'This' })),
      }
      const course = await world.store.write(async (tx) => {
        const { id } = await createCourse(tx, world.owner, {
          name: 'Exits',
          isActive: true,
          certificate: { name: 'Exit pass', days: null },
        })
        await setContent(tx, world.owner, id, { lessons: [], quiz: { passMark: 50, questions: [question] } })
        await enrolMember(tx, world.owner, id, lea.id)
        const by = { ...world.owner, memberId: lea.id }
        for (const ticked of [0, 2, 2, 1]) await takeQuiz(tx, by, id, [[ticked]])
        return id
      })
      await go(`/courses/${course}`)
      await page.getByRole('link', { name: 'Results' }).press('Enter')
      await page.getByText('4 attempts.').waitFor()
      await page.getByText('25% right (1).').waitFor()
      await page
        .getByRole('row', { name: /Another.*Most frequent mistake/ })
        .getByText('2', { exact: true })
        .waitFor()
      expect(await violations()).toEqual([])
      const preview = await page.context().request.get(`${here.url}${(await previewLink(page)) ?? ''}`)
      expect([preview.status(), preview.headers()['content-type']]).toEqual([200, 'application/pdf'])
      await go(`/courses/${ladders}?part=results`)
      await page.getByText('This course has no quiz.').waitFor()
    }))
})

describe.skipIf(executable === undefined)('the courses', () => {
  it('are made with lessons and a quiz, and published', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/courses')
      await page.getByRole('link', { name: 'New course' }).click()
      await page.getByLabel('Name').fill('Fire drill')
      await page.getByLabel('Minutes of study').fill('15')
      await page.getByLabel('Certificate', { exact: true }).fill('Fire warden')
      await page.getByRole('button', { name: 'Create course' }).click()
      const detail = page.getByRole('article', { name: 'Fire drill' })
      await detail.getByRole('button', { name: 'Add a lesson' }).click()
      const lesson = detail.getByRole('region', { name: 'Lesson 1' })
      await lesson.getByLabel('Title').fill('Alarm')
      await lesson.getByLabel('Text').fill('Stay **calm**. <script>alert(1)</script>')
      await lesson.getByRole('button', { name: 'Preview' }).click()
      await lesson.locator('strong', { hasText: 'calm' }).waitFor()
      await detail.getByRole('button', { name: 'Add a quiz' }).click()
      const question = detail.getByRole('region', { name: 'Question 1' })
      await question.getByRole('textbox', { name: 'Question' }).fill('What first?')
      await question.getByLabel('Answer 1', { exact: true }).fill('Warn others')
      await question.getByLabel('Answer 2', { exact: true }).fill('Take pictures')
      await page.reload() // what is typed stays
      await detail.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved the lessons of Fire drill.').waitFor()
      await detail.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Publish' }).click()
      await page.getByText('Fire drill is published.').waitFor()
    }))

  it('say at each field of a quiz what is missing, and go there', () =>
    withWindow({}, async ({ page, go }) => {
      const course = await here.world.store.write((tx) =>
        createCourse(tx, here.world.owner, { name: 'Half done' }),
      )
      await go(`/courses/${course.id}?part=content`)
      await page.getByRole('button', { name: 'Add a quiz' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('They are marked below').waitFor()
      const question = page.getByRole('region', { name: 'Question 1' })
      const fields = [
        question.getByRole('textbox', { name: 'Question' }),
        question.getByLabel('Answer 1', { exact: true }),
        question.getByLabel('Answer 2', { exact: true }),
      ]
      for (const field of fields) expect(await field.getAttribute('aria-invalid')).toBe('true')
      expect(await question.getByText('This is required.').count()).toBe(3)
      await fields[0]?.and(page.locator(':focus')).waitFor()
      expect(await page.getByText('Request id').count()).toBe(0)
    }))

  it('refuse minutes that are no number, at their field', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/courses/${ladders}?edit=1`)
      const minutes = page.getByLabel('Minutes of study')
      await minutes.fill('abc')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('They are marked below').waitFor()
      expect(await minutes.getAttribute('aria-invalid')).toBe('true')
      await minutes.and(page.locator(':focus')).waitFor()
      await page.getByRole('button', { name: 'Cancel' }).click()
    }))

  it.each(HANDS)('keep the lessons of two authors, by %s', async (by, { press, write }) => {
    const { id } = await here.world.store.write((tx) =>
      createCourse(tx, here.world.owner, { name: `Scaffolds, ${by}` }),
    )
    const compose = async ({ page, go }: ConsoleWindow, title: string) => {
      await go(`/courses/${id}?part=content`)
      await press(page.getByRole('button', { name: 'Add a lesson' }))
      const lesson = page.getByRole('region', { name: 'Lesson 1' })
      await write(lesson.getByLabel('Title'), title)
      await write(lesson.getByLabel('Text'), `About ${title}`)
    }
    const save = ({ page }: ConsoleWindow) => press(page.getByRole('button', { name: 'Save', exact: true }))
    await withWindow({}, async (mine) => {
      await compose(mine, 'Mine')
      await withWindow({}, async (theirs) => {
        await compose(theirs, 'Theirs')
        await save(theirs)
        await theirs.page.getByText(`Saved the lessons of Scaffolds, ${by}.`).waitFor()
      })
      await save(mine)
      const { page } = mine
      const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this' })
      await dialog.getByText('Theirs: About Theirs').waitFor()
      await press(dialog.getByRole('button', { name: 'Save my choice' }))
      await page.getByText(`Saved the lessons of Scaffolds, ${by}.`).waitFor()
      const title = page.getByRole('region', { name: 'Lesson 1' }).getByLabel('Title')
      await expect.poll(() => title.inputValue()).toBe('Mine')
    })
  })

  it('keep both versions when a draft lay over a newer one, by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/courses/${ladders}`)
      await page.keyboard.press('e')
      await page.getByLabel('Code').focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type('MINE')
      await page.getByLabel('Minutes of study').focus()
      await page.keyboard.type('45')
      const api = await apiClient(here.world, ingrid)
      expect((await api.patch(`/courses/${ladders}`, { code: 'THEIRS' })).status).toBe(200)
      await page.reload()
      await expect.poll(() => page.getByLabel('Code').inputValue()).toBe('MINE')
      await page.getByLabel('Code').press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this' })
      await dialog.getByRole('group', { name: 'Code' }).getByText('THEIRS').waitFor()
      await dialog.getByRole('group', { name: 'Code' }).getByLabel('MINE').focus()
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('Enter')
      await page.getByText('Saved Ladders.').waitFor()
      expect((await api.get(`/courses/${ladders}`)).body).toMatchObject({
        code: 'THEIRS',
        durationSeconds: 45 * 60,
      })
      await api.patch(`/courses/${ladders}`, { code: 'SAF-1' })
    }))

  it('enrol people and end their enrolment after it is said what goes', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/courses/${ladders}?part=learners`)
      await page.getByRole('button', { name: 'Enrol a person' }).click()
      await page.keyboard.type('otto')
      await page.getByRole('option', { name: /Otto Ohm/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('Otto Ohm is enrolled.').waitFor()
      await page.getByRole('button', { name: 'End the enrolment of Otto Ohm' }).click()
      const dialog = page.getByRole('dialog', { name: 'End the enrolment of Otto Ohm?' })
      // Enter does nothing before it is said what goes.
      await expect.poll(() => dialog.getByRole('status').textContent()).not.toContain('Counting')
      await page.keyboard.press('Enter')
      await page.getByText('Otto Ohm is no longer enrolled.').waitFor()
    }))

  it('show an auditor what is there, and nothing to change it with', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go(`/courses/${ladders}`)
        const detail = page.getByRole('article', { name: 'Ladders' })
        await detail.getByText('SAF-1', { exact: true }).waitFor()
        expect(await detail.getByRole('button', { name: 'Edit' }).count()).toBe(0)
        expect(await detail.getByRole('button', { name: 'More' }).count()).toBe(0)
        expect(await page.getByRole('link', { name: 'New course' }).count()).toBe(0)
      },
      arthur,
    ))
})

describe.skipIf(executable === undefined)('the groups', () => {
  it('are made, filled, changed and deleted by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/groups')
      await page.keyboard.press('c')
      await page.getByLabel('Name').waitFor()
      await page.keyboard.type('Night shift')
      await page.keyboard.press('Enter')
      await page.getByText('Created Night shift.').waitFor()
      await page.getByRole('button', { name: 'Add a person' }).press('Enter')
      await page.keyboard.type('nele')
      await page.getByRole('option', { name: /Nele Nadolny/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('Added Nele Nadolny to Night shift.').waitFor()
      await page.getByRole('link', { name: 'Nele Nadolny' }).waitFor()
      await page.getByRole('button', { name: 'More' }).press('Enter')
      await page.keyboard.press('Enter')
      await page.getByText('Takes 1 person out of it.').waitFor()
      await page.keyboard.type('Night shift')
      await page.keyboard.press('Enter')
      await page.getByText('Deleted Night shift.').waitFor()
    }))
})
