import { SYSTEM_ITSELF } from '../../../domain/principal.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  learnosityClient,
  makeBank,
  makeConsumer,
  TAGS,
  type Call,
} from '../../../../test/support/learnosity.ts'
import type { Answer } from '../../../../test/support/rev-client.ts'
import { openWorld, type World } from '../../../../test/support/world.ts'
import type { AuditEntry } from '../../../domain/audit.ts'
import type { ItemBank } from '../../../domain/item-bank/item-bank.ts'
import { createItemBank, getItemBank } from '../../../domain/item-bank/item-banks.ts'
import { setTagOrder } from '../../../domain/item-bank/tag-order.ts'
import { deleteTag, findTag, listTagHistory, createOrUpdateTags } from '../../../domain/item-bank/tags.ts'
import { createAccount } from '../../../domain/academy/tenancy.ts'

const pair = { key: 'Ab12Cd34Ef56Gh78', secret: 'not-a-real-secret-0123456789abcdef' }

let world: World
let bank: ItemBank
let call: Call

beforeEach(async () => {
  world = await openWorld()
  bank = await makeBank(world)
  await makeConsumer(world, pair, [[bank.id, 'write']])
  call = learnosityClient(world, pair)
})
afterEach(() => world.close())

const set = (request: unknown) => call(TAGS, 'set', request)
const get = (request: unknown) => call(TAGS, 'get', request)

async function written(...tags: unknown[]): Promise<void> {
  const answer = await set({ tags })
  expect(answer.status, answer.text).toBe(200)
}

async function namesOf(request: unknown): Promise<string[]> {
  const answer = await get(request)
  expect(answer.status, answer.text).toBe(200)
  return answer.json<{ data: { name: string }[] }>().data.map(({ name }) => name)
}

/** Expects this refusal, and that nothing was written. */
async function expectRefused(answer: Answer, status: number, code: number, message: string): Promise<void> {
  const { meta, ...rest } = answer.json<{ meta: Record<string, unknown> }>()
  expect(rest).toEqual({}) // no `data`: the Java SDK recognises a failed page by that
  expect({ http: answer.status, ...meta }).toEqual({
    http: status,
    status: false,
    code,
    message,
    request_uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
  })
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
}

async function trail(): Promise<readonly AuditEntry[]> {
  const all = await world.store.read((reader) => reader.audit.list(world.account.id, 0, 10_000))
  return all.filter(({ subject }) => subject === 'tag')
}

