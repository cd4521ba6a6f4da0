import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createOrUpdateCourse, checkCourseDefinition } from '../../domain/learning/course-definition.ts'
import { createOrUpdateProgram, checkProgramDefinition } from '../../domain/learning/program-definition.ts'
import { withIssues } from './apply-definition.ts'
import { courseFile, parseCourseFile } from './course-file.ts'
import type { Problem } from './definition-fields.ts'
import { differencesOf, linesOf } from './differences.ts'
import { parseProgramFile, programFile } from './program-file.ts'

const docs = new URL('../../../docs/', import.meta.url)
const example = (name: string) =>
  JSON.parse(readFileSync(new URL(`examples/${name}`, docs), 'utf8')) as object

let world: World
beforeEach(async () => {
  world = await openWorld()
})
afterEach(() => world.close())

/** The problems of a file, as they are printed. */
async function problemsOf(value: unknown, kind: 'course' | 'program' = 'course'): Promise<string[]> {
  const problems: Problem[] = []
  let issues: Awaited<ReturnType<typeof checkCourseDefinition>>
  // A read may run twice: what it is given is made before.
  if (kind === 'course') {
    const definition = parseCourseFile(value, problems)
    issues = await world.store.read((reader) => checkCourseDefinition(reader, world.owner, definition))
  } else {
    const definition = parseProgramFile(value, problems)
    issues = await world.store.read((reader) => checkProgramDefinition(reader, world.owner, definition))
  }
  return withIssues(problems, issues).map(({ path, text }) => `${path} ${text}`)
}

async function applied(value: unknown) {
  const problems: Problem[] = []
  const definition = parseCourseFile(value, problems)
  expect(problems).toEqual([])
  return (await world.store.write((tx) => createOrUpdateCourse(tx, world.owner, definition))).after
}

describe('the examples', () => {
  it('stand in docs/courses.md as they are', () => {
    const text = readFileSync(new URL('courses.md', docs), 'utf8')
    const blocks = [...text.matchAll(/```json\n([\s\S]*?)\n```/g)].map(
      ([, block = '']) => JSON.parse(block) as unknown,
    )
    expect(blocks).toEqual([example('working-safely.json'), example('first-weeks.json')])
  })

  it('can be applied, and what is shown afterwards says the same', async () => {
    const course = await applied(example('working-safely.json'))
    const shown = courseFile(course)
    expect(shown).toMatchObject({ code: 'SAFE-101', lessons: [{ kind: 'text' }, { kind: 'link' }] })
    expect(shown).not.toHaveProperty('id')
    expect(await applied(JSON.parse(JSON.stringify(shown)))).toEqual(course)

    const problems: Problem[] = []
    const definition = parseProgramFile(example('first-weeks.json'), problems)
    const { after } = await world.store.write((tx) => createOrUpdateProgram(tx, world.owner, definition))
    expect(problems).toEqual([])
    expect(programFile(after, true)).toMatchObject(example('first-weeks.json'))
    expect(programFile(after)).toMatchObject({ id: after.program.id })
    expect(parseProgramFile(programFile(after), problems)).toMatchObject({ courses: ['SAFE-101'] })
    expect(problems).toEqual([])
  })

  it('find a program by its code, whatever its name', async () => {
    const apply = async (value: object) => {
      const definition = parseProgramFile(value, [])
      return (await world.store.write((tx) => createOrUpdateProgram(tx, world.owner, definition))).after
    }
    const first = await apply({ code: 'WEEKS', name: 'First weeks' })
    const renamed = await apply({ code: 'WEEKS', name: 'First month' })
    expect(renamed.program).toMatchObject({ id: first.program.id, name: 'First month' })
    expect(programFile(renamed)).not.toHaveProperty('id')
    const other = await apply({ name: 'Other' })
    expect(await problemsOf({ id: other.program.id, code: 'WEEKS' }, 'program')).toEqual([
      'code belongs to another program: "WEEKS"',
    ])
  })
})

