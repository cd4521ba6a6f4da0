import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ItemBankId } from '../../src/domain/ids.ts'
import { createItemBank, getItemBank } from '../../src/domain/item-bank/item-banks.ts'
import { createTaggables } from '../../src/domain/item-bank/taggables.ts'
import { createOrUpdateTags, listTags } from '../../src/domain/item-bank/tags.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { findBrowser } from '../support/browser.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole } from '../support/console.ts'

// An item bank, as those who keep its tags use the pages: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member
let bank: ItemBankId
let large: ItemBankId
let sorted: ItemBankId

const HOSTILE = `<img src=x onerror=alert(1)> \u202e${'W'.repeat(200)}\u200b`
const MANY = 21_000

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  const { owner } = world
  ingrid = await world.person('Ingrid Manager', 'manager')
  const topic = (name: string) => ({ type: 'Topic', name })
  await world.store.write(async (tx) => {
    bank = (await createItemBank(tx, owner, { name: 'Questions', pagingKey: 'a key for paging' })).id
    large = (await createItemBank(tx, owner, { name: 'Large', pagingKey: 'another key for it' })).id
    sorted = (await createItemBank(tx, owner, { name: 'Sorted', pagingKey: 'a third key for it' })).id
    const rigging = ['Anchors', 'Bends', 'Cleats', 'Deadeyes'].map((name, index) => ({
      type: 'Rigging',
      name,
      sortKey: index * 10,
    }))
    await createOrUpdateTags(tx, owner, sorted, { tags: rigging })
    const tags = [
      topic('Knots'),
      topic('Knotts'),
      topic('Splices'),
      topic('Measuring'),
      topic('Easy'),
      { type: 'Level', name: HOSTILE },
    ]
    await createOrUpdateTags(tx, owner, bank, { tags })
    const items = Array.from({ length: 40 }, (_, index) => ({
      kind: 'item' as const,
      reference: `item ${String(index).padStart(3, '0')}`,
      title: index === 0 ? HOSTILE : `Question ${index}`,
      status: 'published' as const,
      tags: index < 3 ? [topic('Knotts')] : [],
    }))
    await createTaggables(tx, owner, bank, items)
  })
  const names = Array.from({ length: MANY }, (_, index) => ({ type: 'Skill', name: `Skill ${index}` }))
  await world.store.write((tx) => createOrUpdateTags(tx, owner, large, { tags: names }))
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

