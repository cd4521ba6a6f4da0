import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { outgoingMail } from '../../domain/delivery/events.ts'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openSmtpSink, type SmtpSink } from '../../../test/support/smtp-sink.ts'
import { installationWith } from '../../../test/support/installation-with.ts'
import { openWorld, type World } from '../../../test/support/world.ts'

let sink: SmtpSink
let world: World
let api: ApiClient

beforeAll(async () => {
  sink = await openSmtpSink()
  world = await openWorld({
    settings: { limitRates: true },
    installation: installationWith({ QUADRIVIUM_SMTP_URL: sink.url }),
  })
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
})
afterAll(async () => {
  await world.close()
  await sink.close()
})
beforeEach(() => {
  world.clock.advance(10 * 60_000)
  sink.mails.length = 0
})

const test = (to: string) => api.post('/mails/test', { to })

describe('a test mail', () => {
  it('is sent at once, and listed with the others when it was taken', async () => {
    const { status, body } = await test('mona.manager@example.com')
    expect([status, body.state, body.hint]).toEqual([200, 'sent', null])
    expect(sink.mails.map(({ to }) => to)).toEqual([['mona.manager@example.com']])
    expect(sink.mails[0]?.raw).toContain('Subject: Test mail from Academy')
    const mail = (await api.get(`/mails/${body.mail as number}`)).body
    expect(mail).toMatchObject({
      to: 'mona.manager@example.com',
      name: 'Mona Manager',
      state: 'sent',
      purpose: null,
      attempts: [{ answer: body.answer }],
    })
    expect((await api.get('/overview')).body.firstSteps.mailSent).toBe(true)
  })

  it('tells all that was said when the mail server refuses it, and leaves nothing behind', async () => {
    const before = (await api.get('/mails?total=true')).body.total
    sink.next('recipient', { code: 550, text: 'No such mailbox' })
    const { status, body } = await test('ops@example.com')
    expect([status, body.state, body.answer, body.mail, body.hint]).toEqual([
      200,
      'refused',
      '550 No such mailbox',
      null,
      'sender',
    ])
    expect(body.server).toBe(new URL(sink.url).host)
    expect(body.dialogue).toEqual(
      expect.arrayContaining([
        { by: 'client', text: 'RCPT TO:<ops@example.com>' },
        { by: 'server', text: '550 No such mailbox' },
      ]),
    )
    expect((await api.get('/mails?total=true')).body.total).toBe(before)
  })

  it('is in the audit trail, whatever became of it', async () => {
    sink.next('recipient', { code: 550, text: 'No such mailbox' })
    await test('audited@example.com')
    const { items } = (await api.get('/audit?subject=delivery&limit=1')).body
    expect(items[0]).toMatchObject({ action: 'create', after: { to: 'audited@example.com', test: true } })
  })

  it('goes to one address', async () => {
    for (const to of ['nobody', 'a@example.com, b@example.com', 'a@example.com\r\nBcc: b@example.com']) {
      const { status, body } = await test(to)
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/to'])
    }
    expect(sink.mails).toEqual([])
  })

  it('is sent by managers alone', async () => {
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      expect((await other.post('/mails/test', { to: 'ops@example.com' })).body.code).toBe('forbidden')
    }
    expect(sink.mails).toEqual([])
  })

  it('isn’t sent more than ten times in ten minutes', async () => {
    for (let count = 0; count < 10; count++) expect((await test('nobody')).status).toBe(422)
    const { status, headers, body } = await test('ops@example.com')
    expect([status, body.code, headers['retry-after']]).toEqual([429, 'too_many_requests', '600'])
    expect(sink.mails).toEqual([])
  })

  it('needs a mail server', async () => {
    const bare = await openWorld({ installation: installationWith({}) })
    const its = await apiClient(bare, await bare.person('Mona Manager', 'manager'))
    const { status, body } = await its.post('/mails/test', { to: 'ops@example.com' })
    expect([status, body.code]).toEqual([409, 'mail_not_set_up'])
    expect((await its.get('/server')).body.mail).toEqual({
      server: null,
      isSecure: false,
      sender: 'Academy <no-reply@academy.example.com>',
    })
    await bare.close()
  })

  it('isn’t ticked off as a first one where no mail server is set up, whatever has gone out before', async () => {
    const bare = await openWorld({ installation: installationWith({}) })
    const mona = await bare.person('Mona Manager', 'manager')
    const its = await apiClient(bare, mona)
    const mail = {
      to: 'lea@example.com',
      name: 'Lea',
      locale: 'en',
      subject: 'Hello',
      body: 'Lea',
      link: null,
    }
    await bare.store.write(async (tx) => {
      await tx.outbox.add(bare.account.id, outgoingMail(mona.id, mail))
      const wish = { kind: 'mail', limit: 10, except: [], lease: 'lease', until: tx.now + 60_000 } as const
      for (const delivery of (await tx.outbox.claim(wish)).deliveries) {
        await tx.outbox.settle(
          delivery,
          'lease',
          { state: 'sent' },
          { at: tx.now, milliseconds: 7, answer: '250' },
        )
      }
    })
    expect((await its.get('/mails')).body.items).toMatchObject([{ state: 'sent' }])
    expect((await its.get('/overview')).body.firstSteps.mailSent).toBe(false)
    expect((await its.get('/me')).body.academy.mailWaits).toBe(true)
    await bare.close()
  })
})
