import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashedAtNoCost } from '../../../test/support/cheap-password.ts'
import { pagesClient, signedIn, type PagesClient } from '../../../test/support/pages-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from '../../domain/courses/courses.ts'
import type { CourseId, ProgramId } from '../../domain/ids.ts'
import { inviteMember } from '../../domain/learning/invitations.ts'
import { INVITATION_LIFETIME, type InvitationTarget } from '../../domain/learning/invitation.ts'
import type { Member } from '../../domain/people/member.ts'
import { setPassword } from '../../domain/access/set-password.ts'
import { createMember, updateMember, getMember } from '../../domain/people/members.ts'
import { createProgram } from '../../domain/courses/programs.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'

const PASSWORD = 'open sesame 7'
const TOKEN = 'an-invitation-of-43-characters-that-is-random'

let world: World
let browser: PagesClient
let ada: Member
let course: CourseId
let program: ProgramId

beforeEach(async () => {
  world = await openWorld()
  browser = pagesClient(world)
  await world.store.write(async (tx) => {
    ada = await createMember(tx, world.owner, {
      username: 'ada@example.com',
      firstName: 'Ada',
      lastName: 'Lovelace',
      email: 'ada@example.com',
    })
    course = (await createCourse(tx, world.owner, { type: 'page', name: 'Working <safely>' })).id
    program = (await createProgram(tx, world.owner, { name: 'First year', courseIds: [course] })).id
  })
})
afterEach(() => world.close())

async function invite(place: InvitationTarget = { of: 'course', courseId: course }): Promise<string> {
  const linkTo = (token: string) => `/activate?token=${token}`
  await world.store.write((tx) =>
    inviteMember(tx, world.owner, ada.id, {
      place,
      words: () => ({ subject: null, body: null, action: null }),
      token: TOKEN,
      lifetime: INVITATION_LIFETIME,
      linkTo,
    }),
  )
  return linkTo(TOKEN)
}

const givePassword = async (member: Member) => {
  const phc = await hashedAtNoCost(PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: member.id }, phc))
}
const accept = (path: string, password = PASSWORD, repeat = password) =>
  browser.fillIn(path, { password, repeat }, '/activate')
const now = () => world.store.read((reader) => getMember(reader, world.owner, { id: ada.id }))
const enrolled = () => world.store.read((reader) => reader.enrolments.listOfMember(world.account.id, ada.id))

