import { existsSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  makeInstallation,
  type Finished,
  type Installation,
  type ServerProcess,
} from '../support/installation.ts'
import { signedPacket } from '../support/learnosity.ts'

const home = join(import.meta.dirname, '../..')

describe('beside a running server', () => {
  let here: Installation
  let server: ServerProcess

  beforeAll(async () => {
    here = makeInstallation()
    server = await here.start(['start'], { QUADRIVIUM_ADMIN_EMAIL: 'ines@example.com' })
  })
  afterAll(() => here.remove())

  it('`member` makes people, lists them, and gives them passwords', async () => {
    const args = ['member', 'create', 'theo', '--name', 'Theo van Dam', '--email', 'theo@example.com']
    expect(await here.run([...args, '--role', 'author', 'trainer'])).toEqual(
      fine('Created theo. No password is set yet.\nSet one with: quadrivium member password theo\n'),
    )
    expect(await here.run(args)).toEqual(refused('Another member already has this e-mail address.\n'))

    const listed = await here.run(['member', 'list', '--json'])
    expect(JSON.parse(listed.stdout)).toEqual([
      expect.objectContaining({
        username: 'theo',
        firstName: 'Theo van',
        lastName: 'Dam',
        roles: ['author', 'trainer'],
      }),
      expect.objectContaining({ username: 'ines@example.com', roles: ['manager'], status: 'active' }),
    ])

    const short = await here.run(['member', 'password', 'theo'], { input: 'seven77\n' })
    expect(short).toEqual(refused('A password must have at least 8 characters. Nothing was changed.\n'))
    const common = await here.run(['member', 'password', 'theo'], { input: 'Password1\n' })
    expect(common).toEqual(refused('This password is too common. Choose another. Nothing was changed.\n'))
    const own = await here.run(['member', 'password', 'theo'], { input: 'THEO@example.com\n' })
    expect(own).toEqual(
      refused('A password must not be the username or the e-mail address. Nothing was changed.\n'),
    )
    expect(await here.run(['member', 'password', 'THEO@example.com'], { input: 'open sesame\r\n' })).toEqual(
      fine('Set a new password for theo and ended their sessions.\n'),
    )
    expect(await logIn({ username: 'theo', password: 'open sesame' })).toBe(200)

    const generated = await here.run(['member', 'password', 'theo', '--generate', '--json'])
    const { password } = JSON.parse(generated.stdout)
    expect(password).toMatch(/^[\w-]{20}$/)
    expect(await logIn({ username: 'theo', password })).toBe(200)
    expect(await logIn({ username: 'theo', password: 'open sesame' })).toBe(401)

    expect(await here.run(['member', 'password', 'nobody'], { input: 'open sesame' })).toEqual(
      refused('There is no person with the username or e-mail "nobody".\n'),
    )
    const unknown = await here.run(['member', 'create', 'x', '--name', 'X', '--role', 'king'])
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringMatching(/^There is no role "king"; use one of manager, assistant, /),
    ])
  })

  it('`key` makes keys that work at once, lists them without secrets, and revokes them', async () => {
    const made = await here.run([
      'key',
      'create',
      'rev',
      '--member',
      'ines@example.com',
      '--label',
      'portal',
      '--json',
    ])
    const rev = JSON.parse(made.stdout)
    expect(rev).toMatchObject({
      id: expect.any(Number),
      door: 'rev',
      label: 'portal',
      person: { id: 1, name: 'Manager' },
      key: rev.apiKey,
      apiKey: expect.stringMatching(/^[\w-]{24}$/),
      secret: expect.stringMatching(/^[\w-]{43}$/),
    })
    const { stdout } = await here.run(['key', 'create', 'intellum'])
    const key = /^Key (\d+) for intellum\. It is shown only once:\n {2}api_key {3}([\w-]{32})\n$/.exec(stdout)
    expect(key).not.toBeNull()
    expect(await authenticate(rev)).toBe(200)
    expect(await listTags(key?.[2])).toBe(200)

    const list = await here.run(['key', 'list', '--json'])
    expect(JSON.parse(list.stdout)).toEqual([
      {
        id: rev.id,
        door: 'rev',
        kind: 'key',
        label: 'portal',
        person: { id: 1, name: 'Manager' },
        active: true,
        consumer: null,
        created: aDate,
        modified: aDate,
        lastUsed: aDate,
        revoked: null,
      },
      expect.objectContaining({ door: 'intellum', label: 'command line', person: null, revoked: null }),
    ])
    expect(list.stdout).not.toContain(rev.secret)

    expect(await here.run(['key', 'revoke', String(rev.id)])).toEqual(fine(`Revoked key ${rev.id}.\n`))
    expect(await authenticate(rev)).toBe(401)
    expect(await here.run(['key', 'revoke', String(rev.id)])).toEqual(
      refused(`There is no key "${rev.id}".\n`),
    )
    expect(await here.run(['key', 'create', 'rev'])).toEqual(
      refused('A key for rev acts for a person. Add --member <username>.\n', 2),
    )
    expect(await here.run(['key', 'create', 'intellum', '--member', 'ines@example.com'])).toEqual(
      refused('A key for intellum acts for the account. Omit --member.\n', 2),
    )
    const door = await here.run(['key', 'create', 'back'])
    expect([door.code, door.stderr]).toEqual([
      2,
      expect.stringContaining("'back' is invalid for argument 'door'"),
    ])
  })

  it('`key create learnosity` makes consumers, which are rotated and switched off', async () => {
    const made = await here.run(['key', 'create', 'learnosity', '--label', 'authoring', '--json'])
    const consumer = JSON.parse(made.stdout)
    expect(consumer).toMatchObject({
      id: expect.any(Number),
      door: 'learnosity',
      label: 'authoring',
      consumerKey: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
      consumerSecret: expect.stringMatching(/^[\w-]{40}$/),
      domains: ['localhost'],
      organisationId: 1,
    })
    const { id, consumerKey, consumerSecret } = consumer
    expect(await getTags(consumerKey, consumerSecret)).toBe(200)

    const rotated = await here.run(['key', 'rotate', String(id), '--json'])
    const second = JSON.parse(rotated.stdout).consumerSecret
    expect(await getTags(consumerKey, consumerSecret)).toBe(200)
    expect(await getTags(consumerKey, second)).toBe(200)
    expect((await here.run(['key', 'rotate', String(id)])).code).toBe(1)
    expect(await here.run(['key', 'retire', String(id)])).toEqual(
      fine(`Removed the older secret of key ${id}.\n`),
    )
    expect(await getTags(consumerKey, consumerSecret)).toBe(41003)
    expect(await getTags(consumerKey, second)).toBe(200)

    expect(await here.run(['key', 'deactivate', String(id)])).toEqual(fine(`Key ${id} is now inactive.\n`))
    expect(await getTags(consumerKey, second)).toBe(41009)
    expect(await here.run(['key', 'activate', String(id)])).toEqual(fine(`Key ${id} is now active.\n`))
    expect(await getTags(consumerKey, second)).toBe(200)

    const missing = ['bank', 'history', 'Item bank', 'subject', 'Maths']
    expect(await here.run(missing)).toEqual(refused('There is no tag "Maths".\n'))
    expect(await here.run(['bank', 'create', 'Sciences'])).toEqual(fine('Created item bank 2 (Sciences).\n'))
    expect(await here.run(['bank', 'list'])).toEqual(fine('id  name\n1   Item bank\n2   Sciences\n'))
    const reader = await here.run([
      'key',
      'create',
      'learnosity',
      '--bank',
      'Sciences:read',
      '--domain',
      'a.example',
    ])
    expect(reader.stdout).toMatch(/\n {2}domains {9}a\.example\n {2}item banks {6}2 \(read\)\n$/)
    expect(await here.run(['key', 'create', 'learnosity', '--bank', 'Arts'])).toEqual(
      refused('There is no item bank "Arts". `quadrivium bank list` shows all item banks.\n'),
    )
    expect(await here.run(['key', 'rotate', '9999'])).toEqual(refused('There is no consumer "9999".\n'))

    expect(await here.run(['key', 'revoke', String(id)])).toEqual(fine(`Revoked key ${id}.\n`))
    expect(await getTags(consumerKey, second)).toBe(41002)
  })

  it('`doctor` finds nothing, and sees the server', async () => {
    const settings = { QUADRIVIUM_PORT: String(server.port) }
    const { code, stdout } = await here.run(['doctor', '--json'], { settings })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual([
      { check: 'settings', state: 'ok', detail: 'all valid' },
      { check: 'data', state: 'ok', detail: `${here.dataDir} is writable` },
      { check: 'database', state: 'ok', detail: 'connected to SQLite' },
      { check: 'schema', state: 'ok', detail: expect.stringMatching(/^up to date \(\d{4}-/) },
      { check: 'integrity', state: 'ok', detail: 'no problems found' },
      { check: 'key', state: 'ok', detail: "present, and decrypts the store's secrets" },
      { check: 'port', state: 'ok', detail: `a Quadrivium server is running at ${server.url}` },
      { check: 'mail', state: 'note', detail: expect.stringMatching(/^No mail server is configured/) },
    ])
  })

  it('`health` asks the running server, and fails where none answers or another program does', async () => {
    const settings = { QUADRIVIUM_PORT: String(server.port), QUADRIVIUM_HOST: '0.0.0.0' }
    expect(await here.run(['health'], { settings })).toEqual(fine(`The server at ${server.url} is ready.\n`))
    // The public address is not asked: it leads through the proxy, or to another machine.
    const elsewhere = { ...settings, QUADRIVIUM_PUBLIC_URL: 'https://learn.example.com' }
    expect((await here.run(['health', '--json'], { settings: elsewhere })).code).toBe(0)
    // Of any free port, the server has told which.
    expect((await here.run(['health'], { settings: { QUADRIVIUM_PORT: '0' } })).code).toBe(0)

    const stranger = createHttpServer((_, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo // a TCP server's is an object
    const at = (number: number) => ({ settings: { QUADRIVIUM_PORT: String(number) } })
    expect(await here.run(['health'], at(port))).toEqual(
      refused(`The server at http://127.0.0.1:${port} is not ready (404). Its log says why.\n`),
    )
    await new Promise((resolve) => stranger.close(resolve))
    expect(await here.run(['health'], at(port))).toEqual(
      refused(`The server at http://127.0.0.1:${port} does not answer: ECONNREFUSED.\n`),
    )
  })

  it('`member` invites, enrols, bars and finds people', async () => {
    expect(
      await here.run(['course', 'apply', join(home, 'docs/examples/working-safely.json')]),
    ).toMatchObject({
      code: 0,
    })
    const courses = JSON.parse((await here.run(['course', 'list', '--json'])).stdout) as { id: number }[]
    const courseId = courses[0]?.id
    // The words and shapes of the API.
    expect(courses).toMatchObject([{ code: 'SAFE-101', active: true, learnerCount: 0, dueDays: null }])
    const course = ['--course', String(courseId)]
    expect(await here.run(['member', 'invite', 'uma@example.com', ...course])).toEqual(
      refused('Nobody has the address uma@example.com yet. Add their name with --name.\n', 2),
    )
    const invited = await here.run(['member', 'invite', 'uma@example.com', '--name', 'Uma Thorn', ...course])
    expect(invited.stdout).toMatch(/^An invitation for uma@example.com is in the outbox: ".+"\.\n/)
    const mails = await here.run(['mail', 'list', '--json'])
    expect(JSON.parse(mails.stdout)).toContainEqual(expect.objectContaining({ to: 'uma@example.com' }))

    expect(await here.run(['member', 'enrol', 'theo', ...course])).toEqual(
      fine(`Enrolled theo in course ${courseId}.\n`),
    )
    expect(await here.run(['member', 'enrol', 'theo'])).toMatchObject({ code: 2 })
    const found = await here.run(['member', 'list', '--q', 'thorn', '--json'])
    expect(JSON.parse(found.stdout)).toMatchObject([
      { username: 'uma@example.com', name: 'Uma Thorn', invitation: { state: 'waiting' }, manager: null },
    ])

    expect(await here.run(['member', 'deactivate', 'theo'])).toMatchObject({ code: 0 })
    const theo = () => here.run(['member', 'list', '--q', 'theo', '--json'])
    expect(JSON.parse((await theo()).stdout)).toEqual([expect.objectContaining({ status: 'suspended' })])
    expect(await here.run(['member', 'activate', 'theo'])).toMatchObject({ code: 0 })
    expect(JSON.parse((await theo()).stdout)).toEqual([expect.objectContaining({ status: 'active' })])
  })

  // The last one: with a second account, commands ask which one is meant.
  it('`account` makes a second one, reached by its host', async () => {
    const made = await here.run([
      'account',
      'create',
      '--name',
      'Branch',
      '--host',
      'Branch.example.com',
      '--json',
    ])
    expect(JSON.parse(made.stdout)).toMatchObject({
      id: 2,
      guid: expect.any(String),
      name: 'Branch',
      hosts: ['branch.example.com'],
    })
    expect(await here.run(['account', 'create', '--name', 'Twin', '--host', 'branch.example.com'])).toEqual(
      refused('Another account already has this host name.\n'),
    )
    const list = await here.run(['account', 'list', '--json'])
    expect(JSON.parse(list.stdout)).toEqual([
      expect.objectContaining({
        id: 1,
        name: 'Academy',
        hosts: ['localhost', '127.0.0.1', '[::1]'],
        demo: false,
      }),
      expect.objectContaining({ id: 2, name: 'Branch', hosts: ['branch.example.com'], demo: false }),
    ])

    expect(await here.run(['member', 'list'])).toEqual(
      refused('There are several accounts. Choose one with --account <id or host>.\n', 2),
    )
    await here.run(['member', 'create', 'bea', '--name', 'Bea', '--account', 'branch.example.com'])
    const people = await here.run(['member', 'list', '--json', '--account', '2'])
    expect(JSON.parse(people.stdout)).toEqual([
      expect.objectContaining({ username: 'bea', roles: ['learner'] }),
    ])
    expect(await here.run(['member', 'list', '--account', '3'])).toEqual(
      refused('There is no account "3". `quadrivium account list` shows all accounts.\n'),
    )
  })

  const logIn = (body: object) => post('/api/v2/user/login', body)
  const authenticate = ({ apiKey, secret }: Record<string, string>) =>
    post('/api/v2/authenticate', { apiKey, secret })
  /** The status of a success, or else the vendor's code. */
  const getTags = async (key: string, secret: string): Promise<number> => {
    const security = JSON.stringify(signedPacket({ key, secret }, Date.now(), '{}', 'get'))
    const body = new URLSearchParams({ security, request: '{}', action: 'get' })
    const answer = await fetch(`${server.url}/latest/itembank/tagging/tags`, { method: 'POST', body })
    const { meta } = (await answer.json()) as { meta: { code?: number } }
    return meta.code ?? answer.status
  }

  const listTags = async (key = '') =>
    (await fetch(`${server.url}/api/v2/category_tags?api_key=${key}`)).status
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).status
  }
})

