import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventsOf, subscribe } from '../../../test/support/outbox.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createCourse } from './courses.ts'
import { deleteCourse } from '../learning/delete-course.ts'
import { leaveProgram, joinProgram } from '../learning/program-memberships.ts'
import type { CourseId } from '../ids.ts'
import { finishCourse } from '../learning/learning.ts'
import type { Member } from '../people/member.ts'
import type { Program } from './program.ts'
import { type ProgramDraft, type ProgramChange, createProgram } from './programs.ts'
import { deleteProgram } from '../learning/delete-program.ts'
import { updateProgram } from '../learning/update-program.ts'
import type { Principal } from '../principal.ts'

let world: World
let first: CourseId
let second: CourseId

beforeEach(async () => {
  world = await openWorld()
  const course = async (name: string) =>
    (await world.store.write((tx) => createCourse(tx, world.owner, { name }))).id
  first = await course('Lockout')
  second = await course('Guards')
})
afterEach(() => world.close())

function make(draft: ProgramDraft, by: Principal = world.owner) {
  return world.store.write((tx) => createProgram(tx, by, draft))
}

it('keeps its courses in the order in which they are taken', async () => {
  const { id } = await make({ name: '  Safe on the shop floor ', courseIds: [second, first] })
  const program = await world.store.read((reader) => reader.programs.find(world.account.id, id))
  expect(program).toMatchObject({
    name: 'Safe on the shop floor',
    description: null,
    courseIds: [second, first],
  })
})

it('stands in the audit trail', async () => {
  const { id } = await make({ name: 'Safety', description: 'First week', courseIds: [first] })
  const entries = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 100))
  expect(entries.at(-1)).toMatchObject({
    action: 'create',
    subject: 'program',
    subjectId: id,
    after: { name: 'Safety', description: 'First week', courseIds: [first] },
  })
})

it('is refused with all that is wrong', async () => {
  await expect(make({ name: ' ', courseIds: [first, 4711, first] })).rejects.toMatchObject({
    kind: 'invalid',
    issues: [
      { subject: 'program', field: 'name', problem: 'missing' },
      { subject: 'program', field: 'courses', problem: 'unknown', value: 4711 },
      { subject: 'program', field: 'courses', problem: 'taken', value: first },
    ],
  })
})

it.each([
  ['manager', true],
  ['author', true],
  ['assistant', false],
  ['trainer', false],
  ['media_admin', false],
  ['learner', false],
] as const)('may be made by a %s: %s', async (role, allowed) => {
  const person = await world.person('Ada', role)
  const by: Principal = { ...world.owner, door: 'console', memberId: person.id }
  const made = make({ name: 'Safety', courseIds: [] }, by)
  if (allowed) await expect(made).resolves.toMatchObject({ name: 'Safety' })
  else await expect(made).rejects.toMatchObject({ kind: 'forbidden' })
})

