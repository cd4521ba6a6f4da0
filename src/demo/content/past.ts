// What has happened in the academy since it was founded: made up, but the same each time. Nothing here knows a store.
import { courses } from './courses.ts'
import { dice } from './dice.ts'
import { learners } from './learners.ts'
import { demoLessons, PROGRAM_OF_LEARNER } from './lessons.ts'
import { people, type DemoPerson } from './people.ts'

/** When: so many working days (Monday to Friday) before the day of the telling, and a time of that day in UTC. */
export interface Moment {
  readonly day: number
  readonly minute: number
}

/** One thing that has happened, by usernames, course codes, and the names of programs and groups. */
export type Happening =
  | { readonly what: 'teach'; readonly course: string }
  | { readonly what: 'open to groups'; readonly course: string; readonly groups: readonly string[] }
  | { readonly what: 'enrol'; readonly person: string; readonly course: string; readonly self: boolean }
  | { readonly what: 'join'; readonly person: string; readonly program: string }
  | { readonly what: 'open'; readonly person: string; readonly course: string }
  | { readonly what: 'lesson'; readonly person: string; readonly course: string; readonly index: number }
  | { readonly what: 'quiz'; readonly person: string; readonly course: string; readonly wrong: number }
  | { readonly what: 'finish'; readonly person: string; readonly course: string }
  | { readonly what: 'move'; readonly person: string; readonly group: string; readonly joins: boolean }
  | {
      readonly what: 'invite'
      readonly person: string
      readonly course: string
      /** Whether the link is followed, soon after; `bounced`: the mail is refused. */
      readonly then: 'followed' | 'left' | 'bounced'
    }
  | { readonly what: 'add webhooks' }
  | { readonly what: 'switch a webhook off' }

export type PastEvent = Moment & Happening

/** When the academy was founded, in working days before the day of the telling: some 57 weeks. */
export const FOUNDED = 290

type Outcome = 'passed' | 'failed' | 'failed, then passed' | 'under way' | 'opened'

const DAY = 24 * 60
const published = new Set(courses.flatMap(({ code, published }) => (published ? [code] : [])))
const lessonsOf = new Map(demoLessons.map((lessons) => [lessons.course, lessons]))
// Every second week an author writes what is taught in a course. Until then people do it elsewhere, and say so.
const taughtOn = new Map(demoLessons.map(({ course }, index) => [course, FOUNDED - 5 - 9 * index]))

/** All that has happened, in order. */
export function tellPast(): readonly PastEvent[] {
  const events: PastEvent[] = [
    ...writing(),
    ...induction(),
    ...newcomers(),
    ...cohorts(),
    ...ownChoices(),
    ...groupsInUse(),
    ...messages(),
    ...theLearners(),
  ]
  return events.toSorted((a, b) => b.day - a.day || a.minute - b.minute)
}

function writing(): readonly PastEvent[] {
  return [...taughtOn].map(([course, day]) => ({ day, minute: 9 * 60, what: 'teach', course }))
}

/** Everybody is put into the site induction; some go there in the first weeks. Their certificates have expired. */
function induction(): readonly PastEvent[] {
  const throwing = dice(1)
  return people.flatMap(({ username }, index) => {
    const day = FOUNDED - 1
    const enrolled: PastEvent = {
      ...{ day, minute: 8 * 60 + index, what: 'enrol' },
      ...{ person: username, course: 'SAF-100', self: false },
    }
    const done = index % 5 === 0 && !isLearner(username)
    if (!done) return [enrolled]
    return [enrolled, ...learn(username, 'SAF-100', FOUNDED - 2 - (index % 10), 'passed', throwing)]
  })
}

/** Two a month are new, and take what newcomers take; some are through with it. */
function newcomers(): readonly PastEvent[] {
  const throwing = dice(2)
  return those(() => true, 22, 13).flatMap(({ username }, nth) => {
    const day = 262 - 11 * nth
    const first = ['COM-101', 'ONB-101', 'ITS-102', 'ITS-101'].slice(0, 1 + (nth % 4))
    return [
      join(username, PROGRAM_OF_LEARNER, day),
      ...first.flatMap((course, index) =>
        learn(username, course, day - 2 - index, outcome(throwing), throwing),
      ),
    ]
  })
}

