import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  makeInstallation,
  type Finished,
  type Installation,
  type ServerProcess,
} from '../support/installation.ts'
import { signedPacket, type KeyPair } from '../support/learnosity.ts'

// The commands for item banks, and what clients see of them at a running server's door.

let here: Installation
let server: ServerProcess
let pair: KeyPair

beforeAll(async () => {
  here = makeInstallation()
  server = await here.start(['start'], { QUADRIVIUM_ADMIN_EMAIL: 'ines@example.com' })
  const made = await here.run(['key', 'create', 'learnosity', '--json'])
  const { consumerKey, consumerSecret } = JSON.parse(made.stdout) as Record<string, string>
  pair = { key: consumerKey ?? '', secret: consumerSecret ?? '' }
})
afterAll(() => here.remove())

async function get(
  endpoint: string,
  request: object = {},
): Promise<{ meta: { code?: number }; data: unknown }> {
  const text = JSON.stringify(request)
  const security = JSON.stringify(signedPacket(pair, Date.now(), text, 'get'))
  const body = new URLSearchParams({ security, request: text, action: 'get' })
  const answer = await fetch(`${server.url}/latest/itembank/${endpoint}`, { method: 'POST', body })
  return (await answer.json()) as { meta: { code?: number }; data: unknown }
}

const bank = (...args: string[]) => here.run(['bank', ...args])

