import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { makeInstallation, type Installation, type ServerProcess } from '../support/installation.ts'

const execute = promisify(execFile)

describe('quadrivium start --demo', () => {
  let here: Installation
  let server: ServerProcess
  let sheets: string

  beforeAll(async () => {
    here = makeInstallation()
    server = await here.start(['start', '--demo'])
    await vi.waitFor(() => expect(server.stdout()).toContain('German   '), 30_000)
    ;({ stdout: sheets } = await here.run(['demo'], { settings: { QUADRIVIUM_PORT: '4999' } }))
  })
  afterAll(() => here.remove())

  it('prints the address of the console first, and who can come in last', () => {
    const banner = server
      .stdout()
      .split('\n')
      .filter((line) => !line.startsWith('{'))
      .join('\n')
    expect(
      banner
        .replace(/qdp_[\w-]{49}/g, 'TOKEN')
        .replace(/\b[A-Za-z0-9]{32}\b/g, 'SECRET')
        .replaceAll(String(server.port), 'PORT')
        .replaceAll(here.dataDir, 'FOLDER'),
    )
      .toBe(`Open http://127.0.0.1:PORT/console to run the demo academy, Aldermark Academy. Learners start at http://127.0.0.1:PORT.
Its data is in FOLDER.
  npm run demo   credentials and a working curl line for each API
  Ctrl+C         stops the server; npm start continues where it stopped
  README.md      what to try next, and how to start an academy of your own

  Manager   ingrid.sommerfeldt@aldermark.example.com   password SECRET
  Learner   gemma.thornton@aldermark.example.com   password SECRET
  German    sabine.brandstetter@aldermark.example.com   password SECRET

`)
  })

  // Of the server that runs, whatever the settings of this command say.
  it('`demo` prints the address of the running server, and credentials for each open door', () => {
    expect(
      sheets
        .replace(/qdp_[\w-]{49}/g, 'TOKEN')
        .replace(/\b[A-Za-z0-9]{32}\b/g, 'SECRET')
        .replace(/\b(?=\w*\d)[A-Za-z0-9]{16}\b/g, 'CONSUMER')
        .replaceAll(String(server.port), 'PORT'),
    ).toBe(
      String.raw`The pages: http://127.0.0.1:PORT/login
  learner          gemma.thornton@aldermark.example.com, password SECRET
  learner, German  sabine.brandstetter@aldermark.example.com, password SECRET
  manager          ingrid.sommerfeldt@aldermark.example.com, password SECRET

Our own API: list groups, the latest changes first
  token  TOKEN
  curl -s 'http://127.0.0.1:PORT/api/quadrivium/v1/groups?sort=-modified&limit=3' -H 'Authorization: Bearer TOKEN'

Intellum v2: which courses are tagged with which topics
  api_key  SECRET
  curl -s 'http://127.0.0.1:PORT/api/v2/category_tags?api_key=SECRET'

Vbrick Rev v2: log in, then list the topics as categories
  username  tomas.havelka
  password  SECRET
  apiKey    SECRET
  secret    SECRET
  viewer    gemma.thornton, password SECRET
  curl -s http://127.0.0.1:PORT/api/v2/categories -H "Authorization: VBrick $(curl -s http://127.0.0.1:PORT/api/v2/user/login -H 'Content-Type: application/json' -d '{"username":"tomas.havelka","password":"SECRET"}' | sed 's/.*"token":"\([^"]*\)".*/\1/')"

Learnosity Data API: sign a request, then get the last tags of the item bank
  consumer key  CONSUMER
  secret        SECRET
  domain        localhost
  curl -s http://127.0.0.1:PORT/latest/itembank/tagging/tags -d "$(node -e 'const k="CONSUMER",t=new Date().toISOString().replace(/[-:]/g,"").replace("T","-").slice(0,13),r=JSON.stringify({limit:5}),h=require("crypto").createHmac("sha256","SECRET"),s="$02$"+h.update([k,"localhost",t,r,"get"].join("_")).digest("hex"),p=JSON.stringify({consumer_key:k,domain:"localhost",timestamp:t,signature:s});console.log(""+new URLSearchParams({security:p,request:r,action:"get"}))')"

Coursepath v1: sign a token in the name of a member, then list the courses
  signing key  SECRET
  manager      ingrid.sommerfeldt@aldermark.example.com
  learner      gemma.thornton@aldermark.example.com
  curl -s http://127.0.0.1:PORT/api/v1/courses -H "Authorization: Bearer $(node -e 'const c=require("crypto"),e=x=>Buffer.from(JSON.stringify(x)).toString("base64url"),t=e({alg:"HS256"})+"."+e({jti:c.randomUUID(),iat:Date.now()/1000,email:"ingrid.sommerfeldt@aldermark.example.com"});console.log(t+"."+c.createHmac("sha256","SECRET").update(t).digest("base64url"))')"

OneRoster 1.2: get an access token, then list the first users
  client_id      SECRET
  client_secret  SECRET
  curl -s 'http://127.0.0.1:PORT/ims/oneroster/rostering/v1p2/users?limit=3' -H "Authorization: Bearer $(curl -s -u SECRET:SECRET http://127.0.0.1:PORT/ims/oneroster/oauth2/token -d grant_type=client_credentials | sed 's/.*"access_token":"\([^"]*\)".*/\1/')"

The demo academy is at http://127.0.0.1:PORT while \`npm start\` or \`quadrivium start\` is running.
`.replaceAll('\\`', '`'),
    )
  })

  it('prints curl lines that work as they are', async () => {
    const lines = sheets.split('\n').filter((line) => line.startsWith('  curl '))
    const [groups, tags, categories, itemTags, courses, roster] = await Promise.all(
      lines.map(async (line) => JSON.parse((await execute('bash', ['-c', line])).stdout) as unknown),
    )
    expect((groups as { items: unknown[] }).items).toHaveLength(3)
    expect((roster as { users: unknown[] }).users).toHaveLength(3)
    expect(tags).toContainEqual({
      id: 1,
      category_id: expect.any(Number),
      categorizable_type: 'Course',
      categorizable_id: 1,
      code: null,
    })
    expect(itemTags).toMatchObject({
      meta: { status: true, records: 5, next: expect.stringMatching(/^\d+\.\d+$/) },
      data: expect.arrayContaining([{ type: 'Time', name: '56 min', description: null }]),
    })
    expect(courses).toContainEqual(expect.objectContaining({ id: 1, published: true }))
    const { categories: topics } = categories as { categories: unknown[] }
    expect(topics.length).toBeGreaterThanOrEqual(150)
    expect(topics).toContainEqual({
      categoryId: expect.any(String),
      name: 'Refresher',
      fullPath: 'Safety & health\\Machine safety\\Lockout\\Refresher',
      restricted: false,
    })
  })

  it('lets its learner in, who finds courses to take', async () => {
    const [, email = '', password = ''] = / Learner {3}(\S+) {3}password (\w+)$/m.exec(server.stdout()) ?? []
    const folder = mkdtempSync(join(tmpdir(), 'quadrivium-learner-'))
    const page = `curl -sS --fail-with-body -L -b ${folder}/cookies -c ${folder}/cookies ${server.url}`
    const lines = [
      `FORM=$(${page}/login | sed -n 's/.*name="form_token" value="\\([^"]*\\)".*/\\1/p')`,
      `${page}/login --data-urlencode "form_token=$FORM" -d 'name=${email}' -d 'password=${password}'`,
    ]
    const { stdout } = await execute('bash', ['-c', lines.join('\n')])
    rmSync(folder, { recursive: true })
    expect(stdout).toContain('<h1')
    for (const name of ['New at Aldermark', 'Welcome to Aldermark', 'Site induction'])
      expect(stdout).toContain(name)
  })

  it('keeps what it printed out of its log', async () => {
    await expect.poll(server.stdout).toContain('"path":"/api/v2/user/login"') // lines wait a moment for others
    const secrets = sheets.match(/\b[A-Za-z0-9]{32}\b/g) ?? []
    const log = server
      .stdout()
      .split('\n')
      .filter((line) => line.startsWith('{'))
    expect(secrets.length).toBeGreaterThanOrEqual(6)
    expect(log.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([])
  })

  it('lets `demo --json` tell the same credentials beside it', async () => {
    const settings = { QUADRIVIUM_PORT: String(server.port) }
    const first = await here.run(['demo', '--json'], { settings })
    const second = await here.run(['demo', '--json'], { settings })
    expect([first.code, first.stderr]).toEqual([0, ''])
    expect(second.stdout).toBe(first.stdout)
    const told = JSON.parse(first.stdout)
    expect(keysOf(told)).toEqual({
      baseUrl: 'string',
      console: { email: 'string', password: 'string' },
      intellum: { apiKey: 'string' },
      rev: {
        username: 'string',
        password: 'string',
        apiKey: 'string',
        secret: 'string',
        viewer: { username: 'string', password: 'string' },
      },
      learnosity: {
        consumerKey: 'string',
        consumerSecret: 'string',
        domain: 'string',
        organisationId: 'number',
      },
      coursepath: {
        signingKey: 'string',
        adminEmail: 'string',
        learnerEmail: 'string',
        courseId: 'number',
        programId: 'number',
      },
      oneroster: { clientId: 'string', clientSecret: 'string' },
      api: { token: 'string' },
    })
    expect(told.baseUrl).toBe(server.url)
    for (const secret of [told.console.password, told.intellum.apiKey, told.rev.secret]) {
      expect(sheets).toContain(secret)
    }
    const { status } = await fetch(`${told.baseUrl}/api/v2/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ apiKey: told.rev.apiKey, secret: told.rev.secret }),
    })
    expect(status).toBe(200)
  })

  it('is not told by another server key', async () => {
    const settings = { QUADRIVIUM_SERVER_KEY: Buffer.alloc(32, 7).toString('base64') }
    expect(await here.run(['demo', '--json'], { settings })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "The server key in QUADRIVIUM_SERVER_KEY is not the one that the store uses. It can't decrypt: 1 signing key, 1 consumer secret, 2 webhook secrets, 1 demo seed. Restore the old key; all nodes must use the same one. Nothing was changed.\n",
    })
  })
})

describe('in an empty folder', () => {
  it('`demo` says that it has made another academy', async () => {
    const empty = makeInstallation()
    try {
      const { code, stderr } = await empty.run(['demo', '--json'])
      expect([code, stderr]).toEqual([
        0,
        `There was no academy in ${empty.dataDir}: the demo academy is new there.\n`,
      ])
    } finally {
      await empty.remove()
    }
  })
})

describe('in a store of somebody else', () => {
  let here: Installation

  beforeAll(async () => {
    here = makeInstallation()
    const server = await here.start()
    server.kill('SIGTERM')
    await server.ended
  })
  afterAll(() => here.remove())

  it('`demo` refuses', async () => {
    expect(await here.run(['demo', '--json'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'This store already holds another academy, and the demo academy needs an empty store. Set QUADRIVIUM_DATA_DIR to another folder.\n',
    })
  })

  it('`start --demo` just starts, and says so', async () => {
    const server = await here.start(['start', '--demo'])
    await vi.waitFor(() => expect(server.stdout()).toContain('was not created'), 30_000)
    expect(server.stdout()).toContain(
      `Quadrivium is running at ${server.url}\nThe store already holds another academy, so the demo academy was not created.\n`,
    )
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })
})

function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, keysOf(member)]))
}
