// Pages of courses and programs with long texts: they are complete, and are read in parts.
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  coursepathClient,
  openCoursepath,
  type CoursepathClient,
} from '../../../test/support/coursepath-client.ts'
import { BLANK_COURSE, BLANK_PROGRAM } from '../../../test/support/blank-values.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { MAX_PART_OCTETS } from '../../store/fitting.ts'

const COUNT = 60
const TEXT = '𝒯'.repeat(20_000)

let world: World
let manager: CoursepathClient
let learner: CoursepathClient
beforeAll(async () => {
  world = await openWorld()
  await openCoursepath(world)
  await world.person('Mia Manager', 'manager')
  const lea = await world.person('Lea Learner', 'learner')
  manager = coursepathClient(world, 'mia.manager@example.com')
  learner = coursepathClient(world, 'lea.learner@example.com')
  const { id: account } = world.account
  await world.store.write(async (tx) => {
    for (let n = 0; n < COUNT; n++) {
      const course = await tx.courses.insert(account, { ...BLANK_COURSE, name: `Course ${n}`, summary: TEXT })
      await tx.enrolments.insert(account, course.id, lea.id)
      const values = { ...BLANK_PROGRAM, name: `Program ${n}`, description: TEXT, courseIds: [course.id] }
      const program = await tx.programs.insert(account, values)
      await tx.programMemberships.insert(account, program.id, lea.id)
    }
  })
})
afterAll(() => world.close())

interface Shown {
  readonly id: number
  readonly description: string
}

it.each(['courses', 'programs'])('pages of %s hold as much as is asked for', async (list) => {
  for (const [client, path] of [
    [manager, `/${list}`],
    [learner, `/${list}`],
    [learner, `/members/me/${list}`],
  ] as const) {
    const all = await client.get(`${path}?limit=1000`)
    expect(all.status).toBe(200)
    const shown = all.json<Shown[]>()
    expect(shown.map(({ description }) => description)).toEqual(Array.from({ length: COUNT }, () => TEXT))
    expect(Buffer.byteLength(all.text)).toBeGreaterThan(MAX_PART_OCTETS) // two parts
    expect(all.headers).toMatchObject({ 'x-limit': '1000' })
    expect(all.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(all.headers.link).toBeUndefined()

    const first = await client.get(`${path}?limit=55`)
    expect(first.json<Shown[]>().map(({ id }) => id)).toEqual(shown.slice(0, 55).map(({ id }) => id))
    expect(first.headers.link).toContain('limit=55&offset=55>; rel="next"')
    const last = await client.get(`${path}?offset=55`)
    expect(last.json<Shown[]>().map(({ id }) => id)).toEqual(shown.slice(55).map(({ id }) => id))
  }
})

it('no read of a page holds more than a part', async () => {
  const { id: account } = world.account
  const selection = { of: 'all' } as const
  const [courses, programs] = await world.store.read(async (reader) => [
    await reader.courses.listPart(account, { filter: selection, page: { offset: 0, limit: 1_000 } }),
    await reader.programs.listPart(account, { filter: selection, page: { offset: 0, limit: 1_000 } }),
  ])
  for (const { items, whole } of [courses, programs]) {
    expect(whole).toBe(COUNT)
    expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThan(MAX_PART_OCTETS + 100_000)
  }
})
