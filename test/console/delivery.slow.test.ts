import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { outgoingMail } from '../../src/domain/delivery/events.ts'
import { enrolMember } from '../../src/domain/learning/enrolments.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { makeDeliveryWorker } from '../../src/server/delivery-worker.ts'
import { findBrowser } from '../support/browser.ts'
import { type ConsoleWindow, type ConsoleWorld, openConsole } from '../support/console.ts'
import { HANDS } from '../support/hands.ts'
import { installationWith } from '../support/installation-with.ts'
import { openWebhookReceiver } from '../support/webhook-receiver.ts'

// Webhooks and mails, as those who look after what goes out use the pages: with the mouse, with the keyboard alone.

const executable = findBrowser()

let here: ConsoleWorld
let ingrid: Member

beforeAll(async () => {
  if (executable === undefined) return
  here = await openConsole(executable, { installation: installationWith({}) })
  const { world } = here
  ingrid = await world.person('Ingrid Manager', 'manager')
  const lea = await world.person('Lea Learner', 'learner')
  await world.store.write((tx) =>
    tx.outbox.add(
      world.account.id,
      outgoingMail(lea.id, {
        to: 'lea@example.com',
        name: 'Lea <b>Learner</b>',
        locale: 'en',
        subject: 'Welcome <i>\u202enrael',
        body: 'Dear Lea,\nyou are invited.',
        link: { url: 'https://academy.example.com/activate?token=for-lea', label: 'Join' },
        opens: { of: 'invitation', tokenHash: 'digest' },
      }),
    ),
  )
  await settle('mail', '550 No such mailbox')
})
afterAll(() => (executable === undefined ? undefined : here.close()))

/** Ends what is due, with that answer. */
async function settle(
  kind: 'mail' | 'webhook_event',
  answer: string,
  state: 'given_up' | 'sent' = 'given_up',
): Promise<void> {
  await here.world.store.write(async (tx) => {
    const wish = { kind, limit: 10, except: [], lease: 'lease', until: tx.now + 60_000 } as const
    for (const delivery of (await tx.outbox.claim(wish)).deliveries) {
      await tx.outbox.settle(delivery, 'lease', { state }, { at: tx.now, milliseconds: 7, answer })
    }
  })
}

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