describe('the activation page', () => {
  it('speaks the language of who is invited, unless another was chosen', async () => {
    await world.store.write((tx) => tx.members.update(world.account.id, ada.id, { language: 'de' }))
    const path = await invite()
    const languageOf = (text: string) => /<html lang="(..)">/.exec(text)?.[1]
    const page = await browser.get(path, { 'accept-language': 'en' })
    expect([languageOf(page.text), page.heading]).toEqual(['de', 'Einladung zu Working &lt;safely&gt;'])
    const refused = await accept(path, 'short')
    expect([refused.status, languageOf(refused.text)]).toEqual([422, 'de'])
    expect(refused.text).toContain('Verwenden Sie mindestens 8 Zeichen.')
    expect(refused.text).toContain(`token=${TOKEN}&amp;lang=en`)
    await givePassword(ada)
    const logIn = await browser.get(`/login?token=${TOKEN}`)
    expect([languageOf(logIn.text), logIn.heading]).toEqual(['de', 'Anmelden'])
    expect(languageOf((await browser.get(`${path}&lang=en`)).text)).toBeUndefined() // links to the log-in page
    expect(languageOf((await browser.get(`/login?token=${TOKEN}`)).text)).toBe('en')
  })

  it('shows who is invited to where, and changes nothing, however often it is looked at', async () => {
    const path = await invite()
    const before = await now()
    for (let i = 0; i < 3; i++) {
      const page = await browser.get(path)
      expect(page).toMatchObject({ status: 200, heading: 'Invitation to Working &lt;safely&gt;' })
      expect(page.text).toContain('Hello Ada Lovelace!')
      expect(page.text).toContain('value="ada@example.com"')
      expect(page.text).not.toMatch(/<safely>/)
    }
    expect((await browser.head(path)).status).toBe(200)
    expect(await now()).toEqual(before)
    expect(before).toMatchObject({ status: 'awaiting_confirmation', activated: null })
    expect(await enrolled()).toEqual([])
  })

  it.each<[string, () => InvitationTarget, () => string]>([
    ['a course', () => ({ of: 'course', courseId: course }), () => `/${course}/course`],
    ['a program', () => ({ of: 'program', programId: program }), () => `/${program}/program`],
    ['the academy', () => ({ of: 'academy' }), () => '/'],
  ])('activates, signs in and leads to %s', async (what, place, location) => {
    const path = await invite(place())
    world.clock.advance(1000)
    const answer = await accept(path)
    expect(answer).toMatchObject({ status: 303, location: location() })
    expect(await now()).toMatchObject({ status: 'active', activated: world.clock.now() })
    expect((await enrolled()).map((one) => one.courseId)).toEqual(what === 'the academy' ? [] : [course])
    expect((await browser.get('/')).location).toBe('/courses')

    const audit = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))
    const own = audit.filter(({ memberId }) => memberId === ada.id)
    expect(own.every(({ door }) => door === 'console')).toBe(true)
    expect(own.map(({ action, subject }) => `${action} ${subject}`)).toEqual(
      expect.arrayContaining(['update member', 'sign_in session']),
    )
    const again = pagesClient(world)
    expect((await again.fillIn('/login', { name: 'ada@example.com', password: PASSWORD })).status).toBe(303)
  })

  it.each([
    ['', '', 'Enter a password.', 'password'],
    ['seven77', 'seven77', 'Use at least 8 characters.', 'password'],
    ['iloveyou', 'iloveyou', 'This password is too common. Choose another.', 'password'],
    [
      'ADA@example.com',
      'ADA@example.com',
      'Your password can’t be your username or e-mail address.',
      'password',
    ],
    [PASSWORD, 'open sesame 8', 'The passwords don’t match.', 'repeat'],
  ])('takes no %j: %s', async (password, repeat, problem, field) => {
    const path = await invite()
    const answer = await accept(path, password, repeat)
    expect(answer).toMatchObject({ status: 422, heading: 'Invitation to Working &lt;safely&gt;' })
    expect(answer.text).toContain(`<p class="problem" id="${field}-problem">${problem}</p>`)
    expect(await now()).toMatchObject({ activated: null })
    expect(await enrolled()).toEqual([])
    expect((await accept(path)).status).toBe(303)
  })

  it('speaks the person’s academy’s language', async () => {
    const german = await openWorld()
    const account = await german.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Akademie', language: 'de' }, ['akademie.example']),
    )
    const { member } = await german.store.write(async (tx) => {
      const member = await createMember(tx, account.owner, {
        username: 'uwe',
        lastName: 'Uwe',
        email: 'uwe@example.com',
      })
      return inviteMember(tx, account.owner, member.id, {
        place: { of: 'academy' },
        words: () => ({ subject: null, body: null, action: null }),
        token: TOKEN,
        lifetime: INVITATION_LIFETIME,
        linkTo: (token) => token,
      })
    })
    const page = await pagesClient(german, { host: 'akademie.example' }).get(`/activate?token=${TOKEN}`)
    expect(page).toMatchObject({ status: 200, heading: 'Einladung zu Akademie' })
    expect(page.text).toContain(`Guten Tag, ${member.lastName}! Wählen Sie ein Passwort`)
    // The link doesn't exist at the other academy of the same server.
    await german.store.write((tx) => tx.accounts.insertHost(german.account.id, 'first.example'))
    const elsewhere = await pagesClient(german, { host: 'first.example' }).get(`/activate?token=${TOKEN}`)
    expect(elsewhere.status).toBe(404)
    await german.close()
  })

  it.each(['/activate', '/activate?token=', '/activate?token=wrong', `/activate?token=${TOKEN}x`])(
    'says of %s that the invitation isn’t good',
    async (path) => {
      await invite()
      const page = await browser.get(path)
      expect(page).toMatchObject({ status: 404, heading: 'This invitation link doesn’t work' })
      expect(page.text).toContain('Ask the person who invited you for a new one.')
    },
  )

  it('says so too when the person has been barred', async () => {
    const path = await invite()
    await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { status: 'suspended' }))
    expect((await browser.get(path)).status).toBe(404)
  })

  it('lets one of several through that activate at once; the others log in', async () => {
    const path = await invite()
    const answers = await Promise.all(
      Array.from({ length: 3 }, () =>
        pagesClient(world).fillIn(path, { password: PASSWORD, repeat: PASSWORD }, '/activate'),
      ),
    )
    const locations = answers.map(({ location }) => location).toSorted()
    expect(locations).toEqual([`/${course}/course`, `/login?token=${TOKEN}`, `/login?token=${TOKEN}`])
  })
})

