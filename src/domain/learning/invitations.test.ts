import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mailsOf } from '../../../test/support/outbox.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import type { Course } from '../courses/course.ts'
import { createCourse, updateCourse } from '../courses/courses.ts'
import { DomainError } from '../errors.ts'
import type { InvitationTarget, InvitationText } from './invitation.ts'
import {
  acceptInvitation,
  followInvitation,
  inviteMember,
  getInvitation,
  setInvitationText,
} from './invitations.ts'
import type { Member } from '../people/member.ts'
import { createMember, updateMember } from '../people/members.ts'
import { createProgram } from '../courses/programs.ts'
import { updateProgram } from './update-program.ts'
import { enrolMember } from './enrolments.ts'

let world: World
let lea: Member
let course: Course
const DAY = 24 * 60 * 60_000
const PHC = '$argon2id$stands-for-a-password'
const NO_WORDS: InvitationText = { subject: null, body: null, action: null }

beforeEach(async () => {
  world = await openWorld()
  lea = await world.store.write((tx) =>
    createMember(tx, world.owner, {
      username: 'lea',
      lastName: 'Lea',
      email: 'lea@example.com',
      language: 'de-AT',
    }),
  )
  course = await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Safety' }))
})
afterEach(() => world.close())

const invite = (token: string, place: InvitationTarget, words = NO_WORDS) =>
  world.store.write((tx) =>
    inviteMember(tx, world.owner, lea.id, {
      place,
      token,
      lifetime: 30 * DAY,
      words: () => words,
      linkTo: (secret) => `https://x.example.com/${secret}`,
    }),
  )
const toCourse = (): InvitationTarget => ({ of: 'course', courseId: course.id })
const accept = (token: string) => world.store.write((tx) => acceptInvitation(tx, token, PHC, 'console'))
const member = () => world.store.read((reader) => reader.members.find(world.account.id, { id: lea.id }))
const enrolled = () =>
  world.store.read((reader) => reader.enrolments.find(world.account.id, course.id, lea.id))
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof DomainError ? error.kind : String(error)),
  )

describe('the words of an invitation', () => {
  it('are built in, in the language of the person', async () => {
    await invite('t', toCourse())
    expect(await mailsOf(world)).toMatchObject([
      {
        subject: 'Einladung zu Safety',
        locale: 'de-AT',
        link: { label: 'Teilnehmen', url: 'https://x.example.com/t' },
      },
    ])
  })

  it('are those saved for the place, each replaced by one said for this mail', async () => {
    const text = { subject: 'Saved', body: null, action: 'Go' }
    await world.store.write((tx) => setInvitationText(tx, world.owner, toCourse(), text))
    await invite('one', toCourse(), { subject: null, body: 'Now', action: null })
    await invite('two', { of: 'academy' })
    expect(await mailsOf(world)).toMatchObject([
      { subject: 'Saved', body: 'Now', link: { label: 'Go' } },
      { subject: 'Einladung zu Academy' },
    ])
  })

  it('are saved by staff only, for places that there are', async () => {
    const by = { ...world.owner, memberId: lea.id }
    const nowhere = { of: 'course', courseId: 999 as Course['id'] } as const
    expect(await kindOf(world.store.write((tx) => setInvitationText(tx, by, toCourse(), NO_WORDS)))).toBe(
      'forbidden',
    )
    expect(
      await kindOf(world.store.write((tx) => setInvitationText(tx, world.owner, nowhere, NO_WORDS))),
    ).toBe('not_found')
  })
})

describe('the link', () => {
  it('shows to what it leads, and changes nothing by that', async () => {
    await invite('token', toCourse())
    const opened = await world.store.read((reader) => getInvitation(reader, 'token'))
    expect(opened).toMatchObject({ placeName: 'Safety', activated: false, member: { id: lea.id } })
    expect(await enrolled()).toBeUndefined()
    expect(await member()).toMatchObject({ status: 'awaiting_confirmation', activated: null })
  })

  it('activates the account with a password, and enrols', async () => {
    await invite('token', toCourse())
    world.clock.advance(1000)
    expect(await accept('token')).toMatchObject({ memberId: lea.id })
    expect(await member()).toMatchObject({ status: 'active', activated: world.clock.now() })
    expect(await enrolled()).toMatchObject({ role: 'learner' })
  })

  it('puts into a program and its courses', async () => {
    const { id } = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'P', courseIds: [course.id] }),
    )
    await invite('token', { of: 'program', programId: id })
    await accept('token')
    expect(await enrolled()).toBeDefined()
  })

  it('leads into no program that is not published, until it is again', async () => {
    const { id } = await world.store.write((tx) =>
      createProgram(tx, world.owner, { name: 'P', courseIds: [course.id] }),
    )
    const publish = (isActive: boolean) =>
      world.store.write((tx) => updateProgram(tx, world.owner, id, { isActive }))
    await invite('token', { of: 'program', programId: id })
    await publish(false)
    expect(await kindOf(world.store.read((reader) => getInvitation(reader, 'token')))).toBe('not_found')
    expect(await kindOf(accept('token'))).toBe('not_found')
    expect(await kindOf(invite('another', { of: 'program', programId: id }))).toBe('conflict')
    expect(await enrolled()).toBeUndefined()
    await publish(true)
    await accept('token')
    expect(await enrolled()).toBeDefined()
  })

  it('leads into a course that is not published where staff has enrolled the person', async () => {
    await invite('token', toCourse())
    await world.store.write((tx) => updateCourse(tx, world.owner, course.id, { isActive: false }))
    expect(await kindOf(accept('token'))).toBe('not_found')
    expect(await kindOf(invite('another', toCourse()))).toBe('conflict')
    await world.store.write((tx) => enrolMember(tx, world.owner, course.id, lea.id))
    await invite('pilot', toCourse())
    await accept('pilot')
    expect(await member()).toMatchObject({ status: 'active' })
  })

  it('sets no second password; who signs in is enrolled by it', async () => {
    await invite('old', toCourse())
    await invite('new', { of: 'academy' })
    await accept('new')
    expect(await kindOf(accept('old'))).toBe('forbidden')
    const by = { ...world.owner, memberId: lea.id }
    await world.store.write((tx) => followInvitation(tx, by, 'old'))
    expect(await enrolled()).toBeDefined()
    const max = await world.person('Max Learner', 'learner')
    const other = { ...by, memberId: max.id }
    expect(await kindOf(world.store.write((tx) => followInvitation(tx, other, 'old')))).toBe('forbidden')
  })

  it('is none for an unknown token, nor for who was barred since', async () => {
    await invite('token', toCourse())
    expect(await kindOf(accept('unknown'))).toBe('not_found')
    await world.store.write((tx) => updateMember(tx, world.owner, { id: lea.id }, { status: 'suspended' }))
    expect(await kindOf(accept('token'))).toBe('not_found')
  })
})