describe.skipIf(executable === undefined)('a tag', () => {
  it('is found, seen where it is used, and merged into the right one after it is said how many change', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/item-bank')
      await page.getByRole('link', { name: 'Questions' }).click()
      await page.getByRole('link', { name: 'Tags', exact: true }).click()
      await page.getByRole('searchbox').fill('knotts')
      await page.getByRole('link', { name: 'Knotts', exact: true }).click()
      const pane = page.getByRole('article', { name: 'Knotts' })
      await pane.getByRole('link', { name: 'Where it is used' }).click()
      await pane.getByRole('list', { name: 'Items' }).getByRole('link', { name: 'item 002' }).waitFor()
      await page.getByRole('button', { name: 'Edit', exact: true }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('Knots')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('button', { name: 'Merge into Knots' }).click()
      const dialog = page.getByRole('dialog', { name: 'Merge Knotts into Knots?' })
      await dialog.getByText('Gives 3 uses the other tag.').waitFor()
      await dialog.getByRole('textbox').fill('Knotts')
      await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
      await page.getByText('Merged Knotts into Knots.').waitFor()
      await page.getByRole('article', { name: 'Knots' }).getByRole('link', { name: 'History' }).click()
      await page.getByRole('list', { name: 'History' }).getByText('Ingrid Manager').first().waitFor()
      await page
        .getByRole('row', { name: /merged/ })
        .getByText('Knotts')
        .waitFor()
    }))

  it('is made, renamed and deleted by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/item-bank/${bank}/tags`)
      await page.keyboard.press('c')
      await page.getByRole('textbox', { name: 'Name' }).waitFor()
      await page.getByRole('combobox', { name: 'Type' }).fill('Topic')
      await page.getByRole('textbox', { name: 'Name' }).fill('Bends')
      await page.keyboard.press('Enter')
      await page.getByText('Created Bends.').waitFor()
      await page.getByRole('article', { name: 'Bends' }).waitFor()
      await page.keyboard.press('e')
      await page.getByRole('textbox', { name: 'Name' }).press('End')
      await page.keyboard.type(' and hitches')
      await page.keyboard.press('Enter')
      await page.getByText('Saved Bends and hitches.').waitFor()
      await page.getByRole('button', { name: 'More' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
      await page.getByText('Nothing else changes.').waitFor()
      await page.keyboard.type('Bends and hitches')
      await page.keyboard.press('Enter')
      await page.getByText('Deleted Bends and hitches.').waitFor()
    }))

  it('is one of 21,000 that are no burden', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/item-bank/${large}/tags?sort=-name`)
      await page.getByRole('link', { name: 'Skill 9999', exact: true }).waitFor()
      expect(await page.getByRole('row').count()).toBeLessThan(80)
      await page.getByRole('searchbox').fill('skill 20999')
      const found = page.getByRole('link', { name: 'Skill 20999', exact: true })
      await found.waitFor()
      await expect.poll(() => page.getByRole('table').getByRole('link').count()).toBe(1)
      await found.click()
      await page.getByRole('article', { name: 'Skill 20999' }).waitFor()
    }))
})

describe.skipIf(executable === undefined)('the order of a type’s tags', () => {
  const inOrder = () =>
    here.world.store.read(async (reader) => {
      const opened = await getItemBank(reader, here.world.owner, sorted, 'read')
      const order = { by: 'sort_key', descending: false } as const
      const page = { after: null, limit: 10 }
      const { items } = await listTags(reader, opened, {
        filter: { types: ['Rigging'] },
        sort: [order],
        page,
      })
      return items.map(({ name, sortKey }) => `${name} ${sortKey}`)
    })
  const begun = ['Anchors 0', 'Bends 10', 'Cleats 20', 'Deadeyes 30']

  it('is changed by drag and by a menu, and taken back', () =>
    withWindow({}, async ({ page, go, picture }) => {
      await go(`/item-bank/${sorted}/types/1`)
      await page.getByRole('link', { name: 'Order', exact: true }).click()
      const list = page.getByRole('list', { name: 'Tags in order' })
      const rows = list.getByRole('listitem')
      await rows.filter({ hasText: 'Deadeyes' }).dragTo(rows.filter({ hasText: 'Bends' }))
      await page.getByText('Deadeyes is now number 2 of 4.').waitFor()
      await expect
        .poll(() => rows.getByRole('link').allTextContents())
        .toEqual(['Anchors', 'Deadeyes', 'Bends', 'Cleats'])
      await expect.poll(inOrder).toEqual(['Anchors 0', 'Deadeyes 5', 'Bends 10', 'Cleats 20'])
      await picture('bank-type-order')
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Undone.').waitFor()
      await expect.poll(inOrder).toEqual(begun)
      await expect
        .poll(() => rows.getByRole('link').allTextContents())
        .toEqual(begun.map((one) => one.split(' ')[0]))
      await page.getByRole('button', { name: 'Move Cleats' }).click()
      await page.getByRole('menuitem', { name: 'Move to top' }).click()
      await page.getByText('Cleats is now number 1 of 4.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).last().click()
      await expect.poll(inOrder).toEqual(begun)
    }))

  it('is changed by the keyboard alone, which says where a tag goes', () =>
    withWindow({}, async ({ page, go, violations }) => {
      await go(`/item-bank/${sorted}/types/1?part=order`)
      const grip = (name: string) => page.getByRole('button', { name: `Take ${name}` })
      await grip('Anchors').focus()
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.getByText('Took Bends from place 2 of 4.').waitFor()
      expect(await violations()).toEqual([])
      await page.keyboard.press('j')
      await page.getByText('Bends: place 3 of 4.').waitFor()
      await page.keyboard.press('ArrowDown')
      await page.getByText('Bends: place 4 of 4.').waitFor()
      await page.keyboard.press('Escape')
      await page.getByText('Bends is back in place 2.').waitFor()
      await expect.poll(inOrder).toEqual(begun)
      await page.keyboard.press('x')
      await page.keyboard.press('k')
      await page.getByText('Bends: place 1 of 4.').waitFor()
      await page.keyboard.press('v')
      await page.getByText('Bends is now number 1 of 4.').waitFor()
      await grip('Bends').and(page.locator(':focus')).waitFor()
      await expect
        .poll(async () => (await inOrder()).map((one) => one.split(' ')[0]))
        .toEqual(['Bends', 'Anchors', 'Cleats', 'Deadeyes'])
      await page.getByRole('button', { name: 'Undo' }).press('Enter')
      await expect.poll(inOrder).toEqual(begun)
    }))

  it('isn’t offered for a type of thousands of tags, and it says why', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/item-bank/${large}/types/1?part=order`)
      await page.getByText('Types of more than 500 tags can’t be put in order here').waitFor()
      expect(await page.getByRole('list', { name: 'Tags in order' }).count()).toBe(0)
    }))
})

