// What anybody may send to any address: it is refused or answered, and nothing goes wrong. How long others wait meanwhile is
// measured by `npm run campaign -- limits`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dialects } from '../src/dialects/dialects.ts'
import { plainShapes } from './support/hostile-shapes.ts'
import { allKeys, allTargets, type Keys, type Target } from './support/route-sweep.ts'
import { openWorld, type World } from './support/world.ts'

let world: World
let keys: Keys
let targets: Target[]

beforeAll(async () => {
  world = await openWorld()
  keys = await allKeys(world, await world.person('Ada Manager', 'manager'))
  targets = await allTargets(world)
})
afterAll(() => world.close())

async function send(
  target: Target,
  payload: Buffer | string,
  headers: Record<string, string>,
  url = target.url,
) {
  const instance = await world.server.instances.opened(target.door)
  const answer = await instance.inject({ method: target.method as 'POST', url, headers, payload })
  return { status: answer.statusCode, text: answer.body }
}

const crashes = () => world.logged.filter(({ msg }) => msg === 'crashed')
// Rev answers with it what other doors answer with 400 or 404 (docs/contracts/rev.md A6); of a crash there is a line in the log.
const isFailure = (door: string, status: number) => status >= 500 && !(door === 'rev' && status === 500)

describe('hostile bodies', () => {
  it('reach every door', () => {
    const doors = new Set(targets.map(({ door }) => door))
    expect(doors.size).toBe(dialects.length + 2) // with our own API, and the pages
    expect(targets.length).toBeGreaterThan(100)
  })

  // Each shape meets a third of the routes, and each route a third of the shapes.
  it('are refused or answered by every route, whether or not somebody has signed in', async () => {
    const wrong: string[] = []
    for (const [at, target] of targets.entries()) {
      const headers = await keys.headersFor(target)
      for (const [index, shape] of plainShapes.entries()) {
        if ((index + at) % 3 !== 0) continue
        const type = { 'content-type': shape.contentType }
        const payload = shape.body(3000)
        for (const [who, url, more] of [
          ['nobody', target.url, {}],
          ['a manager', keys.urlFor(target), headers],
        ] as const) {
          const { status } = await send(target, payload, { ...type, ...more }, url)
          if (isFailure(target.door, status))
            wrong.push(`${status} ${target.method} ${url}: ${shape.name} by ${who}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(crashes()).toEqual([])
  })
})

describe('text that is not UTF-8', () => {
  const FIELDS = [
    'name',
    'email',
    'username',
    'description',
    'category[name]',
    'category_tag[code]',
    'q',
    'security',
  ]
  const bodies: [type: string, body: (field: string) => string][] = [
    ['application/json', (field) => `{"${field}":"Caf\xe9"}`],
    ['application/x-www-form-urlencoded', (field) => `${field}=Caf\xe9`],
    ['application/x-www-form-urlencoded', (field) => `${field}=Caf%E9`],
    [
      'multipart/form-data; boundary=b',
      (field) => `--b\r\nContent-Disposition: form-data; name="${field}"\r\n\r\nCaf\xe9\r\n--b--`,
    ],
    ['application/json; charset=utf-16', (field) => `{"${field}":"Cafe"}`],
  ]

  it('is refused in every body', async () => {
    const taken: string[] = []
    for (const target of targets) {
      if (['GET', 'OPTIONS'].includes(target.method) || target.door === 'server') continue
      const headers = await keys.headersFor(target)
      for (const [type, body] of bodies) {
        for (const field of FIELDS) {
          const payload = Buffer.from(body(field), 'latin1')
          const { status } = await send(
            target,
            payload,
            { 'content-type': type, ...headers },
            keys.urlFor(target),
          )
          if (status < 400) taken.push(`${status} ${target.method} ${target.url} ${type} ${field}`)
        }
      }
    }
    expect(taken).toEqual([])
  })

  it.each([
    ['rev', '/api/v2/search/access-entity?q=Caf%E9'],
    ['rev', '/api/v2/categories?parentCategoryId=%E9'],
    ['rev', '/api/v2/users/x?type=%E9'],
    ['intellum', '/api/v2/category_tags?category_tag[code]=%E9'],
    ['intellum', '/api/v2/courses?course[name]=%E9'],
    ['intellum', '/api/v2/categories?category[name]=%E9'],
    ['coursepath', '/api/v1/members?name=%E9'],
    ['coursepath', '/api/v1/members?email=%E9'],
    ['pages', '/login?next=%E9'],
    ['pages', '/activate?token=%E9'],
  ])('is refused in a query: %s %s', async (door, path) => {
    const target = { door, method: 'GET', url: path }
    const url = door === 'intellum' ? path.replace('?', `${keys.urlFor({ ...target, url: '' })}&`) : path
    const { status } = await send(target, '', await keys.headersFor(target), url)
    expect(status).toBe(400)
  })
})
