// The rules of texts at every door that writes them: what nobody sees makes no second thing and no nameless one, and no text
// is without a limit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createOrUpdateCourse } from '../src/domain/learning/course-definition.ts'
import { createOrUpdateProgram } from '../src/domain/learning/program-definition.ts'
import { DomainError } from '../src/domain/errors.ts'
import { createMember } from '../src/domain/people/members.ts'
import { createCourse } from '../src/domain/courses/courses.ts'
import { setContent } from '../src/domain/learning/set-content.ts'
import { inviteMember, setInvitationText } from '../src/domain/learning/invitations.ts'
import { apiClient, type ApiClient } from './support/api-client.ts'
import { coursepathClient, openCoursepath, type CoursepathClient } from './support/coursepath-client.ts'
import { intellumClient, type IntellumClient } from './support/intellum-client.ts'
import { revClient, type RevClient } from './support/rev-client.ts'
import { openWorld, type World } from './support/world.ts'

const INVISIBLE = [
  '\u200b',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u2060',
  '\u00ad',
  '\ufeff',
  '\u202a',
  '\u202e',
  '\u2066',
  '\u2069',
  '\u034f',
  '\u3164',
  '\ufe0f',
  '\u{e0041}',
]
const CONTROLS = ['\u0007', '\u001b[2J', '\u007f', '\u009b31m', '\n', '\r\n', '\u0085', '\u2028']

let world: World
let rev: RevClient
let intellum: IntellumClient
let coursepath: CoursepathClient
let api: ApiClient
let courseId: number
beforeAll(async () => {
  world = await openWorld()
  await openCoursepath(world)
  const ada = await world.person('Ada Admin', 'manager')
  rev = revClient(world, await world.revToken(ada))
  intellum = intellumClient(world, await world.intellumKey())
  api = await apiClient(world, ada)
  coursepath = coursepathClient(world, 'ada.admin@example.com')
  courseId = (await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Sweep' }))).id
})
afterAll(() => world.close())

let number = 0
/** A fresh word for each write. */
const fresh = () => `name${++number}x`
const person = (username: string, more: object = {}) =>
  rev.post('/api/v2/users', { username, lastName: 'L', ...more })
const tell = (work: Promise<unknown>) =>
  work.then(
    () => ({ status: 200, text: '' }),
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error
      return { status: 422, text: error.issues.map(({ field, problem }) => `${field} ${problem}`).join() }
    },
  )
const toApi = async (path: string, body: object): Promise<Written> => {
  const { status, body: answer } = await api.post(path, body)
  return { status: status === 201 ? 200 : status, text: JSON.stringify(answer) }
}
interface Written {
  readonly status: number
  readonly text: string
}

/** Each way by which a text gets in, that must be unique in the account or among siblings. */
const unique: [string, (name: string) => Promise<Written>][] = [
  ['a username at Rev', (name) => person(name)],
  [
    'a username in the domain',
    (name) =>
      tell(world.store.write((tx) => createMember(tx, world.owner, { username: name, lastName: 'L' }))),
  ],
  ['a group at Rev', (name) => rev.post('/api/v2/groups', { name })],
  ['a category at Rev', (name) => rev.post('/api/v2/categories', { name })],
  ['a category at Intellum', (name) => intellum.post('/api/v2/categories', { category: { name } })],
  ['a username at our own API', (username) => toApi('/people', { username, lastName: 'L' })],
  ['a group at our own API', (name) => toApi('/groups', { name })],
  ['a topic at our own API', (name) => toApi('/topics', { name })],
]

/** And each other name. */
const named: [string, (name: string) => Promise<Written>][] = [
  ...unique,
  ['a last name at our own API', (lastName) => toApi('/people', { username: fresh(), lastName })],
  ['a course at our own API', (name) => toApi('/courses', { name })],
  ['a program at our own API', (name) => toApi('/programs', { name })],
  ['a last name at Rev', (lastName) => person(fresh(), { lastName })],
  ['a course at Intellum', (name) => intellum.post('/api/v2/courses', { course: { name } })],
  [
    'a course of a file',
    (name) => tell(world.store.write((tx) => createOrUpdateCourse(tx, world.owner, { values: { name } }))),
  ],
  [
    'a program of a file',
    (name) => tell(world.store.write((tx) => createOrUpdateProgram(tx, world.owner, { values: { name } }))),
  ],
  [
    'a certificate of a file',
    (name) =>
      tell(
        world.store.write((tx) =>
          createOrUpdateCourse(tx, world.owner, {
            values: { name: fresh(), certificate: { name, days: null } },
          }),
        ),
      ),
  ],
  [
    'a lesson',
    (title) =>
      tell(
        world.store.write((tx) =>
          setContent(tx, world.owner, courseId as never, {
            lessons: [{ title, kind: 'text', content: 'x' }],
            quiz: null,
          }),
        ),
      ),
  ],
]

