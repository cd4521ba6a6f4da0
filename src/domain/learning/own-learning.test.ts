import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { proveCertificate } from './certificates.ts'
import { createCourse, type NewCourse } from '../courses/courses.ts'
import { enrolMember, findVisibleCourse, unenrolMember } from './enrolments.ts'
import type { CertificateId, CourseId } from '../ids.ts'
import { finishCourse, finishLesson, retakeCourse, setContent, takeQuiz, type Learning } from './learning.ts'
import type { Quiz } from '../courses/lesson.ts'
import type { Member } from '../people/member.ts'
import {
  listEnrollableCourses,
  listOwnCourses,
  listOwnPrograms,
  nextStep,
  viewProgram,
} from './own-learning.ts'
import type { Principal } from '../principal.ts'
import { joinProgram } from './program-memberships.ts'
import { createProgram } from '../courses/programs.ts'

let world: World
let lea: Member
let by: Principal

beforeEach(async () => {
  world = await openWorld()
  lea = await world.person('Lea Learner', 'learner')
  by = { ...world.owner, door: 'console', memberId: lea.id }
})
afterEach(() => world.close())

const make = (draft: NewCourse) => world.store.write((tx) => createCourse(tx, world.owner, draft))
const enrol = (course: CourseId) => world.store.write((tx) => enrolMember(tx, world.owner, course, lea.id))
const lesson = (title: string) => ({ title, kind: 'text', content: 'Read this.' }) as const
const quiz: Quiz = {
  passMark: 50,
  questions: [
    {
      text: 'Which?',
      kind: 'single',
      choices: [
        { text: 'This', correct: true },
        { text: 'That', correct: false },
      ],
    },
  ],
}

describe('courses that a person might enrol himself in', () => {
  const enrollable = async () =>
    (await world.store.read((reader) => listEnrollableCourses(reader, by, { offset: 0, limit: 100 }))).map(
      ({ name }) => name,
    )

  it('are published, open to him, allowed, and not taken yet', async () => {
    const group = await world.group('Selected', { members: [lea.guid] })
    await make({ name: 'by invitation' })
    await make({ name: 'with approval', selfEnrolment: 'approval' })
    await make({ name: 'draft', selfEnrolment: 'allowed', isActive: false })
    await make({ name: 'for others', selfEnrolment: 'allowed', visibility: 'groups' })
    const mine = await make({ name: 'for her group', selfEnrolment: 'allowed', visibility: 'groups' })
    await world.store.write((tx) => tx.courseGroups.replace(world.account.id, mine.id, [group.id]))
    await make({ name: 'for members', selfEnrolment: 'allowed' })
    await make({ name: 'for everyone', selfEnrolment: 'allowed', visibility: 'everyone' })
    const taken = await make({ name: 'taken', selfEnrolment: 'allowed' })
    await enrol(taken.id)
    expect(await enrollable()).toEqual(['for her group', 'for members', 'for everyone'])
    for (const { id, name } of await world.store.read((reader) =>
      reader.courses.page(world.account.id, {}, { offset: 0, limit: 100 }),
    )) {
      const seen = await world.store.read((reader) => findVisibleCourse(reader, by, id))
      expect(`${name}: ${seen?.mayEnrol}`).toBe(`${name}: ${expected[name]}`)
    }
  })
  const expected: Readonly<Record<string, boolean | undefined>> = {
    'by invitation': false,
    'with approval': false,
    draft: undefined,
    'for others': undefined,
    'for her group': true,
    'for members': true,
    'for everyone': true,
    taken: false,
  }

  it('come page by page', async () => {
    for (const name of ['a', 'b', 'c']) await make({ name, selfEnrolment: 'allowed' })
    const page = await world.store.read((reader) =>
      listEnrollableCourses(reader, by, { offset: 1, limit: 1 }),
    )
    expect(page.map(({ name }) => name)).toEqual(['b'])
  })
})

