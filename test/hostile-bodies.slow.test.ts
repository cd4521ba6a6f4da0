// What anybody may send to any address: it is refused or answered, and nothing goes wrong. How long others wait meanwhile is
// measured by `npm run campaign -- limits`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
    expect(new Set(targets.map(({ door }) => door)).size).toBe(6)
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
