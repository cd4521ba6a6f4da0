import { AxeBuilder } from '@axe-core/playwright'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Member } from '../../src/domain/people/member.ts'
import { joinProgram } from '../../src/domain/learning/program-memberships.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import { findBrowser, launchBrowser } from '../support/browser.ts'
import { openLearningAcademy, SAFETY_QUIZ, type LearningAcademy } from '../support/learning-academy.ts'
import { signedIn } from '../support/pages-client.ts'

// A learner's way from her courses to the certificate in a real browser without script, on a phone and on a desk, by day
// and by night.

const PHONE = { width: 360, height: 740 }
const SMALL = { width: 320, height: 640 }
const DESK = { width: 1280, height: 800 }
const LOOKS = [
  ['a phone by day', PHONE, 'light'],
  ['a phone by night', PHONE, 'dark'],
  ['a small phone by day', SMALL, 'light'],
  ['a small phone by night', SMALL, 'dark'],
  ['a desk by day', DESK, 'light'],
  ['a desk by night', DESK, 'dark'],
] as const

const executable = findBrowser()
/** Where pictures of the pages are put, for people to look at; unset: nowhere. */
const pictures = process.env.PAGES_PICTURES

const READING = `Machines that look switched off can still move. A **raised table**, a *loaded spring* or pressure in a
hose is energy that waits.

# Seven steps

1. Tell everybody who works at the machine
2. Switch it off by its own switch
3. Isolate every source of energy
   - electricity
   - air and water
4. Hang your lock

> Nobody but you takes your lock off.

| source | how it is isolated | how you test |
|---|---|---|
| electricity | main switch, locked in position zero | two-pole tester on each phase |
| compressed air | ball valve, vented | gauge shows zero |

See [the regulation](https://rules.example.com/lockout) and https://example.com/a/very/long/address/that/goes/on/and/on/and/on/without/a/single/blank

\`\`\`
lock --owner me --until done --reason "somebody reaches in, and nobody else may start the machine meanwhile"
\`\`\``

const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft: Einführung'

let browser: Browser
let academy: LearningAcademy
let origin: string