describe.each(unique)('%s', (_, write) => {
  it('is the same with characters that nobody sees', async () => {
    for (const character of INVISIBLE) {
      const name = fresh()
      expect((await write(name)).status).toBe(200)
      for (const twin of [
        `${character}${name}`,
        `${name.slice(0, 3)}${character}${name.slice(3)}`,
        `${name}${character}`,
      ]) {
        const answer = await write(twin)
        expect.soft([answer.status, JSON.stringify(twin)]).not.toEqual([200, expect.anything()])
        expect.soft(answer.text).toMatch(/taken|[Ee]xists/)
      }
    }
  })
})

describe.each(named)('%s', (_, write) => {
  it('is no name without something to see', async () => {
    for (const name of [' ', ...INVISIBLE, INVISIBLE.join(''), ' \u200b ', '\u2800']) {
      const answer = await write(name)
      expect.soft(answer.status, JSON.stringify(name)).not.toBe(200)
      expect.soft(answer.text, JSON.stringify(name)).toMatch(/missing|blank|required|RequiredFieldMissing/i)
    }
  })

  it('takes no control and no line break', async () => {
    for (const control of CONTROLS) {
      const name = fresh()
      const answer = await write(`${name}${control}z`)
      expect.soft(answer.status, JSON.stringify(control)).not.toBe(200)
    }
    expect((await write(fresh())).status).toBe(200)
  })

  it('takes 255 characters at most', async () => {
    const answer = await write(`${fresh()}${'x'.repeat(255)}`)
    expect(answer.status).not.toBe(200)
    expect(answer.text).toMatch(/long/)
  })
})

it('a group is found by its name with characters that nobody sees', async () => {
  const { id } = await world.person('Gus Group')
  const name = fresh()
  const join = (group: string) => coursepath.post(`/members/${id}/groups`, { form: { name: group } })
  const first = await join(name)
  expect(first.status).toBe(200)
  for (const character of INVISIBLE) {
    const again = await join(`${name.slice(0, 2)}${character}${name.slice(2)}`)
    expect(again.json<{ id: number }>().id).toBe(first.json<{ id: number }>().id)
  }
  for (const blank of INVISIBLE) expect((await join(blank)).status).toBe(400)
})

describe('an address', () => {
  const bad = [
    ...[...INVISIBLE, ...CONTROLS].map((character) => `an${character}n@example.com`),
    'ann.lee@example.com,',
    'mailto:ann@example.com',
    'x:y@example.com',
    'a(b)@example.com',
  ]
  it.each<[string, (email: string) => Promise<Written>]>([
    ['at Rev', (email) => person(fresh(), { email })],
    [
      'at Coursepath',
      async (email) => {
        const { status, text } = await coursepath.post('/members', { form: { email } })
        return { status, text }
      },
    ],
    [
      'in the domain',
      (email) =>
        tell(
          world.store.write((tx) =>
            createMember(tx, world.owner, { username: fresh(), lastName: 'L', email }),
          ),
        ),
    ],
  ])('that no mail reaches is refused %s', async (_, write) => {
    for (const email of bad) expect.soft((await write(email)).status, JSON.stringify(email)).not.toBe(200)
    for (const good of [`"${fresh()} doe"@example.com`, `${fresh()}@münchen.de`]) {
      expect.soft((await write(good)).status, good).toBe(200)
    }
  })

  it('that was written before there was the rule is told to who invites', async () => {
    const { id, email } = await world.person('Old Address')
    // As an earlier version left it.
    await world.store.write((tx) => tx.members.update(world.account.id, id, { email: 'old@example.com,' }))
    const invitation = {
      place: { of: 'academy' } as const,
      words: () => ({ subject: null, body: null, action: null }),
      token: 'token',
      linkTo: () => 'https://academy.example/',
      lifetime: 60_000,
    }
    await expect(
      world.store.write((tx) => inviteMember(tx, world.owner, id, invitation)),
    ).rejects.toMatchObject({ kind: 'conflict', issues: [{ field: 'email', problem: 'malformed' }] })
    const answer = await coursepath.post(`/members/${id}/invite`)
    expect(answer.status).toBe(409)
    expect(answer.json()).toMatchObject({ message: expect.stringContaining('No mail can be sent') })
    // Whatever else is said of them passes with it, and so does a better address.
    expect((await coursepath.post(`/members/${id}`, { form: { company: 'Ex' } })).status).toBe(200)
    expect((await coursepath.post(`/members/${id}`, { form: { email: email ?? '' } })).status).toBe(200)
  })
})

