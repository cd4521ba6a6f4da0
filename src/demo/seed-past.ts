// Lets happen in the academy what its past tells, by the domain's own operations: each at its time, and in the name of
// whoever did it.
import { createOrUpdateCourse } from '../domain/learning/course-definition.ts'
import { updateCourse } from '../domain/courses/courses.ts'
import type { Quiz } from '../domain/courses/lesson.ts'
import { createWebhook, disableWebhook } from '../domain/delivery/webhooks.ts'
import type { CourseId, ProgramId, WebhookId } from '../domain/ids.ts'
import { enrolMember } from '../domain/learning/enrolments.ts'
import { INVITATION_LIFETIME } from '../domain/learning/invitation.ts'
import { followInvitation, inviteMember } from '../domain/learning/invitations.ts'
import {
  finishCourse,
  finishLesson,
  startCourse,
  retakeCourse,
  takeQuiz,
  getCourseView,
} from '../domain/learning/learning.ts'
import { setContent } from '../domain/learning/set-content.ts'
import { joinProgram } from '../domain/learning/program-memberships.ts'
import { createSession } from '../domain/access/sessions.ts'
import { sendPasswordReset } from '../domain/access/password-resets.ts'
import { updateGroup } from '../domain/people/groups.ts'
import { updateMember } from '../domain/people/members.ts'
import type { Member } from '../domain/people/member.ts'
import { systemOf, type Principal } from '../domain/principal.ts'
import type { Writer } from '../domain/store.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { academy } from './content/academy.ts'
import { demoLessons } from './content/lessons.ts'
import { tellPast, type PastEvent } from './content/past.ts'
import { carryOut, delayMail } from './past-deliveries.ts'

/** The academy as it was founded: what its content calls things by. */
export interface Founded {
  readonly people: ReadonlyMap<string, Member>
  readonly groupGuids: ReadonlyMap<string, string>
  readonly courses: ReadonlyMap<string, CourseId>
  readonly programs: ReadonlyMap<string, ProgramId>
  readonly box: SealedBox
}

const DAY = 24 * 60 * 60_000
const MINUTE = 60_000
const COORDINATOR = 'leonie.achterberg'
const AUTHOR = 'ciaran.omalley'
const ADMINISTRATOR = 'tomas.havelka'
const FORGETFUL = 'harriet.whitaker'
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const PAGES = `https://academy.${academy.domain}`

/**
 * The instant of a moment, for somebody who tells of it now. Working days before today, the first being the last weekday before
 * today, keep the order of moments whatever day it is.
 */
export function instantOf(now: number, { day, minute }: Pick<PastEvent, 'day' | 'minute'>): number {
  const today = Math.floor(now / DAY)
  let date = today
  for (let left = day; left > 0;) {
    // 1 January 1970 was a Thursday: 0 is Monday.
    const back = (date + 3) % 7 === 0 ? 3 : (date + 3) % 7 === 6 ? 2 : 1
    const weeks = Math.floor((left - 1) / 5)
    date -= back + 7 * weeks
    left -= 1 + 5 * weeks
  }
  return date * DAY + minute * MINUTE
}

/**
 * @param strictly gives the writer of an instant; instants only grow
 * @param by the academy itself
 */
export async function seedPast(
  strictly: (instant: number) => Writer,
  now: number,
  by: Principal,
  founded: Founded,
): Promise<void> {
  const server = systemOf(by.accountId, 'server')
  let webhooks: readonly WebhookId[] = []
  // What one event entails may take longer than until the next one: that one then comes right after.
  let latest = 0
  const at = (instant: number) => strictly((latest = Math.max(latest, instant)))
  for (const event of tellPast()) {
    const instant = instantOf(now, event)
    const tx = at(instant)
    switch (event.what) {
      case 'add webhooks':
        webhooks = await addWebhooks(tx, by, founded)
        break
      case 'switch a webhook off':
        await disableWebhook(tx, by, named(webhooks, 1))
        break
      case 'invite':
        await invite(tx, at, instant, by, founded, event)
        break
      default:
        await happen(tx, by, founded, event)
    }
    if (webhooks.length > 0 && mayComplete(event)) await carryOut(at, instant, server, 'webhook_event')
  }
  // Asked for just now by somebody whose mail server puts us off. The link ends before the next attempt: it isn't sent.
  const asked = now - 50 * MINUTE
  const { accountId } = by
  const token = secretOf(at(asked))
  const link = { token, linkTo: (secret: string) => `${PAGES}/reset-password?token=${secret}` }
  await sendPasswordReset(at(asked), systemOf(accountId, 'console'), FORGETFUL, link)
  await delayMail(at, asked, server)
}

/** Whether receivers may be told of it. */
function mayComplete({ what }: PastEvent): boolean {
  return what === 'lesson' || what === 'quiz' || what === 'finish'
}

