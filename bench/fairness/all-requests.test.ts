import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routesOf } from '../../src/http/open-instance.ts'
import { registerPages } from '../../src/pages/pages.ts'
import type { Handler } from '../../src/server/front.ts'
import { documentedDoors, documentOfDoor } from '../../test/support/documents.ts'
import { openWorld, type World } from '../../test/support/world.ts'
import { everything } from './all-requests.ts'

// What is measured is all that can be asked for: whoever adds an operation or a page is told here to add its request.

const asked = everything(
  { manager: 1, bank: 1, person: 2, orderedTags: '[]', certificate: '1-code' },
  { people: 100, courses: 100 },
)

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

function askedOf(...doors: readonly string[]): string[] {
  const of = asked.filter(({ door }) => doors.includes(door))
  return [...new Set(of.map(({ operation }) => operation))].toSorted()
}

describe('the requests of the fairness bench', () => {
  it.each(['api', ...documentedDoors.map(({ name }) => name)])(
    'name every operation of %s, and no other',
    (door) => {
      const { paths } = documentOfDoor(door)
      const described = Object.entries(paths).flatMap(([path, item]) =>
        Object.keys(item)
          .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
          .map((method) => `${method.toUpperCase()} ${path}`),
      )
      expect(described.length).toBeGreaterThan(5)
      expect(askedOf(door)).toEqual(described.toSorted())
    },
  )

  it('name every page and every form', async () => {
    const pages = new Map<string, readonly string[]>()
    const add = (path: string, methods: object) => pages.set(path, Object.keys(methods))
    registerPages({ open: add, personal: add }, world.services, () => undefined)
    const shown = [...pages].flatMap(([path, methods]) =>
      methods.flatMap((method) => (method === 'shownOn' ? [] : [`${method.toUpperCase()} ${path}`])),
    )
    const others = (await routed('pages')).filter((route) => !pages.has(route.split(' ')[1] ?? ''))
    expect(others.length).toBeGreaterThan(3)
    expect(askedOf('pages')).toEqual([...shown, ...others].toSorted())
  })

  it.each([['server'], ['console'], ['docs']] as const)('name every address of %s', async (door) => {
    const routes = await routed(door)
    expect(routes.length).toBeGreaterThan(2)
    // Swagger UI is a file that is sent as it is.
    expect(askedOf(door)).toEqual(
      expect.arrayContaining(routes.filter((route) => !route.includes('/docs/assets/'))),
    )
  })

  it('say for each path what stands in its places', () => {
    for (const { path, operation } of asked) expect(path, operation).not.toMatch(/[{}]|\/:|undefined|NaN/)
  })
})

async function routed(door: Handler): Promise<string[]> {
  const routes = routesOf(await world.server.instances.opened(door))
  return routes.filter(({ method }) => method === 'GET').map(({ method, url }) => `${method} ${url}`)
}
