import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createOrUpdateCourse, type CourseDefinition } from './course-definition.ts'
import { createCourse } from '../courses/courses.ts'
import { DomainError } from '../errors.ts'
import type { Principal } from '../principal.ts'
import { createOrUpdateProgram, type ProgramDefinition } from './program-definition.ts'

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

const apply = (definition: CourseDefinition, by = world.owner) =>
  world.store.write((tx) => createOrUpdateCourse(tx, by, definition))
const applyP = (definition: ProgramDefinition, by = world.owner) =>
  world.store.write((tx) => createOrUpdateProgram(tx, by, definition))
const trail = async () => {
  const entries = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 1000))
  return entries.map(({ action, subject }) => `${action} ${subject}`)
}
const problemsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error
      return error.issues.map(({ field, problem }) => `${error.kind} ${field} ${problem}`)
    },
  )

const whole: CourseDefinition = {
  values: {
    code: 'SAFE-101',
    name: ' Working safely ',
    visibility: 'groups',
    certificate: { name: 'Safe', days: 30 },
  },
  groups: ['NIGHT SHIFT'],
  lessons: [{ title: ' Read ', kind: 'text', content: '# Read' }],
  quiz: {
    passMark: 50,
    questions: [
      {
        text: '?',
        kind: 'single',
        choices: [
          { text: 'yes', correct: true },
          { text: 'no', correct: false },
        ],
      },
    ],
  },
  invitation: { subject: 'Come', body: null, action: null },
}

describe('a course', () => {
  beforeEach(() => world.group('Night shift'))

  it('is made with all that is said', async () => {
    const { before, after } = await apply(whole)
    expect(before).toBeUndefined()
    expect(after).toEqual({
      course: expect.objectContaining({
        code: 'SAFE-101',
        name: 'Working safely',
        type: 'page',
        isActive: true,
        visibility: 'groups',
        inCatalog: false,
        selfEnrolment: 'invitation',
        certificate: { name: 'Safe', days: 30 },
      }),
      groups: ['Night shift'],
      lessons: [{ title: 'Read', kind: 'text', content: '# Read' }],
      quiz: whole.quiz,
      invitation: { subject: 'Come', body: null, action: null },
    })
  })

  it('applied again, changes nothing and leaves no trace', async () => {
    const first = await apply(whole)
    const before = await trail()
    world.clock.advance(60_000)
    const again = await apply(whole)
    expect(again.before).toEqual(first.after)
    expect(again.after).toEqual(first.after)
    expect(await trail()).toEqual(before)
  })

  it('is changed where something else is said, and there only', async () => {
    const { after: first } = await apply(whole)
    const before = (await trail()).length
    const { after } = await apply({ values: { code: 'SAFE-101', summary: 'Basics' } })
    expect(after).toEqual({ ...first, course: { ...first.course, summary: 'Basics' } })
    expect((await trail()).slice(before)).toEqual(['update course'])
  })

  it('loses what is said to be nothing', async () => {
    await apply(whole)
    const { after } = await apply({
      values: { code: 'SAFE-101', certificate: null },
      groups: [],
      lessons: [],
      quiz: null,
      invitation: { subject: null, body: null, action: null },
    })
    expect(after).toMatchObject({
      course: { certificate: null },
      groups: [],
      lessons: [],
      quiz: null,
      invitation: { subject: null },
    })
  })

  it('is named by its id, and may get another code then', async () => {
    const { after } = await apply(whole)
    const { id } = after.course
    expect((await apply({ id, values: { code: 'SAFE-102' } })).after.course).toMatchObject({
      id,
      code: 'SAFE-102',
      name: 'Working safely',
    })
    expect(await problemsOf(apply({ id: 4711, values: { name: 'x' } }))).toEqual(['invalid id unknown'])
    await apply(whole)
    expect(await problemsOf(apply({ id, values: { code: 'SAFE-101' } }))).toEqual(['invalid code taken'])
  })

  it('without id and code is another each time', async () => {
    const one = await apply({ values: { name: 'Nameless' } })
    const two = await apply({ values: { name: 'Nameless' } })
    expect(two.before).toBeUndefined()
    expect(two.after.course.id).toBeGreaterThan(one.after.course.id)
  })

  it('is refused with all that is wrong, and nothing of it is written', async () => {
    const before = await trail()
    const wrong: CourseDefinition = {
      values: { code: 'x'.repeat(256), duration: -1, certificate: { name: ' ', days: 1 } },
      groups: ['Night shift', 'Day shift'],
      lessons: [
        { title: 'Good', kind: 'text', content: '' },
        { title: ' ', kind: 'link', content: 'nowhere' },
      ],
      quiz: { passMark: 101, questions: [{ text: '', kind: 'single', choices: [] }] },
      invitation: { subject: 'x'.repeat(256), body: null, action: null },
    }
    expect(await problemsOf(apply(wrong))).toEqual([
      'invalid name missing',
      'invalid code too_long',
      'invalid certificate missing',
      'invalid duration malformed',
      'invalid groups[1] unknown',
      'invalid lessons[1].title missing',
      'invalid lessons[1].content malformed',
      'invalid quiz.passMark malformed',
      'invalid quiz.questions[0].text missing',
      'invalid quiz.questions[0].choices malformed',
      'invalid invitation.subject too_long',
    ])
    expect(await trail()).toEqual(before)
  })

  it('is applied by who may edit courses only', async () => {
    const lea = await world.person('Lea Learner', 'learner')
    const by: Principal = { ...world.owner, door: 'console', memberId: lea.id }
    expect(await problemsOf(apply(whole, by))).toEqual(['forbidden edit not_allowed'])
  })
})

