import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventsOf, subscribe } from '../../../test/support/outbox.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Course } from '../courses/course.ts'
import { createCourse } from '../courses/courses.ts'
import { enrolMember } from './enrolments.ts'
import { DomainError } from '../errors.ts'
import type { LessonId } from '../ids.ts'
import type { NewContent } from '../courses/content.ts'
import { finishCourse, finishLesson, getLearning, retakeCourse, startCourse, takeQuiz } from './learning.ts'
import { setContent } from './set-content.ts'
import type { Answers, Quiz } from '../courses/lesson.ts'
import type { Principal } from '../principal.ts'

let world: World
let course: Course
let by: Principal

beforeEach(async () => {
  world = await openWorld()
  await subscribe(world)
  const lea = await world.person('Lea Learner', 'learner')
  by = { ...world.owner, door: 'console', memberId: lea.id }
  course = await world.store.write((tx) =>
    createCourse(tx, world.owner, { name: 'Safety', certificate: { name: 'Safe', days: null } }),
  )
  await world.store.write((tx) => enrolMember(tx, world.owner, course.id, lea.id))
})
afterEach(() => world.close())

const lessons = [
  { title: 'Read', kind: 'text', content: '# Read this' },
  { title: 'Watch', kind: 'video', content: 'https://video.example.com/1' },
] as const
const quiz: Quiz = {
  passMark: 60,
  questions: [
    question('One?', 'single', [true, false]),
    question('Some?', 'multiple', [true, false, true]),
    question('Other?', 'single', [false, true]),
  ],
}
function question(text: string, kind: 'single' | 'multiple', right: readonly boolean[]) {
  return { text, kind, choices: right.map((correct, index) => ({ text: `choice ${index}`, correct })) }
}
const ALL_RIGHT: Answers = [[0], [2, 0], [1]]
const ONE_RIGHT: Answers = [[0], [0], []]

const content = (wanted: NewContent) =>
  world.store.write((tx) => setContent(tx, world.owner, course.id, wanted))
const finish = (lesson: LessonId | undefined) =>
  world.store.write((tx) => finishLesson(tx, by, course.id, lesson ?? (0 as LessonId)))
const take = (answers: Answers) => world.store.write((tx) => takeQuiz(tx, by, course.id, answers))
const learning = () => world.store.read((reader) => getLearning(reader, by, course.id))
const completions = async () =>
  (await eventsOf(world)).filter(({ event }) => event === 'enrolment_completed').length
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error
      return `${error.kind} ${error.issues[0]?.subject}.${error.issues[0]?.field}`
    },
  )