/** Those of one job who take a program together. */
function cohorts(): readonly PastEvent[] {
  const throwing = dice(3)
  const together = (
    program: string,
    day: number,
    who: readonly DemoPerson[],
    taken: readonly string[],
    all: number,
  ): readonly PastEvent[] =>
    who.flatMap(({ username }, nth) => [
      join(username, program, day),
      ...taken
        .slice(0, nth < all ? taken.length : 1 + (nth % taken.length))
        .flatMap((course, index) =>
          learn(
            username,
            course,
            day - 3 - 4 * index - (nth % 3),
            nth < all ? 'passed' : outcome(throwing),
            throwing,
          ),
        ),
    ])
  return [
    ...together(
      'Safe on the shop floor',
      240,
      those(inJob(/^Machine operator/), 10, 2),
      ['SAF-110', 'SAF-180'],
      2,
    ),
    ...together(
      'Yearly safety refreshers',
      215,
      those(inJob(/^Assembly fitter/), 12, 2),
      ['SAF-102', 'SAF-131', 'SAF-160'],
      5,
    ),
    ...together(
      'Erstes Ausbildungsjahr',
      190,
      those(inJob(/^Apprentice mecha/), 6, 1),
      ['ONB-110', 'SAF-103', 'MAC-101'],
      0,
    ),
    ...together(
      'Service technician, level 1',
      120,
      those(inJob(/^Field service/), 12, 2),
      ['SER-101', 'PRO-101', 'SAF-101', 'SER-191'],
      2,
    ),
    ...together('Sales foundations', 95, those(inJob(/^Area sales/), 10, 1), ['PRO-110', 'SAL-120'], 1),
    ...together(
      'First time leading',
      70,
      those(inJob(/^Shift leader/), 8, 1),
      ['LEA-101', 'LEA-120', 'LEA-110', 'SAF-171'],
      3,
    ),
    ...together('Quality inspector', 45, those(inJob(/^Quality inspector/), 6, 1), ['QUA-101', 'QUA-120'], 0),
    ...together('CNC operator', 18, those(inJob(/^Machine operator/), 6, 4), ['SAF-110', 'MAC-101'], 0),
  ]
}

/** Each fortnight some people choose a course of the catalogue. */
function ownChoices(): readonly PastEvent[] {
  const throwing = dice(4)
  const catalogue = courses.filter(
    ({ published, inCatalog, locale }) => published && inCatalog && locale === 'en',
  )
  return Array.from({ length: 29 }, (_, fortnight) => {
    const day = 283 - 10 * fortnight
    return Array.from({ length: 3 }, () => {
      const { username } = pick(people, throwing)
      const { code } = pick(catalogue, throwing)
      if (isLearner(username) || code === 'SAF-100') return []
      const enrolled: PastEvent = {
        ...{ day, minute: 7 * 60 + Math.floor(throwing() * 120), what: 'enrol' },
        ...{ person: username, course: code, self: true },
      }
      return [enrolled, ...learn(username, code, day - 1, outcome(throwing), throwing)]
    }).flat()
  }).flat()
}

function groupsInUse(): readonly PastEvent[] {
  const closed: readonly (readonly [string, readonly string[]])[] = [
    ['SER-191', ['Field service', 'Service trainers']],
    ['SER-192', ['Field service', 'Service trainers']],
    ['HRC-201', ['HR investigation panel']],
    ['EXE-301', ['Executive board']],
    ['HER-301', ['Project Heron', 'Executive board']],
    ['LEA-111', ['People leaders']],
  ]
  const wardens = those(
    inJob(/^(Systems administrator|Accountant|Warehouse operative|Design engineer)/),
    14,
    2,
  )
  return [
    ...closed.map(([course, groups], index): PastEvent => {
      return { day: FOUNDED - 3, minute: 10 * 60 + index, what: 'open to groups', course, groups }
    }),
    ...wardens.map(({ username }, index): PastEvent => {
      const group = index % 2 === 0 ? 'Project Heron' : 'Works council'
      return { day: 275 - 20 * index, minute: 11 * 60, what: 'move', person: username, group, joins: true }
    }),
    // Two have left the project again.
    ...wardens
      .filter((_, index) => index === 0 || index === 4)
      .map(({ username }, index): PastEvent => {
        return {
          day: 60 - 30 * index,
          minute: 12 * 60,
          what: 'move',
          person: username,
          group: 'Project Heron',
          joins: false,
        }
      }),
  ]
}

/** Invitations, and who is told of what people have done: all of it within the 30 days that what went out is kept. */
function messages(): readonly PastEvent[] {
  const guests = those(
    inJob(/^(Technical writer|Marketing|Strategic buyer|Logistics|Payroll|Recruiter|HR business)/),
    15,
    1,
  )
  const invite = (person: string, day: number, nth: number, then?: 'bounced'): PastEvent => {
    const course = nth % 2 === 0 ? 'SUS-101' : 'MAC-110'
    return {
      day,
      minute: 13 * 60 + nth,
      what: 'invite',
      person,
      course,
      then: then ?? (nth % 3 === 2 ? 'left' : 'followed'),
    }
  }
  return [
    { day: 20, minute: 8 * 60, what: 'add webhooks' },
    ...guests.slice(0, 14).map(({ username }, nth) => invite(username, 19 - nth, nth)),
    ...guests.slice(14).map(({ username }) => invite(username, 4, 1, 'bounced')),
    { day: 5, minute: 15 * 60, what: 'switch a webhook off' },
  ]
}

