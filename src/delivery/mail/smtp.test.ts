import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSmtpSink, type SmtpSink } from '../../../test/support/smtp-sink.ts'
import type { Mail } from '../../domain/delivery/events.ts'
import { Smtp, type OutgoingMail } from './smtp.ts'

const mail: Mail = {
  to: 'ann@example.com',
  name: 'Ann Ode',
  locale: 'en',
  subject: 'Welcome',
  body: 'You are invited.',
  link: { url: 'https://academy.example/a', label: 'Join' },
}
const outgoing = (more: Partial<Mail> = {}): OutgoingMail => ({
  id: 'a-guid',
  at: Date.UTC(2026, 0, 15, 12),
  mail: { ...mail, ...more },
  letterhead: {
    academy: 'Academy',
    address: 'https://academy.example',
    sender: { name: 'Academy', address: 'academy@house.example' },
    accent: null,
    logo: null,
  },
})
const patient = () => AbortSignal.timeout(5_000)

describe('the way to the mail server', () => {
  let sink: SmtpSink
  let smtp: Smtp

  beforeEach(async () => {
    sink = await openSmtpSink()
    smtp = new Smtp({ url: sink.url })
  })
  afterEach(async () => {
    await smtp.close()
    await sink.close()
  })

  const send = (more?: Partial<Mail>) => smtp.send(outgoing(more), patient())
  /** The headers of the one accepted mail, unfolded. */
  const headers = () =>
    (sink.mails[0]?.raw.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n\s+/g, ' ').split('\r\n')

  it('writes in the name of a sender whose host is in its own script', async () => {
    const letterhead = { ...outgoing().letterhead, sender: { name: 'Akademie', address: 'post@münchen.de' } }
    await smtp.send({ ...outgoing(), letterhead }, patient())
    expect(sink.mails).toMatchObject([{ from: 'post@münchen.de' }])
    expect(headers()).toEqual(
      expect.arrayContaining([
        'From: Akademie <post@xn--mnchen-3ya.de>',
        'Message-ID: <a-guid@xn--mnchen-3ya.de>',
      ]),
    )
  })

  it('hands a mail over', async () => {
    expect(await send()).toEqual({ state: 'sent', answer: expect.stringMatching(/^250 /) })
    expect(sink.mails).toMatchObject([{ from: 'academy@house.example', to: ['ann@example.com'] }])
    expect(headers()).toEqual(
      expect.arrayContaining([
        'From: Academy <academy@house.example>',
        'To: Ann Ode <ann@example.com>',
        'Subject: Welcome',
        'Message-ID: <a-guid@house.example>',
        'Date: Thu, 15 Jan 2026 12:00:00 +0000',
        'Auto-Submitted: auto-generated',
        'MIME-Version: 1.0',
      ]),
    )
    expect(sink.mails[0]?.raw).toContain('Content-Type: text/plain; charset=utf-8')
    expect(sink.mails[0]?.raw).toContain('Content-Type: text/html; charset=utf-8')
  })

  it.each<[string, Partial<Mail>]>([
    ['the subject', { subject: 'a\r\nBcc: eve@example.com\r\n\r\nbody' }],
    ['the name', { name: 'Ann\r\nBcc: eve@example.com' }],
    ['a name that looks like addresses', { name: 'eve@example.com, "Eve" <eve@example.com>' }],
    [
      'the label',
      { link: { url: 'https://academy.example/a', label: 'x\r\n.\r\nRCPT TO:<eve@example.com>' } },
    ],
    ['the text', { body: 'a\r\n.\r\nMAIL FROM:<eve@example.com>\r\n.\r\n' }],
  ])('puts no header and no recipient into a mail by %s', async (_, more) => {
    expect(await send(more)).toMatchObject({ state: 'sent' })
    expect(sink.mails.map(({ from, to }) => [from, to])).toEqual([
      ['academy@house.example', ['ann@example.com']],
    ])
    expect(headers().filter((line) => /^(bcc|cc|to):/i.test(line))).toEqual([expect.stringMatching(/^To: /)])
  })

  it.each([
    'ann@example.com, eve@example.com',
    'ann@example.com\r\nRCPT TO:<eve@example.com>',
    'Ann <ann@example.com>',
    'group: a@example.com;',
    '<>',
    '',
    '-oQ/tmp@example.com',
    'a@b@c',
  ])('sends nothing to %j', async (to) => {
    expect(await send({ to })).toEqual({ state: 'refused', answer: 'not an address of one recipient' })
    expect(sink.connections()).toBe(0)
  })

  it.each([
    ['recipient', 550, 'refused'],
    ['recipient', 450, 'delayed'],
    ['data', 554, 'refused'],
    ['data', 451, 'delayed'],
    ['connect', 421, 'delayed'],
  ] as const)('takes a refusal at the stage %s with %i for %s', async (stage, code, state) => {
    sink.next(stage, { code, text: 'not now' })
    expect(await send()).toEqual({ state, answer: expect.stringContaining(`${code} not now`) })
    expect(sink.mails).toEqual([])
    expect(await send()).toMatchObject({ state: 'sent' }) // and continues with the next
  })

  it.each(['connect', 'recipient', 'data'] as const)(
    'survives a connection dropped at the stage %s',
    async (stage) => {
      sink.next(stage, 'drop')
      expect(await send()).toMatchObject({ state: 'delayed' })
      expect(await send()).toMatchObject({ state: 'sent' })
      expect(sink.mails).toHaveLength(1)
    },
  )

  it('waits when nobody listens', async () => {
    await sink.close()
    expect(await send()).toEqual({ state: 'delayed', answer: expect.stringContaining('ECONNREFUSED') })
    sink = await openSmtpSink()
  })

  it('takes a wrong password for a fault that can be mended', async () => {
    const wrong = new Smtp({ url: sink.url.replace('//', '//user:wrong@') })
    expect(await wrong.send(outgoing(), patient())).toMatchObject({ state: 'delayed' })
    await wrong.close()
  })

  it('ends when it is told to', async () => {
    const stop = AbortSignal.abort()
    expect(await smtp.send(outgoing(), stop)).toMatchObject({ state: 'delayed' })
    expect(sink.mails).toEqual([])
  })
})
