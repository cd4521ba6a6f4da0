import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateAccount } from '../../src/domain/academy/tenancy.ts'
import { updateMember } from '../../src/domain/people/members.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { findBrowser } from '../support/browser.ts'
import { openConsole, type ConsoleWorld } from '../support/console.ts'

// The audit trail, as an auditor uses the page: with the mouse, with the keyboard alone, on a phone, by night.

const executable = findBrowser()
let here: ConsoleWorld
let arthur: Member

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  const { world } = here
  arthur = await world.person('Arthur Auditor', 'auditor')
  const nele = await world.person('Nele Nadolny', 'learner')
  await world.store.write((tx) =>
    updateMember(tx, world.owner, { id: nele.id }, { lastName: '<b>Neumann</b>' }),
  )
})
afterAll(() => (executable === undefined ? undefined : here.close()))

describe.skipIf(executable === undefined)('the audit trail', () => {
  it('is opened by the keyboard alone, and shows what changed from what to what', async () => {
    const { page, go, complaints, close } = await here.open(arthur)
    await go('/audit?action=update')
    await page
      .getByRole('link', { name: /Person “.+”: changed/ })
      .first()
      .press('Enter')
    const table = page.getByRole('article').getByRole('table')
    await table.getByText('<b>Neumann</b>').waitFor()
    await table.getByText('Nele Nadolny', { exact: true }).waitFor()
    await page.reload()
    await table.getByText('Nele Nadolny', { exact: true }).waitFor()
    await page.getByRole('article').getByRole('link', { name: '<b>Neumann</b>' }).click()
    await page.waitForURL(/people\/\d+/)
    expect(complaints).toEqual([])
    await close()
  })

  it('is narrowed to days of the academy by the keyboard alone, and taken away as CSV', async () => {
    const { world } = here
    await world.store.write((tx) => updateAccount(tx, world.owner, { timeZone: 'Pacific/Kiritimati' }))
    const { page, go, complaints, close } = await here.open(arthur)
    await go('/audit?subject=person&action=create')
    const rows = page.getByRole('table').getByRole('link')
    await expect.poll(() => rows.count()).toBe(2)
    await page.getByRole('button', { name: 'Filter', exact: true }).press('Enter')
    await page.getByRole('menuitem', { name: 'When' }).press('Enter')
    const editor = page.getByRole('dialog', { name: 'When' })
    await editor.getByText('Days in the time zone Pacific/Kiritimati').waitFor()
    // Over there it is the next day already.
    const there = new Date(world.clock.now() + 14 * 3_600_000).toISOString().slice(0, 10)
    await editor.getByLabel('From').fill(there)
    await editor.getByLabel('To').fill(there)
    await page.keyboard.press('Escape')
    await expect.poll(() => new URL(page.url()).searchParams.get('days')).toBe(`${there},${there}`)
    await expect.poll(() => rows.count()).toBe(2)
    const downloading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download as CSV' }).press('Enter')
    const lines = readFileSync(await (await downloading).path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^id,at,action,subject/)
    await go('/audit?subject=person&action=create&days=,2000-01-01')
    await page.getByRole('button', { name: /When: until .*2000/ }).waitFor()
    await page.getByText('Nothing fits these filters').waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
