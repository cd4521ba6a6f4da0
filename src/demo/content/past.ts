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
  | {
      readonly what: 'quiz'
      readonly person: string
      readonly course: string
      /** The places of the questions that are answered wrongly, and by which of the wrong choices. */
      readonly wrong: readonly number[]
      readonly slip: number
    }
  | { readonly what: 'retake'; readonly person: string; readonly course: string }
  | { readonly what: 'finish'; readonly person: string; readonly course: string }
  | { readonly what: 'move'; readonly person: string; readonly group: string; readonly joins: boolean }
  | {
      readonly what: 'invite'
      readonly person: string
      /** null: to the academy. */
      readonly course: string | null
      /** Whether the link is followed, soon after; `bounced`: the mail is refused. */
      readonly then: 'followed' | 'left' | 'bounced'
    }
  /** By the pages themselves, or by a link from the intranet. */
  | { readonly what: 'sign in'; readonly person: string; readonly byLink: boolean }
  | { readonly what: 'leave'; readonly person: string }
  | { readonly what: 'promote'; readonly person: string; readonly title: string }
  | { readonly what: 'edit course'; readonly course: string; readonly minutes: number }
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
// In the first weeks everybody goes there.
taughtOn.set('SAF-100', FOUNDED - 52)

/** Who has been hired lately, and has hardly begun. */
const hired = people.filter(
  ({ username, roles }, index) => index % 12 === 5 && roles === undefined && !isLearner(username),
)
/** How many of them are invited. The others wait for it. */
const INVITED_OF_HIRED = 10
/** In working days. */
const LATELY = 40

/** All that has happened, in order. */
export function tellPast(): readonly PastEvent[] {
  const events: readonly PastEvent[] = [
    ...writing(),
    ...induction(),
    ...renewals(),
    ...newcomers(),
    ...cohorts(),
    ...campaigns(),
    ...ownChoices(),
    ...groupsInUse(),
    ...messages(),
    ...theLearners(),
    ...promotions(),
  ]
  const leavings = leavers()
  const lastDays = new Map(leavings.map(({ person, day }) => [person, day]))
  const present = events.filter((one) => !('person' in one) || one.day > (lastDays.get(one.person) ?? 0))
  return [...present, ...signIns(present), ...leavings].toSorted(
    (a, b) => b.day - a.day || a.minute - b.minute,
  )
}

function writing(): readonly PastEvent[] {
  const edits = courses.filter(({ published }, index) => published && index % 5 === 2)
  return [
    ...[...taughtOn].map(([course, day]): PastEvent => ({ day, minute: 9 * 60, what: 'teach', course })),
    ...edits.map(({ code, durationMinutes }, index): PastEvent => {
      const minutes = durationMinutes + 5
      return { day: 250 - 20 * index, minute: 14 * 60 + 10, what: 'edit course', course: code, minutes }
    }),
  ]
}

/** Everybody is put into the site induction, and almost everybody goes there in the first weeks. Most certificates have expired. */
function induction(): readonly PastEvent[] {
  const throwing = dice(1)
  const present = people.filter((person) => !hired.includes(person))
  return [
    ...present.flatMap(({ username }, index) => {
      const enrolled = assign(username, 'SAF-100', FOUNDED - 1, index)
      const done = index % 14 !== 4 && !isLearner(username)
      if (!done) return [enrolled]
      return [enrolled, ...learn(username, 'SAF-100', FOUNDED - 2 - ((index * 7) % 45), 'passed', throwing)]
    }),
    ...hired.map(({ username }, index) => assign(username, 'SAF-100', 24 - index, index)),
  ]
}

/** After a year some go there again; not all pass at once. */
function renewals(): readonly PastEvent[] {
  const throwing = dice(6)
  return those(() => true, 28, 9).flatMap(({ username }, nth) => {
    const day = 33 - nth
    if (day < 2) return []
    const again: PastEvent = {
      ...{ day, minute: 6 * 60 + 30, what: 'retake' },
      ...{ person: username, course: 'SAF-100' },
    }
    return [
      again,
      ...learn(username, 'SAF-100', day, nth % 6 === 5 ? 'failed, then passed' : 'passed', throwing),
    ]
  })
}

