import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeInstallation, type Finished, type Installation } from '../support/installation.ts'
import { png } from '../support/pictures.ts'
import { openSmtpSink } from '../support/smtp-sink.ts'

// What an academy says of itself, its people and its hosts, set by the command line.

let here: Installation
beforeAll(async () => {
  here = makeInstallation()
  await done(['account', 'create', '--name', 'Bees', '--host', 'bees.example'])
  await done([
    'member',
    'create',
    'ada',
    '--name',
    'Ada Lovelace',
    '--email',
    'ada@example.com',
    '--role',
    'manager',
  ])
  await done(['member', 'password', 'ada'], 'a long way home')
})
afterAll(() => here.remove())

async function done(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await here.run(args, input === undefined ? {} : { input })
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' })
  return stdout
}
const refused = (stderr: string, code = 1): Finished => ({ code, stdout: '', stderr })

function file(name: string, bytes: Uint8Array): string {
  const path = join(here.dataDir, name)
  writeFileSync(path, bytes)
  return path
}

describe('`account set`', () => {
  it('sets what an academy says of itself, prints it, and takes it back', async () => {
    const logo = file('logo.png', png())
    const set = await done([
      ...['account', 'set', '--json', '--name', 'Bees & Trees', '--language', 'de', '--accent', '#1C5FB8'],
      ...['--address', 'https://learn.bees.example', '--sender', 'Bees <mail@bees.example>', '--logo', logo],
    ])
    expect(JSON.parse(set)).toMatchObject({
      name: 'Bees & Trees',
      language: 'de',
      address: 'https://learn.bees.example',
      sender: 'Bees <mail@bees.example>',
      accent: '#1c5fb8',
      logoUrl: expect.stringMatching(/^https:\/\/learn\.bees\.example\/logo\?v=/),
    })
    expect((await done(['account', 'host', 'list'])).split('\n')).toContain('learn.bees.example')
    const back = ['--address', 'none', '--sender', 'none', '--accent', 'none', '--logo', 'none']
    expect(JSON.parse(await done(['account', 'set', '--json', ...back]))).toMatchObject({
      name: 'Bees & Trees',
      accent: null,
      logoUrl: null,
    })
  })

  it('refuses a logo that is damaged, too large, or none, and a file that is not there', async () => {
    const sentence =
      'The logo must be a PNG or JPEG image of at most one million pixels; this file is damaged, too large or of another type.\n'
    for (const bytes of [png().subarray(0, -20), png({ width: 2000, height: 1000 }), Buffer.from('GIF89a')]) {
      expect(await here.run(['account', 'set', '--logo', file('bad.png', bytes)])).toEqual(refused(sentence))
    }
    const missing = join(here.dataDir, 'nowhere.png')
    expect(await here.run(['account', 'set', '--logo', missing])).toEqual(
      refused(`There is no file or folder ${missing}.\n`),
    )
  })
})

it('`member set` and `member remove` change people, and ask before the last manager goes', async () => {
  await done(['member', 'create', 'bob', '--name', 'Bob Hill', '--email', 'bob@example.com'])
  await done([
    'member',
    'set',
    'bob',
    '--name',
    'Bob Dale',
    '--email',
    'dale@example.com',
    '--role',
    'author',
  ])
  const people = async (): Promise<unknown[]> =>
    JSON.parse(await done(['member', 'list', '--json'])) as unknown[]
  expect(await people()).toContainEqual(
    expect.objectContaining({
      username: 'bob',
      lastName: 'Dale',
      email: 'dale@example.com',
      roles: ['author'],
    }),
  )
  const last = 'This is the last manager who can sign in. Create another one first, or add --last-manager.\n'
  for (const args of [
    ['set', 'ada', '--role', 'author'],
    ['set', 'ada', '--status', 'suspended'],
    ['deactivate', 'ada'],
    ['remove', 'ada'],
  ]) {
    expect(await here.run(['member', ...args])).toEqual(refused(last))
  }
  await done(['member', 'remove', 'bob'])
  await done(['member', 'remove', 'ada', '--last-manager'])
  expect(await people()).toEqual([])
  await done([
    'member',
    'create',
    'ada',
    '--name',
    'Ada Lovelace',
    '--email',
    'ada@example.com',
    '--role',
    'manager',
  ])
})

it('`doctor` notes that links lead to this machine alone when others may come', async () => {
  const notes = async (settings: Readonly<Record<string, string>>) => {
    const { stdout } = await here.run(['doctor', '--json'], { settings })
    const findings = JSON.parse(stdout) as readonly { check: string; state: string; detail: string }[]
    return findings.filter(({ state }) => state === 'note').map(({ check, detail }) => `${check}: ${detail}`)
  }
  const open = { QUADRIVIUM_HOST: '0.0.0.0', QUADRIVIUM_PORT: '0' }
  expect((await notes(open)).join('\n')).toContain('QUADRIVIUM_PUBLIC_URL')
  const told = await notes({ ...open, QUADRIVIUM_PUBLIC_URL: 'https://bees.example' })
  expect(told.join('\n')).not.toContain('QUADRIVIUM_PUBLIC_URL')
})

