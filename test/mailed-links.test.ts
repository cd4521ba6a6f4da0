import { globSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCourse } from '../src/domain/courses/courses.ts'
import { createProgram } from '../src/domain/courses/programs.ts'
import type { CourseId, ProgramId } from '../src/domain/ids.ts'
import { setPassword } from '../src/domain/access/set-password.ts'
import { deleteMember } from '../src/domain/learning/delete-member.ts'
import { type MemberChange, updateMember } from '../src/domain/people/members.ts'
import type { MailedLink } from '../src/domain/delivery/events.ts'
import type { InvitationTarget } from '../src/domain/learning/invitation.ts'
import type { Member } from '../src/domain/people/member.ts'
import { openSmtpSink } from './support/smtp-sink.ts'
import { hashedAtNoCost } from './support/cheap-password.ts'
import { coursepathClient, openCoursepath, type CoursepathClient } from './support/coursepath-client.ts'
import { mailsOf } from './support/outbox.ts'
import { pagesClient } from './support/pages-client.ts'
import { revClient, type Answer } from './support/rev-client.ts'
import { openWorld, type World } from './support/world.ts'
import { DeliveryWorker } from '../src/delivery/delivery.ts'
import { AddressGuard } from '../src/delivery/webhooks/address-guard.ts'

// Every link that is mailed, and everything after which it must open nothing any more, by every door through which that
// can happen. What is taken back afterwards doesn't bring the link back.

const DAY = 24 * 60 * 60_000
const PASSWORD = 'open sesame 7'

let world: World
let boss: Member
let coursepath: CoursepathClient
let course: CourseId
let program: ProgramId
let count = 0

beforeAll(async () => {
  world = await openWorld()
  await openCoursepath(world)
  boss = await world.person('boss', 'manager')
  coursepath = coursepathClient(world, 'boss@example.com')
  await world.store.write(async (tx) => {
    course = (await createCourse(tx, world.owner, { name: 'Safety' })).id
    program = (await createProgram(tx, world.owner, { name: 'First year', courseIds: [course] })).id
  })
})
afterAll(() => world.close())

/** A link that was mailed: the page that it opens, and how that page is used. */
interface Link {
  readonly person: Member
  readonly path: string
  readonly action: '/activate' | '/reset-password'
}

const invite = (to: (id: number) => string) => async (): Promise<Link> => {
  const person = await newPerson()
  await done(coursepath.post(to(person.id)))
  return { person, path: await lastLink(), action: '/activate' }
}

/** The kinds of links that the code can mail: one that is new is missing below until it is made here too. */
type Mailed = `an invitation to the ${InvitationTarget['of']}` | Exclude<MailedLink['of'], 'invitation'>

const LINKS: Readonly<Record<Mailed, () => Promise<Link>>> = {
  'an invitation to the academy': invite((id) => `/members/${id}/invite`),
  'an invitation to the course': invite((id) => `/courses/${course}/members/${id}/invite`),
  'an invitation to the program': invite((id) => `/programs/${program}/members/${id}/invite`),
  password_reset: async () => {
    const person = await newPerson()
    const phc = await hashedAtNoCost('the password of before')
    await world.store.write((tx) => setPassword(tx, world.owner, { id: person.id }, phc))
    await pagesClient(world).fillIn('/forgot-password', { name: person.username })
    await setImmediate() // it is sent behind the answer
    await world.store.write((tx) => tx.sessions.sweep(world.account.id, 0, 1))
    return { person, path: await lastLink(), action: '/reset-password' }
  },
}

async function newPerson(): Promise<Member> {
  const person = await world.person(`person ${++count}`, 'learner')
  await world.store.write((tx) =>
    updateMember(tx, world.owner, { id: person.id }, { status: 'awaiting_confirmation' }),
  )
  return person
}

async function lastLink(): Promise<string> {
  const { pathname, search } = new URL((await mailsOf(world)).at(-1)?.link?.url ?? '')
  return pathname + search
}

const cli = (person: Member, edit: MemberChange) =>
  world.store.write((tx) => updateMember(tx, world.owner, { id: person.id }, edit))
const rev = async () => revClient(world, await world.revToken(boss))
const patch = async (person: Member, path: string, value: string) =>
  done((await rev()).patch(`/api/v2/users/${person.guid}`, [{ op: 'replace', path, value }]))
const post = (person: Member, form: Record<string, string>) =>
  done(coursepath.post(`/members/${person.id}`, { form }))

/** Says so when a door didn't do what it was asked for: then nothing would be shown. */
async function done(asked: Promise<Answer>): Promise<void> {
  const { status, text } = await asked
  if (status >= 300) throw new Error(`${status} ${text}`)
}