describe('own courses', () => {
  it('come with what is next in them, those of late first', async () => {
    const read = await make({ name: 'Read' })
    const { lessons } = await world.store.write((tx) =>
      setContent(tx, world.owner, read.id, { lessons: [lesson('One'), lesson('Two')], quiz }),
    )
    const bare = await make({ name: 'Bare' })
    const done = await make({ name: 'Done' })
    for (const { id } of [read, bare, done]) {
      world.clock.advance(1000)
      await enrol(id)
    }
    await world.store.write((tx) => finishCourse(tx, by, done.id))
    world.clock.advance(1000)
    const [first] = lessons
    if (first !== undefined) await world.store.write((tx) => finishLesson(tx, by, read.id, first.id))
    const own = await world.store.read((reader) => listOwnCourses(reader, by))
    expect(own.map(({ course, next }) => [course.name, next])).toEqual([
      ['Read', { kind: 'lesson', lesson: lessons[1] }],
      ['Done', undefined],
      ['Bare', { kind: 'finish' }],
    ])
  })

  it('are nobody’s but a person’s', async () => {
    const refused = { kind: 'forbidden' }
    const read = world.store.read.bind(world.store)
    await expect(read((reader) => listOwnCourses(reader, world.owner))).rejects.toMatchObject(refused)
    await expect(read((reader) => listOwnPrograms(reader, world.owner))).rejects.toMatchObject(refused)
  })
})

it('counts progress as finished parts of all parts, whatever is done in which order', async () => {
  const acts = fc.array(fc.constantFrom(0, 1, 2, 'quiz', 'again'), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.boolean(), acts, async (count, withQuiz, done) => {
      const { id } = await make({ name: 'Any' })
      const { lessons } = await world.store.write((tx) =>
        setContent(tx, world.owner, id, {
          lessons: Array.from({ length: count }, (_, index) => lesson(`Lesson ${index}`)),
          quiz: withQuiz ? quiz : null,
        }),
      )
      await enrol(id)
      const finished = new Set<string | number>()
      for (const act of done) {
        const learning = await world.store.write(async (tx): Promise<Learning | undefined> => {
          if (act === 'again') return retakeCourse(tx, by, id)
          if (act === 'quiz') return withQuiz ? takeQuiz(tx, by, id, [[0]]) : undefined
          const one = lessons[Number(act)]
          return one === undefined ? undefined : finishLesson(tx, by, id, one.id)
        })
        if (learning === undefined) continue
        if (act === 'again') finished.clear()
        else finished.add(act)
        const all = count + (withQuiz ? 1 : 0)
        expect(learning.enrolment.progress).toBe(Math.floor((100 * finished.size) / all))
        expect(nextStep(learning) === undefined).toBe(finished.size === all)
        if (finished.size === all) expect(learning.enrolment.completed).not.toBeNull()
      }
    }),
    { numRuns: 25 },
  )
})

describe('programs', () => {
  it('are shown with their courses as the person stands in them', async () => {
    const [one, two] = [await make({ name: 'One' }), await make({ name: 'Two' })]
    const { id } = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'Both', courseIds: [two.id, one.id] }),
    )
    await expect(world.store.read((reader) => viewProgram(reader, by, id))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await world.store.write((tx) => joinProgram(tx, world.owner, id, lea.id))
    await world.store.write((tx) => finishCourse(tx, by, two.id))
    await world.store.write((tx) => unenrolMember(tx, world.owner, one.id, lea.id))
    const viewed = await world.store.read((reader) => viewProgram(reader, by, id))
    expect(viewed.membership).toMatchObject({ progress: 50 })
    expect(viewed.courses.map(({ course, enrolment }) => [course.name, enrolment?.progress])).toEqual([
      ['Two', 100],
      ['One', undefined],
    ])
    expect(
      (await world.store.read((reader) => listOwnPrograms(reader, by))).map(({ program }) => program.id),
    ).toEqual([id])
  })
})

describe('a certificate', () => {
  it('is shown to who knows its code, with the score', async () => {
    const { id } = await make({ name: 'Safety', certificate: { name: 'Safe', days: null } })
    await world.store.write((tx) => setContent(tx, world.owner, id, { lessons: [], quiz }))
    await enrol(id)
    const { enrolment } = await world.store.write((tx) => takeQuiz(tx, by, id, [[0]]))
    const { certificate } = enrolment
    const prove = (number: number, code: string) =>
      world.store.read((reader) => proveCertificate(reader, world.account.id, number as CertificateId, code))
    expect(await prove(certificate?.id ?? 0, certificate?.code ?? '')).toEqual({ certificate, score: 100 })
    for (const [number, code] of [
      [certificate?.id, `${certificate?.code}0`],
      [certificate?.id, ''],
      [(certificate?.id ?? 0) + 1, certificate?.code],
      [0, ''],
      [1.5, certificate?.code],
    ] as const) {
      await expect(prove(number ?? 0, code ?? '')).rejects.toMatchObject({ kind: 'not_found' })
    }
  })
})