describe('an invitation to a person who has a password', () => {
  beforeEach(() => givePassword(ada))

  it('leads to log in, and then to the course', async () => {
    const answer = await browser.get(await invite())
    expect(answer).toMatchObject({ status: 303, location: `/login?token=${TOKEN}` })
    const page = await browser.follow(answer)
    expect(page.text).toContain('You are invited to Working &lt;safely&gt;. Log in to join.')
    expect(page.text).toContain('value="ada@example.com"')
    expect(await enrolled()).toEqual([])

    const logIn = `/login?token=${TOKEN}`
    const wrong = await browser.fillIn(logIn, { name: 'ada@example.com', password: 'wrong' })
    expect(wrong.status).toBe(401)
    expect(wrong.text).toContain(`<input type="hidden" name="token" value="${TOKEN}" />`)
    const right = await browser.fillIn(logIn, { name: 'ada@example.com', password: PASSWORD })
    expect(right).toMatchObject({ status: 303, location: `/${course}/course` })
    expect((await enrolled()).map((one) => one.courseId)).toEqual([course])
  })

  it('asks a person who is logged in only whether she joins', async () => {
    const path = await invite()
    browser = await signedIn(world, ada)
    const page = await browser.get(path)
    expect(page).toMatchObject({ status: 200, heading: 'Invitation to Working &lt;safely&gt;' })
    expect(page.text).toContain('You are logged in as Ada Lovelace.')
    expect(page.text).not.toContain('type="password"')
    expect(await enrolled()).toEqual([])
    expect(await browser.fillIn(path, {}, '/activate')).toMatchObject({ location: `/${course}/course` })
    expect(await browser.fillIn(path, {}, '/activate')).toMatchObject({ location: `/${course}/course` })
    expect(await enrolled()).toHaveLength(1)
    expect((await browser.get(`/login?token=${TOKEN}`)).location).toBe(`/activate?token=${TOKEN}`)
  })

  it('is not for another who is logged in, nor for one who logs in', async () => {
    const path = await invite()
    const eve = await world.person('Eve Else')
    await givePassword(eve)
    const client = await signedIn(world, eve)
    const page = await client.get(path)
    expect(page.status).toBe(403)
    expect(page.text).toContain('This invitation is for Ada Lovelace, but you are logged in as Eve Else.')
    expect((await client.fillIn('/nothing', { token: TOKEN }, '/logout')).status).toBe(303)
    const forced = await signedIn(world, eve)
    const [, token = ''] = /name="form_token" value="(.*?)"/.exec((await forced.get('/nothing')).text) ?? []
    expect((await forced.post('/activate', { form_token: token, token: TOKEN })).status).toBe(403)

    const logIn = await browser.fillIn(`/login?token=${TOKEN}`, { name: 'eve.else', password: PASSWORD })
    expect(logIn).toMatchObject({ status: 303, location: `/activate?token=${TOKEN}` })
    expect((await browser.follow(logIn)).status).toBe(403)
    expect(await enrolled()).toEqual([])
    const out = await browser.fillIn(`/activate?token=${TOKEN}`, {}, '/logout')
    expect(out).toMatchObject({ status: 303, location: `/activate?token=${TOKEN}` })
    expect((await browser.follow(out)).location).toBe(`/login?token=${TOKEN}`)
  })

  it('is dropped after log in when it has become void meanwhile', async () => {
    const answer = await browser.fillIn('/login?token=void', { name: 'ada@example.com', password: PASSWORD })
    expect(answer).toMatchObject({ status: 303, location: '/activate?token=void' })
    expect((await browser.follow(answer)).status).toBe(404)
    expect((await browser.get('/')).location).toBe('/courses')
  })
})
