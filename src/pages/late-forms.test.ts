import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  bodyOf,
  encoded,
  factsOf,
  formsOfPages,
  LEAS_PASSWORD,
  OPEN_FORMS,
  openFormAcademy,
  PERSONAL_FORMS,
  sendBody,
  type ReadyForm,
} from '../../test/support/page-forms.ts'
import type { LearningAcademy } from '../../test/support/learning-academy.ts'
import { hiddenFieldsOf, pagesClient, signedIn, type PageAnswer } from '../../test/support/pages-client.ts'
import { deleteMember } from '../domain/learning/delete-member.ts'
import { createAccount } from '../domain/academy/tenancy.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SESSION = '__Host-quadrivium'
const LATE = 'Your session had ended, so nothing was sent.'

let academy: LearningAcademy

beforeEach(async () => {
  academy = await openFormAcademy()
})
afterEach(() => academy.world.close())

const logIn = (next: string, name = academy.lea.username) =>
  academy.browser.fillIn(next, { name, password: LEAS_PASSWORD }, '/login')

/** Sends the form on a page, as filled in there. */
async function sendAsShown({ browser, action, fields }: ReadyForm, page: PageAnswer): Promise<PageAnswer> {
  for (const [name, value] of fields) {
    expect(page.text).toMatch(new RegExp(`name="${name}"\\s+value="${value}"\\s+checked`))
  }
  return sendBody({ browser, action, fields, page: '' }, encoded(hiddenFieldsOf(page.text, action), fields))
}

it('every form of the pages is tried here', () => {
  const { open, personal } = formsOfPages(academy)
  expect(personal.toSorted()).toEqual(Object.keys(PERSONAL_FORMS).toSorted())
  expect(open.toSorted()).toEqual(Object.keys(OPEN_FORMS).toSorted())
})

describe.each(Object.entries(PERSONAL_FORMS))('%s', (_, prepare) => {
  it('is kept when the session has ended, shown again after the log-in, and carried out then', async () => {
    const form = await prepare(academy)
    const body = await bodyOf(form)
    const before = await factsOf(academy)
    academy.world.clock.advance(31 * MINUTE)
    await academy.world.store.write((tx) =>
      tx.sessions.sweep(academy.world.account.id, academy.world.clock.now(), 100),
    ) // nothing of it is kept
    const late = await sendBody(form, body)
    expect(late.status).toBe(303)
    expect(late.location).toMatch(/^\/login\?next=/)
    expect((await form.browser.follow(late)).text).toContain('Log in, and you can send what you entered.')
    expect(await factsOf(academy)).toEqual(before)

    const page = await form.browser.follow(await logIn(late.location ?? ''))
    expect(page.status).toBe(200)
    expect(page.text).toContain(LATE)
    expect(await factsOf(academy)).toEqual(before)
    const sent = await sendAsShown(form, page)
    expect(sent.status).toBe(303)
    expect(sent.location).not.toContain('kept')
    expect((await form.browser.get(form.page)).text).not.toContain(LATE)

    // It has taken effect for people whose session is live.
    const after = await factsOf(academy)
    await academy.world.close()
    academy = await openFormAcademy()
    const inTime = await prepare(academy)
    const answer = await sendBody(inTime, await bodyOf(inTime))
    expect(sent.location).toBe(answer.location)
    expect(after).toEqual(await factsOf(academy))
  })

  it('is shown again when its person has logged in anew in another tab', async () => {
    const form = await prepare(academy)
    const body = await bodyOf(form)
    const before = await factsOf(academy)
    const tab = await signedIn(academy.world, academy.lea)
    form.browser.cookies.set(SESSION, tab.cookies.get(SESSION) ?? '')
    const late = await sendBody(form, body)
    expect(late.status).toBe(303)
    const page = await form.browser.follow(late)
    expect(page.text).toContain(LATE)
    expect(await factsOf(academy)).toEqual(before)
    expect((await sendAsShown(form, page)).status).toBe(303)
  })

  it('isn’t shown to anybody else, and can’t be planted by another site', async () => {
    const form = await prepare(academy)
    const body = await bodyOf(form)
    const other = await signedIn(academy.world, await academy.world.person('Otto Other', 'learner'))
    const hers = form.browser.cookies.get(SESSION) ?? ''
    form.browser.cookies.set(SESSION, other.cookies.get(SESSION) ?? '')
    expect((await sendBody(form, body)).status).toBe(403)

    form.browser.cookies.delete(SESSION)
    const late = await sendBody(form, body)
    const next = new URL(late.location ?? '', 'http://x').searchParams.get('next') ?? ''
    expect((await other.get(next)).text).not.toContain(LATE)

    // Somebody who knows the form's address, but not whom the form was made for, can't have anything kept.
    for (const cookie of [undefined, hers]) {
      form.browser.cookies.delete(SESSION)
      if (cookie !== undefined) form.browser.cookies.set(SESSION, cookie)
      const forged = new URLSearchParams(body)
      forged.set('form_token', 'made.up')
      forged.set('form_owner', 'made.up.too')
      const answer = await sendBody(form, forged.toString())
      if (cookie !== undefined) expect(answer.status).toBe(403)
      expect(answer.location ?? '').not.toContain('kept')
    }
    // Nor can another site that has obtained a whole form.
    const site = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' }
    expect((await form.browser.send('POST', form.action, body, site)).status).toBe(403)
  })
})

