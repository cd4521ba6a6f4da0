import { strFromU8, unzipSync } from 'fflate'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, apiClient } from '../../../test/support/api-client.ts'
import { triplesOfJsonLd, triplesOfTurtle } from '../../../test/support/triples.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createItemBank } from '../../domain/item-bank/item-banks.ts'
import type { Member } from '../../domain/people/member.ts'
import { updateMember } from '../../domain/people/members.ts'
import { createCategory } from '../../domain/taxonomy/categories.ts'
import type { Store } from '../../domain/store.ts'
import { KINDS } from '../../domain/transfer/columns/column.ts'
import { EXPORTS } from './exports.ts'

let world: World
let api: ApiClient
let ada: Member
beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mia Manager', 'manager'))
  ada = await world.person('Ada Author', 'author', 'learner')
  const group = await world.group('Crew | deck', { code: 'CREW' })
  await world.store.write(async (tx) => {
    await updateMember(
      tx,
      world.owner,
      { id: ada.id },
      {
        title: '=HYPERLINK("http://evil")',
        company: 'Sea, "Salt" & Co',
        department: '\u202eright to left',
        groups: [group.guid],
      },
    )
    await createItemBank(tx, world.owner, { name: 'Bank', pagingKey: 'key' })
  })
  const made = async (path: string, body: object): Promise<number> =>
    (await api.post(path, body)).body.id as number
  const sciences = await made('/topics', { name: 'Sciences', code: 'SCI' })
  const physics = await made('/topics', {
    name: 'Physics > "modern"',
    parent: sciences,
    description: 'Two\nlines \\ and \ta tab',
  })
  await api.put(`/topics/${physics}/policy`, {
    restricted: true,
    items: [{ group: group.id, share: 'manager' }],
  })
  await made('/topics', { name: 'Arts', active: false })
  const tides = await made('/courses', { name: 'Tides', type: 'path', durationSeconds: 90 })
  await api.put(`/courses/${tides}/topics`, { items: [physics] })
  await api.post(`/courses/${tides}/enrolments`, { person: ada.id })
})
afterAll(() => world.close())

async function rowsOf(kind: string, query = ''): Promise<Record<string, string>[]> {
  const { status, body } = await api.get(`/exports/${kind}?${query}`)
  expect([kind, status]).toEqual([kind, 200])
  return parse(String(body), { columns: true, bom: true })
}

interface CaseNode {
  readonly identifier: string
  readonly uri: string
  readonly title: string
}

interface CasePackage {
  readonly CFDocument: CaseNode
  readonly CFItems: readonly CaseNode[]
  readonly CFAssociations: readonly {
    readonly originNodeURI: CaseNode
    readonly destinationNodeURI: CaseNode
  }[]
}

