import { SYSTEM_ITSELF } from '../src/domain/principal.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '../src/domain/academy/tenancy.ts'
import { createCourse, updateCourse } from '../src/domain/courses/courses.ts'
import { getCourse } from '../src/domain/courses/read-courses.ts'
import { createProgram } from '../src/domain/courses/programs.ts'
import { updateProgram } from '../src/domain/learning/update-program.ts'
import { setContent } from '../src/domain/learning/set-content.ts'
import { getProgram } from '../src/domain/courses/read-programs.ts'
import { createGroup, updateGroup } from '../src/domain/people/groups.ts'
import { setPassword } from '../src/domain/access/set-password.ts'
import { createMember, updateMember, getMember } from '../src/domain/people/members.ts'
import type { Principal } from '../src/domain/principal.ts'
import type { Store, Writer } from '../src/domain/store.ts'
import { createCategory, updateCategory, getCategory } from '../src/domain/taxonomy/categories.ts'
import { openFreshPostgres, openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'

// Twenty rounds of edits of different fields of one thing, at two nodes at once: none may be lost, and none doubled.

const ROUNDS = 20

let server: TestPostgres
let nodes: readonly [Store, Store]
let owner: Principal

beforeAll(async () => {
  server = await startPostgres()
  const { store, url } = await openFreshPostgres(server)
  nodes = [store, await openPostgresAt(url)]
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await server.stop()
})

const atOnce = (works: readonly ((tx: Writer) => Promise<unknown>)[]) =>
  Promise.all(works.map((work, index) => nodes[index % 2 === 0 ? 0 : 1].write(work)))

/** Another value in each round. */
function valueOf(field: string, round: number): string {
  if (field === 'locale') return round % 2 === 0 ? 'de' : 'fr'
  return field.endsWith('Url') ? `https://example.com/${round}` : `${field} ${round}`
}

/** How a thing is changed and read. */
interface Edited {
  readonly edit: (tx: Writer, change: Record<string, string>) => Promise<unknown>
  readonly read: () => Promise<object>
}

it.each<[string, readonly string[], (tx: Writer) => Promise<Edited>]>([
  [
    'a course',
    ['name', 'summary', 'author', 'code', 'locale'],
    async (tx) => {
      const { id } = await createCourse(tx, owner, { name: 'Course' })
      return {
        edit: (other, change) => updateCourse(other, owner, id, change),
        read: () => nodes[0].read((reader) => getCourse(reader, owner, id)),
      }
    },
  ],
  [
    'a program',
    ['name', 'description', 'locale', 'thumbnailUrl'],
    async (tx) => {
      const { id } = await createProgram(tx, owner, { name: 'Program', courseIds: [] })
      return {
        edit: (other, change) => updateProgram(other, owner, id, change),
        read: () => nodes[0].read((reader) => getProgram(reader, owner, id)),
      }
    },
  ],
  [
    'a person',
    ['firstName', 'lastName', 'title', 'phone', 'company', 'department', 'externalId'],
    async (tx) => {
      const { id } = await createMember(tx, owner, { username: 'edited', lastName: 'Person' })
      return {
        edit: (other, change) => updateMember(other, owner, { id }, change),
        read: () => nodes[0].read((reader) => getMember(reader, owner, { id })),
      }
    },
  ],
  [
    'a category',
    ['name', 'description', 'pictureFileName'],
    async (tx) => {
      const { id } = (await createCategory(tx, owner, { name: 'Category', parent: null })).category
      return {
        edit: (other, change) => updateCategory(other, owner, { id }, change),
        read: () => nodes[0].read((reader) => getCategory(reader, owner, { id })),
      }
    },
  ],
])('of %s', async (_, fields, make) => {
  const { edit, read } = await nodes[0].write(make)
  for (let round = 0; round < ROUNDS; round++) {
    const values = Object.fromEntries(fields.map((field) => [field, valueOf(field, round)]))
    await atOnce(fields.map((field) => (tx) => edit(tx, { [field]: values[field] ?? '' })))
    expect(await read()).toMatchObject(values)
  }
})

it('of the members of a group, one by one and with its name', async () => {
  const people = await nodes[0].write(async (tx) => {
    const made = []
    for (let i = 0; i < 19; i++) {
      made.push(await createMember(tx, owner, { username: `in ${i}`, lastName: `In ${i}` }))
    }
    return made
  })
  const { id } = await nodes[0].write((tx) => createGroup(tx, owner, { name: 'Group' }))
  await atOnce([
    ...people.map(
      ({ guid }) =>
        (tx: Writer) =>
          updateGroup(tx, owner, { id }, { addMembers: [guid] }),
    ),
    (tx) => updateGroup(tx, owner, { id }, { name: 'Renamed' }),
  ])
  await nodes[0].read(async (reader) => {
    expect(await reader.groups.countMembers(owner.accountId, id)).toBe(people.length)
    expect((await reader.groups.find(owner.accountId, { id }))?.name).toBe('Renamed')
  })
})

it('of the content of a course leave one of them as a whole', async () => {
  const { id } = await nodes[0].write((tx) => createCourse(tx, owner, { name: 'Lessons' }))
  const titles = ['one', 'two', 'three']
  for (let round = 0; round < 5; round++) {
    await atOnce(
      Array.from({ length: 4 }, (_, author) => (tx: Writer) => {
        const turned = author % 2 === 0 ? titles : titles.toReversed()
        const lessons = turned.map((title) => ({ title, kind: 'text' as const, content: `by ${author}` }))
        return setContent(tx, owner, id, { lessons, quiz: null })
      }),
    )
    const { lessons } = await nodes[0].read((reader) => reader.content.get(owner.accountId, id))
    expect(lessons.map(({ title }) => title).sort()).toEqual([...titles].sort())
    expect(new Set(lessons.map(({ content }) => content)).size).toBe(1)
  }
})

it('of a standing survive a new password', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { id } = await nodes[0].write((tx) =>
      createMember(tx, owner, { username: `suspended ${round}`, lastName: 'Suspended' }),
    )
    await atOnce([
      (tx) => setPassword(tx, owner, { id }, 'a hash'),
      (tx) => updateMember(tx, owner, { id }, { status: 'suspended' }),
    ])
    expect(await nodes[0].read((reader) => getMember(reader, owner, { id }))).toMatchObject({
      status: 'suspended',
    })
  }
})
