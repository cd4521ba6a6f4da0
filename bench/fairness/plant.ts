import type { ServerProcess } from '../../test/support/server-process.ts'
import { tagsFrom } from '../item-bank.ts'
import { guidOf } from '../academy.ts'
import { firstNameOf, lastNameOf, type Size } from '../large-academy.ts'
import { asker, text, upTo, type Asked, type Places } from './asked.ts'
import { exchange, type Callers } from './callers.ts'
import { tagging } from './bank-requests.ts'
import { orderedNames, PICTURE } from './written-requests.ts'

/** How much is in the bank of the consumer. */
export const IN_BANK = { tags: 50_000, items: 5_000, activities: 1_000 }

interface Thing {
  readonly id: number
  readonly [name: string]: unknown
}

/** An academy whose server has been asked for all that is not in it from the beginning. */
class Planted {
  readonly #server: ServerProcess
  readonly #callers: Callers
  readonly #of: ReturnType<typeof asker>

  constructor(server: ServerProcess, callers: Callers) {
    this.#server = server
    this.#callers = callers
    this.#of = asker('api', callers.known)
  }

  /** @throws Error when it is refused */
  async ask(asked: Asked): Promise<string> {
    const { status, body } = await exchange(this.#server, this.#callers, asked, 120_000, true)
    if (status >= 400)
      throw new Error(`${asked.operation} wasn't carried out: ${status} ${body.slice(0, 1_000)}`)
    return body
  }

  async api(...given: Parameters<ReturnType<typeof asker>>): Promise<Thing> {
    return JSON.parse((await this.ask(this.#of(...given))) || '{}') as Thing
  }

  /** The first things of a list. */
  async some(...given: Parameters<ReturnType<typeof asker>>): Promise<readonly Thing[]> {
    return (await this.api(...given)).items as readonly Thing[]
  }

  async first(...given: Parameters<ReturnType<typeof asker>>): Promise<Thing> {
    const [first] = await this.some(...given)
    if (first === undefined) throw new Error(`Nothing is in the list of ${given[0]}`)
    return first
  }
}

/** Puts something of everything into the academy. @returns what stands in the places of paths and parameters */
export async function plant(server: ServerProcess, callers: Callers, { people }: Size): Promise<Places> {
  const academy = new Planted(server, callers)
  const known = {
    ...callers.known,
    ...usual(Number(callers.known.manager), people),
  }
  const bank = await plantBank(academy)
  const learning = await plantLearning(academy, known)
  const programs = await plantProgram(academy, known, people)
  return { ...known, ...bank, ...learning, ...programs, ...(await plantAround(academy)) }
}

/** What is there from the beginning, and what fits many rows. */
function usual(manager: number, people: number): Places {
  const number = Math.min(500, people / 2)
  const person = manager + 1 + number
  const mail = `${firstNameOf(number)}.${lastNameOf(number)}.${number}@example.com`.toLowerCase()
  return {
    person,
    member: person,
    user: person,
    memberId: person,
    group: 3,
    groupId: 3,
    course: 1,
    courseId: 1,
    topic: 1,
    parent: 1,
    enrolment: 1,
    mail: 1,
    door: 'rev',
    status: 'active',
    role: 'learner',
    state: 'passed',
    department: 'Sales',
    country: 'DE',
    company: 'Company 7',
    subject: 'person',
    action: 'update',
    language: 'en',
    email: mail,
    to: mail,
    days: 365,
    name: 'Group 3',
    parentCategoryId: guidOf(1),
    key: guidOf(number),
  }
}

async function plantBank(academy: Planted): Promise<Places> {
  for (let first = 0; first < IN_BANK.tags; first += 1_000)
    await academy.ask(tagging('tagging/tags', 'set', { tags: tagsFrom(first, 1_000) }))
  for (const [kind, count] of [
    ['items', IN_BANK.items] as const,
    ['activities', IN_BANK.activities] as const,
  ]) {
    for (let first = 0; first < count; first += 1_000) {
      const body = upTo(1_000).map((at) => ({
        op: 'create',
        code: `${kind === 'items' ? 'item' : 'activity'} ${first + at}`,
        title: text(100),
        tags: tagsFrom((first + at) * 7, 5).map(({ type, name }) => ({ type, name })),
      }))
      await academy.api(`POST /banks/{bank}/${kind}/bulk`, {}, { body })
    }
  }
  const pools = upTo(20).map((at) => ({
    code: `pool ${at}`,
    name: `Pool ${at}`,
    status: 'published',
    items: upTo(1_000).map((item) => `item ${item}`),
  }))
  for (const body of pools) await academy.api('POST /banks/{bank}/pools', {}, { body })
  const type = tagsFrom(0, 1)[0]?.type
  const among = tagsFrom(0, 1_000).filter((tag) => tag.type === type)
  await academy.api(
    'POST /banks/{bank}/hierarchies',
    {},
    {
      body: { code: 'planted', types: [type], paths: among.slice(0, 100).map(({ name }) => [name]) },
    },
  )
  await academy.ask(
    tagging('tagging/tags', 'set', { tags: orderedNames().map((name) => ({ type: 'Ordered', name })) }),
  )
  const types = await academy.some('GET /banks/{bank}/tag-types', {}, { query: '?limit=500' })
  const ordered = types.find(({ name }) => name === 'Ordered')?.id ?? 0
  const inOrder = await academy.some('GET /banks/{bank}/tags', {}, { query: `?limit=500&type=${ordered}` })
  const kind = types.find(({ name }) => name === type)?.id ?? 0
  const tags = await academy.some('GET /banks/{bank}/tags', {}, { query: `?limit=500&type=${kind}` })
  return {
    type: kind,
    orderedType: ordered,
    orderedTags: JSON.stringify(inOrder.map(({ id }) => id)),
    tag: tags[0]?.id ?? 0,
    tagToDelete: tags[1]?.id ?? 0,
    item: (await academy.first('GET /banks/{bank}/items', {}, { query: '?limit=1' })).id,
    activity: (await academy.first('GET /banks/{bank}/activities', {}, { query: '?limit=1' })).id,
    pool: (await academy.first('GET /banks/{bank}/pools', {}, { query: '?limit=1' })).id,
    hierarchy: (await academy.first('GET /banks/{bank}/hierarchies', {}, { query: '?limit=1' })).id,
  }
}

/** The course that a learner has passed, and one that they may begin. */
const COURSES = { passed: 5, begun: 10 }

async function plantLearning(academy: Planted, known: Places): Promise<Places> {
  const learner = Number(known.manager) + 1
  const content = {
    lessons: upTo(3).map((at) => ({ title: `Part ${at}`, kind: 'text', content: text(20_000) })),
    quiz: {
      passMark: 1,
      questions: upTo(100).map((at) => ({
        text: `${at} ${text(300)}`,
        kind: 'single',
        choices: [
          { text: 'Right', correct: true },
          { text: 'Wrong', correct: false },
        ],
      })),
    },
  }
  for (const course of Object.values(COURSES)) {
    const body = { certificateName: 'Passed', active: true, visibility: 'everyone', selfEnrolment: 'allowed' }
    await academy.api('PATCH /courses/{course}', { course }, { body })
    await academy.api('PUT /courses/{course}/content', { course }, { body: content })
  }
  const course = COURSES.passed
  for (const person of [learner, Number(known.person)])
    await academy.api('POST /courses/{course}/enrolments', { course }, { body: { person } })
  const page = asker('pages', { id: course })
  const form = {}
  await academy.ask(page('POST /:id/course/start', {}, { form }))
  for (const lesson of await lessonsOf(academy, course))
    await academy.ask(page('POST /:id/course/lessons/:lesson', { lesson }, { form }))
  const [, version = ''] =
    /name="version" value="(.*?)"/.exec(await academy.ask(page('GET /:id/course/quiz'))) ?? []
  const answers = Object.fromEntries(upTo(100).map((at) => [`q${at}`, '0']))
  await academy.ask(page('POST /:id/course/quiz', {}, { form: { version, ...answers } }))
  const passed = await academy.first(
    'GET /people/{person}/enrolments',
    { person: learner },
    { query: `?course=${course}` },
  )
  const certificate = await academy.api('GET /enrolments/{enrolment}/certificate', { enrolment: passed.id })
  const [lesson = 0] = await lessonsOf(academy, COURSES.begun)
  return {
    learner,
    lesson,
    quizVersion: version,
    passedEnrolment: passed.id,
    certificate: String(certificate.url).replace(/.*\/certificates\//, ''),
  }
}

async function lessonsOf(academy: Planted, course: number): Promise<number[]> {
  const content = (await academy.api('GET /courses/{course}/content', { course })) as unknown as {
    readonly lessons: readonly Thing[]
  }
  return content.lessons.map(({ id }) => id)
}

async function plantProgram(academy: Planted, known: Places, people: number): Promise<Places> {
  const manager = Number(known.manager)
  const program = (
    await academy.api(
      'POST /programs',
      {},
      { body: { name: 'Planted', courses: upTo(3).map((at) => 40 + at) } },
    )
  ).id
  const members = upTo(Math.min(1_000, people / 10)).map((at) => manager + 5 + at * 9)
  for (const person of [Number(known.person), manager + 1, ...members])
    await academy.api('POST /programs/{program}/members', { program }, { body: { person } })
  const mail = { subject: 'Hello', body: text(1_000) }
  await academy.api('PUT /programs/{program}/invitation-text', { program }, { body: mail })
  await academy.api('PUT /courses/{course}/invitation-text', { course: 1 }, { body: mail })
  return { program, programId: program }
}

/** The lists of the roster. */
const ROSTER = [
  'users',
  'students',
  'teachers',
  'courses',
  'classes',
  'enrollments',
  'orgs',
  'schools',
  'academicSessions',
] as const

/** Webhooks, imports, keys, tokens, and recorded requests. */
async function plantAround(academy: Planted): Promise<Places> {
  await academy.api('PATCH /settings', {}, { body: { accent: '#1c5fb8' } })
  await academy.api('PUT /settings/logo', {}, { body: PICTURE })
  const hook = await academy.api(
    'POST /webhooks',
    {},
    {
      body: {
        url: 'https://receiver.example.com/events',
        events: ['enrolment_completed'],
        singleAttempt: true,
      },
    },
  )
  await academy.api('POST /webhooks/{webhook}/test', { webhook: hook.id })
  const delivery = (await academy.first('GET /webhooks/{webhook}/deliveries', { webhook: hook.id })).id
  const imports: number[] = []
  for (const name of ['looked at', 'to run', 'to delete']) {
    const rows = upTo(1_000).map(
      (at) => `${name.replace(' ', '.')}${at}@example.com,${firstNameOf(at)},${lastNameOf(at)}`,
    )
    const body = ['email,first_name,last_name', ...rows].join('\n')
    const made = await academy.api('POST /imports', {}, { query: '?kind=people', body })
    imports.push(made.import === undefined ? made.id : Number(made.import))
  }
  const browser = { as: 'browser' as const }
  const credential = async (label: string) =>
    (await academy.api('POST /credentials', {}, { ...browser, body: { door: 'intellum', label } })).id
  const token = await academy.api(
    'POST /me/tokens',
    {},
    { ...browser, body: { label: 'old', scopes: ['topics:read'] } },
  )
  await academy.api('POST /doors/{door}/recording', { door: 'rev' }, { body: { minutes: 15 } })
  await academy.ask(asker('rev', {})('GET /api/v2/user/session'))
  const recorded = await academy.first('GET /doors/{door}/requests', { door: 'rev' })
  const consumer = await academy.first('GET /credentials', {}, { query: '?door=learnosity' })
  const roster = asker('oneroster', {})
  const records: Record<string, string> = {}
  for (const kind of ROSTER) {
    const list = await academy.ask(
      roster(`GET /ims/oneroster/rostering/v1p2/${kind}`, {}, { query: '?limit=1' }),
    )
    records[kind] = /"sourcedId":"(.*?)"/.exec(list)?.[1] ?? ''
  }
  const start = await academy.ask(asker('console', {})('GET /console'))
  const session = await academy.some('GET /me/sessions')
  const job = await academy.first('GET /jobs')
  return {
    webhook: hook.id,
    delivery,
    import: imports[0] ?? 0,
    importToRun: imports[1] ?? 0,
    importToDelete: imports[2] ?? 0,
    ...records,
    asset: /console\/assets\/([\w.-]+\.js)/.exec(start)?.[1] ?? '',
    consumer: consumer.id,
    credential: await credential('kept'),
    oldCredential: await credential('old'),
    oldToken: token.id,
    request: String(recorded.id),
    session: session.at(-1)?.id ?? 0,
    job: job.id,
  }
}