describe('set tags', () => {
  it('creates, overwrites, and answers with an empty list', async () => {
    const answer = await set({
      tags: [
        { type: 'course', name: 'Common Core', sort_key: 1, description: 'common core subjects' },
        { type: 'subject', name: 'Maths', sort_key: '3', description: null },
      ],
    })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.text).toBe('{"meta":{"status":true,"timestamp":1768478400},"data":[]}')

    const found = await get({})
    expect(found.text).toBe(
      '{"meta":{"status":true,"timestamp":1768478400,"records":2},"data":[' +
        '{"type":"subject","name":"Maths","description":null},' +
        '{"type":"course","name":"Common Core","description":"common core subjects"}]}',
    )
  })

  it('replaces, unsets and leaves descriptions as they are given, null and left out', async () => {
    const descriptions = async () =>
      (await get({ sort: 'asc', sort_field: 'created' }))
        .json<{ data: { description: string | null }[] }>()
        .data.map(({ description }) => description)
    const tag = (name: string, description?: string | null) => ({
      type: 't',
      name,
      ...(description !== undefined && { description }),
    })
    await written(tag('given', 'a'), tag('empty', ''), tag('null', null), tag('omitted'))
    expect(await descriptions()).toEqual(['a', '', null, null])
    await written(tag('given', 'a'), tag('empty', 'a'), tag('null', 'a'), tag('omitted', 'a'))
    await written(tag('given', 'b'), tag('empty', ''), tag('null', null), tag('omitted'))
    expect(await descriptions()).toEqual(['b', '', null, 'a'])
  })

  it('replaces, unsets and leaves sort keys likewise', async () => {
    const tag = (name: string, sort_key?: number | null) => ({
      type: 't',
      name,
      ...(sort_key !== undefined && { sort_key }),
    })
    const order = () => namesOf({ types: ['t'], sort_field: 'sort_key', sort: 'asc' })
    await written(tag('a', 3), tag('b', 2), tag('c', 1), tag('d'))
    expect(await order()).toEqual(['d', 'c', 'b', 'a'])
    await written(tag('a'), tag('b', null), tag('c', 10), tag('d', -5))
    expect(await order()).toEqual(['b', 'd', 'a', 'c'])
  })

  it('shows the order in which the tags of a type were put elsewhere', async () => {
    await written({ type: 't', name: 'a', sort_key: 1 }, { type: 't', name: 'b', sort_key: 2 })
    await world.store.write(async (tx) => {
      const opened = await getItemBank(tx, world.owner, bank.id, 'read')
      const last = await findTag(tx, opened, { type: 't', name: 'b' })
      if (last === undefined) throw new Error('The tag should exist at this point.')
      await setTagOrder(tx, world.owner, bank.id, { type: last.typeNumber, tags: [last.number] })
    })
    expect(await namesOf({ types: ['t'], sort_field: 'sort_key', sort: 'asc' })).toEqual(['b', 'a'])
  })

  it('takes 1,000 tags, and refuses 1,001 whole', async () => {
    const tags = Array.from({ length: 1001 }, (_, index) => ({ type: 't', name: `tag ${index}` }))
    await expectRefused(await set({ tags }), 400, 20002, 'Too many parameters passed: tags')
    expect(await namesOf({})).toEqual([])
    await written(...tags.slice(1))
    expect(await namesOf({ limit: 2 })).toEqual(['tag 1000', 'tag 999'])
    expect(await trail()).toHaveLength(1000)
  })

  it('writes nothing when the 500th of 1,000 is bad, and names it', async () => {
    const tags = Array.from({ length: 1000 }, (_, index) => ({
      type: 'never',
      name: index === 499 ? 'x'.repeat(256) : `tag ${index}`,
    }))
    await expectRefused(await set({ tags }), 400, 20001, 'Invalid parameter length: tags[499].name')
    expect(await namesOf({})).toEqual([])
    expect(await trail()).toEqual([])
  })

  it('lets the last of two equal pairs win, and writes both into the trail', async () => {
    await written(
      { type: 't', name: 'a', description: 'first', sort_key: 4 },
      { type: 't', name: 'b' },
      { type: 't', name: 'a', description: 'last' },
    )
    expect(await namesOf({})).toEqual(['a', 'b'])
    expect((await trail()).map(({ action, after }) => [action, after?.description, after?.sortKey])).toEqual([
      ['create', 'first', 4],
      ['create', null, null],
      ['update', 'last', 4],
    ])
  })

  it('compares types and names as they stand', async () => {
    const names = ['\u00e9', 'e\u0301', 'E', 'e', ' e', 'e ', '__proto__', '𝒆', '\uFFFD', '0']
    await written(...names.map((name) => ({ type: 't', name })), { type: 'T', name: 'e' })
    expect((await namesOf({})).toSorted()).toEqual([...names, 'e'].toSorted())
    expect(await namesOf({ names: ['e'], types: ['t'] })).toEqual(['e'])
    expect(await namesOf({ names: ['\u00e9'] })).toEqual(['\u00e9'])
  })

  // Differs from the vendor: U+0000, halves of surrogate pairs and sort keys beyond −(2^53−2) are refused with code 20004.
  it.each([
    ['no tags', {}, 20000, 'Missing mandatory parameter(s): tags'],
    ['tags null', { tags: null }, 20000, 'Missing mandatory parameter(s): tags'],
    ['tags a word', { tags: 'maths' }, 20003, 'Invalid parameter type: tags'],
    ['tags an object', { tags: { t: ['a'] } }, 20003, 'Invalid parameter type: tags'],
    ['a tag that is none', { tags: ['a'] }, 20003, 'Invalid parameter type: tags[0]'],
    ['a tag null', { tags: [null] }, 20003, 'Invalid parameter type: tags[0]'],
    ['no type', { tags: [{ name: 'a' }] }, 20000, 'Missing mandatory parameter(s): tags[0].type'],
    [
      'type null',
      { tags: [{ name: 'a', type: null }] },
      20000,
      'Missing mandatory parameter(s): tags[0].type',
    ],
    ['no name', { tags: [{ type: 'a' }] }, 20000, 'Missing mandatory parameter(s): tags[0].name'],
    ['type empty', { tags: [{ type: '', name: 'a' }] }, 20001, 'Invalid parameter length: tags[0].type'],
    ['name empty', { tags: [{ type: 'a', name: '' }] }, 20001, 'Invalid parameter length: tags[0].name'],
    [
      'type too long',
      { tags: [{ type: 'x'.repeat(256), name: 'a' }] },
      20001,
      'Invalid parameter length: tags[0].type',
    ],
    ['type a number', { tags: [{ type: 1, name: 'a' }] }, 20003, 'Invalid parameter type: tags[0].type'],
    [
      'a description that is a number',
      { tags: [{ type: 'a', name: 'a', description: 1 }] },
      20003,
      'Invalid parameter type: tags[0].description',
    ],
    [
      'a sort key with a fraction',
      { tags: [{ type: 'a', name: 'a', sort_key: 1.5 }] },
      20003,
      'Invalid parameter type: tags[0].sort_key',
    ],
    [
      'a sort key of letters',
      { tags: [{ type: 'a', name: 'a', sort_key: 'x' }] },
      20003,
      'Invalid parameter type: tags[0].sort_key',
    ],
    [
      'a sort key beyond numbers',
      { tags: [{ type: 'a', name: 'a', sort_key: 1e300 }] },
      20004,
      'Invalid parameter value: tags[0].sort_key',
    ],
    [
      'a zero character',
      { tags: [{ type: 'a', name: 'a\u0000' }] },
      20004,
      'Invalid parameter value: tags[0].name',
    ],
    [
      'half a character',
      '{"tags":[{"type":"a","name":"\\ud800"}]}',
      20004,
      'Invalid parameter value: tags[0].name',
    ],
    ['meta no object', { tags: [], meta: 1 }, 20003, 'Invalid parameter type: meta'],
    [
      'a user without id',
      { tags: [], meta: { user: { firstname: 'Ada' } } },
      20000,
      'Missing mandatory parameter(s): meta.user.id',
    ],
    [
      'a user as an empty list',
      { tags: [], meta: { user: [] } },
      20000,
      'Missing mandatory parameter(s): meta.user.id',
    ],
    [
      'a user id too long',
      { tags: [], meta: { user: { id: 'x'.repeat(51) } } },
      20001,
      'Invalid parameter length: meta.user.id',
    ],
    [
      'an e-mail too long',
      { tags: [], meta: { user: { id: 'x', email: 'x'.repeat(256) } } },
      20001,
      'Invalid parameter length: meta.user.email',
    ],
  ])('refuses %s', async (_, request, code, message) => {
    await expectRefused(await set(request), 400, code, message)
    expect(await trail()).toEqual([])
  })

  it.each(['', '{', 'null', '1', '"x"', '[1]', '{"a":1,}'])('takes no request of %s', async (request) => {
    if (request === '')
      await expectRefused(await set(request), 400, 20000, 'Missing mandatory parameter(s): tags')
    else
      await expectRefused(await set(request), 400, 20009, 'JSON failed to validate against schema: request')
  })

  it('takes 255 characters of any plane, and a long description', async () => {
    const word = '𝒯'.repeat(255)
    await written({ type: word, name: word, description: 'd'.repeat(70_000) })
    const answer = await get({ types: [word] })
    expect(answer.json<{ data: unknown[] }>().data).toEqual([
      { type: word, name: word, description: 'd'.repeat(70_000) },
    ])
  })

  it('does nothing for an empty list', async () => {
    expect((await set({ tags: [] })).text).toBe('{"meta":{"status":true,"timestamp":1768478400},"data":[]}')
    expect(await trail()).toEqual([])
  })
})

