import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import Type, { type TSchema } from 'typebox'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { Change } from '../api/audit/audit-shapes.ts'
import { Bank, Hierarchy, Pool, TagHistoryEntry, TagType } from '../api/banks/bank-shapes.ts'
import { Course } from '../api/courses/course-shapes.ts'
import { Credential, NewCredential, WholeCredential } from '../api/credentials/credential-shapes.ts'
import { Enrolment } from '../api/enrolments/enrolment-shapes.ts'
import { Mail, WholeMail } from '../api/mails/mail-shapes.ts'
import { NewToken, Token } from '../api/me/me-shapes.ts'
import { Person, SentInvitation } from '../api/people/person-shapes.ts'
import { Program, ProgramMember } from '../api/programs/program-shapes.ts'
import { Settings } from '../api/settings/settings-shapes.ts'
import { checkShape } from '../api/table/check-shape.ts'
import { NewWebhook, Webhook, WebhookDelivery } from '../api/webhooks/webhook-shapes.ts'
import { demoItems, demoTags } from '../demo/content/item-bank.ts'
import { runCommandLine } from './command-line.ts'
import { commands } from './commands.ts'

// What a command prints as JSON is what the API answers about the same thing. A command that is added is missed here.

/** Commands that tell of no thing that the API has, and why. */
const OTHERS: Readonly<Record<string, string>> = {
  demo: 'how to get in, for all doors',
  'account host add': 'the list of hosts, as in the settings',
  'account host remove': 'likewise',
  'account host list': 'likewise',
  'bank item import': 'a number',
  'bank tag remove': 'what is gone: the API answers nothing',
  'bank hierarchy remove': 'likewise',
  'bank pool remove': 'likewise',
  'course apply': 'what a file would change',
  'program apply': 'likewise',
  'course remove': 'what is gone: the API answers nothing',
  'program remove': 'likewise',
  'member remove': 'likewise',
  'member erase': 'numbers of what is gone, as in the effects of the API',
  'member password': 'a password',
  'token revoke': 'what is gone: the API answers nothing',
  'webhook remove': 'likewise',
  'webhook replay': 'a number',
  'mail test': 'needs a mail server: test/acceptance/mail-test.test.ts',
  'mail send': 'likewise: test/acceptance/delivery.test.ts',
  import: 'a plan of files on this machine: test/acceptance/cli-import.test.ts',
  backup: 'a file on this machine',
  restore: 'likewise',
  copy: 'numbers of rows',
  pull: 'numbers of rows',
  migrate: 'names of migrations',
  doctor: 'findings on this machine',
  health: 'whether a server answers',
  'config check': 'settings of this machine',
  'config list': 'likewise',
  'key forget-server-key': 'numbers of what is lost',
}

let folder: string
let file: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-json-'))
  file = join(folder, 'hierarchy.json')
  vi.stubEnv('QUADRIVIUM_DATA_DIR', join(folder, 'data'))
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})
let printed: string[]
let said: string[] // on the error output
beforeEach(() => {
  printed = []
  said = []
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text))
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

type Printed = any // eslint-disable-line @typescript-eslint/no-explicit-any -- looked at by expectations

/** What a command prints as JSON. */
async function run(...args: readonly string[]): Promise<Printed> {
  printed = []
  said = []
  await runCommandLine(['node', 'quadrivium', ...args, '--json'])
  expect([process.exitCode, process.exitCode === undefined ? '' : said.join('\n')]).toEqual([undefined, ''])
  return JSON.parse(printed.join('\n'))
}

const tried = new Set<string>()

/** Runs a command and holds what it prints to a shape of the API. */
async function hold(command: string, shape: TSchema, ...args: readonly string[]): Promise<Printed> {
  tried.add(command)
  const value = await run(...command.split(' '), ...args)
  expect(checkShape(shape, value), command).toEqual([])
  if (Array.isArray(value)) expect(value.length, `${command} lists nothing`).toBeGreaterThan(0)
  return value
}