describe.skipIf(executable === undefined)('items', () => {
  it('are tagged many at once, and that is taken back', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/item-bank/${bank}/items`)
      await page.getByRole('checkbox', { name: 'Select item 004' }).check()
      await page.getByRole('button', { name: 'Select all 40 that fit' }).click()
      await page.getByRole('button', { name: 'Add a tag' }).click()
      await page.getByRole('combobox', { name: 'Find Tag' }).fill('splices')
      await page.getByRole('option', { name: /Splices/ }).click()
      const dialog = page.getByRole('dialog', { name: 'Add to 40 items: Splices' })
      await dialog.getByText('Adds it to 40 items.').waitFor()
      await dialog.getByRole('button', { name: 'Add a tag' }).click()
      await page.getByText('Changed 40.').waitFor()
      await go(`/item-bank/${bank}/items?q=item+004`)
      await page.getByRole('cell', { name: 'Topic: Splices' }).waitFor()
      await page.getByRole('link', { name: 'item 004' }).click()
      await page.getByRole('button', { name: 'Remove Splices' }).click()
      await page.getByText('Removed Splices.').waitFor()
      await page.getByText('It has no tags.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('list', { name: 'Tags' }).getByRole('link', { name: 'Splices' }).waitFor()
      await page.getByRole('link', { name: 'History' }).click()
      await page.getByRole('row', { name: 'tags' }).getByText('Topic: Splices').first().waitFor()
    }))

  it('are offered the tags that begin with what is typed first, and each part has a title', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/item-bank/${bank}/items`)
      await page.getByRole('link', { name: 'item 009' }).click()
      await page.getByRole('article', { name: 'item 009' }).waitFor()
      await expect.poll(() => page.title()).toMatch(/^item 009 · Items · Questions · Item bank/)
      await page.getByRole('button', { name: 'Add a tag' }).click()
      await page.keyboard.type('eas')
      await expect
        .poll(() => page.getByRole('option').allInnerTexts())
        .toEqual([expect.stringMatching(/^Easy/), expect.stringMatching(/^Measuring/)])
      await go(`/item-bank/${bank}/tags`)
      await expect.poll(() => page.title()).toMatch(/^Tags · Questions · Item bank/)
    }))

  it('lose a tag by the keyboard alone, and get it back', () =>
    withWindow({}, async ({ page, go }) => {
      await go(`/item-bank/${bank}/items?type=1&status=published`)
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.getByRole('button', { name: 'Remove a tag' }).press('Enter')
      await page.keyboard.type('splices')
      await page.getByRole('option', { name: /Splices/ }).waitFor()
      await page.keyboard.press('Enter')
      await page.getByText('Removes 1 tag.').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Remove a tag' }).press('Enter')
      await page.getByText('Changed 1.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).press('Enter')
      await page.getByText('Undone.').waitFor()
    }))
})

describe.skipIf(executable === undefined)('an item bank', () => {
  it('is made, renamed and deleted with what it holds', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/item-bank')
      await page.getByRole('link', { name: 'New item bank' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill('Short-lived')
      await page.keyboard.press('Enter')
      await page.getByText('Created Short-lived.').waitFor()
      await page.getByRole('button', { name: 'Edit' }).click()
      await page.getByRole('dialog').getByRole('textbox').fill('Shorter-lived')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Shorter-lived' }).waitFor()
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByText('Nothing else changes.').waitFor()
      await page.getByRole('dialog').getByRole('textbox').fill('Shorter-lived')
      await page.keyboard.press('Enter')
      await page.getByText('Deleted Shorter-lived.').waitFor()
    }))

  it('shows an auditor everything, and nothing to change', async () => {
    const arthur = await here.world.person('Arthur Auditor', 'auditor')
    await withWindow(
      {},
      async ({ page, go }) => {
        await go(`/item-bank/${bank}/tags`)
        await page.getByRole('link', { name: 'Splices' }).click()
        await page.getByRole('article', { name: 'Splices' }).waitFor()
        for (const name of ['Edit', 'More', 'Delete']) {
          expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0)
        }
        expect(await page.getByRole('link', { name: 'New tag' }).count()).toBe(0)
        expect(await page.getByRole('checkbox').count()).toBe(0)
      },
      arthur,
    )
  })
})