describe('a program', () => {
  const course = async (name: string, code: string | null) =>
    (await world.store.write((tx) => createCourse(tx, world.owner, { name, code }))).id

  it('is made of courses named by code or id, recognised by its name, and changed where it differs', async () => {
    const one = await course('One', 'ONE')
    const two = await course('Two', null)
    const definition: ProgramDefinition = {
      values: { name: 'First weeks', certificate: { name: 'Done', days: null } },
      courses: ['ONE', two],
      invitation: { subject: 'Join', body: null, action: null },
    }
    const { before, after } = await applyP(definition)
    expect(before).toBeUndefined()
    expect(after).toMatchObject({
      program: { name: 'First weeks', courseIds: [one, two], certificate: { name: 'Done', days: null } },
      courses: ['ONE', two],
      invitation: { subject: 'Join' },
    })
    const traces = await trail()
    expect((await applyP(definition)).after).toEqual(after)
    expect(
      (await applyP({ values: { name: 'FIRST WEEKS ' }, courses: [one, two] })).after.program,
    ).toMatchObject({
      id: after.program.id,
      name: 'FIRST WEEKS', // the file's spelling wins
    })
    expect((await trail()).slice(traces.length)).toEqual(['update program'])
    const turned = await applyP({ values: { name: 'First weeks' }, courses: [two, 'ONE'] })
    expect(turned.after.courses).toEqual([two, 'ONE'])
  })

  it('is refused with all that is wrong', async () => {
    await course('One', 'ONE')
    expect(await problemsOf(applyP({ values: { name: '' }, courses: ['ONE', 'one', 4711, 'ONE'] }))).toEqual([
      'invalid name missing',
      'invalid courses[1] unknown',
      'invalid courses[2] unknown',
      'invalid courses[3] taken',
    ])
    expect(await problemsOf(applyP({ id: 4711, values: {} }))).toEqual(['invalid id unknown'])
    expect(await problemsOf(applyP({ values: {} }))).toEqual(['invalid name missing'])
  })

  it('must be named by its id where several have the name', async () => {
    const { after } = await applyP({ values: { name: 'Twin' } })
    const other = await applyP({ values: { name: 'Other' } })
    await applyP({ id: other.after.program.id, values: { name: 'Twin' } })
    expect(await problemsOf(applyP({ values: { name: 'twin' } }))).toEqual(['invalid id missing'])
    const { id } = after.program
    expect((await applyP({ id, values: { description: 'First' } })).after.program).toMatchObject({
      id,
      description: 'First',
    })
  })

  it('is applied by who may edit courses only', async () => {
    const lea = await world.person('Lea Learner', 'learner')
    const by: Principal = { ...world.owner, door: 'console', memberId: lea.id }
    expect(await problemsOf(applyP({ values: { name: 'x' } }, by))).toEqual(['forbidden edit not_allowed'])
  })
})