describe('a table', () => {
  it('is a file with a name and a type', async () => {
    const { headers, body } = await api.get('/exports/course-topics')
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="course-topics.csv"',
    })
    expect(body).toBe(
      'topic,course,code,status\r\npath:Sciences > Physics \\> ""modern"",name:Tides,,active\r\n'.replace(
        /path:[^,]*/,
        '"$&"',
      ),
    )
  })

  it('guards what a spreadsheet would run, and keeps all else', async () => {
    expect(await rowsOf('people', `id=${ada.id}`)).toEqual([
      expect.objectContaining({
        username: ada.username,
        last_name: 'Ada Author',
        title: `'=HYPERLINK("http://evil")`,
        company: 'Sea, "Salt" & Co',
        department: '\u202eright to left',
        roles: 'author|learner',
        groups: 'Crew \\| deck',
        status: 'active',
      }),
    ])
  })

  it('names things by code, name or path, parents before what is below them', async () => {
    expect(await rowsOf('topics')).toEqual([
      expect.objectContaining({ path: 'Arts', code: '', status: 'inactive' }),
      expect.objectContaining({ path: 'Sciences', code: 'SCI', parent_code: '', restricted: 'no' }),
      expect.objectContaining({
        path: 'Sciences > Physics \\> "modern"',
        parent_code: 'SCI',
        name: 'Physics > "modern"',
        description: 'Two\nlines \\ and \ta tab',
        managers: 'group:Crew | deck'.replace('|', '\\|'),
      }),
    ])
    expect(await rowsOf('courses')).toEqual([
      expect.objectContaining({
        name: 'Tides',
        duration_minutes: '1.5',
        topics: 'path:Sciences > Physics \\> "modern"',
      }),
    ])
    expect(await rowsOf('memberships')).toEqual([
      { group: 'Crew | deck', person: ada.username, status: 'active' },
    ])
    expect(await rowsOf('enrolments')).toEqual([
      expect.objectContaining({ person: ada.username, course: 'name:Tides', progress: '0', success: '' }),
    ])
  })

  it('takes the filters of the list', async () => {
    const names = (rows: readonly Record<string, string>[]) => rows.map(({ last_name }) => last_name)
    expect(names(await rowsOf('people', 'role=author'))).toEqual(['Ada Author'])
    expect(names(await rowsOf('people', 'q=mia'))).toEqual(['Mia Manager'])
    expect(names(await rowsOf('people', 'company=nobody'))).toEqual([])
    expect(await rowsOf('topics', 'code=SCI')).toHaveLength(1)
    expect(await rowsOf('enrolments', 'state=passed')).toEqual([])
    expect(await rowsOf('memberships', `person=${ada.id + 1000}`)).toEqual([])
    const wrong = await api.get('/exports/people?role=king&colour=red')
    expect(wrong.status).toBe(400)
    const errors = wrong.body.errors as readonly { readonly parameter: string }[]
    expect(errors.map(({ parameter }) => parameter).toSorted()).toEqual(['colour', 'role'])
  })

  it('names the filters that there are, where one isn’t among them', async () => {
    const { body } = await api.get('/exports/groups?colour=red')
    expect(body.errors).toEqual([
      {
        parameter: 'colour',
        code: 'unknown_parameter',
        hint: ['format', 'ids', 'bom', 'q', 'createdFrom', 'createdBefore', 'modifiedFrom', 'modifiedBefore'],
        detail: expect.stringMatching(/^Unknown parameter\. The known ones are format, ids, .* and /),
      },
    ])
    expect((await api.get('/exports/people?statuss=x')).body.errors).toMatchObject([{ hint: 'status' }])
  })

  it('shows ids, a byte-order mark and JSON on request', async () => {
    const [row] = await rowsOf('people', `id=${ada.id}&ids=true`)
    expect(row).toMatchObject({ id: String(ada.id), guid: ada.guid })
    expect((await api.get('/exports/groups?bom=true')).body).toMatch(/^\uFEFFcode,name,/)
    const { body, headers } = await api.get('/exports/groups?format=json')
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(body).toEqual([
      { code: 'CREW', name: 'Crew | deck', description: null, roles: [], status: 'active' },
    ])
    expect((await api.get('/exports/programs?format=json')).body).toEqual([])
  })

  it('goes on over many pages, each thing once', async () => {
    await world.store.write(async (tx) => {
      for (let at = 0; at < 450; at++) {
        await createCategory(tx, world.owner, {
          name: `Many ${String(at).padStart(4, '0')}`,
          parent: null,
          code: null,
        })
      }
    })
    const paths = (await rowsOf('topics')).map(({ path }) => path)
    expect(paths).toHaveLength(453)
    expect(new Set(paths).size).toBe(453)
  })

  it('is refused before its first byte to those who may not read it', async () => {
    const learner = await apiClient(world, await world.person('Lea Learner', 'learner'))
    for (const kind of [...KINDS.map((one) => one.replaceAll('_', '-')), 'all']) {
      expect([kind, (await learner.get(`/exports/${kind}`)).status]).toEqual([kind, 403])
    }
    const assistant = await apiClient(world, await world.person('Al Assistant', 'assistant'), 'topics:read')
    expect((await assistant.get('/exports/topics')).status).toBe(200)
    expect((await assistant.get('/exports/people')).body.code).toBe('scope_missing')
  })
})

describe('everything', () => {
  it('is a ZIP of all kinds, the same bytes each time', async () => {
    const first = await raw('/exports/all')
    expect(first.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="academy.zip"',
    })
    const files = unzipSync(first.rawPayload)
    expect(Object.keys(files)).toEqual(KINDS.map((kind) => `${kind}.csv`))
    expect(strFromU8(files['courses.csv'] ?? new Uint8Array())).toBe((await api.get('/exports/courses')).body)
    expect((await raw('/exports/all')).rawPayload.equals(first.rawPayload)).toBe(true)
    expect(Object.keys(unzipSync((await raw('/exports/all?format=json')).rawPayload))).toContain(
      'people.json',
    )
  })

  async function raw(path: string) {
    const instance = await world.server.instances.opened('api')
    return instance.inject({
      url: `/api/quadrivium/v1${path}`,
      headers: { authorization: `Bearer ${api.token}` },
    })
  }
})