describe('a file', () => {
  it('says null and nothing apart', async () => {
    const course = await applied({ name: 'One', summary: 'First', certificate: { name: 'C' } })
    const { id } = course.course
    expect(courseFile(course)).toMatchObject({ id, certificate: { name: 'C', days: null } })
    expect(courseFile(await applied({ id, author: 'Ann' }))).toMatchObject({
      summary: 'First',
      author: 'Ann',
    })
    expect(
      courseFile(await applied({ id, summary: null, certificate: null, invitation: null })),
    ).toMatchObject({
      summary: null,
      certificate: null,
      invitation: { subject: null, body: null, action: null },
    })
  })

  it.each([[[]], ['text'], [null]])('must hold an object: %j', async (value) => {
    expect(await problemsOf(value)).toEqual([' must be an object'])
    expect(await problemsOf(value, 'program')).toEqual([' must be an object'])
  })

  it('is told all that is wrong at once, each with its place', async () => {
    const wrong = {
      nam: 'x',
      colour: 'red',
      type: 'film',
      published: 'yes',
      duration: '30 min',
      groups: ['Nobody', 7],
      visibility: 'all',
      certificate: { title: 'C' },
      invitation: { subject: 7 },
      lessons: [
        'read this',
        { title: 'Good', content: 'x', kind: 'text' },
        { titel: 'Bad', content: 'x' },
        { title: ' ', kind: 'link', content: 'nowhere' },
      ],
      quiz: {
        passMark: 101,
        questions: [{ text: '?', choices: [{ text: 'one', right: true }] }],
      },
    }
    expect(await problemsOf(wrong)).toEqual([
      'nam is unknown; did you mean name?',
      expect.stringMatching(/^colour is unknown; use one of id, code, name, /),
      expect.stringMatching(/^type must be one of path, link, page, /),
      'duration must be a number or null',
      'published must be true or false',
      'visibility must be one of everyone, members, groups',
      'certificate.title is unknown; use one of name, days',
      'certificate.name is missing',
      'groups[1] must be a string',
      'invitation.subject must be a string or null',
      'lessons[0] must be an object',
      'lessons[2].titel is unknown; did you mean title?',
      'lessons[2].title is missing',
      'quiz.questions[0].choices[0].right is unknown; use one of text, correct',
      'name is missing',
      'groups[0] matches nothing: "Nobody"',
      'lessons[3].title is missing',
      'lessons[3].content must be an http or https address in a lesson of kind link or video',
      'quiz.passMark must be a whole number from 0 to 100',
    ])
  })

  it.each<[object, string]>([
    [{ name: null }, 'name must be a string'],
    [{ name: 'x', id: 'x' }, 'id must be a number'],
    [{ id: 4711 }, 'id matches nothing: 4711'],
    [{ id: 1.5 }, 'id matches nothing: 1.5'],
    [{ name: 'x', duration: 1.5 }, 'duration must be a whole number of seconds, 0 or more'],
    [
      { name: 'x', certificate: { name: 'C', days: 0 } },
      'certificate needs a name, and days from 1 to 36500 or null',
    ],
    [{ name: 'x', certificate: 'C' }, 'certificate must be an object'],
    [{ name: 'x', lessons: {} }, 'lessons must be a list'],
    [{ name: 'x', lessons: null }, 'lessons must be a list'],
    [{ name: 'x', quiz: { questions: [] } }, 'quiz.questions is missing'],
    [
      { name: 'x', quiz: { passMark: 1, questions: [{ text: '?', choices: [{ text: 'one' }] }] } },
      'quiz.questions[0].choices needs at least two, of which exactly one is correct; with "kind": "multiple", one or more are',
    ],
    [
      { name: 'x', invitation: { action: 'x'.repeat(101) } },
      'invitation.action is longer than 100 characters',
    ],
    [{ name: 'x', dueDays: 0 }, 'dueDays must be a whole number of days from 1 to 36500, or null'],
    [{ name: 'x', repeatDays: 1.5 }, 'repeatDays must be a whole number of days from 1 to 36500, or null'],
    [{ name: 'x\u0000' }, 'name must be one line, without control characters'],
  ])('of a course: %j', async (value, problem) => {
    expect(await problemsOf(value)).toContain(problem)
  })

  it.each<[object, string]>([
    [{ name: 'x', courses: [{}] }, "courses[0] must be a course's code (a string) or id (a number)"],
    [{ name: 'x', courses: ['NO'] }, 'courses[0] matches nothing: "NO"'],
    [
      { name: 'x', lessons: [] },
      'lessons is unknown; use one of id, code, name, description, locale, thumbnailUrl, published, certificate, invitation, courses',
    ],
    [{ description: 'x' }, 'name is missing'],
    [{ name: 'x', code: ' ' }, 'code is missing'],
  ])('of a program: %j', async (value, problem) => {
    expect(await problemsOf(value, 'program')).toEqual([problem])
  })

  it('may not give a course the code of another', async () => {
    await applied({ name: 'One', code: 'ONE' })
    const { course } = await applied({ name: 'Two', code: 'TWO' })
    expect(await problemsOf({ id: course.id, code: 'ONE' })).toEqual([
      `code belongs to another course: "ONE"`,
    ])
  })
})

describe('differences', () => {
  it('name their places', () => {
    const before = { name: 'a', lessons: [{ title: 'x' }, { title: 'y' }], certificate: null }
    const after = { name: 'a', lessons: [{ title: 'z' }], certificate: { name: 'C' } }
    expect(linesOf(differencesOf(before, after))).toEqual([
      '  lessons[0].title: "x" → "z"',
      '  lessons[1]: {"title":"y"} → nothing',
      '  certificate: null → {"name":"C"}',
    ])
    expect(differencesOf(before, structuredClone(before))).toEqual([])
  })
})
