import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateMember } from '../../src/domain/people/members.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { findBrowser } from '../support/browser.ts'
import { DESK, openConsole, PHONE, type ConsoleWorld } from '../support/console.ts'

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
      .getByRole('link', { name: /Person \d+: changed/ })
      .first()
      .press('Enter')
    const table = page.getByRole('article').getByRole('table')
    await table.getByText('<b>Neumann</b>').waitFor()
    await table.getByText('Nele Nadolny', { exact: true }).waitFor()
    await page.reload()
    await table.getByText('Nele Nadolny', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Go to it' }).click()
    await page.waitForURL(/people\/\d+/)
    expect(complaints).toEqual([])
    await close()
  })

  it('shows no word that isn’t from the words', async () => {
    const { page, go, foreignTexts, close } = await here.open(arthur, { language: 'pseudo' })
    await go('/audit?action=update')
    expect(await foreignTexts()).toEqual([])
    const address = await page.locator('a[href*="/console/audit/"]').first().getAttribute('href')
    await go((address ?? '').replace('/console', ''))
    expect(await foreignTexts()).toEqual([])
    await close()
  })

  it.each([
    [DESK, 'light'],
    [PHONE, 'dark'],
  ] as const)('has nothing that axe finds at %o by %s', async (viewport, look) => {
    const { page, go, violations, isWide, complaints, picture, close } = await here.open(arthur, {
      viewport,
      look,
    })
    await go('/audit?action=update')
    const address = await page.locator('a[href*="/console/audit/"]').first().getAttribute('href')
    for (const path of ['/audit', (address ?? '').replace('/console', '')]) {
      await go(path)
      expect(await violations(), path).toEqual([])
      expect(await isWide(), path).toBe(false)
      await picture(`audit-${path.length}-${viewport.width}`)
    }
    expect(complaints).toEqual([])
    await close()
  })
})
