import { readFileSync } from 'node:fs'
import Schema from 'typebox/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../src/dialects/learnosity/learnosity-instance.ts'
import { routesOf } from '../src/http/open-instance.ts'
import { documentedDoors, resolved, withBraces, type Document } from './support/documents.ts'
import { allKeys, type Keys } from './support/route-sweep.ts'
import { openWorld, type World } from './support/world.ts'

// The OpenAPI documents of the doors. That every answer is as they say is held by test/support/hold-answers.ts, in all tests.

let world: World
let keys: Keys

beforeAll(async () => {
  world = await openWorld()
  keys = await allKeys(world, await world.person('Ada Manager', 'manager'))
})
afterAll(() => world.close())

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

describe.each(documentedDoors)('the document of $name', ({ name, file }) => {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ path, method, operation })),
  )

  it('holds every route, and no other', async () => {
    const instance = await world.server.instances.opened(name)
    // One door has a single route, and a table of what is behind it.
    const taken = new Set(
      name === 'learnosity' ? [...endpoints.keys()].map((path) => `POST /{version}/${path}`) : [],
    )
    for (const { method, url } of routesOf(instance)) {
      if (method === 'HEAD' || method === 'OPTIONS' || url === '/*') continue
      const target = { door: name, method, url: url.replace(/:[^/]+/g, '1') }
      const answer = await instance.inject({
        method: method as 'GET',
        url: keys.urlFor(target),
        headers: await keys.headersFor(target),
      })
      // An address may have routes of its own for what it refuses.
      if (answer.statusCode !== 405) taken.add(`${method} ${withBraces(url)}`)
    }
    expect(described.map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      [...taken].sort(),
    )
  })

  it('has a name of its own for each operation', () => {
    const names = described.map(({ operation }) => (operation as { operationId?: string }).operationId)
    expect(new Set(names).size).toBe(described.length)
    expect(names).not.toContain(undefined)
  })

  it('refers to components that stand in it, and to all of them', () => {
    const references = new Set<string>()
    walk(document, (value) => {
      if (typeof value.$ref === 'string') references.add(value.$ref)
    })
    const components = Object.entries(document.components ?? {})
      .filter(([kind]) => kind !== 'securitySchemes')
      .flatMap(([kind, named]) => Object.keys(named).map((one) => `#/components/${kind}/${one}`))
    expect([...references].sort()).toEqual(components.sort())
  })

  it('has examples that fit their shapes', () => {
    let count = 0
    walk(document, (value) => {
      if (typeof value.schema !== 'object' || value.schema === null) return
      const examples = Object.values((value.examples ?? {}) as Record<string, Example>)
        .map((one) => resolved(document, one)?.value)
        .concat('example' in value ? [value.example] : [])
      if (examples.length === 0) return
      const shape = Schema.Compile({ ...value.schema, components: document.components } as never)
      for (const example of examples) {
        count += 1
        expect(shape.Errors(example)[1].slice(0, 3)).toEqual([])
      }
    })
    expect(count).toBeGreaterThanOrEqual(described.length)
  })

  it('says of every operation what it answers, and by what it may be refused', () => {
    for (const { path, method, operation } of described) {
      const statuses = Object.keys(operation.responses)
      expect([method, path, statuses]).toEqual([
        method,
        path,
        expect.arrayContaining([expect.stringMatching(/^[23]/), '500', '503']),
      ])
    }
  })
})

interface Example {
  readonly value: unknown
}

describe('the document of learnosity', () => {
  it('knows the actions of each endpoint', async () => {
    const { file } = documentedDoors.find(({ name }) => name === 'learnosity') ?? { file: '' }
    const text = readFileSync(file, 'utf8')
    const { paths, components } = JSON.parse(text) as {
      paths: Record<string, { post: { requestBody: { content: Record<string, { schema: Choice }> } } }>
      components: { schemas: Record<string, { properties?: { action?: { const: string } } }> }
    }
    const actions = Object.entries(paths).map(([path, { post }]) => {
      const { schema } = post.requestBody.content['application/json'] ?? { schema: {} }
      const calls = schema.anyOf ?? [schema]
      const names = calls.map(({ $ref = '' }) => $ref.split('/').at(-1) ?? '')
      return [path, names.map((one) => components.schemas[one]?.properties?.action?.const)]
    })
    expect(Object.fromEntries(actions)).toEqual(
      Object.fromEntries([...endpoints].map(([path, known]) => [`/{version}/${path}`, [...known.keys()]])),
    )
  })
})

interface Choice {
  readonly $ref?: string
  readonly anyOf?: readonly Choice[]
}

/** Shows every object in a tree. */
function walk(value: unknown, see: (value: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) see(value as Readonly<Record<string, unknown>>)
  for (const one of Object.values(value)) walk(one, see)
}
