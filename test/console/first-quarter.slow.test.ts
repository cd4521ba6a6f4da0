import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import type { DeliveryWorker } from '../../src/delivery/delivery.ts'
import { setPassword } from '../../src/domain/access/set-password.ts'
import { makeDeliveryWorker } from '../../src/server/delivery-worker.ts'
import { findBrowser } from '../support/browser.ts'
import { hashedAtNoCost } from '../support/cheap-password.ts'
import { openConsole, type ConsoleWorld } from '../support/console.ts'
import { HANDS } from '../support/hands.ts'
import { installationWith } from '../support/installation-with.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

// A new manager's first quarter of an hour in an empty academy: signing in, mail, three people, a course with a quiz, an
// invitation, and a client. Once with the mouse, once with the keyboard alone.

const executable = findBrowser()
const PASSWORD = 'the password of mona'

describe.skipIf(executable === undefined).each(HANDS)(
  'the first quarter of an hour, with %s',
  (_, { press, write }) => {
    let sink: SmtpSink
    let here: ConsoleWorld
    let delivery: DeliveryWorker

    beforeAll(async () => {
      if (executable === undefined) return
      sink = await openSmtpSink()
      const settings = { QUADRIVIUM_SMTP_URL: sink.url }
      here = await openConsole(executable, { installation: installationWith(settings) })
      const { store, services } = here.world
      const config = readConfig({ ...settings, QUADRIVIUM_PUBLIC_URL: here.url })
      delivery = makeDeliveryWorker(config, { store, sealedBox: services.sealedBox, log: services.log })
      delivery.start()
    })
    afterAll(async () => {
      if (executable === undefined) return
      await delivery.stop()
      await here.close()
      await sink.close()
    })

    it('ends with people, a course and an invitation that can be read', async () => {
      const { world, url } = here
      const mona = await world.person('Mona Manager', 'manager')
      const phc = await hashedAtNoCost(PASSWORD)
      await world.store.write((tx) => setPassword(tx, world.owner, { id: mona.id }, phc))
      const { page, complaints, close, picture } = await here.open(mona)
      await page.context().clearCookies()
      const go = (name: string) =>
        press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true }))

      // Signing in leads to the console, which says what to begin with.
      await page.goto(`${url}/console`)
      await write(page.getByLabel('E-mail address or username'), 'mona.manager@example.com')
      await write(page.getByLabel('Password', { exact: true }), PASSWORD)
      await press(page.getByRole('button', { name: 'Log in' }))
      const steps = page.getByRole('region', { name: 'Start here' })
      await steps.waitFor()
      await picture('first-steps')
      expect(await steps.getByRole('link').allTextContents()).toEqual([
        'Set up mail, and send a first one',
        'Bring in the first people',
        'Make the first course',
        'Let a client try a door',
      ])

      // Mail is set up and tested.
      await press(steps.getByRole('link', { name: 'Set up mail' }))
      await write(page.getByRole('textbox', { name: 'Sender' }), 'Bee School <bees@example.com>')
      await press(page.getByRole('button', { name: 'Save', exact: true }))
      // The password was shown a moment ago: it isn't asked for again.
      await page.getByText('Bee School <bees@example.com>', { exact: true }).waitFor()
      await press(page.getByRole('button', { name: 'Send test mail' }))
      await page.getByText('The mail server has taken the mail to mona.manager@example.com.').waitFor()
      expect(sink.mails.map(({ from, to }) => [from, to])).toEqual([
        ['bees@example.com', ['mona.manager@example.com']],
      ])

      // Three people, the last of them invited.
      await go('Overview')
      await press(steps.getByRole('link', { name: 'Bring in the first people' }))
      for (const name of ['Ada', 'Ben', 'Cleo']) {
        await write(page.getByLabel('First name'), name)
        await write(page.getByLabel('Last name'), 'Bee')
        await write(page.getByLabel('E-mail address'), `${name.toLowerCase()}@example.com`)
        const act = name === 'Cleo' ? 'Create and invite' : 'Create person'
        await press(page.getByRole('button', { name: act }))
        await page.getByRole('heading', { level: 2, name: `${name} Bee` }).waitFor()
        if (name !== 'Cleo') await press(page.getByRole('link', { name: 'New person' }))
      }

      // A course with a quiz.
      await go('Overview')
      await press(steps.getByRole('link', { name: 'Make the first course' }))
      await write(page.getByLabel('Name'), 'Keeping bees')
      await press(page.getByRole('button', { name: 'Create course' }))
      const course = page.getByRole('article', { name: 'Keeping bees' })
      await press(course.getByRole('button', { name: 'Add a quiz' }))
      const question = course.getByRole('region', { name: 'Question 1' })
      await write(question.getByRole('textbox', { name: 'Question' }), 'Who makes honey?')
      await write(question.getByLabel('Answer 1', { exact: true }), 'Bees')
      await write(question.getByLabel('Answer 2', { exact: true }), 'Wasps')
      await press(course.getByRole('button', { name: 'Save' }))
      await page.getByText('Saved the lessons of Keeping bees.').waitFor()

      // The invitation has gone out, and is read in Mail.
      await expect.poll(() => sink.mails.length).toBe(2)
      expect(sink.mails[1]?.to).toEqual(['cleo@example.com'])
      await go('Mail')
      await press(page.getByRole('link', { name: 'Invitation to Academy' }))
      await page.getByText('You have been invited to Academy.', { exact: false }).first().waitFor()
      await page.getByRole('article').getByText('Delivered', { exact: true }).first().waitFor()

      // A client comes in by a token: the list of first steps is done, and goes.
      await go('Overview')
      await press(steps.getByRole('link', { name: 'Let a client try a door' }))
      await press(page.getByRole('button', { name: 'New token' }))
      await write(page.getByRole('dialog').getByLabel('Name'), 'First client')
      await press(page.getByRole('button', { name: 'Create token' }))
      const made = page.getByRole('dialog', { name: 'Created First client' })
      const token = await made.locator('code').first().innerText()
      const answer = await fetch(`${url}/api/quadrivium/v1/people`, {
        headers: { authorization: `Bearer ${token}` },
      })
      expect(answer.status).toBe(200)
      await press(made.getByRole('button', { name: 'Done' }))
      await go('Overview')
      await page.getByRole('heading', { level: 2, name: 'What happened' }).waitFor()
      await steps.waitFor({ state: 'detached' })
      expect(complaints).toEqual([])
      await close()
    })
  },
)
