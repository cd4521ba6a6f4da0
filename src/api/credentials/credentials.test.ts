import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, browserClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createItemBank } from '../../domain/item-bank/item-banks.ts'
import type { ItemBank } from '../../domain/item-bank/item-bank.ts'
import type { Member } from '../../domain/people/member.ts'

type Browser = Omit<ApiClient, 'token'>

let world: World
let manager: Member
let api: ApiClient
let browser: Browser
let lea: Member
let bank: ItemBank

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
  browser = await browserClient(world, manager)
  lea = await world.person('Lea Learner', 'learner')
  bank = await world.store.write((tx) => createItemBank(tx, world.owner, { name: 'Bank', pagingKey: 'k' }))
})
afterAll(() => world.close())

const consumer = { door: 'learnosity', label: 'App', domains: ['app.example.com'] }

describe('a key', () => {
  it('acts for the academy, is shown once, and opens its door', async () => {
    const { status, headers, body } = await browser.post('/credentials', { door: 'intellum', label: 'Sync' })
    expect([status, body.code]).toEqual([201, undefined])
    expect(headers.location).toMatch(new RegExp(`/credentials/${body.id}$`))
    expect(body).toMatchObject({
      door: 'intellum',
      kind: 'key',
      label: 'Sync',
      person: null,
      active: true,
      key: expect.any(String),
      secret: null,
      lastUsed: null,
      revoked: null,
    })
    expect((await api.get(`/credentials/${body.id}`)).headers.etag).toBe(headers.etag)
    const door = await world.server.instances.opened('intellum')
    const ask = () => door.inject({ url: `/api/v2/category_tags?api_key=${body.key}` })
    const opened = (await ask()).statusCode
    expect(opened).toBe(200)
    const list = await api.get('/credentials?door=intellum')
    const shown = await api.get(`/credentials/${body.id}`)
    expect(JSON.stringify([list.body, shown.body])).not.toContain(body.key)
    expect(shown.body).toMatchObject({ label: 'Sync', key: null })
    expect((await api.delete(`/credentials/${body.id}`)).status).toBe(204)
    expect((await ask()).statusCode).toBe(422) // the vendor's answer to a wrong key
    expect((await api.delete(`/credentials/${body.id}`)).status).toBe(404)
    expect((await api.get('/credentials?q=sync&total=true')).body).toMatchObject({
      items: [{ id: body.id }],
      total: 1,
    })
    expect((await api.get('/credentials?q=nobody')).body.items).toEqual([])
    const active = (await api.get('/credentials?door=intellum&revoked=false')).body.items as { id: number }[]
    expect(active.map(({ id }) => id)).not.toContain(body.id)
  })

  it('acts for a person where the door wants it so', async () => {
    const { body } = await browser.post('/credentials', { door: 'rev', label: 'Script', person: lea.id })
    expect(body).toMatchObject({
      person: { id: lea.id, name: 'Lea Learner' },
      key: expect.any(String),
      secret: expect.any(String),
    })
    const nobody = await browser.post('/credentials', { door: 'rev', label: 'Script' })
    expect(nobody.body.errors).toMatchObject([{ pointer: '/person', code: 'required' }])
    const somebody = await browser.post('/credentials', { door: 'intellum', label: 'x', person: lea.id })
    expect(somebody.body.errors).toMatchObject([{ pointer: '/person', code: 'not_allowed' }])
    const twin = await browser.post(`/credentials/${body.id}/rotate`)
    expect(twin.status).toBe(201)
    expect(twin.body).toMatchObject({ label: 'Script', person: { id: lea.id }, secret: expect.any(String) })
    expect(twin.body.id).not.toBe(body.id)
    expect((await api.get(`/credentials/${body.id}`)).body.active).toBe(true)
    const mine = (await api.get(`/credentials?person=${lea.id}&sort=-created`)).body.items as { id: number }[]
    expect(mine.map(({ id }) => id)).toEqual([twin.body.id, body.id])
  })

  it('signs, at a door whose links are signed', async () => {
    const { body } = await browser.post('/credentials', { door: 'coursepath', label: 'Intranet' })
    expect(body).toMatchObject({ kind: 'signing_key', key: expect.any(String), secret: null })
  })

  it('is of a consumer, with pairs, domains and banks, and two secrets while one replaces the other', async () => {
    const made = await browser.post('/credentials', {
      ...consumer,
      banks: [{ bank: bank.id, access: 'read' }],
    })
    expect(made.body).toMatchObject({
      kind: 'consumer',
      domains: ['app.example.com'],
      banks: [{ id: bank.id, name: 'Bank', access: 'read' }],
      primaryBank: bank.id,
      secretCount: 1,
      secret: expect.any(String),
    })
    const path = `/credentials/${made.body.id}`
    const rotated = await browser.post(`${path}/rotate`)
    expect(rotated.body).toMatchObject({ id: made.body.id, secretCount: 2, secret: expect.any(String) })
    expect(rotated.body.secret).not.toBe(made.body.secret)
    expect((await browser.post(`${path}/rotate`)).body.code).toBe('conflict')
    expect((await api.post(`${path}/retire`)).body).toMatchObject({ secretCount: 1 })
    expect((await api.post(`${path}/retire`)).body.code).toBe('conflict')

    const pair = await browser.post('/credentials', {
      door: 'learnosity',
      label: 'Second',
      consumer: made.body.id,
    })
    expect(pair.body).toMatchObject({ consumer: made.body.id, domains: ['app.example.com'] })
    const changed = await browser.patch(path, {
      active: false,
      domains: ['new.example.com'],
      banks: [{ bank: bank.id }],
    })
    expect(changed.body).toMatchObject({
      active: false,
      domains: ['new.example.com'],
      banks: [{ access: 'write' }],
    })
    expect((await api.get(`/credentials/${pair.body.id}`)).body).toMatchObject({
      active: true,
      domains: ['new.example.com'],
    })
    expect((await browser.patch(path, { label: ' Renamed ' })).body).toMatchObject({
      label: 'Renamed',
      active: false,
    })
    expect((await browser.patch(path, { label: ' ' })).status).toBe(422)
    const bare = await browser.post('/credentials', { door: 'learnosity', label: 'x' })
    expect(bare.body.errors).toMatchObject([
      { pointer: '/domains', code: 'required' },
      { pointer: '/banks', code: 'required' },
    ])
  })

  it('is refused for a door that has none', async () => {
    const { body } = await browser.post('/credentials', { door: 'api', label: 'x' })
    expect(body.errors).toMatchObject([{ pointer: '/door', code: 'not_one_of' }])
    const tokens = (await api.get('/credentials?door=api')).body.items
    expect(tokens[0]).toMatchObject({ kind: 'token', person: { id: manager.id } })
    expect((await browser.post(`/credentials/${tokens[0].id}/rotate`)).body.code).toBe('conflict')
  })

  it('is made once, however often the request is sent', async () => {
    const wish = { door: 'intellum', label: 'Once' }
    const send = () => browser.post('/credentials', wish, { headers: { 'idempotency-key': 'once' } })
    const [first, second] = [await send(), await send()]
    expect(second.body).toEqual(first.body)
    expect(second.headers['idempotency-replayed']).toBe('true')
    const rows = await world.store.read(async (reader) => reader.credentials.list(world.account.id))
    expect(rows.filter(({ label }) => label === 'Once')).toHaveLength(1)
  })

  it('is made with the password alone: neither by a token nor by a session that somebody took over', async () => {
    const wish = { door: 'intellum', label: 'Raised' }
    expect((await api.post('/credentials', wish)).body.code).toBe('session_needed')
    const stolen = await browserClient(world, manager, { isConfirmed: false })
    expect((await stolen.post('/credentials', wish)).body.code).toBe('confirmation_needed')
    expect((await stolen.get('/credentials')).status).toBe(200)
  })

  it('is for managers', async () => {
    const [{ id }] = (await api.get('/credentials?limit=1')).body.items as [{ id: number }]
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const person = await world.person(`Some ${role}`, role)
      const [script, page] = [await apiClient(world, person), await browserClient(world, person)]
      for (const answer of [
        await script.get('/credentials'),
        await script.get(`/credentials/${id}`),
        await script.delete(`/credentials/${id}`),
        await script.post(`/credentials/${id}/retire`),
        await page.post('/credentials', { door: 'rev', label: 'x', person: person.id }),
        await page.patch(`/credentials/${id}`, { active: true }),
        await page.post(`/credentials/${id}/rotate`),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
      }
    }
  })
})