beforeAll(async () => {
  if (executable !== undefined) browser = await launchBrowser(executable)
})
afterAll(async () => {
  if (executable !== undefined) await browser.close()
})
beforeEach(async () => {
  academy = await openLearningAcademy({ settings: { publicUrl: 'http://127.0.0.1' } })
  const { http } = academy.world.server
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}` // it listens on a port
  await furnish(academy)
})
afterEach(async () => {
  academy.world.server.http.closeAllConnections() // browsers keep theirs open
  await academy.world.close()
})

/** Courses of all kinds, and a program. */
async function furnish({ world, make, enrol, course, lea }: LearningAcademy): Promise<void> {
  const read = await make(
    { name: LONG, locale: 'de', duration: 5 * 60 * 60, summary: `Alles über ${LONG}.\nZweite Zeile.` },
    { lessons: [{ title: 'Reading', kind: 'text', content: READING }], quiz: null },
  )
  await enrol(read)
  await make({
    name: 'Working safely at height',
    selfEnrolment: 'allowed',
    summary: 'Ladders, ropes and rails. '.repeat(12),
  })
  await make({ name: 'Reading labels', selfEnrolment: 'allowed', visibility: 'everyone', duration: 600 })
  await make({ name: 'Leadership', selfEnrolment: 'approval', visibility: 'everyone' })
  const program = await world.store.write((tx) =>
    createProgram(tx, world.owner, {
      name: 'Safe on the shop floor',
      description: 'Required before anyone works alone at a machine.',
      courseIds: [course.id, read.id],
      certificate: { name: 'Shop floor', days: null },
    }),
  )
  await world.store.write((tx) => joinProgram(tx, world.owner, program.id, lea.id))
}

async function open(
  member: Member,
  options: Parameters<Browser['newContext']>[0],
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext(options)
  // Lessons name places on the web, which aren't there.
  await context.route(
    ({ origin: one }) => one !== origin,
    (route) => route.abort(),
  )
  const { cookies } = await signedIn(academy.world, member)
  const [token = ''] = cookies.values()
  await context.addCookies([{ name: 'quadrivium', value: token, url: origin }])
  return { context, page: await context.newPage() }
}

/** Run in the page, whose own scripts are off. As text: there is no document where the tests run. */
const MEASURE = `({
  width: document.documentElement.scrollWidth,
  headings: document.querySelectorAll('h1').length,
  small: [...document.querySelectorAll('button, .button, .choice, summary, input[type=text]')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 80)),
})`

const violationsOf = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze() // without a second page for frames
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

// A browser shares two cores with whatever else is tested.
describe.skipIf(executable === undefined)('a learner’s way', { timeout: 180_000 }, () => {
  it.each(LOOKS)('leads to the certificate on %s', async (look, viewport, colorScheme) => {
    const { context, page } = await open(academy.lea, { viewport, colorScheme, javaScriptEnabled: false })
    let count = 0
    const seen = async (name: string) => {
      expect(await page.evaluate(MEASURE), name).toEqual({ width: viewport.width, headings: 1, small: [] })
      if (pictures === undefined) return
      mkdirSync(pictures, { recursive: true })
      const file = `${look.replaceAll(' ', '-')}-${String(++count).padStart(2, '0')}-${name}.png`
      await page.screenshot({ path: join(pictures, file), fullPage: true })
    }
    const click = async (role: 'link' | 'button', name: string | RegExp) => {
      const loaded = page.waitForEvent('load')
      await page.getByRole(role, { name }).first().click()
      await loaded
    }
    const path = () => new URL(page.url()).pathname
    const course = `/${academy.course.id}/course`

    // Titles without a blank, to a person who isn't enrolled.
    const unbroken = await academy.make(
      { name: 'W'.repeat(200), selfEnrolment: 'allowed', visibility: 'everyone' },
      { lessons: [{ title: 'M'.repeat(200), kind: 'text', content: '1' }], quiz: null },
    )
    await page.goto(`${origin}/${unbroken.id}/course`)
    await seen('unbroken')

    await page.goto(`${origin}/courses`)
    await seen('courses')
    await click('link', LONG)
    await seen('long-course')
    await click('button', 'Start')
    await seen('reading')
    await page.goto(`${origin}/courses`)
    await click('link', /^Start\s*: Lockout/)
    await seen('course')
    await click('button', 'Start')
    await click('button', 'Mark as done and continue')
    await seen('link')
    await click('button', 'Mark as done and continue')
    await seen('video')
    await click('button', 'Mark as done and continue')
    expect(path()).toBe(`${course}/quiz`)
    await seen('quiz')

    // The browser asks for an answer to a question with one answer; for the other the server does.
    await page.getByLabel('Who put it on').check()
    await page.getByLabel('Never').check()
    await click('button', 'Send answers')
    await seen('quiz-open')
    expect(await page.getByLabel('Who put it on').isChecked()).toBe(true)
    await page.getByLabel('A poster').check()
    await click('button', 'Send answers')
    expect(path()).toBe(`${course}/quiz/result`)
    await seen('failed')
    await click('link', 'Back to the course')
    await seen('course-failed')
    await click('link', 'Take the quiz again')
    await page.getByLabel('Who put it on').check()
    await page.getByLabel('A raised table').check()
    await page.getByLabel('A spring').check()
    await page.getByLabel('Before you reach in').check()
    await click('button', 'Send answers')
    await seen('passed')
    await click('link', 'Back to the course')
    await page.getByText('Start over').first().click()
    await seen('course-passed')
    await page.goto(`${origin}/courses`)
    await seen('courses-after')
    await click('link', 'Safe on the shop floor')
    await seen('program')
    await page.goto(`${origin}${course}`)
    await click('link', 'Show the certificate')
    await seen('certificate')
    const code = (await page.locator('code').textContent()) ?? ''
    const pdf = await context.request.get(`${page.url()}.pdf`)
    expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf'])

    await context.clearCookies()
    await page.goto(`${origin}/verify`)
    await seen('verify')
    await page.getByLabel('Verification code').fill('1 wrong')
    await click('button', 'Verify')
    await seen('unknown')
    await page.getByLabel('Verification code').fill(code.toLowerCase().replaceAll('-', ' '))
    await click('button', 'Verify')
    await seen('verified')
    expect(await page.getByText('Lea Learner').isVisible()).toBe(true)
    await context.close()
  })

  it.each([LOOKS[0], LOOKS[3]])('is nowhere closed to anybody: %s', async (_look, viewport, colorScheme) => {
    const max = await academy.world.person('Max Learner', 'learner')
    const { context, page } = await open(academy.lea, { viewport, colorScheme })
    const [course, reading, open1, everyone, leadership] = [1, 2, 3, 4, 5].map((id) => `/${id}/course`)
    const lessons = academy.content.lessons.map(({ id }) => `${course}/lessons/${id}`)
    const check = async (one: Page, address: string) => {
      await one.goto(`${origin}${address}`)
      expect(await violationsOf(one), address).toEqual([])
    }
    for (const address of [
      '/courses',
      course,
      reading,
      open1,
      leadership,
      ...lessons,
      `${course}/quiz`,
      '/1/program',
    ]) {
      await check(page, address ?? '')
    }
    await page.goto(`${origin}${reading}`)
    await page.getByRole('button', { name: 'Start' }).click()
    expect(await violationsOf(page), 'reading').toEqual([])
    for (const address of lessons) {
      await page.goto(`${origin}${address}`)
      await page.getByRole('button', { name: 'Mark as done and continue' }).click()
    }
    for (const [index, { choices }] of SAFETY_QUIZ.questions.entries()) {
      for (const [at, { correct }] of choices.entries()) {
        if (correct) await page.locator(`[name=q${index}][value="${at}"]`).check()
      }
    }
    await page.getByRole('button', { name: 'Send answers' }).click()
    await page.waitForLoadState('load') // with its colours
    expect(await violationsOf(page), 'result').toEqual([])
    for (const address of ['/courses', course, `${course}/quiz`, '/verify?code=1'])
      await check(page, address ?? '')
    await page.goto(`${origin}${course}`)
    await page.getByRole('link', { name: 'Show the certificate' }).click()
    expect(await violationsOf(page), 'certificate').toEqual([])
    await context.close()

    const other = await open(max, { viewport, colorScheme })
    await check(other.page, '/courses')
    await other.context.clearCookies()
    await check(other.page, everyone ?? '')
    await other.context.close()
  })
})
