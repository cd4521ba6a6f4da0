import { randomUUID } from 'node:crypto'
import { get } from 'node:http'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { createMember } from '../../src/domain/people/members.ts'
import { createSigningKey } from '../../src/domain/access/signing-keys.ts'
import { SealedBox } from '../../src/lib/sealed-box.ts'
import { makeServerKey, serverKeyPath } from '../../src/server/server-key.ts'
import { foundAcademy, makeDataFolder } from '../support/academy.ts'
import { signToken } from '../support/coursepath-client.ts'
import { httpClient, type HttpAnswer, type HttpClient } from '../support/http-client.ts'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'
import { openWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'

const SIGNING_KEY = 's3cr3t-api-key'

describe('a running server', () => {
  let here: Installation
  let server: ServerProcess
  let client: HttpClient | undefined
  let receiver: WebhookReceiver
  let sink: SmtpSink
  let course: number
  let learner: number

  beforeEach(async () => {
    receiver = await openWebhookReceiver()
    sink = await openSmtpSink()
    here = makeInstallation()
    await plant()
  })
  afterEach(async () => {
    client?.close()
    await here.remove()
    await receiver.close()
    await sink.close()
  })

  /** An academy with a course, a learner and a signing key, before the server starts. */
  async function plant(): Promise<void> {
    expect(await here.run(['migrate'])).toMatchObject({ code: 0 })
    const box = new SealedBox(makeServerKey(serverKeyPath(here.dataDir)))
    await makeDataFolder(here.dataDir).withStore(async (store) => {
      const { owner } = await foundAcademy(store, 'Academy', '127.0.0.1')
      await store.write(async (tx) => {
        course = (await createCourse(tx, owner, { name: 'Apples' })).id
        learner = (
          await createMember(tx, owner, {
            username: 'lea',
            firstName: 'Lea',
            lastName: 'Learner',
            email: 'lea@example.com',
            status: 'active',
          })
        ).id
        const key = { door: 'coursepath', label: 'test', secret: SIGNING_KEY } as const
        await createSigningKey(tx, owner, box, key)
      })
    })
  }

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    server = await here.start(['start'], { QUADRIVIUM_ALLOW_HTTP: 'true', ...settings })
    client = httpClient(server.port, 4)
  }
  async function call(method: string, path: string, body?: object): Promise<HttpAnswer> {
    if (client === undefined) throw new Error('the server was not started')
    const headers = { authorization: `Bearer ${token()}` }
    return client.send({ method, path: `/api/v1${path}`, headers, body })
  }
  const enrolment = () => `/courses/${course}/members/${learner}/coursemember`

  it('tells the receiver of what has happened, which can already look at it', async () => {
    await start({ QUADRIVIUM_WEBHOOK_ALLOW: '127.0.0.1' })
    const added = await here.run(['webhook', 'add', receiver.url, '--json'])
    const { id, secret } = JSON.parse(added.stdout)
    // From within the receiver's handler: the new state is there before the message is.
    const seen: number[] = []
    receiver.behave(() => ({
      answer: (response) => {
        void statusOf(server.port, `/api/v1${enrolment()}`).then((status) => {
          seen.push(status)
          response.writeHead(204).end()
        })
      },
    }))
    expect((await call('POST', enrolment())).status).toBe(200)
    expect((await call('POST', enrolment())).status).toBe(200) // changes nothing, and tells nobody
    await until(() => seen.length === 1)
    expect((await call('DELETE', enrolment())).status).toBe(200)
    await until(() => seen.length === 2)
    expect(receiver.received.map(({ body }) => body)).toEqual([
      `courseId=${course}&memberId=${learner}&event=COURSEMEMBER_CREATED`,
      `courseId=${course}&memberId=${learner}&event=COURSEMEMBER_DELETED`,
    ])
    expect(seen).toEqual([200, 404])
    for (const { headers, body } of receiver.received) {
      const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
      expect(() => new StandardWebhook(secret).verify(body, texts, { jsonParse: false })).not.toThrow()
    }
    const log = await here.run(['webhook', 'log', String(id), '--json'])
    expect(JSON.parse(log.stdout)).toMatchObject([
      {
        event: 'enrolment_deleted',
        personId: learner,
        state: 'sent',
        attempts: [{ number: 1, answer: '204' }],
      },
      { event: 'enrolment_created', state: 'sent', attempts: [{ answer: '204' }] },
    ])
  })

  it('connects to no address of this machine unless that is allowed', async () => {
    await start()
    const { id } = JSON.parse((await here.run(['webhook', 'add', receiver.url, '--json'])).stdout)
    await call('POST', enrolment())
    const log = async (): Promise<{ attempts: unknown[] }[]> =>
      JSON.parse((await here.run(['webhook', 'log', String(id), '--json'])).stdout) as never
    let entries = await log()
    while (entries[0]?.attempts.length === 0) entries = await log()
    expect(entries).toMatchObject([
      { state: 'waiting', attempts: [{ answer: 'refused: an address that is not public: 127.0.0.1' }] },
    ])
    expect(receiver.received).toEqual([])
  })

  it('sends invitations by the mail server, in the words of the call', async () => {
    await start({
      QUADRIVIUM_SMTP_URL: sink.url,
      QUADRIVIUM_MAIL_FROM: 'Academy <academy@example.com>',
      QUADRIVIUM_PUBLIC_URL: 'https://academy.example',
    })
    const answer = await call('POST', `/members/${learner}/invite`, {
      'mail[subject]': 'Come\r\nBcc: eve@example.com',
      'mail[body]': 'Dear <b>Lea</b>,\nplease come.',
      'mail[action]': 'Come in',
    })
    expect(answer.json()).toMatchObject({ email: 'lea@example.com', subject: 'Come Bcc: eve@example.com' })
    await until(() => sink.mails.length === 1)
    const [mail] = sink.mails
    expect(mail).toMatchObject({ from: 'academy@example.com', to: ['lea@example.com'] })
    expect(mail?.raw).toMatch(/^Subject: Come Bcc: eve@example\.com\r$/m)
    expect(mail?.raw).not.toMatch(/^Bcc:/m)
    const text = mail?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') // quoted-printable
    expect(text).toContain(
      'Dear <b>Lea</b>,\r\nplease come.\r\n\r\nCome in:\r\nhttps://academy.example/activate?token=',
    )
    expect(text).toContain('Dear &lt;b&gt;Lea&lt;/b&gt;,<br>')
  })

  it('keeps mails while there is no mail server, shows them, and sends them when it is told to', async () => {
    await start()
    await call('POST', `/courses/${course}/members/${learner}/invite`)
    const listed = JSON.parse((await here.run(['mail', 'list', '--json'])).stdout)
    expect(listed).toMatchObject([{ to: 'lea@example.com', state: 'waiting', settled: null }])
    const { id, link } = listed[0]
    const shown = await here.run(['mail', 'show', String(id)])
    expect(shown.stdout).toContain('To:       Lea Learner <lea@example.com>\n')
    expect(shown.stdout).toContain(link.url)

    expect(await here.run(['mail', 'send'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'No mail server is configured. Set QUADRIVIUM_SMTP_URL; mails wait until then.\n',
    })
    const settings = { QUADRIVIUM_SMTP_URL: sink.url }
    const sent = await here.run(['mail', 'send', '--json'], { settings })
    expect({ code: sent.code, mails: JSON.parse(sent.stdout) }).toMatchObject({
      code: 0,
      mails: [
        { id, attemptCount: 1, to: 'lea@example.com', state: 'sent', answer: expect.stringMatching(/^250 /) },
      ],
    })
    expect(sink.mails).toMatchObject([{ to: ['lea@example.com'] }])
    expect(await here.run(['mail', 'send', String(id)], { settings })).toMatchObject({
      code: 1,
      stderr: `Mail ${id} was sent, and its link is no longer stored. Invite the person again.\n`,
    })
    expect(await here.run(['mail', 'show', '999'])).toMatchObject({
      code: 1,
      stderr: 'There is no mail 999. `quadrivium mail list` shows all mails.\n',
    })
  })

  it('`webhook` adds, lists, switches, replays and removes', async () => {
    await start({ QUADRIVIUM_WEBHOOK_ALLOW: '127.0.0.1' })
    const run = async (...args: string[]) => here.run(['webhook', ...args])
    const added = await run('add', receiver.url, '--event', 'enrolment_created', '--single-attempt')
    expect(added.stdout).toMatch(
      /^Created webhook 1 for http:\/\/127\.0\.0\.1:\d+\/hook\. Its secret is shown only once:\n {2}whsec_[\w+/]{32}\nPlain http works only for receivers in the server's QUADRIVIUM_WEBHOOK_ALLOW\. Use https for all others\.\n$/,
    )
    expect(await run('add', receiver.url, '--event', 'moon_rose')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^There is no event "moon_rose"; use one of enrolment_created, /),
    })
    expect(await run('add', 'ftp://example.com')).toMatchObject({ code: 1 })
    // The same address once more is taken, and told.
    const twin = await run('add', receiver.url)
    expect(twin.stderr + twin.stdout).toContain('Webhook 1 has the same address.')
    expect(await run('remove', '2')).toMatchObject({ code: 0 })
    const listed = await run('list', '--json')
    expect(JSON.parse(listed.stdout)).toEqual([
      {
        id: 1,
        url: receiver.url,
        events: ['enrolment_created'],
        format: 'coursepath',
        singleAttempt: true,
        active: true,
        inactiveReason: null,
        inactiveSince: null,
        failingSince: null,
        oldSecretUntil: null,
        created: expect.any(String),
        modified: expect.any(String),
      },
    ])
    expect(listed.stdout).not.toContain('whsec_')

    expect((await run('off', '1')).stdout).toBe('Webhook 1 is now off.\n')
    await call('POST', enrolment())
    expect(await run('replay', '1')).toMatchObject({
      code: 1,
      stderr: 'Webhook 1 is off. Turn it on first: quadrivium webhook on 1\n',
    })
    expect((await run('on', '1')).stdout).toBe('Webhook 1 is now on.\n')
    expect((await run('replay', '1')).stdout).toBe('Queued 1 message.\n')
    await until(() => receiver.received.length === 1)

    expect((await run('remove', '1')).stdout).toBe('Removed webhook 1.\n')
    expect(await run('remove', '1')).toMatchObject({ code: 1, stderr: 'There is no webhook "1".\n' })
    expect(await run('log', 'x')).toMatchObject({
      code: 2,
      stderr: '"x" is not the id of a webhook. `quadrivium webhook list` shows all webhooks.\n',
    })
  })
})

function token(): string {
  return signToken(SIGNING_KEY, { jti: randomUUID(), iat: Date.now() / 1000, email: 'manager@example.com' })
}

function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token()}` }
    get({ port, host: '127.0.0.1', path, headers, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    }).on('error', reject)
  })
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5))
}