/** What many are told to take by a day: one campaign is over, and the other under way. */
function campaigns(): readonly PastEvent[] {
  const throwing = dice(7)
  const phishing = those(({ department }) => /^(Finance|IT|Marketing|Sales)/.test(department), 26, 2)
  const privacy = those(({ department }) => /^(Service|Quality|Supply chain)/.test(department), 40, 2)
  return [
    ...phishing.flatMap(({ username }, nth) => [
      assign(username, 'ITS-101', 56, nth),
      ...(nth % 5 === 4
        ? []
        : learn(username, 'ITS-101', 55 - ((nth * 5) % 26), outcome(throwing), throwing)),
    ]),
    ...privacy.flatMap(({ username }, nth) => [
      assign(username, 'COM-110', 17, nth),
      ...(nth % 3 === 2
        ? []
        : learn(username, 'COM-110', 16 - ((nth * 3) % 15), outcome(throwing), throwing)),
    ]),
  ]
}

/** People go, and people rise. */
function leavers(): readonly Extract<PastEvent, { readonly what: 'leave' }>[] {
  return those(({ roles }) => roles === undefined, 7, 31).map(({ username }, nth) => {
    return { day: 230 - 33 * nth, minute: 16 * 60, what: 'leave', person: username }
  })
}

function promotions(): readonly PastEvent[] {
  const operators = those(inJob(/^(Machine operator|Assembly fitter)/), 5, 11)
  return operators.map(({ username }, nth) => {
    return { day: 200 - 41 * nth, minute: 15 * 60, what: 'promote', person: username, title: 'Shift leader' }
  })
}

/**
 * Everybody signs in before they first do something, and before they last did if that was lately; those who never do
 * anything have looked around once. Those who run the academy come each month.
 */
function signIns(events: readonly PastEvent[]): readonly PastEvent[] {
  const acts = new Map<string, Moment[]>()
  for (const event of events) {
    if (!('person' in event) || !isOwnAct(event)) continue
    acts.set(event.person, [...(acts.get(event.person) ?? []), event])
  }
  return people.flatMap((person, index) => {
    const { username, roles = [] } = person
    const signIn = ({ day, minute }: Moment): PastEvent => {
      return { day, minute: minute - 1, what: 'sign in', person: username, byLink: index % 3 === 1 }
    }
    if (roles.includes('manager') || roles.includes('assistant')) {
      const months = Array.from({ length: 14 }, (_, month) => ({
        day: 1 + (index % 3) + 20 * month,
        minute: 8 * 60 + index,
      }))
      return months.map(signIn)
    }
    const own = (acts.get(username) ?? []).toSorted((a, b) => b.day - a.day || a.minute - b.minute)
    const [first, last] = [own[0], own.at(-1)]
    if (first === undefined || last === undefined) {
      return hired.includes(person) ? [] : [signIn({ day: FOUNDED - 6 - (index % 70), minute: 12 * 60 })]
    }
    return first.day === last.day || last.day > LATELY ? [signIn(first)] : [signIn(first), signIn(last)]
  })
}

/** Whether somebody was there themselves. */
function isOwnAct(event: PastEvent): boolean {
  switch (event.what) {
    case 'open':
    case 'lesson':
    case 'quiz':
    case 'finish':
    case 'retake':
      return true
    case 'enrol':
      return event.self
    default:
      return false
  }
}