describe('the audit trail of a set', () => {
  it('names the one whom the client named, under the names of that time, and the consumer', async () => {
    const user = { id: 'u-42', firstname: 'Ada', lastname: 'Lovelace', email: 'ada@example.org' }
    await set({ tags: [{ type: 't', name: 'a', sort_key: 1 }], meta: { user } })
    await set({
      tags: [{ type: 't', name: 'a', description: 'd' }],
      meta: { user: { id: 'u-42', firstname: 'Augusta' } },
    })
    await set({ tags: [{ type: 't', name: 'a' }], meta: { user: { id: 'u-43' } } })
    await set({ tags: [{ type: 't', name: 'a' }] })
    const entries = await trail()
    const state = { bank: bank.id, type: 't', name: 'a' }
    expect(entries.map(({ action, before, after }) => ({ action, before, after }))).toEqual([
      {
        action: 'create',
        before: null,
        after: { ...state, description: null, sortKey: 1, userId: 'u-42', user: 'Ada Lovelace' },
      },
      {
        action: 'update',
        before: { ...state, description: null, sortKey: 1 },
        after: { ...state, description: 'd', sortKey: 1, userId: 'u-42', user: 'Augusta Lovelace' },
      },
      {
        action: 'update',
        before: { ...state, description: 'd', sortKey: 1 },
        after: { ...state, description: 'd', sortKey: 1, userId: 'u-43', user: 'u-43' },
      },
      {
        action: 'update',
        before: { ...state, description: 'd', sortKey: 1 },
        after: { ...state, description: 'd', sortKey: 1, userId: null, user: null },
      },
    ])
    const [credential] = await world.store.read((reader) => reader.credentials.list(world.account.id))
    for (const entry of entries) {
      expect(entry).toMatchObject({ door: 'learnosity', credentialId: credential?.id, at: world.clock.now() })
    }
    const known = await world.store.read((reader) =>
      reader.itemBanks.findUser({ accountId: world.account.id, bankId: bank.id }, 'u-42'),
    )
    expect(known).toMatchObject({ firstName: 'Augusta', lastName: 'Lovelace', email: 'ada@example.org' })
  })

  it('is the history of each tag, its own alone', async () => {
    const other = await makeBank(world, 'Other')
    await set({
      tags: [
        { type: 't', name: 'a' },
        { type: 't', name: 'b' },
      ],
    })
    await world.store.write((tx) =>
      createOrUpdateTags(tx, world.owner, other.id, { tags: [{ type: 't', name: 'a' }] }),
    )
    await set({ tags: [{ type: 't', name: 'a', sort_key: 5 }] })
    const entries = await world.store.read(async (reader) => {
      const opened = await getItemBank(reader, world.owner, bank.id, 'read')
      return listTagHistory(reader, opened, { type: 't', name: 'a' })
    })
    expect(entries.map(({ door, action, after }) => [door, action, after?.bank, after?.sortKey])).toEqual([
      ['learnosity', 'create', bank.id, null],
      ['learnosity', 'update', bank.id, 5],
    ])
  })

  it('keeps a user who is named with an empty list of tags', async () => {
    await set({ tags: [], meta: { user: { id: 'u-1', firstname: null } } })
    const place = { accountId: world.account.id, bankId: bank.id }
    const known = await world.store.read((reader) => reader.itemBanks.findUser(place, 'u-1'))
    expect(known).toMatchObject({ id: 'u-1', firstName: null })
  })
})

