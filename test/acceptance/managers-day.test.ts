import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type ServerProcess } from '../support/server-process.ts'
import { openTypedShell, type TypedShell } from '../support/typed-shell.ts'
import { openSmtpSink, type SmtpSink } from '../support/smtp-sink.ts'
import { openWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts'

// "A manager's day, by curl alone" in docs/coursepath.md, typed line by line into a shell. Only the addresses, and how the
// command line is started, are the test's own.

const home = fileURLToPath(new URL('../..', import.meta.url))
const [, day = ''] = readFileSync(join(home, 'docs/coursepath.md'), 'utf8').split("## A manager's day")
const dataDir = mkdtempSync(join(tmpdir(), 'quadrivium-day-'))

let sink: SmtpSink
let receiver: WebhookReceiver
let server: ServerProcess
let shell: TypedShell

beforeAll(async () => {
  sink = await openSmtpSink()
  receiver = await openWebhookReceiver()
  server = await startServer({ dataDir, settings: { ...exported(), SMTP_URL: sink.url } })
  // It ends with the first command that fails.
  const env = { PATH: process.env.PATH, QUADRIVIUM_DATA_DIR: dataDir }
  shell = openTypedShell({ cwd: home, env, flags: ['-eu'] })
})
afterAll(async () => {
  await shell.close()
  await server.stop()
  await receiver.close()
  await sink.close()
  rmSync(dataDir, { recursive: true, force: true })
})

it('works as it is written', async () => {
  const blocks = [...day.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, block = '']) => block)
  const type = async () => (await shell.type(ownAddresses(blocks.shift() ?? ''))).stdout
  expect(blocks).toHaveLength(9)

  expect(await type()).toMatch(/^Created webhook 1 /) // the course, the key, the receiver
  await type() // the functions
  const invited = JSON.parse(await type()) as Record<string, unknown>
  expect(invited).toMatchObject({
    email: 'mia.lang@example.com',
    subject: 'Your first day, Mia',
    courseId: 1,
  })
  const folder = (await shell.type('echo "$DAY"')).stdout.trim()

  await until(() => sink.mails.length === 1)
  const [mail] = sink.mails
  expect(mail?.to).toEqual(['mia.lang@example.com'])
  expect(mail?.raw).toMatch(/^Subject: Your first day, Mia\r$/m)
  expect(mail?.raw).toContain('Please take this course before your first shift.')
  writeFileSync(join(folder, 'mail.eml'), mail?.raw ?? '')
  await type()
  expect((await shell.type('echo "$LINK"')).stdout).toMatch(
    new RegExp(`^http://127\\.0\\.0\\.1:${server.port}/activate\\?token=[\\w-]{43}\\n$`),
  )

  expect(await type()).toContain('Working safely') // the password; she is in her course
  expect(await type()).toContain('Working safely') // lessons and quiz
  const ids = `courseId=1&memberId=${Number(invited.memberId)}`
  await until(() => receiver.received.length === 2)
  expect(receiver.received.map(({ body }) => body)).toEqual([
    `${ids}&event=COURSEMEMBER_CREATED`,
    `${ids}&event=COURSEMEMBER_COMPLETED`,
  ])

  const result = JSON.parse(await type()) as { certificate: { url: string } }
  expect(result).toMatchObject({
    courseId: 1,
    memberId: invited.memberId,
    progress: 100,
    score: 100,
    success: true,
    completed: expect.any(String) as string,
    certificate: { name: 'Working safely', expires: expect.any(String) as string },
  })

  expect(await type()).toBe('%PDF-')
  const pdf = await getDocumentProxy(new Uint8Array(readFileSync(join(folder, 'certificate.pdf'))))
  expect(pdf.numPages).toBe(1)
  expect(await type()).toContain('Mia Lang')
  rmSync(folder, { recursive: true })
})

/** The settings that the day says to start with, without their prefix. */
function exported(): Record<string, string> {
  const lines = [...day.matchAll(/^export QUADRIVIUM_(\w+)=(.*)$/gm)]
  expect(lines.map(([, name]) => name)).toEqual(['ADMIN_EMAIL', 'ALLOW_HTTP', 'SMTP_URL', 'WEBHOOK_ALLOW'])
  return Object.fromEntries(lines.map(([, name = '', value = '']) => [name, value]))
}

function ownAddresses(lines: string): string {
  return lines
    .replaceAll('npx quadrivium', `${process.execPath} src/main.ts`)
    .replaceAll('http://127.0.0.1:4000', `http://127.0.0.1:${server.port}`)
    .replaceAll('http://127.0.0.1:9000/hook', receiver.url)
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10))
}
