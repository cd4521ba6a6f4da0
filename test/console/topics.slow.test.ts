import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import type { CategoryId } from '../../src/domain/ids.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { createCategory, updateCategory } from '../../src/domain/taxonomy/categories.ts'
import { apiClient } from '../support/api-client.ts'
import { findBrowser } from '../support/browser.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole, PHONE } from '../support/console.ts'
import { HANDS } from '../support/hands.ts'

// The tree of topics, as those who look after it use it: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member
let carla: Member
let safety: CategoryId

/** Makes a topic below another one. */
async function topic(name: string, parent?: CategoryId): Promise<CategoryId> {
  const { world } = here
  const { category } = await world.store.write((tx) =>
    createCategory(tx, world.owner, {
      name,
      parent: parent === undefined ? null : { id: parent },
      code: null,
    }),
  )
  return category.id
}

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  carla = await world.person('Carla Contributor', 'trainer', 'author')
  safety = await topic('Safety')
  const electrical = await topic('Electrical safety', safety)
  await topic('High voltage', electrical)
  await topic('Ladders', safety)
  await topic('Archive')
  await topic('<b>Bold</b> \u202egnol', safety)
  await topic(`Very ${'long '.repeat(49)}`, safety)
  const many = await topic('Many')
  for (let number = 1; number <= 230; number++) await topic(`Topic ${String(number).padStart(3, '0')}`, many)
  const secret = await topic('Board')
  await world.store.write((tx) =>
    updateCategory(
      tx,
      world.owner,
      { id: secret },
      { restricted: true, policy: () => ({ items: [], unreadable: [] }) },
    ),
  )
  await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Live working', isActive: true }))
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

async function idOf(name: string): Promise<number> {
  const api = await apiClient(here.world, ingrid)
  const { body } = await api.get(`/topics?q=${name}`)
  return (body.items as { id: number; name: string }[]).find((one) => one.name === name)?.id ?? 0
}

/** What a screen reader says of the row that the keys have reached. */
function reached(page: ConsoleWindow['page']): Promise<string | null> {
  return page.evaluate<string | null>(
    `document.getElementById(document.querySelector('[role=tree]').getAttribute('aria-activedescendant'))?.getAttribute('aria-label') ?? null`,
  )
}

/** Types the beginning of a name. Letters belong together only when they come quickly: if they didn't, again. */
async function typeTo(page: ConsoleWindow['page'], text: string, name: string): Promise<void> {
  const type = async () => {
    if ((await reached(page)) !== name) await page.keyboard.type(text)
    return reached(page)
  }
  await expect.poll(type, { interval: 1_500 }).toBe(name)
}