describe.skipIf(executable === undefined)('a webhook', () => {
  it.each(HANDS)(
    'that fails at its receiver is mended and sent again, and arrives, by %s',
    async (by, { press, write, tick }) => {
      const { store, owner, services } = here.world
      const receiver = await openWebhookReceiver()
      receiver.behave(({ path }) => (path === '/hook' ? 200 : 500))
      const wrong = receiver.url.replace('/hook', '/wrong')
      const config = readConfig({ QUADRIVIUM_WEBHOOK_ALLOW: '127.0.0.0/8', QUADRIVIUM_PUBLIC_URL: here.url })
      const worker = makeDeliveryWorker(config, {
        store,
        sealedBox: services.sealedBox,
        log: services.log,
        only: 'webhook_event',
      })
      worker.start()
      try {
        await withWindow({}, async ({ page, go }) => {
          await go('/webhooks')
          await press(page.getByRole('link', { name: 'New webhook' }))
          await write(page.getByRole('textbox', { name: 'Address' }), wrong)
          await tick(page.getByRole('checkbox', { name: 'Never try again' }))
          await press(page.getByRole('button', { name: 'Create webhook' }))
          const made = page.getByRole('dialog', { name: 'Created the webhook' })
          const secret = await made.locator('code').innerText()
          await press(made.getByRole('button', { name: 'Done' }))
          await page.getByRole('article', { name: wrong }).waitFor()

          const learner = await here.world.person(`Lena ${by}`, 'learner')
          await store.write(async (tx) => {
            const course = await createCourse(tx, owner, { name: `Knots, ${by}`, isActive: true })
            await enrolMember(tx, owner, course.id, learner.id)
          })
          await press(page.getByRole('article').getByRole('link', { name: 'Deliveries' }))
          const list = page.getByRole('list', { name: 'Deliveries' })
          await list.getByText('Given up').waitFor()
          await press(list.getByRole('button', { name: 'Enrolled' }))
          const opened = page.getByRole('dialog', { name: 'Enrolled' })
          await opened.getByText(/^500/).waitFor()
          await press(opened.getByRole('button', { name: 'Close' }))

          await press(page.getByRole('button', { name: 'Edit' }))
          await write(page.getByRole('textbox', { name: 'Address' }), receiver.url)
          await press(page.getByRole('button', { name: 'Save' }))
          await page.getByText('Saved the webhook.').waitFor()
          await press(list.getByRole('button', { name: 'Send again' }))
          await list.getByText('Delivered').waitFor() // as it arrives
          const [first, second] = receiver.received
          expect(receiver.received.map(({ path }) => path)).toEqual(['/wrong', '/hook'])
          expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
          for (const { body, headers } of receiver.received) {
            const texts = headers as Record<string, string> // none comes twice
            expect(() => new StandardWebhook(secret).verify(body, texts, { jsonParse: false })).not.toThrow()
          }

          await press(page.getByRole('button', { name: 'More' }))
          await press(page.getByRole('menuitem', { name: 'Delete' }))
          const deleting = page.getByRole('dialog', { name: /^Delete / })
          await deleting.getByText('Deletes 1 message.').waitFor()
          await write(deleting.getByRole('textbox'), receiver.url)
          await press(deleting.getByRole('button', { name: 'Delete', exact: true }))
          await page.getByText('Deleted the webhook.').waitFor()
        })
      } finally {
        await worker.stop()
        await receiver.close()
      }
    },
  )

  it('is made, tested, and what failed is sent again', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/webhooks')
      await page.getByRole('link', { name: 'New webhook' }).click()
      await page.getByRole('textbox', { name: 'Address' }).fill('https://receiver.example.com/events')
      await page.getByRole('button', { name: 'Create webhook' }).click()
      const made = page.getByRole('dialog', { name: 'Created the webhook' })
      const secret = await made.locator('code').innerText()
      expect(secret).toMatch(/^whsec_/)
      await made.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('button', { name: 'Send a test' }).waitFor()
      expect(await page.content()).not.toContain(secret)
      await page.getByRole('button', { name: 'Send a test' }).click()
      await page.getByText('A test message is on its way.').waitFor()
      const list = page.getByRole('list', { name: 'Deliveries' })
      await list.getByText('Waiting').waitFor()
      await settle('webhook_event', '500 Internal Server Error')
      await page.reload()
      await list.getByText('Given up').waitFor()
      await list.getByRole('button', { name: 'Test' }).click()
      await page.getByText('500 Internal Server Error').waitFor()
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
      await list.getByRole('button', { name: 'Send again' }).click()
      await page.getByText('1 message goes out again.').waitFor()
      await list.getByText('Waiting').waitFor()
      await settle('webhook_event', '500 Internal Server Error')
      await page.getByRole('button', { name: 'Send a range again' }).click()
      const range = page.getByRole('dialog', { name: 'Send a range again' })
      await range.getByLabel('From').fill('2020-01-01T00:00')
      await range.getByRole('button', { name: 'Send again' }).click()
      await expect.poll(() => range.count()).toBe(0)
      await list.getByText('Waiting').waitFor()
    }))

  it('is changed, switched off and deleted by the keyboard alone', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/webhooks')
      await page.getByRole('link', { name: 'https://receiver.example.com/events' }).press('Enter')
      await page.getByRole('button', { name: 'Send a test' }).waitFor()
      await page.keyboard.press('e')
      await page.getByRole('textbox', { name: 'Address' }).press('End')
      await page.keyboard.type('/2')
      await page.keyboard.press('Enter')
      await page.getByText('Saved the webhook.').waitFor()
      await page.getByRole('button', { name: 'More' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Switch off' }).press('Enter')
      await page.getByText('The webhook is off. Messages are kept.').waitFor()
      await page.getByRole('button', { name: 'More' }).press('Enter')
      await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
      await page.getByText(/Deletes \d messages?\./).waitFor()
      await page.keyboard.type('https://receiver.example.com/events/2')
      await page.keyboard.press('Enter')
      await page.getByText('Deleted the webhook.').waitFor()
    }))
})