describe('without a server', () => {
  let here: Installation

  beforeEach(() => {
    here = makeInstallation()
  })
  afterEach(() => here.remove())

  it('`migrate` makes the database, says by which steps, and then finds nothing to do', async () => {
    const first = JSON.parse((await here.run(['migrate', '--json'])).stdout)
    expect(first.applied[0]).toBe('0001-the-house')
    expect(await here.run(['migrate'])).toEqual(fine('The schema is up to date.\n'))
    expect(await here.run(['member', 'list'])).toEqual(
      refused('There is no account yet. `quadrivium start` creates the first one.\n'),
    )
  })

  it('`doctor` says what is missing, and makes nothing', async () => {
    const settings = { QUADRIVIUM_PORT: '0' }
    expect(await here.run(['doctor'], { settings })).toEqual({
      code: 0,
      stdout: [
        'ok       settings   all valid',
        `not yet  data       ${here.dataDir} does not exist; \`quadrivium start\` creates it`,
        'not yet  database   does not exist; `quadrivium start` creates it',
        `not yet  key        ${join(here.dataDir, 'server.key')} does not exist; \`quadrivium start\` creates it`,
        'ok       port       any free port will be used',
        'note     mail       No mail server is configured. Invitations and reset links wait in the outbox until QUADRIVIUM_SMTP_URL is set.\n',
      ].join('\n'),
      stderr: '',
    })
    expect(existsSync(here.dataDir)).toBe(false)
  })

  it('makes no folder for a command that reads, and says what is missing', async () => {
    for (const command of [
      ['member', 'list'],
      ['account', 'list'],
      ['key', 'list'],
      ['audit', 'list'],
    ]) {
      expect(await here.run(command)).toEqual(
        refused(
          `There is no database in ${here.dataDir}. \`quadrivium start\` creates one. If one should exist, check QUADRIVIUM_DATA_DIR.\n`,
        ),
      )
    }
    expect(existsSync(here.dataDir)).toBe(false)
  })

  it.each([
    ['/proc/nope', 'There is no file or folder /proc/nope.\n'],
    ['/dev/null/data', '/dev/null already exists and is not a folder.\n'],
  ])('says in a sentence that the data folder %s can not be made', async (folder, sentence) => {
    expect(await here.run(['start'], { settings: { QUADRIVIUM_DATA_DIR: folder } })).toEqual(
      refused(sentence),
    )
  })

  it('tells `doctor` of each bad setting, and of variables that a cluster sets', async () => {
    const bad = await here.run(['doctor'], {
      settings: { QUADRIVIUM_PROT: '1', QUADRIVIUM_LOG_LEVEL: 'loud' },
    })
    expect(bad).toMatchObject({ code: 1, stderr: 'Found 2 problems.\n' })
    expect(bad.stdout.split('\n')).toHaveLength(3)
    const { code, stdout } = await here.run(['doctor'], {
      settings: { QUADRIVIUM_PORT: 'tcp://10.0.0.1:4000' },
    })
    expect(code).toBe(0)
    expect(stdout).toContain('note     settings   Ignored QUADRIVIUM_PORT, set by the cluster')
  })

  it('says that a demo academy takes no administrator of settings, and how to begin an own one', async () => {
    await here.run(['demo'])
    const server = await here.start(['start'], { QUADRIVIUM_ADMIN_EMAIL: 'you@example.com' })
    await expect.poll(server.stdout).toContain('so QUADRIVIUM_ADMIN_EMAIL had no effect')
    expect(server.stdout()).toContain('QUADRIVIUM_ADMIN_EMAIL=you@example.com npx quadrivium start')
  })

  it('`doctor` finds a lost key, and a stranger on the port', async () => {
    await here.run(['demo'])
    rmSync(join(here.dataDir, 'server.key'))
    const stranger = createServer((socket) => socket.end('220 smtp\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => stranger.once('listening', resolve))
    const { port } = stranger.address() as AddressInfo // a TCP server's is an object
    const settings = {
      QUADRIVIUM_PORT: String(port),
      QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 5).toString('base64'),
    }
    const { code, stdout } = await here.run(['doctor', '--json'], { settings })
    stranger.close()
    expect(code).toBe(1)
    const found = JSON.parse(stdout) as { check: string; state: string; detail: string }[]
    expect(
      found.filter(({ state }) => state === 'wrong').map(({ check, detail }) => [check, detail]),
    ).toEqual([
      [
        'key',
        "not the key that the store's secrets are encrypted with; it can't decrypt 1 signing key, 1 consumer secret, 2 webhook secrets, 1 demo seed",
      ],
      ['port', `another program is using http://127.0.0.1:${port}`],
    ])
  })

  it('`config check` prints what is in force, and no secret', async () => {
    const settings = { QUADRIVIUM_PORT: '4100', QUADRIVIUM_ADMIN_PASSWORD: 'open sesame' }
    const { code, stdout } = await here.run(['config', 'check'], { settings })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^setting +value +from\nQUADRIVIUM_PORT +4100 +environment\n/)
    expect(stdout).toMatch(/^QUADRIVIUM_ADMIN_PASSWORD +\[set\] +environment$/m)
    expect(stdout).not.toContain('sesame')
    const bad = await here.run(['config', 'check'], { settings: { QUADRIVIUM_PORT: 'x' } })
    expect(bad).toEqual(
      refused('QUADRIVIUM_PORT must be a port from 0 to 65535 (0: any free port); "x" isn\'t.\n', 2),
    )
  })

  it('wrong usage ends with 2', async () => {
    const results = await Promise.all([here.run(['strat']), here.run(['account', 'create']), here.run([])])
    expect(results.map(({ code }) => code)).toEqual([2, 2, 2])
    expect(results[0].stderr).toBe("error: unknown command 'strat'\n(Did you mean start?)\n")
  })
})

const aDate = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string

function fine(stdout: string): Finished {
  return { code: 0, stdout, stderr: '' }
}

function refused(stderr: string, code = 1): Finished {
  return { code, stdout: '', stderr }
}