describe('topics', () => {
  const skos = (name: string) => `<http://www.w3.org/2004/02/skos/core#${name}>`
  const TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>'

  it('are a SKOS concept scheme, the same in Turtle and JSON-LD', async () => {
    const turtle = await api.get('/exports/skos')
    expect(turtle.headers['content-type']).toBe('text/turtle; charset=utf-8')
    const triples = triplesOfTurtle(String(turtle.body))
    const json = await api.get('/exports/skos?format=jsonld')
    expect(json.headers['content-type']).toBe('application/ld+json; charset=utf-8')
    const text = typeof json.body === 'string' ? json.body : JSON.stringify(json.body)
    expect(triplesOfJsonLd(text).map(String).sort()).toEqual(triples.map(String).sort())

    // The integrity of SKOS (sections 4 to 8 of its reference), as far as it can be broken here.
    const of = (predicate: string) => triples.filter(([, one]) => one === predicate)
    const concepts = of(TYPE).flatMap(([subject, , type]) => (type === skos('Concept') ? [subject] : []))
    const [scheme, ...others] = of(TYPE).filter(([, , type]) => type === skos('ConceptScheme'))
    expect(others).toEqual([])
    expect(concepts).toHaveLength(453)
    expect(concepts).not.toContain(scheme?.[0])
    for (const predicate of ['prefLabel', 'inScheme']) {
      expect(
        of(skos(predicate))
          .map(([subject]) => subject)
          .sort(),
      ).toEqual(concepts.toSorted())
    }
    const above = of(skos('broader'))
    expect(above.every(([, , parent]) => concepts.includes(parent))).toBe(true)
    expect(
      of(skos('narrower'))
        .map(([a, , b]) => `${b} ${a}`)
        .sort(),
    ).toEqual(above.map(([a, , b]) => `${a} ${b}`).sort())
    const top = of(skos('topConceptOf')).map(([subject]) => subject)
    expect([...top, ...above.map(([subject]) => subject)].sort()).toEqual(concepts.toSorted())
    expect(
      of(skos('hasTopConcept'))
        .map(([, , concept]) => concept)
        .sort(),
    ).toEqual(top.toSorted())
    expect(triples.map(([, , object]) => object)).toEqual(
      expect.arrayContaining([
        '"Physics > \\"modern\\""@en',
        '"Two\\nlines \\\\ and \\ta tab"@en',
        '"SCI"',
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
      ]),
    )
  })

  it('are a CASE package, whose parts name each other', async () => {
    const { body, headers } = await api.get('/exports/case')
    expect(headers['content-disposition']).toBe('attachment; filename="topics.case.json"')
    const { CFDocument, CFItems, CFAssociations, ...rest } = body as CasePackage
    expect(rest).toEqual({})
    const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
    const base = {
      identifier: expect.stringMatching(guid),
      uri: expect.stringMatching(/^urn:uuid:/),
      lastChangeDateTime: expect.stringMatching(time),
    }
    expect(CFDocument).toEqual({
      ...base,
      creator: 'Academy',
      title: 'Academy',
      language: 'en',
      caseVersion: '1.1',
    })
    const known = new Map([CFDocument, ...CFItems].map((one) => [one.identifier, one.uri]))
    expect(CFItems).toHaveLength(453)
    for (const item of CFItems)
      expect(item).toMatchObject({ ...base, fullStatement: expect.stringMatching(/./) })
    expect(CFItems).toContainEqual(
      expect.objectContaining({ fullStatement: 'Sciences', humanCodingScheme: 'SCI' }),
    )
    expect(CFAssociations.map(({ originNodeURI }) => originNodeURI.identifier).toSorted()).toEqual(
      CFItems.map(({ identifier }) => identifier).toSorted(),
    )
    for (const one of CFAssociations) {
      expect(one).toMatchObject({ ...base, associationType: 'isChildOf' })
      for (const { title, identifier, uri } of [one.originNodeURI, one.destinationNodeURI]) {
        expect(known.get(identifier)).toBe(uri)
        expect(title).not.toBe('')
      }
    }
  })
})

describe('while a file is written', () => {
  it.each(EXPORTS)('others have their turn between its parts: $name', async ({ open }) => {
    let [turns, here, most] = [0, 0, 0]
    const store: Pick<Store, 'read' | 'readLong'> = {
      read(work) {
        most = Math.max(most, ++here)
        return world.store.read(work)
      },
      readLong(work) {
        most = Math.max(most, ++here)
        return world.store.readLong(work)
      },
    }
    const { content } = await open(store, world.owner, {})
    here = 0
    most = 0
    const next = () => {
      here = 0
      turns++
      waiting = setImmediate(next)
    }
    let waiting = setImmediate(next)
    let length = 0
    for await (const part of content) length += part.length
    clearImmediate(waiting)
    expect(length).toBeGreaterThan(0)
    expect(turns).toBeGreaterThan(0)
    expect(most, 'parts in one turn').toBeLessThanOrEqual(2)
  })
})