describe('a program in which somebody is', () => {
  let program: Program
  let lea: Member

  beforeEach(async () => {
    program = await make({
      name: 'Safety',
      courseIds: [first, second],
      certificate: { name: 'Safe', days: null },
    })
    lea = await world.person('Lea Learner', 'learner')
    await world.store.write((tx) => joinProgram(tx, world.owner, program.id, lea.id))
    await subscribe(world)
  })

  const edit = (wanted: ProgramChange) =>
    world.store.write((tx) => updateProgram(tx, world.owner, program.id, wanted))
  const pass = (course: CourseId) =>
    world.store.write((tx) => finishCourse(tx, { ...world.owner, memberId: lea.id }, course))
  const membership = () =>
    world.store.read((reader) => reader.programMemberships.find(world.account.id, program.id, lea.id))
  const coursesOf = async () => {
    const list = await world.store.read((reader) => reader.enrolments.listOfMember(world.account.id, lea.id))
    return list.map(({ courseId }) => courseId)
  }
  const third = async () =>
    (await world.store.write((tx) => createCourse(tx, world.owner, { name: 'Ladders' }))).id

  it('enrols her in a course that comes in, and counts it', async () => {
    await pass(first)
    expect(await membership()).toMatchObject({ progress: 50 })
    const added = await third()
    await edit({ courseIds: [first, second, added] })
    expect(await coursesOf()).toEqual([first, second, added])
    expect(await membership()).toMatchObject({ progress: 33, completed: null })
    expect(await eventsOf(world)).toEqual([
      { event: 'enrolment_completed', courseId: first, memberId: lea.id },
      { event: 'enrolment_created', courseId: added, memberId: lea.id },
    ])
  })

  it('leaves her in a course that goes out, and is completed by that when she has passed the others', async () => {
    await pass(first)
    await edit({ courseIds: [first] })
    expect(await coursesOf()).toEqual([first, second])
    expect(await membership()).toMatchObject({ progress: 100, certificate: { name: 'Safe' } })
    expect((await eventsOf(world)).at(-1)).toEqual({
      event: 'program_membership_completed',
      programId: program.id,
      memberId: lea.id,
    })
  })

  it('completed once, stays so, and asks no more of her', async () => {
    await pass(first)
    await pass(second)
    const before = await membership()
    const added = await third()
    await edit({ courseIds: [added, first, second] })
    expect(await membership()).toEqual(before)
    expect(await coursesOf()).toEqual([first, second])
  })

  it('is completed by the deletion of the course that was left', async () => {
    await pass(first)
    await world.store.write((tx) => deleteCourse(tx, world.owner, second))
    expect(await membership()).toMatchObject({ progress: 100 })
    expect((await eventsOf(world)).slice(1)).toEqual([
      { event: 'enrolment_deleted', courseId: second, memberId: lea.id },
      { event: 'program_membership_completed', programId: program.id, memberId: lea.id },
    ])
    const entries = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 100))
    expect(entries.filter(({ subject, action }) => subject === 'program' && action === 'update')).toEqual([
      expect.objectContaining({ before: { courseIds: [first, second] }, after: { courseIds: [first] } }),
    ])
  })

  it('goes with her membership, and leaves her courses and results', async () => {
    await pass(first)
    await world.store.write((tx) => deleteProgram(tx, world.owner, program.id))
    expect(await world.store.read((reader) => reader.programs.find(world.account.id, program.id))).toBe(
      undefined,
    )
    expect(await coursesOf()).toEqual([first, second])
    expect((await eventsOf(world)).at(-1)).toEqual({
      event: 'program_membership_deleted',
      programId: program.id,
      memberId: lea.id,
    })
  })

  it('keeps what an edit says nothing of', async () => {
    const after = await edit({ description: 'First week', isActive: false })
    expect(after).toEqual({
      ...program,
      description: 'First week',
      isActive: false,
      modified: world.clock.now(),
    })
    expect(await eventsOf(world)).toEqual([])
  })

  it.each<[string, ProgramChange]>([
    ['name', { name: ' ' }],
    ['courses', { courseIds: [4711] }],
    ['certificate', { certificate: { name: 'Safe', days: 0 } }],
  ])('is not changed to a bad %s', async (field, wanted) => {
    await expect(edit(wanted)).rejects.toMatchObject({ kind: 'invalid', issues: [{ field }] })
  })

  it('is neither changed nor deleted by who may not, nor when there is none', async () => {
    const by: Principal = { ...world.owner, door: 'console', memberId: lea.id }
    await expect(
      world.store.write((tx) => updateProgram(tx, by, program.id, { name: 'x' })),
    ).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(world.store.write((tx) => deleteProgram(tx, by, program.id))).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await world.store.write((tx) => leaveProgram(tx, world.owner, program.id, lea.id))
    await world.store.write((tx) => deleteProgram(tx, world.owner, program.id))
    await expect(edit({ name: 'x' })).rejects.toMatchObject({ kind: 'not_found' })
  })
})
