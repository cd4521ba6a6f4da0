import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, browserClient, type ApiClient } from '../../../test/support/api-client.ts'
import { png } from '../../../test/support/pictures.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { createAccount } from '../../domain/academy/tenancy.ts'
import type { Member } from '../../domain/people/member.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'

let world: World
let manager: Member
let api: ApiClient

beforeAll(async () => {
  world = await openWorld()
  manager = await world.person('Mona Manager', 'manager')
  api = await apiClient(world, manager)
})
afterAll(() => world.close())

describe('the settings', () => {
  it('say what the academy says of itself', async () => {
    expect((await api.get('/settings')).body).toEqual({
      id: world.account.id,
      guid: expect.any(String),
      name: 'Academy',
      language: 'en',
      address: null,
      sender: null,
      accent: null,
      logoUrl: null,
      timeZone: null,
      retention: { auditDays: null },
      signIn: {
        password: true,
        signedLink: false,
        sessionMinutes: 30,
        passwordLength: 8,
        wrongPasswordsWait: false,
      },
      hosts: [],
      invitationText: { subject: null, body: null, action: null },
      created: expect.any(String),
    })
  })

  it('are changed in part', async () => {
    const { headers } = await api.get('/settings')
    const change = { name: 'Bees', language: 'de', accent: '#ffe08a', invitationText: { subject: 'Come in' } }
    const ifMatch = { headers: { 'if-match': String(headers.etag) } }
    const changed = await api.patch('/settings', change, ifMatch)
    expect(changed.body).toMatchObject({ ...change, invitationText: { subject: 'Come in', body: null } })
    expect((await api.patch('/settings', { name: 'Wasps' }, ifMatch)).status).toBe(412)
    const cleared = await api.patch('/settings', { accent: null, invitationText: null })
    expect(cleared.body).toMatchObject({ name: 'Bees', accent: null, invitationText: { subject: null } })
    const tried = await api.patch('/settings?dryRun=true', { name: 'Wasps' })
    expect(tried.body).toMatchObject({ name: 'Wasps', effects: {} })
    expect((await api.get('/settings')).body.name).toBe('Bees')
  })

  it('are refused with everything that is wrong', async () => {
    const { status, body } = await api.patch('/settings', { language: 'klingon!', accent: 'loud' })
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer: '/language' }, { pointer: '/accent' }])
  })

  it('have a time zone, by whose days due dates are counted', async () => {
    expect((await api.patch('/settings', { timeZone: 'Mars/Base' })).body.errors).toMatchObject([
      { pointer: '/timeZone', code: 'malformed' },
    ])
    expect((await api.patch('/settings', { timeZone: 'Pacific/Kiritimati' })).body.timeZone).toBe(
      'Pacific/Kiritimati',
    )
    const { id } = (await api.post('/courses', { name: 'Due', dueDays: 1 })).body
    const enrolled = async () => {
      const person = (await world.person(`Person ${Math.random()}`)).id
      return (await api.post(`/courses/${id as number}/enrolments`, { person })).body.dueDate as unknown
    }
    const now = world.clock.now()
    const dayIn = (hours: number) => new Date(now + (24 + hours) * 3_600_000).toISOString().slice(0, 10)
    expect(await enrolled()).toBe(dayIn(14))
    await api.patch('/settings', { timeZone: 'Pacific/Pago_Pago' })
    expect(await enrolled()).toBe(dayIn(-11))
    await api.patch('/settings', { timeZone: null })
    expect(await enrolled()).toBe(dayIn(0))
    expect(dayIn(14)).not.toBe(dayIn(-11))
  })

  it('say for how long the audit trail is kept, which is set with the password alone', async () => {
    const retention = { auditDays: 90 }
    expect((await api.patch('/settings', { retention })).body.code).toBe('session_needed')
    const browser = await browserClient(world, manager)
    expect((await browser.patch('/settings', { retention })).body).toMatchObject({ retention })
    expect((await browser.patch('/settings', { retention: {} })).body).toMatchObject({ retention })
    const wrong = await browser.patch('/settings', { retention: { auditDays: 0 } })
    expect(wrong.body.errors).toMatchObject([{ pointer: '/retention/auditDays' }])
    const cleared = await browser.patch('/settings', { retention: { auditDays: null } })
    expect(cleared.body.retention).toEqual({ auditDays: null })
  })

  it('say how people come in', async () => {
    const browser = await browserClient(world, manager)
    await browser.post('/credentials', { door: 'coursepath', label: 'Signs' })
    expect((await api.get('/settings')).body.signIn).toMatchObject({ password: true, signedLink: true })
  })

  it('say where the academy stands, and change that with the password alone', async () => {
    const place = {
      address: 'https://learn.example.com',
      sender: 'Bees <bees@example.com>',
      hosts: ['learn.example.com', 'München.example'],
    }
    expect((await api.patch('/settings', place)).body.code).toBe('session_needed')
    const stolen = await browserClient(world, manager, { isConfirmed: false })
    expect((await stolen.patch('/settings', { hosts: [] })).body.code).toBe('confirmation_needed')
    expect((await stolen.patch('/settings', { name: 'Bees' })).status).toBe(200)
    const browser = await browserClient(world, manager)
    const { body } = await browser.patch('/settings', place)
    expect(body).toMatchObject({ ...place, hosts: ['learn.example.com', 'xn--mnchen-3ya.example'] })
    const fewer = await browser.patch('/settings', { address: null, hosts: ['learn.example.com'] })
    expect(fewer.body).toMatchObject({ address: null, hosts: ['learn.example.com'] })
    await world.store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'en' }, ['taken.example.com']),
    )
    const there = { headers: { host: 'learn.example.com' } }
    const taken = await browser.patch('/settings', { hosts: ['taken.example.com', 'not a host'] }, there)
    expect(taken.body.errors).toMatchObject([{ pointer: '/hosts/1', code: 'malformed' }])
    const other = await browser.patch('/settings', { hosts: ['taken.example.com'] }, there)
    expect([other.status, other.body.code]).toEqual([409, 'taken'])
    expect((await api.get('/settings')).body.hosts).toEqual(['learn.example.com'])
  })

  it('have a logo, which pages and mails show', async () => {
    const picture = png()
    const image = { headers: { 'content-type': 'image/png' } }
    const { status, body } = await api.put('/settings/logo', picture, image)
    expect([status, body.logoUrl]).toEqual([200, expect.stringMatching(/\/logo\?v=./)])
    expect((await api.get('/settings')).body.logoUrl).toBe(body.logoUrl)
    const preview = await api.post('/settings/mail-preview', { kind: 'password_reset', language: 'en' })
    expect(preview.body.html).toContain(body.logoUrl)
    expect((await api.delete('/settings/logo')).body.logoUrl).toBeNull()
    const other = await api.put('/settings/logo', 'GIF89a', image)
    expect([other.status, other.body.errors?.[0]]).toMatchObject([
      422,
      { pointer: '/logo', code: 'malformed', detail: expect.stringContaining('PNG or JPEG') },
    ])
    expect((await api.put('/settings/logo', picture)).status).toBe(415)
    const long = await api.put('/settings/logo', Buffer.alloc(2_000_001), image)
    expect(long.body.code).toBe('body_too_large')
    const author = await apiClient(world, await world.person('Otto Author', 'author'))
    expect((await author.put('/settings/logo', picture, image)).status).toBe(403)
  })

  it('show how an invitation looks before anybody gets it', async () => {
    const preview = (more: object) =>
      api.post('/settings/mail-preview', { kind: 'invitation', language: 'de', ...more })
    const builtIn = await preview({ invitationText: null })
    expect(builtIn.body.subject).toBe(`Einladung zu ${(await api.get('/settings')).body.name as string}`)
    const body = 'Dear {firstName}, {name} & {academy} <b>{constructor}</b> {invitedTo}'
    await api.patch('/settings', { name: 'Bees', invitationText: { subject: 'For {name}', body } })
    const saved = await preview({})
    expect(saved.body.subject).toBe('For Mona Manager')
    expect(saved.body.text).toContain('Dear Mona Manager, Mona Manager & Bees <b>{constructor}</b> Bees')
    expect(saved.body.html).toContain('&lt;b&gt;{constructor}&lt;/b&gt;')
    const tried = await preview({ invitationText: { subject: 'Tried' } })
    expect([tried.body.subject, tried.body.text]).toEqual(['Tried', expect.stringContaining('eingeladen')])
    const long = await preview({ invitationText: { action: 'x'.repeat(101) } })
    expect(long.body.errors).toMatchObject([{ code: 'too_long' }])
    const auditor = await apiClient(world, await world.person('Ada Auditor', 'auditor'))
    const refused = await auditor.post('/settings/mail-preview', { kind: 'invitation', language: 'de' })
    expect(refused.status).toBe(403)
  })

  it('fill in whom an invitation is for', async () => {
    await api.patch('/settings', { invitationText: { subject: 'Hello {firstName}', body: null } })
    const person = (
      await api.post('/people', { firstName: 'Ida', lastName: 'Bee', email: 'ida@example.com' })
    ).body
    await api.post(`/people/${person.id as number}/invite`, {})
    expect((await api.get('/mails?to=ida@example.com')).body.items).toMatchObject([{ subject: 'Hello Ida' }])
    await api.patch('/settings', { invitationText: null })
  })

  it('are changed by managers alone', async () => {
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      const answer = await other.patch('/settings', { name: 'Mine' })
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
    }
  })
})