/** Two a month are new, and take what newcomers take; some are through with it. */
function newcomers(): readonly PastEvent[] {
  const throwing = dice(2)
  return those(() => true, 22, 13).flatMap(({ username }, nth) => {
    const day = 262 - 11 * nth
    const first = ['ONB-101', 'COM-101', 'ITS-101', 'COM-110', 'ONB-102'].slice(0, 2 + (nth % 4))
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
    ...together(
      'Water specialist',
      150,
      those(inJob(/^(Application engineer|Inside sales)/), 5, 2),
      ['PRO-110', 'PRO-141', 'SUS-101'],
      2,
    ),
    ...together(
      'Service technician, level 2',
      58,
      those(inJob(/^(Commissioning|Field service)/), 5, 5),
      ['SAF-150', 'PRO-112', 'SER-110', 'MAC-130'],
      0,
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

/** Each week some people choose a course of the catalogue. Some courses are more popular than others. */
function ownChoices(): readonly PastEvent[] {
  const throwing = dice(4)
  const catalogue = courses.filter(
    ({ published, inCatalog, locale }) => published && inCatalog && locale === 'en',
  )
  const byPopularity = catalogue.map((_, rank) =>
    pick(catalogue, () => ((rank * 17) % catalogue.length) / catalogue.length),
  )
  return Array.from({ length: 57 }, (_, week) => {
    const day = 284 - 5 * week
    return Array.from({ length: 2 + (week % 2) }, () => {
      const person = pick(people, throwing)
      const { username } = person
      const { code } = pick(byPopularity, () => throwing() * throwing())
      if (isLearner(username) || hired.includes(person) || code === 'SAF-100') return []
      const enrolled: PastEvent = {
        ...{ day: day - Math.floor(throwing() * 4), minute: 7 * 60 + Math.floor(throwing() * 120) },
        ...{ what: 'enrol', person: username, course: code, self: true },
      }
      return [enrolled, ...learn(username, code, enrolled.day - 1, outcome(throwing), throwing)]
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
  const throwing = dice(8)
  const guests = those(
    inJob(/^(Technical writer|Marketing|Strategic buyer|Logistics|Payroll|Recruiter|HR business)/),
    15,
    1,
  )
  const invite = (person: string, day: number, nth: number, then?: 'bounced'): PastEvent => {
    const course = ['SUS-101', 'MAC-110', 'QUA-110', 'HRC-101', 'SAL-120'][nth % 5] ?? null
    const outcome = then ?? (nth % 3 === 2 ? 'left' : 'followed')
    return { day, minute: 13 * 60 + nth, what: 'invite', person, course, then: outcome }
  }
  return [
    { day: 20, minute: 8 * 60, what: 'add webhooks' },
    ...guests.slice(0, 14).map(({ username }, nth) => invite(username, 19 - nth, nth)),
    ...guests.slice(14).map(({ username }) => invite(username, 4, 1, 'bounced')),
    ...hired.slice(0, INVITED_OF_HIRED).flatMap(({ username }, nth): readonly PastEvent[] => {
      const day = 19 - 2 * nth
      const then = nth % 3 === 1 ? 'left' : 'followed'
      return [
        { day, minute: 10 * 60 + nth, what: 'invite', person: username, course: null, then },
        ...(then === 'left' ? [] : learn(username, 'SAF-100', day - 1, outcome(throwing), throwing)),
      ]
    }),
    { day: 13, minute: 15 * 60, what: 'switch a webhook off' },
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
  const quiz = (missed: number, later: number): PastEvent => ({
    ...at(later),
    what: 'quiz',
    person,
    course,
    wrong: mistakes(missed, questions.length, throwing),
    slip: Math.floor(throwing() * 12),
  })
  const passing = throwing() < 0.45 ? 0 : Math.floor(throwing() * (mayMiss + 1))
  const failing = Math.min(questions.length, mayMiss + 1 + Math.floor(throwing() * 2))
  const afterReading = 4 * read.length + 6
  if (outcome === 'passed') return [...read, quiz(passing, afterReading)]
  if (outcome === 'failed' || day < 3) return [...read, quiz(failing, afterReading)]
  return [...read, quiz(failing, afterReading), quiz(passing, DAY + 30)]
}

/** Which questions are answered wrongly: some are harder than others. */
function mistakes(count: number, of: number, throwing: () => number): readonly number[] {
  const left = Array.from({ length: of }, (_, place) => ({ place, hardness: 1 + ((place * 5 + of) % 4) }))
  const wrong: number[] = []
  while (wrong.length < count && left.length > 0) {
    let aim = throwing() * left.reduce((sum, { hardness }) => sum + hardness, 0)
    const hit = left.findIndex(({ hardness }) => (aim -= hardness) < 0)
    wrong.push(...left.splice(Math.max(0, hit), 1).map(({ place }) => place))
  }
  return wrong
}

function outcome(throwing: () => number): Outcome {
  const thrown = throwing()
  if (thrown < 0.6) return 'passed'
  if (thrown < 0.68) return 'failed'
  if (thrown < 0.76) return 'failed, then passed'
  return thrown < 0.9 ? 'under way' : 'opened'
}

function join(person: string, program: string, day: number): PastEvent {
  return { day, minute: 6 * 60, what: 'join', person, program }
}

/** Somebody is put into a course by those who look after it. */
function assign(person: string, course: string, day: number, nth: number): PastEvent {
  return { day, minute: 8 * 60 + nth, what: 'enrol', person, course, self: false }
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
  const found = people.filter(
    (person) => condition(person) && !isLearner(person.username) && !hired.includes(person),
  )
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
