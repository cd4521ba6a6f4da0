import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apiClient, type ApiClient } from '../../../test/support/api-client.ts'
import { openWorld, type World } from '../../../test/support/world.ts'
import { outgoingMail } from '../../domain/delivery/events.ts'
import type { DeliveryId } from '../../domain/ids.ts'
import type { Member } from '../../domain/people/member.ts'

const LINK = 'https://academy.example.com/activate?token=the-secret-of-lea'

let world: World
let api: ApiClient
let lea: Member

beforeAll(async () => {
  world = await openWorld()
  api = await apiClient(world, await world.person('Mona Manager', 'manager'))
  lea = await world.person('Lea Learner', 'learner')
  await write('lea@example.com', 'Welcome')
  await write('lea@example.com', 'Welcome again')
  await write('tom@example.com', 'Hello Tom')
})
afterAll(() => world.close())

async function write(to: string, subject: string): Promise<void> {
  await world.store.write((tx) =>
    tx.outbox.add(
      world.account.id,
      outgoingMail(lea.id, {
        to,
        name: 'Lea Learner',
        locale: 'en',
        subject,
        body: 'Dear Lea,\nyou are invited.',
        link: { url: LINK, label: 'Join' },
        opens: { of: 'invitation', tokenHash: 'digest' },
      }),
    ),
  )
}

/** Delivers due mails to a mail server that rejects every recipient. */
async function giveUp(): Promise<void> {
  await world.store.write(async (tx) => {
    const wish = { kind: 'mail', limit: 10, except: [], lease: 'lease', until: tx.now + 60_000 } as const
    for (const delivery of (await tx.outbox.claim(wish)).deliveries) {
      const attempt = { at: tx.now, milliseconds: 7, answer: '550 No such mailbox' }
      await tx.outbox.settle(delivery, 'lease', { state: 'given_up' }, attempt)
    }
  })
}

const subjects = (body: { readonly items: readonly { readonly subject: string }[] }) =>
  body.items.map(({ subject }) => subject)

describe('the mails', () => {
  it('are listed the newest first, by state and address, page by page', async () => {
    const { body } = await api.get('/mails?total=true')
    expect(subjects(body)).toEqual(['Hello Tom', 'Welcome again', 'Welcome'])
    expect(body).toMatchObject({ total: 3, next: null })
    expect(body.items[0]).toEqual({
      id: expect.any(Number),
      messageId: expect.any(String),
      to: 'tom@example.com',
      name: 'Lea Learner',
      subject: 'Hello Tom',
      language: 'en',
      purpose: 'invitation',
      state: 'waiting',
      attemptCount: 0,
      due: expect.any(String),
      created: expect.any(String),
      modified: expect.any(String),
      settled: null,
    })
    expect(subjects((await api.get('/mails?to=lea@example.com&sort=created')).body)).toEqual([
      'Welcome',
      'Welcome again',
    ])
    expect(subjects((await api.get('/mails?state=sent')).body)).toEqual([])
    const first = await api.get('/mails?limit=2')
    expect(subjects((await api.get(`/mails?limit=2&cursor=${first.body.next}`)).body)).toEqual(['Welcome'])
  })

  it('are found by words of the recipient and the subject, in any order that is asked for', async () => {
    expect(subjects((await api.get('/mails?q=welc')).body)).toEqual(['Welcome', 'Welcome again'])
    expect(subjects((await api.get('/mails?q=welc&sort=-created')).body)).toEqual([
      'Welcome again',
      'Welcome',
    ])
    expect(subjects((await api.get('/mails?q=LEARNER+tom@example.com')).body)).toEqual(['Hello Tom'])
    expect(subjects((await api.get('/mails?q=welcome&state=given_up')).body)).toEqual([])
    expect((await api.get('/mails?q=lea&total=true&limit=1')).body).toMatchObject({ total: 3 })
  })

  it('are shown with their texts and attempts, without the links that are for their readers', async () => {
    await giveUp()
    const { body: list } = await api.get('/mails?state=given_up&limit=1')
    const { body, headers } = await api.get(`/mails/${list.items[0].id}`)
    expect(body).toMatchObject({
      state: 'given_up',
      text: expect.stringContaining('Dear Lea,\nyou are invited.'),
      html: expect.stringContaining('<p>Dear Lea,<br>'),
      attempts: [{ number: 1, milliseconds: 7, answer: '550 No such mailbox' }],
    })
    expect(headers.etag).toBeTypeOf('string')
    expect(JSON.stringify([list, body])).not.toContain('the-secret-of-lea')
    expect((await api.get('/mails/999999')).body.code).toBe('not_found')
  })

  it('are shown as HTML that can load nothing, with the logo in it', async () => {
    const { body: list } = await api.get('/mails?to=lea@example.com&limit=1')
    const { id } = list.items[0] as { id: number }
    const content = 'iVBORw0KGgo='
    await world.store.write((tx) =>
      tx.accounts.setLogo(world.account.id, { type: 'image/png', content }, 'digest'),
    )
    const { status, headers, body: text } = await api.get(`/mails/${id}/html`)
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
        "frame-ancestors 'self'; sandbox",
    )
    expect(text).toContain('<p>Dear Lea,<br>')
    expect(text).toContain(`<img src="data:image/png;base64,${content}"`)
    expect(text).not.toContain('the-secret-of-lea')
    expect(text).not.toMatch(/(src|href)="https?:/)
    expect((await api.get('/mails/999999/html')).status).toBe(404)
  })

  it('are sent again, with their links', async () => {
    await giveUp()
    const { body: list } = await api.get('/mails?state=given_up&limit=1')
    const { id } = list.items[0] as { id: DeliveryId }
    const tried = await api.post(`/mails/${id}/send?dryRun=true`)
    expect(tried.body).toMatchObject({ state: 'waiting', effects: {} })
    expect((await api.get(`/mails/${id}`)).body.state).toBe('given_up')
    expect((await api.post(`/mails/${id}/send`)).body).toMatchObject({ state: 'waiting', attemptCount: 0 })
    const kept = await world.store.read((reader) => reader.outbox.find(world.account.id, id))
    expect(kept?.payload).toMatchObject({ link: { url: LINK } })
    await world.store.write((tx) =>
      tx.outbox.claim({ kind: 'mail', limit: 10, except: [], lease: 'other', until: tx.now + 60_000 }),
    )
    const busy = await api.post(`/mails/${id}/send`)
    expect([busy.status, busy.body.code]).toEqual([409, 'conflict'])
    expect((await api.post('/mails/999999/send')).status).toBe(404)
  })

  it('are for managers', async () => {
    const { body: list } = await api.get('/mails?limit=1')
    const { id } = list.items[0] as { id: number }
    for (const role of ['learner', 'assistant', 'auditor', 'author'] as const) {
      const other = await apiClient(world, await world.person(`Some ${role}`, role))
      for (const answer of [
        await other.get('/mails'),
        await other.get(`/mails/${id}`),
        await other.get(`/mails/${id}/html`),
        await other.post(`/mails/${id}/send`),
      ]) {
        expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
      }
    }
  })
})