describe('a course with lessons and a quiz', () => {
  it('is begun, finished part by part, and completed with the last one', async () => {
    const { lessons: made } = await content({ lessons, quiz })
    const begun = await world.store.write((tx) => startCourse(tx, by, course.id))
    expect(begun.enrolment).toMatchObject({ started: world.clock.now(), progress: 0, completed: null })
    world.clock.advance(1000)
    expect((await finish(made[0]?.id)).enrolment).toMatchObject({ progress: 33, success: null })
    expect((await finish(made[0]?.id)).enrolment.progress).toBe(33)
    expect((await take(ALL_RIGHT)).enrolment).toMatchObject({ progress: 66, score: 100, completed: null })
    expect(await completions()).toBe(0)
    const { enrolment } = await finish(made[1]?.id)
    expect(enrolment).toMatchObject({
      progress: 100,
      score: 100,
      success: true,
      completed: world.clock.now(),
      started: world.clock.now() - 1000,
      certificate: { name: 'Safe', holder: 'Lea Learner', expires: null },
    })
    expect(await completions()).toBe(1)
  })

  it('counts a question as right as a whole or not at all', async () => {
    await content({ lessons: [], quiz })
    expect((await take([[0], [0, 1, 2], [1]])).enrolment).toMatchObject({ score: 66.67, success: true })
    expect((await take(ONE_RIGHT)).enrolment).toMatchObject({ score: 33.33, success: false })
    expect((await take([[], [], []])).enrolment).toMatchObject({ score: 0, success: false })
  })

  it('taken again, replaces the result as a whole, the certificate included, and reports it again', async () => {
    await content({ lessons: [], quiz })
    const first = (await take(ALL_RIGHT)).enrolment.certificate
    world.clock.advance(1000)
    const second = (await take(ALL_RIGHT)).enrolment.certificate
    expect(second?.code).not.toBe(first?.code)
    const failed = (await take(ONE_RIGHT)).enrolment
    expect(failed).toMatchObject({ success: false, certificate: null, completed: world.clock.now() })
    expect(await completions()).toBe(3)
    expect((await learning()).lastAttempt).toMatchObject({ passed: false, score: 33.33 })
  })

  it('begun anew, keeps its result until the next one', async () => {
    const { lessons: made } = await content({ lessons, quiz })
    for (const { id } of made) await finish(id)
    await take(ALL_RIGHT)
    const again = await world.store.write((tx) => retakeCourse(tx, by, course.id))
    expect(again.enrolment).toMatchObject({ progress: 0, score: 100, success: true })
    expect(again.finished).toEqual([])
    expect((await take(ONE_RIGHT)).enrolment).toMatchObject({ progress: 33, score: 100, success: true })
    for (const { id } of made) await finish(id)
    expect((await learning()).enrolment).toMatchObject({ progress: 100, score: 33.33, success: false })
    expect(await completions()).toBe(2)
  })
})

describe('other courses', () => {
  it('with lessons only are passed without a score', async () => {
    const { lessons: made } = await content({ lessons, quiz: null })
    for (const { id } of made) await finish(id)
    expect((await learning()).enrolment).toMatchObject({ score: null, success: true, progress: 100 })
  })

  it('without parts are completed by their learner’s word, once', async () => {
    await world.store.write((tx) => finishCourse(tx, by, course.id))
    const { enrolment } = await world.store.write((tx) => finishCourse(tx, by, course.id))
    expect(enrolment).toMatchObject({ score: null, success: true, progress: 100 })
    expect(await completions()).toBe(1)
    await content({ lessons, quiz: null })
    // The course has parts, so only finishing them completes it.
    await expect(world.store.write((tx) => finishCourse(tx, by, course.id))).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ subject: 'course', field: 'parts', problem: 'not_allowed' }],
    })
  })

  it('without parts are completed again when they were begun anew', async () => {
    await world.store.write((tx) => finishCourse(tx, by, course.id))
    await world.store.write((tx) => retakeCourse(tx, by, course.id))
    world.clock.advance(1000)
    const { enrolment } = await world.store.write((tx) => finishCourse(tx, by, course.id))
    expect(enrolment).toMatchObject({ success: true, progress: 100, completed: world.clock.now() })
    expect(await completions()).toBe(2)
  })

  it('keep what was finished when their lessons are written anew', async () => {
    const { lessons: made } = await content({ lessons, quiz: null })
    await finish(made[0]?.id)
    const { lessons: after } = await content({
      lessons: [
        { title: 'New', kind: 'link', content: 'https://x.example.com' },
        { ...lessons[0], title: ' READ' },
      ],
      quiz: null,
    })
    expect(after.map(({ title }) => title)).toEqual(['New', 'READ'])
    expect(after[1]?.id).toBe(made[0]?.id)
    expect((await learning()).finished).toEqual([made[0]?.id])
  })

  it('are completed for those who have finished all that is left when their lessons are written anew', async () => {
    const { lessons: made } = await content({ lessons, quiz: null })
    await finish(made[0]?.id)
    await content({ lessons: [lessons[0]], quiz: null })
    expect((await learning()).enrolment).toMatchObject({ progress: 100, success: true, score: null })
    expect(await completions()).toBe(1)
    // Results stay, whatever is added later.
    const before = (await learning()).enrolment
    await content({ lessons, quiz })
    expect((await learning()).enrolment).toEqual(before)
  })

  it('count anew for those who are under way when their parts are written anew', async () => {
    const { lessons: made } = await content({ lessons, quiz })
    await finish(made[0]?.id)
    expect((await learning()).enrolment).toMatchObject({ progress: 33 })
    await content({ lessons, quiz: null })
    expect((await learning()).enrolment).toMatchObject({ progress: 50, completed: null })
    await content({ lessons: [], quiz: null })
    expect((await learning()).enrolment).toMatchObject({ progress: 0, completed: null })
    await world.store.write((tx) => finishCourse(tx, by, course.id))
    expect((await learning()).enrolment).toMatchObject({ progress: 100, success: true })
  })

  it('are completed with the last score when the lesson that was left is taken out', async () => {
    await content({ lessons, quiz })
    await take(ALL_RIGHT)
    await content({ lessons: [], quiz })
    expect((await learning()).enrolment).toMatchObject({ progress: 100, success: true, score: 100 })
    expect(await completions()).toBe(1)
  })
})