/** What those who are printed find when they come in: something of each standing. */
function theLearners(): readonly PastEvent[] {
  const throwing = dice(5)
  const { english, german } = learners
  const both = [english, german].flatMap((person) => [
    ...learn(person, 'SAF-100', FOUNDED - 4, 'passed', throwing),
    join(person, PROGRAM_OF_LEARNER, 20),
    ...learn(person, 'ONB-101', 19, 'passed', throwing),
    ...learn(person, 'ITS-101', 11, 'failed', throwing),
    ...learn(person, 'COM-101', 2, 'under way', throwing),
  ])
  return [
    ...both,
    enrol(english, 'SER-101', 118),
    ...learn(english, 'SER-101', 117, 'failed, then passed', throwing),
    enrol(english, 'MAC-130', 60),
    ...learn(english, 'MAC-130', 59, 'passed', throwing),
    join(german, 'Neu im Werk Kassel', 31),
    ...learn(german, 'ONB-103', 30, 'passed', throwing),
    ...learn(german, 'MAC-120', 25, 'passed', throwing),
    ...learn(german, 'COM-111', 8, 'failed', throwing),
    ...learn(german, 'SAF-103', 3, 'under way', throwing),
  ]
}

/** What a person does in a course that they take. */
function learn(
  person: string,
  course: string,
  wished: number,
  outcome: Outcome,
  throwing: () => number,
): readonly PastEvent[] {
  // On the day on which it is written nobody takes it.
  const day = taughtOn.get(course) === wished ? wished - 1 : wished
  if (!published.has(course) || day < 1) return []
  const minute = 7 * 60 + Math.floor(throwing() * 8 * 60)
  const at = (later: number) => ({
    day: Math.max(1, day - Math.floor(later / DAY)),
    minute: minute + (later % DAY),
  })
  const lessons = lessonsOf.get(course)
  if (outcome === 'opened') return [{ ...at(0), what: 'open', person, course }]
  if (lessons === undefined || (taughtOn.get(course) ?? 0) < day) {
    return outcome === 'under way' || outcome === 'failed'
      ? [{ ...at(0), what: 'open', person, course }]
      : [{ ...at(0), what: 'finish', person, course }]
  }
  const read = lessons.lessons.map((_, index): PastEvent => {
    return { ...at(4 * index), what: 'lesson', person, course, index }
  })
  if (outcome === 'under way')
    return read.length > 1 ? read.slice(0, 1) : [{ ...at(0), what: 'open', person, course }]
  if (lessons.quiz === null) return read
  const { passMark, questions } = lessons.quiz
  const mayMiss = Math.floor((questions.length * (100 - passMark)) / 100)
  const quiz = (wrong: number, later: number): PastEvent => ({
    ...at(later),
    what: 'quiz',
    person,
    course,
    wrong,
  })
  const passing = mayMiss > 0 && throwing() < 0.5 ? 1 : 0
  const failing = Math.min(questions.length, mayMiss + 1)
  const afterReading = 4 * read.length + 6
  if (outcome === 'passed') return [...read, quiz(passing, afterReading)]
  if (outcome === 'failed' || day < 3) return [...read, quiz(failing, afterReading)]
  return [...read, quiz(failing, afterReading), quiz(passing, DAY + 30)]
}

function outcome(throwing: () => number): Outcome {
  const thrown = throwing()
  if (thrown < 0.45) return 'passed'
  if (thrown < 0.6) return 'failed'
  if (thrown < 0.7) return 'failed, then passed'
  return thrown < 0.85 ? 'under way' : 'opened'
}

function join(person: string, program: string, day: number): PastEvent {
  return { day, minute: 6 * 60, what: 'join', person, program }
}

function enrol(person: string, course: string, day: number): PastEvent {
  return { day, minute: 6 * 60, what: 'enrol', person, course, self: true }
}

/** Some of those people, each so many apart. */
function those(
  condition: (person: DemoPerson) => boolean,
  count: number,
  apart: number,
): readonly DemoPerson[] {
  const found = people.filter((person) => condition(person) && !isLearner(person.username))
  return found.filter((_, index) => index % apart === 0).slice(0, count)
}

function inJob(pattern: RegExp): (person: DemoPerson) => boolean {
  return ({ title }) => pattern.test(title)
}

function isLearner(username: string): boolean {
  return username === learners.english || username === learners.german
}

function pick<T>(things: readonly T[], throwing: () => number): T {
  const thing = things[Math.floor(throwing() * things.length)]
  if (thing === undefined) throw new Error('there is nothing to pick from')
  return thing
}