const other = (person: Member) => `right.${person.id}@example.com`
const same = (person: Member) => person.email ?? ''

/** What ends a link, and what would put the person back to where they were. */
const ENDS: Readonly<Record<string, (person: Member) => Promise<unknown>>> = {
  'another address by Rev': (person) => patch(person, '/email', other(person)),
  'another address by Coursepath': (person) => post(person, { email: other(person) }),
  'another address by the command line': (person) => cli(person, { email: other(person) }),
  'no address': (person) => cli(person, { email: null }),
  'another address, and the first one again, by Rev': async (person) => {
    await patch(person, '/email', other(person))
    return patch(person, '/email', same(person))
  },
  'another address, and the first one again, by Coursepath': async (person) => {
    await post(person, { email: other(person) })
    return post(person, { email: same(person) })
  },
  'the address of another person since': async (person) => {
    await cli(person, { email: other(person) })
    const newcomer = await newPerson()
    return cli(newcomer, { email: same(person) })
  },
  ...Object.fromEntries(
    ['Suspended', 'Unlicensed', 'LockedOut'].flatMap((status) => [
      [`the status ${status} by Rev`, (person: Member) => patch(person, '/itemStatus', status)],
      [
        `the status ${status} by Rev, and Active again`,
        async (person: Member) => {
          await patch(person, '/itemStatus', status)
          return patch(person, '/itemStatus', 'Active')
        },
      ],
    ]),
  ),
  'deactivation by Coursepath': (person) => post(person, { active: 'false' }),
  'deactivation by Coursepath where people are made': (person) =>
    done(coursepath.post('/members', { form: { email: same(person), active: 'false' } })),
  'deactivation and activation by Coursepath': async (person) => {
    await post(person, { active: 'false' })
    return post(person, { active: 'true' })
  },
  'suspension by the command line, taken back': async (person) => {
    await cli(person, { status: 'suspended' })
    return cli(person, { status: 'awaiting_confirmation' })
  },
  'deletion by Rev': async (person) => done((await rev()).delete(`/api/v2/users/${person.guid}`)),
  'deletion by the command line': (person) =>
    world.store.write((tx) => deleteMember(tx, world.owner, { id: person.id })),
  'a long time': () => {
    world.clock.advance(30 * DAY + 1)
    return Promise.resolve()
  },
}

const findPassword = ({ id }: Member) =>
  world.store.read((reader) => reader.members.findPassword(world.account.id, id))
const enrolmentsOf = ({ id }: Member) =>
  world.store.read((reader) => reader.enrolments.listOfMember(world.account.id, id))

/** Neither looks at the page nor sends its form with success. */
async function expectDead({ person, path, action }: Link): Promise<void> {
  const before = await findPassword(person)
  const browser = pagesClient(world)
  expect((await browser.get(path)).status).toBe(404)
  // A form that was opened in time is sent too late.
  const { text } = await browser.get('/login')
  const [, formToken = ''] = /name="form_token" value="(.*?)"/.exec(text) ?? []
  const token = new URLSearchParams(path.split('?')[1]).get('token') ?? ''
  const sent = await browser.post(action, {
    form_token: formToken,
    token,
    password: PASSWORD,
    repeat: PASSWORD,
  })
  expect(sent.status).toBe(404)
  expect(await findPassword(person)).toBe(before)
  expect(await enrolmentsOf(person)).toEqual([])
  expect((await browser.get('/courses')).status).not.toBe(200)
}

const use = ({ path, action }: Link) =>
  pagesClient(world).fillIn(path, { password: PASSWORD, repeat: PASSWORD }, action)

