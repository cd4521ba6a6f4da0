import { setImmediate } from 'node:timers/promises'
import { sendPasswordReset } from '../../src/domain/access/password-resets.ts'
import { INVITATION_LIFETIME } from '../../src/domain/learning/invitation.ts'
import { inviteMember } from '../../src/domain/learning/invitations.ts'
import { setPassword } from '../../src/domain/access/set-password.ts'
import { createMember } from '../../src/domain/people/members.ts'
import { systemOf } from '../../src/domain/principal.ts'
import { registerPages } from '../../src/pages/pages.ts'
import { hashedAtNoCost } from './cheap-password.ts'
import { ALL_RIGHT, openLearningAcademy, type LearningAcademy } from './learning-academy.ts'
import { eventsOf, mailsOf, subscribe } from './outbox.ts'
import { hiddenFieldsOf, signedIn, type PagesClient } from './pages-client.ts'
import type { WorldOptions } from './world.ts'

/** A form of a page, ready to be sent. */
export interface ReadyForm {
  /** Where it is shown. */
  readonly page: string
  /** Where it goes to. */
  readonly action: string
  /** What a person fills in. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly browser: PagesClient
}

type Prepare = (academy: LearningAcademy) => Promise<ReadyForm>

/** What the password of Lea is. */
export const LEAS_PASSWORD = 'violets are blue 7'
const NEW_PASSWORD = 'a new pass phrase'
const TOKEN = 'a-token-of-43-characters-that-is-quite-random'

/** Every path that takes a form, from the code itself: one that is new can't be forgotten. */
export function formsOfPages({ world }: LearningAcademy): Record<'open' | 'personal', string[]> {
  const forms = { open: new Array<string>(), personal: new Array<string>() }
  registerPages(
    {
      open: (path, { post }) => {
        if (post !== undefined) forms.open.push(path)
      },
      personal: (path, { post }) => {
        if (post !== undefined) forms.personal.push(path)
      },
    },
    world.services,
    () => undefined,
  )
  return forms
}

const own = (academy: LearningAcademy, page: string, action: string): ReadyForm => ({
  page,
  action,
  fields: [],
  browser: academy.browser,
})

/** How each form of those who are signed in is made ready. */
export const PERSONAL_FORMS: Readonly<Record<string, Prepare>> = {
  '/sessions': async (academy) => {
    await signedIn(academy.world, academy.lea)
    return own(academy, '/sessions', '/sessions')
  },
  '/:id/course/enrol': async (academy) => {
    const { id } = await academy.make({ name: 'For all', selfEnrolment: 'allowed' })
    return own(academy, `/${id}/course`, `/${id}/course/enrol`)
  },
  '/:id/course/start': async (academy) => {
    const { id } = academy.course
    return own(academy, `/${id}/course`, `/${id}/course/start`)
  },
  '/:id/course/finish': async (academy) => {
    const course = await academy.make({ name: 'Without parts' })
    await academy.enrol(course)
    const path = `/${course.id}/course/finish`
    return own(academy, path, path)
  },
  '/:id/course/retake': async (academy) => {
    await academy.pass()
    const { id } = academy.course
    return own(academy, `/${id}/course`, `/${id}/course/retake`)
  },
  '/:id/course/lessons/:lesson': async (academy) => {
    const path = `/${academy.course.id}/course/lessons/${academy.content.lessons[0]?.id ?? 0}`
    return own(academy, path, path)
  },
  '/:id/course/quiz': async (academy) => {
    const { id } = academy.course
    for (const lesson of academy.content.lessons) {
      await academy.browser.fillIn(`/${id}/course/lessons/${lesson.id}`, {})
    }
    const path = `/${id}/course/quiz`
    const fields = ALL_RIGHT.flatMap((ticked, index) =>
      ticked.map((one) => [`q${index}`, String(one)] as const),
    )
    return { ...own(academy, path, path), fields }
  },
}

const visiting = (
  { visitor }: LearningAcademy,
  page: string,
  fields: Readonly<Record<string, string>>,
): ReadyForm => ({
  page,
  action: page.split('?', 1)[0] ?? '',
  fields: Object.entries(fields),
  browser: visitor,
})
const twice = { password: NEW_PASSWORD, repeat: NEW_PASSWORD }

/** How each form for everybody is made ready. */
export const OPEN_FORMS: Readonly<Record<string, Prepare>> = {
  '/login': async (academy) =>
    visiting(academy, '/login', { name: academy.lea.username, password: LEAS_PASSWORD }),
  '/logout': async (academy) => own(academy, '/courses', '/logout'),
  '/activate': async (academy) => {
    const { world, course } = academy
    await world.store.write(async (tx) => {
      const person = await createMember(tx, world.owner, {
        username: 'new@example.com',
        lastName: 'New',
        email: 'new@example.com',
      })
      await inviteMember(tx, world.owner, person.id, {
        place: { of: 'course', courseId: course.id },
        words: () => ({ subject: null, body: null, action: null }),
        token: TOKEN,
        lifetime: INVITATION_LIFETIME,
        linkTo: (token) => token,
      })
    })
    return visiting(academy, `/activate?token=${TOKEN}`, twice)
  },
  '/forgot-password': async (academy) =>
    visiting(academy, '/forgot-password', { name: academy.lea.username }),
  '/reset-password': async (academy) => {
    const { world, lea } = academy
    await world.store.write((tx) =>
      sendPasswordReset(tx, systemOf(world.account.id, 'console'), lea.username, {
        token: TOKEN,
        linkTo: (token) => token,
      }),
    )
    return visiting(academy, `/reset-password?token=${TOKEN}`, twice)
  },
}

/** An academy in which Lea has a password, and a webhook is told of everything. */
export async function openFormAcademy(options: WorldOptions = {}): Promise<LearningAcademy> {
  const academy = await openLearningAcademy(options)
  const { world, lea } = academy
  const phc = await hashedAtNoCost(LEAS_PASSWORD)
  await world.store.write((tx) => setPassword(tx, world.owner, { id: lea.id }, phc))
  // A new password ends all sessions.
  for (const [name, value] of (await signedIn(world, lea)).cookies) academy.browser.cookies.set(name, value)
  await subscribe(world)
  return academy
}

/** The body of a form with these fields. */
export function encoded(hidden: Readonly<Record<string, string>>, fields: ReadyForm['fields']): string {
  return new URLSearchParams([
    ...Object.entries(hidden),
    ...fields.map(([name, value]) => [name, value]),
  ]).toString()
}

/** What a browser sends when the form on its page is sent: what is hidden in it, and what was filled in. */
export async function bodyOf({ browser, page, action, fields }: ReadyForm): Promise<string> {
  const { text } = await browser.get(page)
  return encoded(hiddenFieldsOf(text, action), fields)
}

export const sendBody = ({ browser, action }: ReadyForm, body: string) =>
  browser.send('POST', action, body, { 'content-type': 'application/x-www-form-urlencoded' })

/** What has happened at an academy but who has come and gone: each line of the audit trail, event and mail. */
export async function factsOf({ world }: LearningAcademy): Promise<string[]> {
  await setImmediate() // what is done in the background begins when the answer has gone out
  await world.store.write((tx) => tx.sessions.sweep(world.account.id, 0, 1))
  const entries = await world.store.read((reader) => reader.audit.listNewest(world.account.id, {}, 1_000))
  return [
    ...entries
      .filter(({ subject }) => subject !== 'session')
      .map(({ action, subject, subjectId }) => `${action} ${subject} ${subjectId}`),
    ...(await eventsOf(world)).map(({ event }) => event),
    ...(await mailsOf(world)).map(({ subject }) => subject),
  ].toSorted()
}
