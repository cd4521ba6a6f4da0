import { expect, it } from 'vitest'
import type { Store } from '../../src/domain/store.ts'
import type { LearningAcademy } from './learning-academy.ts'
import { bodyOf, factsOf, OPEN_FORMS, openFormAcademy, PERSONAL_FORMS, sendBody } from './page-forms.ts'

/**
 * Tests that a form of the pages counts once, however often it is sent.
 * @param store a fresh store for each academy
 */
export function testClicks(clicks: number, store: () => Promise<Store | undefined>): void {
  const open = async () => {
    const fresh = await store()
    return openFormAcademy(fresh === undefined ? {} : { store: fresh })
  }

  it.each(Object.entries({ ...PERSONAL_FORMS, ...OPEN_FORMS }))(
    `%s counts once of ${clicks} clicks`,
    async (_, prepare) => {
      const once = await open()
      const single = await prepare(once)
      const first = await sendBody(single, await bodyOf(single))
      const expected = await finalFactsOf(once)
      await once.world.close()

      const academy = await open()
      const form = await prepare(academy)
      const body = await bodyOf(form)
      const cookies = [...form.browser.cookies]
      const answers = await Promise.all(Array.from({ length: clicks }, () => sendBody(form, body)))
      await expect.poll(() => factsOf(academy)).toEqual(expected)
      // Whichever answer the browser shows, it leads on as the first one does, or says that it is done.
      expect(answers.map(({ location }) => location)).toContain(first.location)
      for (const { status } of answers) expect(status).not.toBe(500)

      // A click that comes later.
      form.browser.cookies.clear()
      for (const [name, value] of cookies) form.browser.cookies.set(name, value)
      await sendBody(form, body)
      expect(await finalFactsOf(academy)).toEqual(expected)
      await academy.world.close()
    },
  )
}

/** What came of it all, also of work that goes on behind an answer: a server waits for that when it closes. */
async function finalFactsOf(academy: LearningAcademy) {
  await academy.world.server.close()
  return factsOf(academy)
}