describe.skipIf(executable === undefined)('a mail', () => {
  it('is found, read with its attempts, and sent again', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/mail?state=given_up')
      await page.getByRole('searchbox').fill('welcome')
      await page.getByRole('link', { name: /Welcome/ }).click()
      const said = page.getByText('550 No such mailbox')
      await said.waitFor()
      const look =
        "(({ direction, unicodeBidi }) => [direction, unicodeBidi])(getComputedStyle(document.querySelector('ol code')))"
      expect(await page.evaluate<unknown>(look)).toEqual(['ltr', 'isolate'])
      await page.getByRole('figure', { name: 'Text' }).getByText('Dear Lea,').waitFor()
      expect(await page.content()).not.toContain('for-lea')
      await page.getByRole('link', { name: 'As HTML' }).click()
      await page.frameLocator('iframe').getByText('Dear Lea,').waitFor()
      const frame = page.frames().find((one) => one.url().endsWith('/html'))
      const inFrame = '[self.origin, getComputedStyle(document.body).fontFamily]'
      expect(await frame?.evaluate<unknown>(inFrame)).toEqual(['null', 'sans-serif'])
      await page.getByRole('figure', { name: 'HTML source' }).getByText('<p>Dear Lea,').waitFor()
      await page.getByRole('button', { name: 'Send again' }).press('Enter')
      const notice = page.getByText('It waits: no mail server is set up.')
      await notice.waitFor()
      const main = await page.getByRole('main').boundingBox()
      expect((await notice.boundingBox())?.y).toBeGreaterThanOrEqual((main?.y ?? 0) + (main?.height ?? 0))
      await page.getByRole('link', { name: 'People' }).click()
      await expect.poll(() => notice.count()).toBe(0)
    }))
})

describe.skipIf(executable === undefined)('without a mail server', () => {
  it('mails are said to wait, with the way to set it up, and to the link that is kept back', () =>
    withWindow({}, async ({ page, go }) => {
      await go('/mail')
      await page.getByText('No mail server is set up: mails wait until it is.').waitFor()
      await page.getByRole('link', { name: /Welcome/ }).click()
      await page.getByText('when a mail server is set up', { exact: true }).waitFor()
      await page.getByText(/^The link in this mail is kept back/).waitFor()
      await page.getByText(/^quadrivium mail show \d+$/).waitFor()
      await page.getByRole('button', { name: 'Send again' }).click()
      const notice = page.getByRole('status').filter({ hasText: 'It waits: no mail server is set up.' })
      await notice.getByRole('link', { name: 'Settings → Mail' }).click()
      await page.waitForURL('**/console/settings?part=mail')
      await go('/people/new')
      await page.getByLabel('Last name').fill('Newcomer')
      await page.getByLabel('E-mail address').fill('nora@example.com')
      await page.getByRole('button', { name: 'Create and invite' }).click()
      await notice.waitFor()
      expect(await page.getByText('is on its way').count()).toBe(0)
    }))
})

describe.skipIf(executable === undefined)('webhooks and mails', () => {
  it('are not for an auditor', async () => {
    const arthur = await here.world.person('Arthur Auditor', 'auditor')
    await withWindow(
      {},
      async ({ page, go }) => {
        await go('/mail')
        await page.getByRole('button', { name: 'Try again' }).waitFor()
        expect(await page.getByRole('link', { name: 'Webhooks' }).count()).toBe(0)
        expect(await page.getByRole('link', { name: 'Mail' }).count()).toBe(0)
      },
      arthur,
    )
  })
})