it('prints what the API answers', { timeout: 120_000 }, async () => {
  await run('demo')
  const list = (item: TSchema) => Type.Array(item)
  const [account] = await hold('account list', list(Settings))
  await hold('account set', Settings, '--language', 'de')

  const ada = await hold(
    'member create',
    Person,
    'ada@example.com',
    '--name',
    'Ada Lovelace',
    '--email',
    'ada@example.com',
  )
  await hold('member set', Person, 'ada@example.com', '--name', 'Ada King')
  await hold('member deactivate', Person, 'ada@example.com')
  await hold('member activate', Person, 'ada@example.com')
  await hold('member list', list(Person))
  await hold('member invite', SentInvitation, 'ada@example.com')
  const [course] = await hold('course list', list(Course))
  const [program] = await hold('program list', list(Program))
  await hold('member enrol', Enrolment, 'ada@example.com', '--course', String(course.id))
  await hold('member enrol', ProgramMember, 'ada@example.com', '--program', String(program.id))

  const [mail] = await hold('mail list', list(Mail))
  expect(mail).toMatchObject({ to: 'ada@example.com', link: { url: expect.any(String) } })
  expect(await hold('mail show', WholeMail, String(mail.id))).toMatchObject({ link: mail.link })

  const key = await hold('key create', NewCredential, 'rev', '--member', 'ada@example.com')
  expect(key).toMatchObject({ kind: 'key', person: { id: ada.id, name: 'Ada King' }, key: key.apiKey })
  await hold('key create', NewCredential, 'intellum')
  expect(await hold('key create', NewCredential, 'coursepath')).toMatchObject({ kind: 'signing_key' })
  const consumer = await hold('key create', NewCredential, 'learnosity')
  const of = String(consumer.id)
  expect(consumer).toMatchObject({
    key: consumer.consumerKey,
    secret: consumer.consumerSecret,
    secretCount: 1,
  })
  await hold('key create', NewCredential, 'learnosity', '--consumer', of)
  await hold('key change', WholeCredential, of, '--domain', 'example.com')
  expect(await hold('key rotate', NewCredential, of)).toMatchObject({ secretCount: 2 })
  expect(await hold('key retire', WholeCredential, of)).toMatchObject({ secretCount: 1 })
  expect(await hold('key deactivate', WholeCredential, of)).toMatchObject({ active: false })
  expect(await hold('key activate', WholeCredential, of)).toMatchObject({ active: true })
  expect(await hold('key revoke', WholeCredential, of)).toMatchObject({ revoked: expect.any(String) })
  await hold('key list', list(Credential))
  await hold('token create', NewToken, '--member', 'ada@example.com', '--label', 'A script')
  await hold('token list', list(Token), '--member', 'ada@example.com')

  const hook = await hold('webhook add', NewWebhook, 'https://receiver.example.com/hook')
  const to = String(hook.id)
  await hold('webhook list', list(Webhook))
  await hold('webhook off', Webhook, to)
  await hold('webhook on', Webhook, to)
  await run('member', 'remove', 'ada@example.com')
  await run('member', 'create', 'bob@example.com', '--name', 'Bob', '--email', 'bob@example.com')
  await run('member', 'enrol', 'bob@example.com', '--course', String(course.id))
  await hold('webhook log', list(WebhookDelivery), to)

  await hold('bank create', Bank, 'Questions')
  const [bank] = await hold('bank list', list(Bank))
  const [type] = await hold('bank type list', list(TagType), String(bank.id))
  await hold('bank type describe', TagType, String(bank.id), type.name, 'What it is about')
  await hold('bank hierarchy list', list(Hierarchy), String(bank.id))
  const [tag = demoTags[0]] = demoTags.filter((one) => one.type === type.name)
  const branches = [{ name: tag?.name ?? '' }]
  writeFileSync(file, JSON.stringify({ reference: 'again', types: [type.name], branches }))
  await hold('bank hierarchy apply', Hierarchy, String(bank.id), file)
  await hold('bank history', list(TagHistoryEntry), String(bank.id), type.name, tag?.name ?? '')
  const [used = ''] = demoItems.flatMap(({ tags }) => tags.map((one) => one.type))
  await hold('bank pool publish', Pool, String(bank.id), 'a-pool', '--tag', used)
  await hold('bank pool list', list(Pool), String(bank.id))

  await hold('audit list', list(Change), '--subject', 'person')
  expect((await run('audit', 'list', '--subject', 'person'))[0]).toMatchObject({ subject: 'person' })

  // A second academy, last: from now on commands ask which one is meant.
  const second = await hold('account create', Settings, '--name', 'Second', '--host', 'second.example.com')
  expect([account.hosts, second.hosts]).toEqual([expect.any(Array), ['second.example.com']])
})

it('leaves out no command that prints JSON', () => {
  const all = (of: Command, words: readonly string[]): readonly string[] => [
    ...(of.options.some(({ long }) => long === '--json') ? [words.join(' ')] : []),
    ...of.commands.flatMap((below) => all(below, [...words, below.name()])),
  ]
  const printing = commands.flatMap(({ name, declare }) => {
    const command = new Command(name)
    declare(command)
    return all(command, [name])
  })
  expect([...tried, ...Object.keys(OTHERS)].toSorted()).toEqual(printing.toSorted())
})