describe.skipIf(executable === undefined)('the tree of topics', () => {
  it('is walked, opened and searched by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/topics')
      const tree = page.getByRole('tree', { name: 'Topics' })
      await tree.focus()
      await expect.poll(() => reached(page)).toBe('Archive')
      await typeTo(page, 's', 'Safety')
      await page.keyboard.press('ArrowRight')
      await page.waitForURL('**/topics?open=*')
      await page.getByRole('treeitem', { name: 'Ladders' }).waitFor()
      await page.keyboard.press('ArrowRight')
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => reached(page)).toBe('Electrical safety')
      const row = page.getByRole('treeitem', { name: 'Electrical safety' })
      expect(await row.getAttribute('aria-level')).toBe('2')
      expect(await row.getAttribute('aria-posinset')).toBe('2')
      expect(await row.getAttribute('aria-setsize')).toBe('4')
      expect(await row.getAttribute('aria-expanded')).toBe('false')
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => reached(page)).toBe('Safety')
      await page.keyboard.press('*')
      await page.getByRole('treeitem', { name: 'Topic 001' }).waitFor()
      await page.keyboard.press('Home')
      await expect.poll(() => reached(page)).toBe('Archive')
      await page.reload() // what is open stands in the address
      await page.getByRole('treeitem', { name: 'Topic 001' }).waitFor()
    }))

  it('brings what is beyond the first rows when it is scrolled to, and what is typed from the server', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/topics')
      await page.getByRole('tree').focus()
      await typeTo(page, 'man', 'Many')
      await page.keyboard.press('ArrowRight')
      await page.getByRole('treeitem', { name: 'Topic 001' }).waitFor()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowUp')
      await expect
        .poll(async () => {
          await page.keyboard.press('End')
          return page.getByRole('treeitem', { name: 'Topic 230' }).count()
        })
        .toBe(1)
      await typeTo(page, 'high', 'High voltage') // nothing loaded begins so
    }))

  it('moves a branch by cut and paste, says what that changes, and takes it back', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/topics')
      await page.getByRole('tree').focus()
      await typeTo(page, 's', 'Safety')
      await page.keyboard.press('ArrowRight')
      await page.getByRole('treeitem', { name: 'Electrical safety' }).waitFor()
      await typeTo(page, 'ele', 'Electrical safety')
      await page.keyboard.press('ArrowDown') // ends what was typed
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('x')
      await page.getByText('Electrical safety is cut.').waitFor()
      await page.keyboard.press('Home')
      await page.keyboard.press('v')
      const dialog = page.getByRole('dialog', { name: 'Move Electrical safety below Archive?' })
      await dialog.getByText('Changes the path of 2 topics.').waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('Moved Electrical safety.').waitFor()
      const moved = page.getByRole('treeitem', { name: 'Electrical safety' })
      await expect.poll(() => moved.getAttribute('aria-setsize')).toBe('1')
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => moved.getAttribute('aria-setsize')).toBe('4')
    }))

  it('moves a branch by drag, but not into itself', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/topics')
      const row = (name: string) => page.getByRole('treeitem', { name, exact: true })
      await row('Archive').dragTo(row('Many'))
      const dialog = page.getByRole('dialog', { name: 'Move Archive below Many?' })
      await dialog.getByText('Changes the path of 1 topic.').waitFor()
      await dialog.getByRole('button', { name: 'Move' }).click()
      await page.getByText('Moved Archive.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await expect.poll(() => row('Archive').getAttribute('aria-level')).toBe('1')
      await go('/topics')
      await row('Safety').dragTo(row('Safety'))
      expect(await page.getByRole('dialog').count()).toBe(0)
    }))

  it('opens down to a topic that its menu has moved', () =>
    withWindow({}, async ({ page, go, picture }) => {
      const stools = await topic('Step stools')
      await go(`/topics/${stools}`)
      await page.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Move' }).click()
      await page.keyboard.type('electrical safety')
      await page.getByRole('option', { name: /^Electrical safety/ }).click()
      await page.getByRole('button', { name: 'Move', exact: true }).click()
      await page.getByText('Moved Step stools.').waitFor()
      await expect.poll(() => reached(page)).toBe('Step stools')
      expect(await page.getByRole('treeitem', { name: 'Step stools' }).getAttribute('aria-level')).toBe('3')
      await picture('topic-moved')
    }))

  it('renames in place', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/topics')
      await page.getByRole('tree').focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('F2')
      await page.keyboard.type('Cellar')
      await page.keyboard.press('Enter')
      await page.getByText('Renamed Archive to Cellar.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('treeitem', { name: 'Archive' }).waitFor()
    }))

  it('makes topics, puts courses into them, and restricts them', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/topics')
      await page.getByRole('button', { name: 'New topic' }).click()
      const pane = await page.getByRole('article', { name: 'New topic' }).boundingBox()
      const tree = await page.getByRole('region', { name: 'Topics' }).boundingBox() // gives way to it
      expect(pane?.x).toBe((tree?.x ?? 0) + (tree?.width ?? 0))
      await page.getByLabel('Name').fill('Pumps')
      await page.getByRole('button', { name: 'Create topic' }).click()
      const detail = page.getByRole('article', { name: 'Pumps' })
      await detail.getByRole('link', { name: 'Courses' }).click()
      await detail.getByRole('button', { name: 'Add a course' }).click()
      await page.getByRole('option', { name: 'Live working' }).click()
      await page.getByText('Added Live working.').waitFor()
      await detail.getByRole('button', { name: 'Take Live working out' }).waitFor()
      await detail.getByRole('link', { name: 'Who may' }).click()
      await detail.getByRole('button', { name: 'Add a person' }).click()
      await page.getByRole('option', { name: 'Carla Contributor' }).click()
      await detail.getByLabel('Restrict to these people and groups').check()
      await detail.getByRole('button', { name: 'Save who may' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Save who may' }).click()
      await page.getByText('Saved who may change Pumps.').waitFor()
      await page.getByRole('treeitem', { name: 'Pumps, restricted, 1 course' }).waitFor()
      await detail.getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      const dialog = page.getByRole('dialog', { name: /Delete Pumps/ })
      await dialog.getByText('Deletes 1 topic').waitFor()
      await dialog.getByRole('textbox').fill('Pumps')
      await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByText('Deleted Pumps.').waitFor()
    }))

  it.each(HANDS)(
    'that are restricted while a contributor writes refuse them with the reason, lose no word, and let a manager in, by %s',
    async (by, { press, write }) => {
      const cranes = await topic(`Cranes, ${by}`)
      const change = async ({ page, go }: ConsoleWindow, text: string, before?: () => Promise<unknown>) => {
        await go(`/topics/${cranes}`)
        await press(page.getByRole('article').getByRole('button', { name: 'Edit' }))
        await write(page.getByRole('textbox', { name: 'Description' }), text)
        await before?.()
        await press(page.getByRole('article').getByRole('button', { name: 'Save' }))
      }
      const manager = await apiClient(here.world, ingrid)
      const letIn = (items: readonly object[]) =>
        manager.put(`/topics/${cranes}/policy`, { restricted: true, items })
      await letIn([{ person: carla.id, share: 'manager' }])
      await withWindow(
        {},
        async (window) => {
          const { page } = window
          await change(window, 'By Carla', () => letIn([]))
          await page.getByRole('alert').getByText('Your roles do not allow this.', { exact: false }).waitFor()
          expect(await page.getByRole('textbox', { name: 'Description' }).inputValue()).toBe('By Carla')
          await press(page.getByRole('article').getByRole('button', { name: 'Cancel' }))
        },
        carla,
      )
      await withWindow({}, async (window) => {
        await change(window, 'By Ingrid')
        await window.page.getByText(`Saved Cranes, ${by}.`).waitFor()
      })
      expect((await manager.get(`/topics/${cranes}`)).body.description).toBe('By Ingrid')
      expect((await manager.delete(`/topics/${cranes}`)).status).toBe(204)
    },
  )

  it('offers a contributor nothing on a restricted topic that doesn’t name them, and refuses them with the reason', () =>
    withWindow(
      {},
      async ({ page, go }) => {
        await go('/topics')
        await page.getByRole('treeitem', { name: 'Board, restricted' }).click()
        const detail = page.getByRole('article', { name: 'Board' })
        await detail.getByRole('link', { name: 'Who may' }).click()
        await detail.getByText('Restricted: only the people').waitFor()
        expect(await detail.getByRole('button', { name: 'Edit' }).count()).toBe(0)
        expect(await detail.getByRole('button', { name: 'Add a person' }).count()).toBe(0)
        // Nor do the keys do anything here that they do elsewhere.
        await page.getByRole('tree').focus()
        await expect.poll(() => reached(page)).toBe('Board, restricted')
        for (const key of ['F2', 'r', 'x', 'e']) await page.keyboard.press(key)
        expect(await page.getByRole('textbox').count()).toBe(0)
        expect(await page.getByText('is cut').count()).toBe(0)
        const [board, archive] = [await idOf('Board'), await idOf('Archive')]
        const api = await apiClient(here.world, carla)
        for (const change of [{ name: 'Mine' }, { parent: archive }]) {
          const { status, body } = await api.patch(`/topics/${board}`, change)
          expect([status, body.detail]).toEqual([403, expect.stringContaining('do not allow this')])
        }
        const manager = await apiClient(here.world, ingrid)
        expect((await manager.patch(`/topics/${board}?dryRun=true`, { parent: archive })).status).toBe(200)
      },
      carla,
    ))
})