describe('the limit of', () => {
  const course = (values: object) =>
    intellum.post('/api/v2/courses', { course: { name: fresh(), ...values } })
  const category = (values: object) =>
    intellum.post('/api/v2/categories', { category: { name: fresh(), ...values } })
  const file = (values: object) =>
    tell(
      world.store.write((tx) =>
        createOrUpdateCourse(tx, world.owner, { values: { name: fresh(), ...values } }),
      ),
    )
  const program = (values: object) =>
    tell(
      world.store.write((tx) =>
        createOrUpdateProgram(tx, world.owner, { values: { name: fresh(), ...values } }),
      ),
    )
  const member = (form: Record<string, string>) =>
    coursepath.post('/members', { form: { email: `${fresh()}@example.com`, ...form } })
  const content = (lessons: object[], questions: object[] = []) =>
    tell(
      world.store.write((tx) =>
        setContent(tx, world.owner, courseId as never, {
          lessons: lessons as never,
          quiz: questions.length === 0 ? null : ({ passMark: 1, questions } as never),
        }),
      ),
    )
  const words = (more: object) =>
    tell(
      world.store.write((tx) =>
        setInvitationText(
          tx,
          world.owner,
          { of: 'academy' },
          { subject: null, body: null, action: null, ...more },
        ),
      ),
    )
  const choices = (text: string) => [
    { text, correct: true },
    { text: 'no', correct: false },
  ]
  const question = (text: string, choice = 'yes') => [{ text, kind: 'single', choices: choices(choice) }]

  it.each<[string, number, (text: string) => Promise<Written>]>([
    ['a summary at Intellum', 20_000, (summary) => course({ summary })],
    ['a code at Intellum', 255, (code) => course({ code })],
    ['an author at Intellum', 255, (author) => course({ author })],
    ['a description at Intellum', 20_000, (description) => category({ description })],
    ['a code of a category at Intellum', 255, (code) => category({ code })],
    ['a picture at Intellum', 255, (name) => category({ picture_file_name: name })],
    ['a first name at Rev', 255, (firstName) => person(fresh(), { firstName })],
    ['a title at Rev', 255, (title) => person(fresh(), { title })],
    ['a phone number at Rev', 255, (phoneNumber) => person(fresh(), { phoneNumber })],
    ['a company at Coursepath', 255, (company) => member({ company })],
    ['a department at Coursepath', 255, (department) => member({ department })],
    ['an external id at Coursepath', 255, (externalId) => member({ externalId })],
    ['an association at Coursepath', 255, (association) => member({ association })],
    ['an identification at Coursepath', 255, (identification) => member({ identification })],
    ['a registration at Coursepath', 255, (registration) => member({ registration })],
    ['a summary of a file', 20_000, (summary) => file({ summary })],
    ['a description of a program', 20_000, (description) => program({ description })],
    ['a lesson', 200_000, (text) => content([{ title: 'T', kind: 'text', content: text }])],
    ['a question', 2_000, (text) => content([], question(text))],
    ['a choice', 2_000, (text) => content([], question('?', text))],
    ['the subject of an invitation', 255, (subject) => words({ subject })],
    ['the body of an invitation', 20_000, (body) => words({ body })],
    ['the label of an invitation', 100, (action) => words({ action })],
  ])('%s is %i characters', async (_, limit, write) => {
    // Of two units each, so that characters are counted and not units.
    const most = '𝒯'.repeat(limit)
    const kept = await write(most)
    expect([kept.status, kept.status === 200 ? '' : kept.text]).toEqual([200, ''])
    const refused = await write(`${most}x`)
    expect(refused.status).not.toBe(200)
    expect(refused.text).toMatch(/long/)
    expect(refused.text.length).toBeLessThan(1_000)
  })

  it.each<[string, (address: string) => Promise<Written>]>([
    ['a thumbnail of a course', (thumbnailUrl) => file({ thumbnailUrl })],
    ['a thumbnail of a program', (thumbnailUrl) => program({ thumbnailUrl })],
    ['a link', (address) => content([{ title: 'T', kind: 'link', content: address }])],
  ])('%s is 2000 characters, and no scheme but that of the web', async (_, write) => {
    const start = 'https://example.com/'
    expect((await write(start + 'x'.repeat(1_980))).status).toBe(200)
    for (const address of [start + 'x'.repeat(1_981), 'javascript:alert(1)', 'ftp://example.com/', 'x'])
      expect.soft((await write(address)).status, address.slice(0, 30)).not.toBe(200)
  })

  it('a course is a number of lessons, questions and choices, and of characters in all', async () => {
    const lesson = (text: string) => ({ title: 'T', kind: 'text', content: text })
    const many = (count: number) => Array.from({ length: count }, () => ({ text: 'x', correct: false }))
    expect(await content(Array.from({ length: 501 }, () => lesson('')))).toMatchObject({
      text: 'lessons too_many',
    })
    expect(await content(Array.from({ length: 11 }, () => lesson('x'.repeat(200_000))))).toMatchObject({
      text: 'lessons too_long',
    })
    expect(
      await content(
        [],
        Array.from({ length: 501 }, () => question('?')[0] ?? {}),
      ),
    ).toMatchObject({
      text: 'quiz.questions too_many',
    })
    const wide = { text: '?', kind: 'single', choices: [{ text: 'x', correct: true }, ...many(50)] }
    expect(await content([], [wide])).toMatchObject({ text: 'quiz.questions[0].choices too_many' })
  })

  it('a page is the memory that there is: the largest page of the longest texts is answered', async () => {
    for (let made = 0; made < 50; made++) await course({ summary: '𝒯'.repeat(20_000) })
    const answer = await intellum.get('/api/v2/courses?per_page=50')
    expect(answer.status).toBe(200)
    expect(answer.text.length).toBeLessThan(100 * 40_000)
  })
})