function file(name: string, value: unknown): string {
  const path = join(here.dataDir, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

function fine(stdout: string): Finished {
  return { code: 0, stdout, stderr: '' }
}

function refused(stderr: string, code = 1): Finished {
  return { code, stdout: '', stderr }
}

const items = [
  {
    reference: 'item-1',
    title: 'Fractions',
    tags: [
      { type: 'Subject', name: 'Maths' },
      { type: 'Topic', name: 'Fractions' },
    ],
  },
  { reference: 'item-2', status: 'unpublished', tags: [{ type: 'Subject', name: 'Maths' }] },
  { reference: 'item-3' },
  { kind: 'activity', reference: 'quiz', tags: [{ type: 'Subject', name: 'Old: words' }] },
]

it('`bank item import` makes items and activities, all or none', async () => {
  const wrong = file('wrong.json', [
    { reference: 'a', titel: 'A' },
    { title: 7, status: 'gone', tags: [{ type: 'T' }] },
  ])
  expect(await bank('item', 'import', '1', wrong)).toEqual(
    refused(
      [
        `Nothing was changed. Problems in ${wrong}:`,
        '  [0].titel is unknown; did you mean title?',
        '  [1].reference is missing',
        '  [1].title must be a string or null',
        '  [1].status must be one of published, unpublished, archived',
        '  [1].tags[0].name is missing',
        '',
      ].join('\n'),
    ),
  )
  expect(await bank('item', 'import', '1', file('items.json', items))).toEqual(
    fine('Imported 4 items and activities.\n'),
  )
  expect((await bank('item', 'import', '1', file('again.json', items.slice(2, 3)))).code).toBe(1)
  expect(await get('items', { sort: 'asc', sort_field: 'reference' })).toMatchObject({
    data: [
      { reference: 'item-1', title: 'Fractions', tags: { Subject: ['Maths'], Topic: ['Fractions'] } },
      { reference: 'item-2', title: null, status: 'unpublished' },
      { reference: 'item-3', tags: {} },
    ],
  })
})

it('`bank type` lists types, and says what they are for', async () => {
  expect(await bank('type', 'describe', '1', 'Subject', 'What it is about')).toEqual(
    fine('Subject: What it is about\n'),
  )
  expect(await bank('type', 'list', 'Item bank')).toEqual(
    fine('type     description\nSubject  What it is about\nTopic    -\n'),
  )
  const described = await bank('type', 'describe', '1', 'Subject', '--json')
  expect(JSON.parse(described.stdout)).toMatchObject({
    id: expect.any(Number),
    name: 'Subject',
    description: null,
  })
  expect(await bank('type', 'describe', '1', 'Colour')).toEqual(refused('There is no tag type "Colour".\n'))
})

it('`bank hierarchy` puts one in place of another, lists and removes', async () => {
  const subjects = { reference: 'subjects', types: ['Subject', 'Topic'], branches: [{ name: 'Maths' }] }
  const apply = (value: object) => bank('hierarchy', 'apply', '1', file('hierarchy.json', value))
  expect(await apply(subjects)).toEqual(fine('Created hierarchy subjects.\n'))
  const deeper = { ...subjects, branches: [{ name: 'Maths', below: [{ name: 'Fractions' }] }] }
  expect(await apply(deeper)).toEqual(fine('Updated hierarchy subjects.\n'))
  const path = [{ type: 'Subject', name: 'Maths' }]
  expect(await get('tagging/hierarchies/nodes', { reference: 'subjects', path })).toMatchObject({
    data: [{ type: 'Topic', name: 'Fractions', description: null }],
  })

  const tooDeep = [{ name: 'Maths', below: [{ name: 'Fractions', below: [{ name: 'Halves' }] }] }]
  expect(await apply({ ...subjects, branches: tooDeep })).toMatchObject({ code: 1 })
  expect(await apply({ ...subjects, branches: [{ name: 'Maths' }, { name: 'Maths' }] })).toMatchObject({
    code: 1,
  })
  expect(await apply({ ...subjects, types: [], branches: [] })).toEqual(
    refused('The types of the hierarchy is missing.\n'),
  )
  expect(await apply({ ...subjects, branches: [{ name: 'Latin' }] })).toEqual(
    refused('There is no tag "Latin".\n'),
  )
  expect(await bank('hierarchy', 'list', '1')).toEqual(fine('reference  types\nsubjects   Subject > Topic\n'))

  expect(await bank('tag', 'remove', '1', 'Topic', 'Fractions')).toEqual(
    refused(
      'A hierarchy contains the tag "Fractions". Apply the hierarchy without the tag, or remove the hierarchy.\n',
    ),
  )
  expect(await bank('hierarchy', 'remove', '1', 'subjects')).toEqual(fine('Removed hierarchy subjects.\n'))
  expect(await bank('hierarchy', 'remove', '1', 'subjects')).toEqual(
    refused('There is no hierarchy "subjects".\n'),
  )
  expect(await get('tagging/hierarchies')).toMatchObject({ data: [] })
})

it('`bank pool` publishes by reference or by tags, lists and removes', async () => {
  expect(await bank('pool', 'publish', '1', 'maths', '--tag', 'Subject:Maths', 'Topic')).toEqual(
    fine('Published pool maths with 1 item.\n'),
  )
  const named = [
    'pool',
    'publish',
    '1',
    'two',
    '--name',
    'Two',
    '--status',
    'halted',
    '--item',
    'item-1',
    'item-2',
  ]
  expect(await bank(...named)).toEqual(fine('Published pool two with 2 items.\n'))
  expect((await bank(...named)).code).toBe(1)
  expect(await bank('pool', 'publish', '1', 'none')).toEqual(
    refused('Choose items with --item, or by their tags with --tag.\n', 2),
  )
  expect(await bank('pool', 'publish', '1', 'none', '--tag', 'Subject:Latin')).toEqual(
    refused('No item has all of these tags.\n'),
  )
  expect(await bank('pool', 'publish', '1', 'none', '--item', 'item-9')).toEqual(
    refused('There is no item "item-9".\n'),
  )
  const listed = await bank('pool', 'list', '1', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { code: 'maths', name: 'maths', status: 'published' },
    { code: 'two', name: 'Two', status: 'halted' },
  ])

  // A tag that is removed from the bank stays in the pool.
  expect(await bank('tag', 'remove', '1', 'Topic', 'Fractions')).toEqual(fine('Removed tag Fractions.\n'))
  expect(await get('tags')).toMatchObject({ data: { Subject: ['Maths', 'Old: words'] } })
  expect(await get('tags', { item_pool_id: 'maths' })).toMatchObject({
    data: { Subject: ['Maths'], Topic: ['Fractions'] },
  })
  const trail = await here.run(['audit', 'list', '--subject', 'tag', '--json'])
  expect(JSON.parse(trail.stdout)).toEqual(
    expect.arrayContaining([expect.objectContaining({ action: 'delete', subject: 'tag' })]),
  )

  expect(await bank('pool', 'remove', '1', 'maths')).toEqual(fine('Removed pool maths.\n'))
  expect(await get('tags', { item_pool_id: 'maths' })).toMatchObject({ meta: { code: 20004 } })
  expect(await bank('pool', 'remove', '1', 'maths')).toEqual(refused('There is no item pool "maths".\n'))
  expect(await get('pools')).toMatchObject({ data: [{ item_pool_id: 'two' }] })
})

it('`key create learnosity --consumer` gives a consumer a further key', async () => {
  const keys = async () =>
    JSON.parse((await here.run(['key', 'list', '--json'])).stdout) as {
      id: number
      consumer: number
      active: boolean
    }[]
  const [first] = await keys()
  const id = String(first?.id)
  const made = await here.run(['key', 'create', 'learnosity', '--consumer', id, '--label', 'two', '--json'])
  const further = JSON.parse(made.stdout) as Record<string, unknown>
  expect(further).toMatchObject({
    label: 'two',
    consumer: first?.id,
    domains: ['localhost'],
    organisationId: 1,
  })
  const before = pair
  pair = { key: String(further.consumerKey), secret: String(further.consumerSecret) }
  expect(await get('pools')).toMatchObject({ data: [{ item_pool_id: 'two' }] })
  await here.run(['key', 'deactivate', String(further.id)])
  expect(await get('pools')).toMatchObject({ meta: { code: 41009 } })
  pair = before
  expect(await get('pools')).toMatchObject({ data: [{ item_pool_id: 'two' }] })

  expect(
    await here.run(['key', 'change', id, '--domain', 'a.example', 'localhost', '--bank', '1:read']),
  ).toEqual(fine(`Updated key ${id}: domains a.example, localhost; primary item bank 1.\n`))
  expect(await get('pools')).toMatchObject({ data: [{ item_pool_id: 'two' }] })
  expect(await here.run(['key', 'change', id])).toEqual(
    refused('Give the new values with --domain, --bank or both.\n', 2),
  )

  expect(await keys()).toMatchObject([
    { consumer: first?.id, active: true },
    { consumer: first?.id, active: false },
  ])
  expect((await here.run(['key', 'list'])).stdout).toMatch(new RegExp(`as key ${id}, off\\n$`))
  expect(await here.run(['key', 'create', 'learnosity', '--consumer', id, '--bank', '1'])).toEqual(
    refused("An additional key uses the consumer's hosts and item banks. Omit --domain and --bank.\n", 2),
  )
  expect(await here.run(['key', 'create', 'learnosity', '--consumer', '999'])).toEqual(
    refused('There is no consumer "999".\n'),
  )
})

it('`bank pool` publishes every item with a tag, however many tags they have', async () => {
  await bank('create', 'Words')
  const words = Array.from({ length: 1_000 }, (_, n) => ({ type: 'word', name: `w${n}` }))
  const many = Array.from({ length: 25 }, (_, n) => ({ reference: `long-${n}`, tags: words }))
  expect(await bank('item', 'import', 'Words', file('long.json', many))).toEqual(
    fine('Imported 25 items and activities.\n'),
  )
  expect(await bank('pool', 'publish', 'Words', 'all', '--tag', 'word:w7')).toEqual(
    fine('Published pool all with 25 items.\n'),
  )
})