describe.skipIf(executable === undefined)('the coverage on the overview', () => {
  beforeAll(async () => {
    const api = await apiClient(here.world, ingrid)
    const put = async (topics: readonly string[], courses: number) => {
      for (let number = 1; number <= courses; number++) {
        const { body } = await api.post('/courses', { name: `${topics[0]} ${number}` })
        for (const name of topics) {
          expect((await api.put(`/topics/${await idOf(name)}/courses/${body.id}`)).status).toBe(204)
        }
      }
    }
    await put(['High voltage', 'Ladders'], 3)
    await put(['Ladders'], 4)
    await put(['Board'], 2)
  })

  const SAYS =
    /9 courses in topics\. 2 of 4 topics at the top have courses\. No course yet: .*Archive.* and .*Many/

  it('shows where courses are and where none is, leads there by mouse and keys, and has the figures in a table', () =>
    withWindow({}, async ({ page, go, violations, picture }) => {
      await go('')
      const chart = page.getByRole('group', { name: SAYS })
      await chart.scrollIntoViewIfNeeded()
      await picture('coverage-light')
      expect(await violations()).toEqual([])
      const area = (name: string) => chart.getByRole('link', { name, exact: true })
      expect(await area('Archive: no course').getAttribute('tabindex')).toBe('-1')
      expect(await area('High voltage: 3 courses').count()).toBe(0) // two levels are shown
      await area('Electrical safety: 3 courses').click()
      await page.getByRole('heading', { level: 2, name: 'Electrical safety' }).waitFor()
      await page.goBack()

      await area('Safety: 7 courses').focus()
      await page.keyboard.press('ArrowRight')
      expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Ladders: 7 courses')
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Home')
      expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Safety: 7 courses')
      await page.emulateMedia({ forcedColors: 'active' })
      await picture('coverage-forced')
      await page.emulateMedia({ forcedColors: 'none' })

      const section = page.getByRole('region', { name: 'What the courses cover' })
      await section.getByRole('button', { name: 'Show as a table' }).press('Enter')
      await section.getByRole('row', { name: 'Ladders 7' }).waitFor()
      await section.getByRole('row', { name: 'Many 0' }).waitFor()
      await picture('coverage-table')
      await section.getByRole('link', { name: 'Board' }).press('Enter')
      await page.waitForURL('**/topics/*')
    }))

  it('fits a phone by night in Arabic', () =>
    withWindow(
      { viewport: PHONE, look: 'dark', language: 'ar' },
      async ({ page, go, violations, isWide, picture }) => {
        await go('')
        const chart = page.getByRole('group', { name: /Archive/ })
        await chart.scrollIntoViewIfNeeded()
        await picture('coverage-arabic-phone')
        expect(await violations()).toEqual([])
        expect(await isWide()).toBe(false)
      },
    ))

  it('is shown to an author who may not look at people', async () => {
    const arno = await here.world.person('Arno Author', 'author')
    await withWindow(
      {},
      async ({ page, go }) => {
        await go('')
        await page.getByRole('group', { name: SAYS }).waitFor()
        expect(await page.getByRole('heading', { name: 'What needs you' }).count()).toBe(0)
      },
      arno,
    )
  })
})