describe('get tags', () => {
  beforeEach(async () => {
    await written(
      { type: 'course', name: 'Math', description: 'Elementary math', sort_key: 2 },
      { type: 'subject', name: 'English', sort_key: 1 },
      { type: 'subject', name: 'Math', sort_key: 10 },
      { type: 'course', name: 'English', description: 'English reading, writing, literature' },
    )
    await written({ type: 'course', name: 'Math' })
  })

  // Differs from the vendor: `meta.versions` is left out.
  it('answers the page of the contract, and the next', async () => {
    const request = {
      types: ['course', 'subject'],
      names: ['Math', 'Advanced Math', 'English'],
      sort_field: 'updated',
      limit: 2,
    }
    const first = await get(request)
    const { next } = first.json<{ meta: { next: string } }>().meta
    expect(next).toMatch(/^1768478400\.\d+$/)
    expect(first.text).toBe(
      `{"meta":{"status":true,"timestamp":1768478400,"records":2,"next":"${next}"},` +
        '"data":[{"type":"course","name":"Math","description":"Elementary math"},' +
        '{"type":"course","name":"English","description":"English reading, writing, literature"}]}',
    )
    const second = await get({ ...request, next })
    expect(second.text).toBe(
      '{"meta":{"status":true,"timestamp":1768478400,"records":2},' +
        '"data":[{"type":"subject","name":"Math","description":null},' +
        '{"type":"subject","name":"English","description":null}]}',
    )
  })

  it.each([
    [{}, ['Math', 'English', 'Math', 'English']],
    [{ sort: 'asc' }, ['English', 'Math', 'English', 'Math']],
    [{ sort_field: 'created', sort: 'asc' }, ['Math', 'English', 'Math', 'English']],
    [{ sort_field: 'created' }, ['English', 'Math', 'English', 'Math']],
    [
      { sort_field: 'sort_key', types: ['subject', 'course'], sort: 'asc' },
      ['English', 'Math', 'English', 'Math'],
    ],
    [{ sort_field: 'sort_key', types: ['subject', 'course'] }, ['Math', 'English', 'Math', 'English']],
    [{ types: 'course' }, ['Math', 'English']],
    [{ types: ['course'], names: ['Math'] }, ['Math']],
    [{ names: ['English', 'English', 'nothing'] }, ['English', 'English']],
    [{ types: [], names: [], next: null, limit: null, unknown: 1 }, ['Math', 'English', 'Math', 'English']],
    [{ types: ['Course'] }, []],
    [{ names: ['math', 'Math '] }, []],
    [{ names: ['a\u0000'] }, []],
    [{ limit: '3' }, ['Math', 'English', 'Math']],
    [{ limit: 5000 }, ['Math', 'English', 'Math', 'English']],
    ['[]', ['Math', 'English', 'Math', 'English']],
    ['', ['Math', 'English', 'Math', 'English']],
  ])('%j gives %j', async (request, names) => {
    expect(await namesOf(request)).toEqual(names)
  })

  it('answers an empty list without a next', async () => {
    expect((await get({ types: ['none'] })).text).toBe(
      '{"meta":{"status":true,"timestamp":1768478400,"records":0},"data":[]}',
    )
  })

  it.each([
    [{ limit: 0 }, 20004, 'Invalid parameter value: limit'],
    [{ limit: -1 }, 20004, 'Invalid parameter value: limit'],
    [{ limit: 1.5 }, 20003, 'Invalid parameter type: limit'],
    [{ limit: 'ten' }, 20003, 'Invalid parameter type: limit'],
    [{ limit: true }, 20003, 'Invalid parameter type: limit'],
    [{ sort: 'ASC' }, 20004, 'Invalid parameter value: sort'],
    [{ sort: 1 }, 20003, 'Invalid parameter type: sort'],
    [{ sort_field: 'name' }, 20004, 'Invalid parameter value: sort_field'],
    [{ sort_field: 'sort_key' }, 20000, 'Missing mandatory parameter(s): types'],
    [{ sort_field: 'sort_key', types: [] }, 20000, 'Missing mandatory parameter(s): types'],
    [{ types: 7 }, 20003, 'Invalid parameter type: types'],
    [{ types: ['a', 7] }, 20003, 'Invalid parameter type: types[1]'],
    [{ names: [null] }, 20003, 'Invalid parameter type: names[0]'],
    [{ next: 1.5 }, 20003, 'Invalid parameter type: next'],
    [{ next: '' }, 20004, 'Invalid parameter value: next'],
    [{ next: '138919500.781' }, 20004, 'Invalid parameter value: next'],
    [{ next: 'x' }, 20004, 'Invalid parameter value: next'],
    [{ item_pool_id: 'none' }, 20004, 'Invalid parameter value: none'],
    [{ item_pool_id: 3 }, 20003, 'Invalid parameter type: item_pool_id'],
  ])('refuses %j', async (request, code, message) => {
    await expectRefused(await get(request), 400, code, message)
  })

  it('pages 50 at most, and ends a last page that is full without a next', async () => {
    const tags = Array.from({ length: 96 }, (_, index) => ({ type: 'many', name: `tag ${index}` }))
    await written(...tags)
    const first = await get({ limit: 5000 })
    const { meta, data } = first.json<{ meta: { next?: string; records: number }; data: unknown[] }>()
    expect([meta.records, data.length]).toEqual([50, 50])
    const second = await get({ next: meta.next })
    const rest = second.json<{ meta: object; data: unknown[] }>()
    expect(rest.data).toHaveLength(50)
    expect(rest.meta).not.toHaveProperty('next')
  })

  it('takes a token again, with another limit, for a day and no longer than its past is kept', async () => {
    const first = (await get({ limit: 1 })).json<{ meta: { next: string } }>().meta.next
    expect(await namesOf({ next: first, limit: 2 })).toEqual(['English', 'Math'])
    world.clock.advance(24 * 60 * 60 * 1000)
    expect(await namesOf({ next: first, limit: 2 })).toEqual(['English', 'Math'])
    world.clock.advance(2 * 60 * 60 * 1000)
    await expectRefused(await get({ next: first }), 400, 20004, 'Invalid parameter value: next')
  })

  it('refuses a token of another list, another bank, another consumer, or with one digit changed', async () => {
    const other = await makeBank(world, 'Other')
    const stranger = { key: 'Zz12Cd34Ef56Gh78', secret: 'x' }
    await makeConsumer(world, stranger, [
      [bank.id, 'read'],
      [other.id, 'read'],
    ])
    const request = { types: ['course', 'subject'], limit: 1 }
    const { next } = (await get(request)).json<{ meta: { next: string } }>().meta
    for (const changed of [
      { types: ['course'] },
      { types: undefined },
      { names: ['Math'] },
      { sort: 'asc' },
      { sort_field: 'created' },
    ]) {
      await expectRefused(
        await get({ ...request, ...changed, next }),
        400,
        20004,
        'Invalid parameter value: next',
      )
    }
    for (let index = 0; index < next.length; index++) {
      if (next[index] === '.') continue
      const digit = (Number(next[index]) + 1) % 10
      const forged = `${next.slice(0, index)}${digit}${next.slice(index + 1)}`
      const answer = await get({ ...request, next: forged })
      expect(answer.json<{ meta: { code?: number } }>().meta.code, forged).toBe(20004)
    }
    const asStranger = learnosityClient(world, stranger)
    for (const organisation_id of [bank.id, other.id]) {
      const answer = await asStranger(TAGS, 'get', { ...request, organisation_id, next })
      await expectRefused(answer, 400, 20004, 'Invalid parameter value: next')
    }
    expect(await namesOf({ types: ['subject', 'course', 'course'], limit: 1, next })).toEqual(['English'])
  })

  it('skips what was deleted, and answers an empty last page when all the rest was', async () => {
    const { next } = (await get({ limit: 2 })).json<{ meta: { next: string } }>().meta
    for (const name of ['Math', 'English']) {
      await world.store.write((tx) => deleteTag(tx, world.owner, bank.id, { type: 'subject', name }))
    }
    expect((await get({ next })).text).toBe(
      '{"meta":{"status":true,"timestamp":1768478400,"records":0},"data":[]}',
    )
  })
})

