import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getDocumentProxy } from 'unpdf'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type ServerProcess } from '../support/server-process.ts'
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
let shell: Shell

beforeAll(async () => {
  sink = await openSmtpSink()
  receiver = await openWebhookReceiver()
  server = await startServer({ dataDir, settings: { ...exported(), SMTP_URL: sink.url } })
  shell = openShell()
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
  const type = async () => shell.run(ownAddresses(blocks.shift() ?? ''))
  expect(blocks).toHaveLength(9)

  expect(await type()).toMatch(/^Created webhook 1 /) // the course, the key, the receiver
  await type() // the functions
  const invited = JSON.parse(await type()) as Record<string, unknown>
  expect(invited).toMatchObject({
    email: 'mia.lang@example.com',
    subject: 'Your first day, Mia',
    courseId: 1,
  })
  const folder = (await shell.run('echo "$DAY"')).trim()

  await until(() => sink.mails.length === 1)
  const [mail] = sink.mails
  expect(mail?.to).toEqual(['mia.lang@example.com'])
  expect(mail?.raw).toMatch(/^Subject: Your first day, Mia\r$/m)
  expect(mail?.raw).toContain('Please take this course before your first shift.')
  writeFileSync(join(folder, 'mail.eml'), mail?.raw ?? '')
  await type()
  expect(await shell.run('echo "$LINK"')).toMatch(
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

interface Shell {
  /** Types lines, and waits for their end. What they printed. @throws when the shell ends by them */
  run(lines: string): Promise<string>
  close(): Promise<void>
}

/** A shell in which variables and functions stay; it ends with the first command that fails. */
function openShell(): Shell {
  const child = spawn('sh', ['-eu'], {
    cwd: home,
    env: { PATH: process.env.PATH, QUADRIVIUM_DATA_DIR: dataDir },
  })
  let printed = ''
  let complained = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let isOver = false
  void ended.then(() => (isOver = true))
  return {
    async run(lines) {
      printed = ''
      child.stdin.write(`${lines}\necho "=== done"\n`)
      await until(() => printed.endsWith('=== done\n') || isOver)
      if (isOver) throw new Error(`the shell ended by:\n${lines}\n${printed}\n${complained}`)
      return printed.slice(0, -'=== done\n'.length)
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10))
}