describe('a form that is kept', () => {
  const quiz = () => PERSONAL_FORMS['/:id/course/quiz']?.(academy) as Promise<ReadyForm>
  const late = async (form: ReadyForm, body: string) => {
    form.browser.cookies.delete(SESSION)
    const answer = await sendBody(form, body)
    const next = new URL(answer.location ?? '', 'http://x').searchParams.get('next') ?? ''
    return { next, shown: async () => (await signedIn(academy.world, academy.lea)).get(next) }
  }

  it('is forgotten after a day', async () => {
    const form = await quiz()
    const { shown } = await late(form, await bodyOf(form))
    academy.world.clock.advance(23 * HOUR)
    expect((await shown()).text).toContain(LATE)
    academy.world.clock.advance(2 * HOUR)
    const page = await shown()
    expect(page.status).toBe(200)
    expect(page.text).not.toMatch(/checked|had ended/)
  })

  it('says for whom it was made for a week', async () => {
    const form = await quiz()
    const body = await bodyOf(form)
    academy.world.clock.advance(7 * 24 * HOUR + 1)
    expect((await late(form, body)).next).toBe(form.page)
  })

  it('has a limit, and so has their number', async () => {
    const form = await quiz()
    const body = await bodyOf(form)
    const { next } = await late(form, `${body}&more=${'x'.repeat(64 * 1024)}`)
    expect(next).toBe(form.page)
    const { world, lea } = academy
    for (let i = 0; i < 15; i++) {
      world.clock.advance(1)
      form.browser.cookies.delete(SESSION)
      await sendBody({ ...form, action: `/${academy.course.id}/course/lessons/${i + 1}` }, body)
    }
    const kept = await world.store.read(async (reader) => {
      const found = []
      for (let i = 0; i < 15; i++) {
        const action = `/${academy.course.id}/course/lessons/${i + 1}`
        if ((await reader.keptForms.find(world.account.id, lea.id, action)) !== undefined) found.push(i)
      }
      return found
    })
    expect(kept).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14])
  })

  it('holds neither passwords nor tokens', async () => {
    const form = await quiz()
    const { next } = await late(form, `${await bodyOf(form)}&password=hush&repeat=hush&newPassword=hush`)
    const { world, lea } = academy
    const kept = await world.store.read((reader) =>
      reader.keptForms.find(world.account.id, lea.id, form.page),
    )
    expect(next).toContain('kept=')
    expect(kept?.fields).toMatch(
      /^\[\["version","[\w-]+"\],\["q0","0"\],\["q1","0"\],\["q1","2"\],\["q2","1"\]\]$/,
    )
  })

  it('of a quiz that was changed since isn’t filled in', async () => {
    const form = await quiz()
    const body = new URLSearchParams(await bodyOf(form))
    body.set('version', 'another')
    const page = await (await late(form, body.toString())).shown()
    expect(page.text).toContain('The quiz has changed in the meantime.')
    expect(page.text).not.toContain('checked')
  })

  it('goes with its person', async () => {
    const form = await quiz()
    const body = await bodyOf(form)
    await late(form, body)
    const { world, lea } = academy
    await world.store.write((tx) => deleteMember(tx, world.owner, { id: lea.id }))
    expect((await late(form, body)).next).toBe(form.page)
  })

  it('is none of another academy', async () => {
    const form = await quiz()
    const body = await bodyOf(form)
    await academy.world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Second', language: 'en' }, ['second.example']),
    )
    const second = pagesClient(academy.world, { host: 'second.example' })
    expect((await sendBody({ ...form, browser: second }, body)).location).not.toContain('kept')
  })
})

it('a form that was open for more than a day is shown again before it is carried out', async () => {
  const form = (await PERSONAL_FORMS['/:id/course/quiz']?.(academy)) as ReadyForm
  const body = await bodyOf(form)
  // Other pages keep the session alive.
  for (let i = 0; i < 60; i++) {
    academy.world.clock.advance(25 * MINUTE)
    await form.browser.get('/courses')
    await academy.world.store.write((tx) => tx.sessions.sweep(academy.world.account.id, 0, 1))
  }
  const answer = await sendBody(form, body)
  expect(answer.location).toContain('kept=')
  expect((await form.browser.follow(answer)).text).toContain('checked')
})
