import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorld, type World } from '../../test/support/world.ts'
import { createCourse } from '../domain/courses/courses.ts'
import { createProgram } from '../domain/courses/programs.ts'
import { updateMember } from '../domain/people/members.ts'
import { createCategory } from '../domain/taxonomy/categories.ts'
import { LocalKeys } from './local-keys.ts'

let world: World
let keys: LocalKeys

beforeAll(async () => {
  world = await openWorld()
  keys = new LocalKeys(world.store, world.owner)
})
afterAll(() => world.close())

it('finds a thing by its owner’s key, its id at the source, or a name that it alone has', async () => {
  const { owner, store } = world
  const made = await store.write(async (tx) => {
    const top = await createCategory(tx, owner, { name: 'Science > Art', parent: null })
    return {
      topic: await createCategory(tx, owner, { name: 'Physics', parent: { id: top.category.id } }),
      coded: await createCourse(tx, owner, { name: 'Tides', type: 'path', code: 'T-1' }),
      alike: await createCourse(tx, owner, { name: 'Twice', type: 'path', code: 'A' }),
      again: await createCourse(tx, owner, { name: 'Twice', type: 'path', code: 'B' }),
      program: await createProgram(tx, owner, { name: 'Sea', code: 'coursepath:9', courseIds: [] }),
    }
  })
  const thing = (name: string, more: object = {}) => ({ sourceKey: 'rev:1', code: null, name, ...more })
  const id = (one: { readonly id: number }) => String(one.id)
  expect(await keys.code('topics', thing('Physics'), ['science > ART', 'physics'])).toEqual({
    key: 'rev:1',
    id: id(made.topic.category),
  })
  expect(await keys.code('topics', thing('Physics'))).toEqual({ key: 'rev:1', id: '' })
  expect(await keys.code('courses', thing('tides'))).toEqual({ key: 'T-1', id: id(made.coded) })
  expect(await keys.code('courses', thing('Twice'))).toEqual({ key: 'rev:1', id: '' })
  expect(await keys.code('courses', thing('Twice', { code: 'B' }))).toEqual({ key: 'B', id: id(made.again) })
  // Renamed at the source since it was pulled.
  expect(await keys.code('programs', { sourceKey: 'coursepath:9', code: null, name: 'Ocean' })).toEqual({
    key: 'coursepath:9',
    id: id(made.program),
  })
  const group = await world.group('Divers', { code: 'D' })
  expect(await keys.code('groups', thing('DIVERS'))).toEqual({ key: 'D', id: id(group) })
})

it('finds a person by an external id, a username or an address', async () => {
  const ada = await world.person('Ada Author', 'author')
  const known = { key: 'E-1', id: String(ada.id), roles: ['author'], name: 'Ada Author' }
  const person = { sourceKey: 'rev:7', externalId: null, username: null, email: null }
  expect(await keys.person({ ...person, email: 'ADA.author@example.com' })).toEqual({
    ...known,
    key: 'rev:7',
  })
  await world.store.write((tx) => updateMember(tx, world.owner, { id: ada.id }, { externalId: 'E-1' }))
  expect(await keys.person({ ...person, username: 'ada.author' })).toEqual(known)
  expect(await keys.person({ ...person, externalId: 'E-1' })).toEqual(known)
  expect(await keys.person({ ...person, externalId: 'E-2', email: 'nobody@example.com' })).toEqual({
    key: 'E-2',
    id: '',
    roles: [],
    name: '',
  })
})