it('is told which link it is, in every mail that has one', () => {
  const sources = globSync('src/**/*.ts', { exclude: ['**/*.test.ts'] }).map((path) => [
    path.replaceAll('\\', '/'),
    readFileSync(path, 'utf8'),
  ])
  const senders = sources.filter(([, text = '']) => /(?<!function )\boutgoingMail\(/.test(text))
  // Whatever else sends a mail is named here, and if its mail has a link, above.
  expect(senders.map(([path]) => path).toSorted()).toEqual([
    'src/delivery/switch-off.ts', // without a link
    'src/domain/access/password-resets.ts',
    'src/domain/delivery/test-mails.ts', // without a link
    'src/domain/learning/invitations.ts',
  ])
  for (const [path, text = ''] of senders) {
    const links = text.match(/\blink: \{/g) ?? []
    expect([path, text.match(/\bopens: \{/g) ?? []].flat()).toHaveLength(1 + links.length)
  }
})

describe.each(Object.entries(LINKS))('%s', (_name, mail) => {
  it('lets its person in', async () => {
    const link = await mail()
    expect((await use(link)).status).toBe(303)
    expect(await findPassword(link.person)).toMatch(/^\$argon2id/)
  })

  it.each(Object.entries(ENDS))('ends with %s', async (_, end) => {
    const link = await mail()
    await end(link.person)
    await expectDead(link)
  })

  it('isn’t sent any more once it has ended or was used', async () => {
    const sink = await openSmtpSink()
    const { store, clock, services } = world
    const { ids, log, sealedBox } = services
    const worker = new DeliveryWorker({
      store,
      clock,
      ids,
      log,
      sealedBox,
      guard: new AddressGuard([]),
      webhookFormat: () => Promise.resolve(undefined),
      smtp: { url: sink.url },
      installation: { publicUrl: 'https://academy.example.com' },
      alone: true,
    })
    await worker.carryOutDue() // what waited before
    sink.mails.length = 0
    const used = await mail()
    await use(used)
    const corrected = await mail()
    await cli(corrected.person, { email: other(corrected.person) })
    const good = await mail()
    await worker.carryOutDue()
    expect(sink.mails.map(({ to }) => to)).toEqual([[good.person.email]])
    const kept = await store.read((reader) =>
      reader.outbox.list(world.account.id, { kind: 'mail', webhookId: null, state: 'given_up' }, 2),
    )
    expect(kept.map(({ payload }) => payload)).toMatchObject([
      { to: corrected.person.email, link: null },
      { to: used.person.email, link: null },
    ])
    await worker.stop()
    await sink.close()
  })
})

describe('an invitation', () => {
  const coursemember = ({ id }: Member) => `/courses/${course}/members/${id}/coursemember`
  const places = [
    ['a course', (id: number) => `/courses/${course}/members/${id}`, 'coursemember'],
    ['a program', (id: number) => `/programs/${program}/members/${id}`, 'programmember'],
  ] as const

  it.each([
    ['the academy', (id: number) => `/members/${id}`] as const,
    ...places.map(([name, place]) => [name, place] as const),
  ])('to %s ends with the next to the same place, and with no other', async (_, place) => {
    const first = await invite((id) => `${place(id)}/invite`)()
    const { person } = first
    const again = async (to: string): Promise<Link> => {
      await done(coursepath.post(to))
      return { person, path: await lastLink(), action: '/activate' }
    }
    const second = await again(`${place(person.id)}/invite`)
    await expectDead(first)
    const elsewhere = [
      `/members/${person.id}/invite`,
      `/courses/${course}/members/${person.id}/invite`,
      `/programs/${program}/members/${person.id}/invite`,
    ].find((path) => path !== `${place(person.id)}/invite`)
    await again(elsewhere ?? '')
    expect((await use(second)).status).toBe(303)
  })

  it.each(places)('to %s brings nobody back whom staff took out', async (_, place, seat) => {
    const link = await invite((id) => `${place(id)}/invite`)()
    expect((await use(link)).status).toBe(303)
    expect(await enrolmentsOf(link.person)).toHaveLength(1)
    await done(coursepath.delete(`${place(link.person.id)}/${seat}`))
    // Who leaves a program keeps the enrolments.
    if (seat === 'programmember') await done(coursepath.delete(coursemember(link.person)))
    expect(await enrolmentsOf(link.person)).toEqual([])

    const browser = pagesClient(world)
    const logIn = await browser.fillIn('/login', { name: link.person.username, password: PASSWORD })
    expect(logIn.status).toBe(303)
    expect((await browser.get(link.path)).status).toBe(404)
    expect(await enrolmentsOf(link.person)).toEqual([])
  })

  it('that wasn’t followed ends with the enrolment that staff ends', async () => {
    const first = await invite((id) => `/programs/${program}/members/${id}/invite`)()
    const { person } = first
    await done(coursepath.post(`/courses/${course}/members`, { form: { email: same(person) } }))
    expect(await enrolmentsOf(person)).toHaveLength(1)
    await done(coursepath.delete(coursemember(person)))
    await expectDead(first) // the program would put them into its courses
  })

  it('is followed once', async () => {
    const link = await invite((id) => `/courses/${course}/members/${id}/invite`)()
    await use(link)
    const enrolments = await enrolmentsOf(link.person)
    // In a way that ends no link.
    await world.store.write((tx) => tx.enrolments.deleteAll(world.account.id, enrolments))
    const browser = pagesClient(world)
    const token = link.path.split('token=')[1] ?? ''
    const answer = await browser.fillIn(`/login?token=${token}`, {
      name: link.person.username,
      password: PASSWORD,
    })
    expect(answer).toMatchObject({ status: 303, location: `/${course}/course` })
    expect(await enrolmentsOf(link.person)).toEqual([])
  })
})