describe('item banks', () => {
  it('are those of the consumer, each to read or to write', async () => {
    const [readable, foreign] = [await makeBank(world, 'Readable'), await makeBank(world, 'Foreign')]
    const reader = { key: 'Rr12Cd34Ef56Gh78', secret: 'x' }
    await makeConsumer(world, reader, [
      [readable.id, 'read'],
      [bank.id, 'write'],
    ])
    const asReader = learnosityClient(world, reader)
    const denied = 'Consumer does not have sufficient access rights to current organisation'
    expect((await asReader(TAGS, 'get', {})).status).toBe(200)
    await expectRefused(await asReader(TAGS, 'set', { tags: [] }), 403, 40003, denied)
    // Access is checked before the parameters are read.
    await expectRefused(await asReader(TAGS, 'set', { tags: 'nonsense' }), 403, 40003, denied)
    const named = await asReader(TAGS, 'set', {
      organisation_id: String(bank.id),
      tags: [{ type: 't', name: 'a' }],
    })
    expect(named.status).toBe(200)
    for (const organisation_id of [foreign.id, 999_999, -1, 1e300]) {
      for (const action of ['get', 'set']) {
        const answer = await asReader(TAGS, action, { organisation_id, tags: [] })
        await expectRefused(answer, 403, 40003, denied)
      }
    }
    await expectRefused(
      await asReader(TAGS, 'get', { organisation_id: 'x' }),
      400,
      20003,
      'Invalid parameter type: organisation_id',
    )
  })

  it('must be named where the consumer has no primary one', async () => {
    const nobody = { key: 'Nn12Cd34Ef56Gh78', secret: 'x' }
    await makeConsumer(world, nobody, [])
    const answer = await learnosityClient(world, nobody)(TAGS, 'get', {})
    await expectRefused(answer, 403, 40002, 'Consumer is not associated with an organisation')
  })

  it('of another account are as unknown as none', async () => {
    const theirs = await world.store.write(async (tx) => {
      const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Elsewhere', language: 'en' }, [
        'elsewhere.example.org',
      ])
      return createItemBank(tx, owner, { name: 'Theirs', pagingKey: 'k' })
    })
    await expectRefused(
      await get({ organisation_id: theirs.id }),
      403,
      40003,
      'Consumer does not have sufficient access rights to current organisation',
    )
  })
})