/** Whatever leaves no more than a message for webhooks behind. */
async function happen(
  tx: Writer,
  by: Principal,
  { people, groupGuids, courses, programs }: Founded,
  event: Exclude<PastEvent, { what: 'add webhooks' | 'switch a webhook off' | 'invite' }>,
): Promise<void> {
  const as = (username: string): Principal => ({
    ...by,
    door: 'console',
    memberId: named(people, username).id,
  })
  switch (event.what) {
    case 'teach': {
      const { lessons, quiz } = taught(event.course)
      await setContent(tx, as(AUTHOR), named(courses, event.course), { lessons, quiz })
      return
    }
    case 'open to groups':
      await createOrUpdateCourse(tx, by, {
        id: named(courses, event.course),
        values: {},
        groups: event.groups,
      })
      return
    case 'move': {
      const { guid } = named(people, event.person)
      const [addMembers, removeMembers] = event.joins ? [[guid], []] : [[], [guid]]
      const change = { addMembers, removeMembers }
      await updateGroup(tx, by, { guid: named(groupGuids, event.group) }, change)
      return
    }
    case 'join':
      await joinProgram(tx, as(COORDINATOR), named(programs, event.program), named(people, event.person).id)
      return
    case 'enrol': {
      const { id } = named(people, event.person)
      await enrolMember(tx, event.self ? as(event.person) : by, named(courses, event.course), id)
      return
    }
    case 'open':
      await startCourse(tx, as(event.person), named(courses, event.course))
      return
    case 'lesson': {
      const course = named(courses, event.course)
      const { lessons } = (await getCourseView(tx, by, course)).content
      await finishLesson(tx, as(event.person), course, named(lessons, event.index).id)
      return
    }
    case 'quiz': {
      const { quiz } = taught(event.course)
      if (quiz === null) throw new Error(`${event.course} has no quiz`)
      await takeQuiz(tx, as(event.person), named(courses, event.course), answersTo(quiz, event))
      return
    }
    case 'retake':
      await retakeCourse(tx, as(event.person), named(courses, event.course))
      return
    case 'sign in': {
      const { byLink, person } = event
      await createSession(
        tx,
        { ...as(person), ...(byLink && { door: 'coursepath' }) },
        sessionWith(secretOf(tx)),
      )
      return
    }
    case 'leave':
      await updateMember(tx, as(ADMINISTRATOR), named(people, event.person), { status: 'suspended' })
      return
    case 'promote':
      await updateMember(tx, as(ADMINISTRATOR), named(people, event.person), { title: event.title })
      return
    case 'edit course':
      await updateCourse(tx, as(AUTHOR), named(courses, event.course), { duration: event.minutes * 60 })
      return
    case 'finish':
      await finishCourse(tx, as(event.person), named(courses, event.course))
  }
}

async function invite(
  tx: Writer,
  at: (instant: number) => Writer,
  instant: number,
  by: Principal,
  { people, courses }: Founded,
  { person, course, then }: Extract<PastEvent, { what: 'invite' }>,
): Promise<void> {
  const { id } = named(people, person)
  const token = secretOf(tx)
  const place =
    course === null
      ? ({ of: 'academy' } as const)
      : ({ of: 'course', courseId: named(courses, course) } as const)
  const coordinator = { ...by, door: 'console', memberId: named(people, COORDINATOR).id }
  await inviteMember(tx, coordinator, id, {
    place,
    words: () => ({ subject: null, body: null, action: null }),
    token,
    lifetime: INVITATION_LIFETIME,
    linkTo: (secret) => `${PAGES}/activate?token=${secret}`,
  })
  await carryOut(at, instant, systemOf(by.accountId, 'server'), 'mail', then === 'bounced')
  if (then !== 'followed') return
  await followInvitation(at(instant + MINUTE), { ...by, door: 'console', memberId: id }, token)
}

/** Two receivers that lead nowhere: one for staff records, and one that never worked. */
async function addWebhooks(tx: Writer, by: Principal, { box }: Founded): Promise<readonly WebhookId[]> {
  const add = async (name: string, singleAttempt: boolean) => {
    const sealedSecret = box.seal(`whsec_${Buffer.from(secretOf(tx)).toString('base64')}`)
    const events = ['enrolment_completed', 'program_membership_completed'] as const
    const url = `https://${name}.${academy.domain}/hooks/learning`
    return (await createWebhook(tx, by, { url, events, format: 'coursepath', singleAttempt, sealedSecret }))
      .id
  }
  return [await add('people', false), await add('intranet', true)]
}

/** All right but a few. */
function answersTo(
  { questions }: Quiz,
  { wrong, slip }: { readonly wrong: readonly number[]; readonly slip: number },
): number[][] {
  return questions.map(({ choices }, index) => {
    const those = (isRight: boolean) =>
      choices.flatMap(({ correct }, choice) => (correct === isRight ? [choice] : []))
    if (!wrong.includes(index)) return those(true)
    const others = those(false)
    return [others[(slip + index) % others.length] ?? 0]
  })
}

/** A session of a browser at work, which has ended long since. */
function sessionWith(token: string) {
  const [lifetime, longest] = [30 * MINUTE, 30 * DAY]
  return { door: 'console', token, lifetime, longest, agent: BROWSER } as const
}

function taught(course: string): (typeof demoLessons)[number] {
  const lessons = demoLessons.find((one) => one.course === course)
  if (lessons === undefined) throw new Error(`nothing is taught in ${course}`)
  return lessons
}

function secretOf(tx: Writer): string {
  return (tx.newGuid() + tx.newGuid()).replaceAll('-', '')
}

function named<K, T>(things: { get(key: K): T | undefined } | readonly T[], name: K): T {
  const thing = Array.isArray(things)
    ? (things as readonly T[])[Number(name)]
    : (things as { get(key: K): T | undefined }).get(name)
  if (thing === undefined) throw new Error(`the demo academy has nothing named ${String(name)}`)
  return thing
}
