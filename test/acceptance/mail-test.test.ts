import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'

let here: Installation
let sink: SmtpSink

beforeAll(async () => {
  here = makeInstallation()
  sink = await openSmtpSink()
  await here.run(['demo'])
})
afterAll(async () => {
  await here.remove()
  await sink.close()
})

const test = (url: string, ...more: string[]) =>
  here.run(['mail', 'test', '--to', 'ops@example.com', ...more], { settings: { QUADRIVIUM_SMTP_URL: url } })

it('`mail test` sends a mail past the outbox', async () => {
  const { code, stdout, stderr } = await test(sink.url)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^Sent a test mail to ops@example\.com by 127\.0\.0\.1:\d+: 250 /)
  expect(sink.mails.map(({ to }) => to)).toEqual([['ops@example.com']])
  expect(sink.mails[0]?.raw).toContain('Subject: Test mail from Aldermark Academy')
})

it('shows the whole dialogue when the recipient is refused', async () => {
  sink.next('recipient', { code: 550, text: 'No such mailbox' })
  const { code, stderr } = await test(sink.url)
  expect(code).toBe(1)
  const lines = stderr.split('\n')
  expect(lines[0]).toMatch(/did not take the mail: 550 No such mailbox$/)
  expect(lines[1]).toContain('QUADRIVIUM_MAIL_FROM')
  const said = lines.filter((line) => /^ {2}[<>] /.test(line)).map((line) => line.slice(2))
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^< 220 /),
      expect.stringMatching(/^> EHLO /),
      expect.stringMatching(/^> MAIL FROM:</),
      '> RCPT TO:<ops@example.com>',
      '< 550 No such mailbox',
    ]),
  )
})

it('masks the password, however it is sent, and says what to check', async () => {
  const { code, stderr } = await test(sink.url.replace('//', '//mailer:open%20sesame@'))
  expect(code).toBe(1)
  expect(stderr).toContain('Check the user name and the password in QUADRIVIUM_SMTP_URL.')
  expect(stderr).toMatch(/> AUTH /)
  expect(stderr).toMatch(/< 535 /)
  const sent = [
    'open sesame',
    'open%20sesame',
    'b3BlbiBzZXNhbWU=',
    Buffer.from('\0mailer\0open sesame').toString('base64'),
  ]
  for (const secret of sent) expect(stderr).not.toContain(secret)
})

it('says what is wrong where nobody listens, as JSON too', async () => {
  const nobody = 'smtp://127.0.0.1:1'
  const { code, stderr } = await test(nobody)
  expect(code).toBe(1)
  expect(stderr).toContain('Nothing listens there.')
  const told = await test(nobody, '--json')
  expect(told.code).toBe(1)
  expect(JSON.parse(told.stdout)).toMatchObject({ to: 'ops@example.com', state: 'delayed' })
  const none = await here.run(['mail', 'test', '--to', 'ops@example.com'])
  expect([none.code, none.stderr]).toEqual([2, 'No mail server is configured. Set QUADRIVIUM_SMTP_URL.\n'])
})