describe('refusals', () => {
  it('of who is not enrolled, of nobody, and of unknown parts', async () => {
    const max = await world.person('Max Learner', 'learner')
    const stranger = { ...by, memberId: max.id }
    expect(await problemOf(world.store.write((tx) => startCourse(tx, stranger, course.id)))).toBe(
      'not_found enrolment.id',
    )
    expect(await problemOf(world.store.write((tx) => startCourse(tx, world.owner, course.id)))).toBe(
      'forbidden enrolment.learn',
    )
    expect(await problemOf(finish(999 as LessonId))).toBe('not_found lesson.id')
    expect(await problemOf(take([]))).toBe('not_found quiz.id')
  })

  it.each<[string, Answers]>([
    ['too few', [[0]]],
    ['an unknown choice', [[2], [0], [0]]],
    ['a choice that is no number of one', [[0.5], [0], [0]]],
    ['a choice twice', [[0], [0, 0], [0]]],
    ['two where one is right', [[0, 1], [0], [0]]],
  ])('of answers: %s', async (_, answers) => {
    await content({ lessons: [], quiz })
    expect(await problemOf(take(answers))).toBe('invalid quiz.answers')
    expect((await learning()).lastAttempt).toBeUndefined()
  })

  it.each<[string, NewContent]>([
    ['course.lessons[0].title', { lessons: [{ title: ' ', kind: 'text', content: '' }], quiz: null }],
    [
      'course.lessons[0].content',
      { lessons: [{ title: 'x', kind: 'link', content: 'javascript:alert(1)' }], quiz: null },
    ],
    [
      'course.lessons[0].content',
      { lessons: [{ title: 'x', kind: 'video', content: 'nowhere' }], quiz: null },
    ],
    ['course.quiz.passMark', { lessons: [], quiz: { ...quiz, passMark: 101 } }],
    ['course.quiz.questions', { lessons: [], quiz: { passMark: 0, questions: [] } }],
    [
      'course.quiz.questions[0].choices',
      { lessons: [], quiz: { passMark: 0, questions: [question('x', 'single', [true, true])] } },
    ],
    [
      'course.quiz.questions[0].choices',
      { lessons: [], quiz: { passMark: 0, questions: [question('x', 'multiple', [false, false])] } },
    ],
    [
      'course.quiz.questions[0].choices',
      { lessons: [], quiz: { passMark: 0, questions: [question('x', 'single', [true])] } },
    ],
    [
      'course.quiz.questions[0].text',
      { lessons: [], quiz: { passMark: 0, questions: [question('', 'single', [true, false])] } },
    ],
  ])('of content: %s', async (where, wanted) => {
    expect(await problemOf(content(wanted))).toBe(`invalid ${where}`)
  })

  it('of content by who may not edit courses', async () => {
    const wanted = { lessons: [], quiz: null }
    expect(await problemOf(world.store.write((tx) => setContent(tx, by, course.id, wanted)))).toBe(
      'forbidden course.edit',
    )
  })
})
