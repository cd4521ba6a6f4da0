import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorld, type World } from '../../test/support/world.ts'
import { createCourse } from './courses.ts'
import type { CourseId } from './ids.ts'
import { createProgram, type ProgramDraft } from './programs.ts'
import type { Principal } from './principal.ts'

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