describe('with two accounts', () => {
  beforeAll(async () => {
    await done(['account', 'create', '--name', 'Branch', '--host', 'branch.example'])
  })

  it('`mail send --account` sends those of one alone', async () => {
    const sink = await openSmtpSink()
    const settings = { QUADRIVIUM_SMTP_URL: sink.url, QUADRIVIUM_PUBLIC_URL: 'https://bees.example' }
    for (const [account, address] of [
      ['bees.example', 'one@example.com'],
      ['branch.example', 'two@example.com'],
    ] as const) {
      const invited = await here.run(
        ['member', 'invite', address, '--name', 'Some One', '--account', account],
        {
          settings,
        },
      )
      expect(invited.code).toBe(0)
    }
    const sent = await here.run(['mail', 'send', '--account', 'branch.example', '--json'], { settings })
    expect(JSON.parse(sent.stdout)).toMatchObject([{ to: 'two@example.com', state: 'sent' }])
    expect(sink.mails.map(({ to }) => to)).toEqual([['two@example.com']])
    expect(sink.mails[0]?.raw.replace(/=\r\n/g, '')).toContain('https://branch.example/activate')
    await sink.close()
    const left = JSON.parse(await done(['mail', 'list', '--account', 'bees.example', '--json'])) as unknown
    expect(left).toMatchObject([{ to: 'one@example.com', state: 'waiting' }])
  })

  it('`account host remove` warns of an academy that nobody reaches any more', async () => {
    expect(await here.run(['account', 'host', 'remove', 'branch.example', '--account', '2'])).toEqual({
      code: 0,
      stdout: '\n',
      stderr:
        'Branch has no host name any more, so nobody reaches it. Add one with `quadrivium account host add <host>`.\n',
    })
    await done(['account', 'set', '--address', 'https://branch.example', '--account', '2'])
    await done(['account', 'host', 'add', 'second.example', '--account', '2'])
    const removed = await here.run(['account', 'host', 'remove', 'branch.example', '--account', '2'])
    expect(removed.stderr).toBe(
      "Links still lead to https://branch.example, where Branch doesn't answer any more. Set another address with `quadrivium account set --address <url>`.\n",
    )
  })

  it.each([
    [['account', 'host', 'list', '--account', '99'], 1],
    [['account', 'host', 'remove', 'nowhere.example', '--account', '1'], 1],
    [['member', 'remove', 'nobody', '--account', '1'], 1],
    [['course', 'show', '99', '--account', '1'], 1],
    [['program', 'show', '99', '--account', '1'], 1],
    [['key', 'revoke', '99', '--account', '1'], 1],
    [['webhook', 'remove', '99', '--account', '1'], 1],
    [['mail', 'show', '99', '--account', '1'], 1],
    [['bank', 'pool', 'list', 'nowhere', '--account', '1'], 1],
    [['member', 'list'], 2],
    [['member', 'create', 'x'], 2],
    [['key', 'revoke', 'x', '--account', '1'], 2],
    [['member', 'create', 'x', '--name', 'X', '--role', 'king', '--account', '1'], 2],
  ])('what does not exist ends with 1, wrong usage with 2: %j', async (args, code) => {
    const ended = await here.run(args)
    expect(ended).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(/\.\n|\n$/) })
    expect(ended.stderr).not.toMatch(/ at .*\(|node:/)
  })
})

it('`--help` marks what must be given, and lists what may be', async () => {
  const help = async (...args: string[]) => (await done([...args, '--help'])).replace(/\s+/g, ' ')
  expect(await help('account', 'create')).toContain('--host <host...> its host names (required)')
  const create = await help('member', 'create')
  expect(create).toContain('first and last name (required)')
  expect(create).not.toContain('e-mail address (required)')
  expect(create).toContain('there are manager, assistant, ')
  expect(await help('webhook', 'add')).toContain('there are enrolment_created, ')
})

it('ends with a sentence where the data folder can only be read', async (context) => {
  if (process.getuid?.() !== 0) {
    console.warn(
      'NOT TESTED: a data folder that can only be read. Only root can run a command as somebody else.',
    )
    context.skip()
    return
  }
  const folder = join(here.dataDir, '..')
  for (const path of [folder, here.dataDir]) chmodSync(path, 0o755)
  for (const name of ['quadrivium.db', 'server.key']) chmodSync(join(here.dataDir, name), 0o644)
  for (const args of [
    ['start'],
    ['demo'],
    ['member', 'list'],
    ['migrate'],
    ['account', 'set', '--name', 'X'],
  ]) {
    const ended = await here.run(args, { as: NOBODY, settings: { QUADRIVIUM_PORT: '0' } })
    expect({ args, code: ended.code }).toEqual({ args, code: 1 })
    expect(ended.stderr).toMatch(/^(The database .* can't be opened: .*|This user may not .*)\.\n$/)
  }
  const doctor = await here.run(['doctor'], { as: NOBODY, settings: { QUADRIVIUM_PORT: '0' } })
  expect(doctor).toMatchObject({ code: 1, stderr: 'Found 2 problems.\n' })
  expect(doctor.stdout).toMatch(/^WRONG +data .* is not writable for this user$/m)
})

const NOBODY = 65534
