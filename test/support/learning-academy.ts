import { createCourse, type NewCourse } from '../../src/domain/courses/courses.ts'
import type { Course } from '../../src/domain/courses/course.ts'
import { enrolMember } from '../../src/domain/learning/enrolments.ts'
import type { NewContent } from '../../src/domain/courses/content.ts'
import { setContent } from '../../src/domain/learning/set-content.ts'
import type { CourseContent, Quiz } from '../../src/domain/courses/lesson.ts'
import type { Member } from '../../src/domain/people/member.ts'
import { hiddenFieldsOf, pagesClient, signedIn, type PagesClient } from './pages-client.ts'
import { openWorld, type World, type WorldOptions } from './world.ts'

/** A course with a certificate, three lessons and a quiz, and a learner who takes it. */
export interface LearningAcademy {
  readonly world: World
  readonly lea: Member
  /** Lea's browser. */
  readonly browser: PagesClient
  /** A browser in which nobody is signed in. */
  readonly visitor: PagesClient
  readonly course: Course
  readonly content: CourseContent
  readonly make: (draft: NewCourse, content?: NewContent) => Promise<Course>
  /** Enrols Lea. */
  readonly enrol: (course: Course) => Promise<void>
  /** Opens the quiz and sends these choices of each question, with what is hidden in the form. */
  answer(answers: readonly (readonly (number | string)[])[]): ReturnType<PagesClient['get']>
  /** Finishes the lessons and passes the quiz. Returns the path of the certificate. */
  pass(): Promise<string>
  /** The path of Lea's certificate. */
  certificate(): Promise<string>
}

export const SAFETY_QUIZ: Quiz = {
  passMark: 60,
  questions: [
    {
      text: 'Who takes the lock off?',
      kind: 'single',
      choices: [
        { text: 'Who put it on', correct: true },
        { text: 'Who needs the machine', correct: false },
      ],
    },
    {
      text: 'What can still move?',
      kind: 'multiple',
      choices: [
        { text: 'A raised table', correct: true },
        { text: 'A poster', correct: false },
        { text: 'A spring', correct: true },
      ],
    },
    {
      text: 'When do you test?',
      kind: 'single',
      choices: [
        { text: 'Never', correct: false },
        { text: 'Before you reach in', correct: true },
      ],
    },
  ],
}
export const ALL_RIGHT = [[0], [0, 2], [1]]
export const ONE_RIGHT = [[0], [0], [0]]

const LESSONS: NewContent['lessons'] = [
  { title: 'Why', kind: 'text', content: '# Why\n\nBecause *it moves*. <b>No</b>' },
  { title: 'The rules', kind: 'link', content: 'https://rules.example.com/lockout' },
  { title: 'Watch it', kind: 'video', content: 'https://video.example.com/lockout.mp4' },
]

export async function openLearningAcademy(options: WorldOptions = {}): Promise<LearningAcademy> {
  const world = await openWorld(options)
  const { store, owner } = world
  const lea = await world.person('Lea Learner', 'learner')
  const make = async (draft: NewCourse, content?: NewContent) => {
    const course = await store.write((tx) => createCourse(tx, owner, draft))
    if (content !== undefined) await store.write((tx) => setContent(tx, owner, course.id, content))
    return course
  }
  const enrol = async (course: Course) => {
    await store.write((tx) => enrolMember(tx, owner, course.id, lea.id))
  }
  const course = await make(
    {
      name: 'Lockout',
      summary: 'Seven steps that bring a machine to rest.',
      duration: 45 * 60,
      certificate: { name: 'Lockout', days: 365 },
    },
    { lessons: LESSONS, quiz: SAFETY_QUIZ },
  )
  await enrol(course)
  const content = await store.read((reader) => reader.content.get(world.account.id, course.id))
  const browser = await signedIn(world, lea)
  const quiz = `/${course.id}/course/quiz`
  const answer: LearningAcademy['answer'] = async (answers) => {
    const { text } = await browser.get(quiz)
    const form = new URLSearchParams(hiddenFieldsOf(text, quiz))
    for (const [index, ticked] of answers.entries()) {
      for (const one of ticked) form.append(`q${index}`, String(one))
    }
    return browser.send('POST', quiz, form.toString(), {
      'content-type': 'application/x-www-form-urlencoded',
    })
  }
  const certificate = async () => {
    const { text } = await browser.get(`/${course.id}/course`)
    return /href="(\/certificates\/[^"]+)"/.exec(text)?.[1] ?? 'none'
  }
  return {
    world,
    lea,
    browser,
    visitor: pagesClient(world),
    course,
    content,
    make,
    enrol,
    answer,
    async pass() {
      for (const { id } of content.lessons) await browser.fillIn(`/${course.id}/course/lessons/${id}`, {})
      await answer(ALL_RIGHT)
      return certificate()
    },
    certificate,
  }
}
