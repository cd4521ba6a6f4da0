import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../../test/support/world.ts'
import { getCertificate } from './certificates.ts'
import { createCourse, type NewCourse } from '../courses/courses.ts'
import { findVisibleCourse } from '../courses/read-courses.ts'
import { enrolMember, unenrolMember } from './enrolments.ts'
import type { CertificateId, CourseId } from '../ids.ts'
import { type Learning, finishCourse, finishLesson, retakeCourse, startCourse, takeQuiz } from './learning.ts'
import { setContent } from './set-content.ts'
import type { Quiz } from '../courses/lesson.ts'
import type { Member } from '../people/member.ts'
import {
  listEnrollableCourses,
  listOwnCourses,
  listOwnPrograms,
  nextStep,
  getProgramView,
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
    (
      await world.store.read((reader) =>
        listEnrollableCourses(reader, by, { filter: {}, page: { offset: 0, limit: 100 } }),
      )
    ).items.map(({ name }) => name)

  it('are published, open to him, allowed, and not taken yet', async () => {
    const group = await world.group('Selected', { members: [lea.guid] })
    await make({ name: 'by invitation' })
    await make({ name: 'with approval', selfEnrolment: 'approval' })
    await make({ name: 'draft', selfEnrolment: 'allowed', isActive: false })
    await make({ name: 'for others', selfEnrolment: 'allowed', visibility: 'groups' })
    const mine = await make({ name: 'for her group', selfEnrolment: 'allowed', visibility: 'groups' })
    await world.store.write((tx) => tx.courseGroups.set(world.account.id, mine.id, [group.id]))
    await make({ name: 'for members', selfEnrolment: 'allowed' })
    await make({ name: 'for everyone', selfEnrolment: 'allowed', visibility: 'everyone' })
    const taken = await make({ name: 'taken', selfEnrolment: 'allowed' })
    await enrol(taken.id)
    expect(await enrollable()).toEqual(['for her group', 'for members', 'for everyone'])
    for (const { id, name } of await world.store.read((reader) =>
      reader.courses.list(world.account.id, { filter: {}, page: { offset: 0, limit: 100 } }),
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
    const { items: page } = await world.store.read((reader) =>
      listEnrollableCourses(reader, by, { filter: {}, page: { offset: 1, limit: 1 } }),
    )
    expect(page.map(({ name }) => name)).toEqual(['b'])
  })
})

describe('own courses', () => {
  const own = () => world.store.read((reader) => listOwnCourses(reader, by))
  const names = (courses: readonly { course: { name: string } }[]) => courses.map(({ course }) => course.name)

  it('come with what is next in them: what was begun last first, then the others by name', async () => {
    const parts = { lessons: [lesson('One'), lesson('Two')], quiz }
    const [late, early, z, a10, a9, bare, done] = await Promise.all(
      ['Late', 'Early', 'zulu', 'Åse 10', 'Åse 9', 'Bare', 'Done'].map((name) => make({ name })),
    )
    if (!late || !early || !z || !a10 || !a9 || !bare || !done) throw new Error('no courses')
    const { lessons } = await world.store.write((tx) => setContent(tx, world.owner, late.id, parts))
    await world.store.write((tx) => setContent(tx, world.owner, early.id, parts))
    for (const { id } of [z, a10, a9, early, late, bare, done]) await enrol(id)
    for (const { id } of [early, late]) {
      world.clock.advance(1000)
      await world.store.write((tx) => startCourse(tx, by, id))
    }
    const [first, second] = lessons
    await world.store.write((tx) => finishLesson(tx, by, late.id, first?.id ?? (0 as never)))
    await world.store.write((tx) => finishCourse(tx, by, done.id))
    const { toDo, completed } = await own()
    expect(names(toDo)).toEqual(['Late', 'Early', 'Åse 9', 'Åse 10', 'Bare', 'zulu'])
    expect(toDo[0]?.next).toEqual({ kind: 'lesson', lesson: { id: second?.id, title: 'Two' } })
    expect(toDo[4]).toMatchObject({ next: { kind: 'finish' }, standing: 'not_started' })
    expect(completed).toMatchObject([{ course: { name: 'Done' }, next: undefined, standing: 'completed' }])
  })

  it('that weren’t passed are to do, with the quiz as what is next', async () => {
    const course = await make({ name: 'Hard' })
    const { lessons } = await world.store.write((tx) =>
      setContent(tx, world.owner, course.id, { lessons: [lesson('One')], quiz }),
    )
    await enrol(course.id)
    await world.store.write((tx) => finishLesson(tx, by, course.id, lessons[0]?.id ?? (0 as never)))
    const failed = await world.store.write((tx) => takeQuiz(tx, by, course.id, [[1]]))
    expect(nextStep(failed)).toEqual({ kind: 'quiz' })
    expect(await own()).toMatchObject({
      toDo: [{ standing: 'failed', next: { kind: 'quiz' } }],
      completed: [],
    })
    await world.store.write((tx) => takeQuiz(tx, by, course.id, [[0]]))
    expect(await own()).toMatchObject({ toDo: [], completed: [{ standing: 'completed', next: undefined }] })
    await world.store.write((tx) => retakeCourse(tx, by, course.id))
    expect(await own()).toMatchObject({ toDo: [{ standing: 'under_way', next: { kind: 'lesson' } }] })
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
    await expect(world.store.read((reader) => getProgramView(reader, by, id))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await world.store.write((tx) => joinProgram(tx, world.owner, id, lea.id))
    await world.store.write((tx) => finishCourse(tx, by, two.id))
    await world.store.write((tx) => unenrolMember(tx, world.owner, one.id, lea.id))
    const viewed = await world.store.read((reader) => getProgramView(reader, by, id))
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
      world.store.read((reader) => getCertificate(reader, world.account.id, number as CertificateId, code))
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
