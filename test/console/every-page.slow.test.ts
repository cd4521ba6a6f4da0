import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/people/member.ts'
import { plantAwkward } from '../support/awkward-academy.ts'
import { findBrowser } from '../support/browser.ts'
import { openConsole, type ConsoleWorld } from '../support/console.ts'
import { lookAtEveryPage, PAIRS_OF_LOOKS } from '../support/every-page.ts'

// What holds for every page of the console. A new page is found by itself. Everything in the academy has a name that breaks what
// isn't careful. All looks: test/campaign/every-page.campaign.test.ts.

const executable = findBrowser()
let here: ConsoleWorld
let ingrid: Member

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable)
  ingrid = await plantAwkward(here.world)
})
afterAll(() => (executable === undefined ? undefined : here.close()))

describe.skipIf(executable === undefined)('every page', () => {
  it('is accessible and fits its window by day and by night, on a desk and on a phone, from left and from right, whatever things are called', async () => {
    const { problems, kinds } = await lookAtEveryPage(here, ingrid, PAIRS_OF_LOOKS)
    expect(problems).toEqual([])
    for (const kind of [
      '/console/topics/new',
      '/console/data?part=jobs',
      '/console/settings?part=retention',
      '/console/account?part=sessions',
      '/console/people/#?edit=1',
      '/console/item-bank/#/items/#?part=history',
      '/console/doors/#/keys/#',
    ])
      expect(kinds).toContain(kind)
  }, 1_800_000)
})
