import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'

// What each dialect's README tells a developer to write works as it stands there; only the address and the credentials are
// the test's own. PHP, Python and the vendor's SDK are asked for what they can do: where they aren't installed, nothing is
// run.

const execute = promisify(execFile)
const DIALECTS = ['intellum', 'rev', 'learnosity', 'coursepath'] as const
type DialectName = (typeof DIALECTS)[number]

interface Language {
  readonly name: string
  /** What stands behind the backticks of its block. */
  readonly block: string
  /** Runs the text of a script. */
  readonly command: (script: string) => [command: string, ...args: string[]]
  /** Ends well where everything is there that the README's script needs; undefined: nothing is needed. */
  readonly needs: ((dialect: DialectName) => string) | undefined
}

const LANGUAGES: readonly Language[] = [
  {
    name: 'JavaScript',
    block: 'js',
    command: (script) => [process.execPath, '--input-type=module', '--eval', script],
    needs: undefined,
  },
  {
    name: 'Python',
    block: 'python',
    command: (script) => ['python3', '-c', script],
    needs: (dialect) => (dialect === 'learnosity' ? 'import learnosity_sdk' : 'import requests'),
  },
  {
    name: 'PHP',
    block: 'php',
    // The SDK's own autoloader, where it lies on PHP's include path.
    command: (script) => ['php', '-r', `@include 'LearnositySdk/autoload.php';\n${script}`],
    needs: (dialect) => (dialect === 'learnosity' ? 'new LearnositySdk\\Request\\DataApi();' : 'exit(0);'),
  },
]

/** What each client prints of what it was answered, in whatever way its language shows values. */
const SHOWN: Readonly<Record<DialectName, RegExp>> = {
  intellum: /categorizable_type\W+(=> )?'?Course/,
  rev: /fullPath\W+(=> )?'?Archive/,
  learnosity: /status\W+(=> )?(true|True|1)/,
  coursepath: /name\W+(=> )?'?Welcome to Aldermark/,
}

let here: Installation
let url: string
let access: DemoAccess

beforeAll(async () => {
  here = makeInstallation()
  ;({ url } = await here.start(['start', '--demo']))
  access = JSON.parse((await here.run(['demo', '--json'])).stdout) as DemoAccess
})
afterAll(() => here.remove())

describe.each(DIALECTS)("%s's README", (dialect) => {
  const readme = readFileSync(new URL(`../../src/dialects/${dialect}/README.md`, import.meta.url), 'utf8')

  it('shows a client in each of four languages, says what the quotas are, and what the fields', () => {
    expect(['js', 'python', 'php', 'csharp'].filter((language) => blockIn(readme, language) === '')).toEqual(
      [],
    )
    expect(readme).toMatch(/^\*\*Quotas/m)
    expect(readme).toMatch(/^## Fields$/m)
  })

  describe.each(LANGUAGES)('$name', (language) => {
    it.skipIf(!canRun(language, dialect))('shows a client that works', async () => {
      const { intellum, rev, learnosity, coursepath } = access
      const credentials: Readonly<Record<DialectName, Readonly<Record<string, string>>>> = {
        intellum: { KEY: intellum.apiKey },
        rev: { NAME: rev.username, PASSWORD: rev.password },
        learnosity: { KEY: learnosity.consumerKey, SECRET: learnosity.consumerSecret },
        coursepath: { 'manager@example.com': coursepath.adminEmail, KEY: coursepath.signingKey },
      }
      let script = blockIn(readme, language.block).replace('http://127.0.0.1:4000', url)
      for (const [name, value] of Object.entries(credentials[dialect])) {
        script = script.replaceAll(new RegExp(`(['"])${name}\\1`, 'g'), () => JSON.stringify(value))
      }
      const [command, ...args] = language.command(script)
      const { stdout, stderr } = await execute(command, args)
      expect(stdout).toMatch(SHOWN[dialect])
      expect(stderr).toBe('')
    })
  })
})

describe("oneroster's README", () => {
  const readme = readFileSync(new URL('../../src/dialects/oneroster/README.md', import.meta.url), 'utf8')
  const username = /username|^[a-z]+\.[a-z]+$/m
  let client: { readonly client_id: string; readonly client_secret: string }
  beforeAll(async () => {
    const { stdout } = await here.run(['key', 'create', 'oneroster', '--label', 'readme', '--json'])
    client = JSON.parse(stdout) as typeof client
  })

  // What each script takes for granted: the id and the secret under the names that it uses.
  const SCRIPTS = [
    ['', ['sh', '-c'], (name: string, value: string) => `${name.toUpperCase()}=${value}\n`],
    [
      'js',
      [process.execPath, '--input-type=module', '--eval'],
      (name: string, value: string) => `const ${camel(name)} = '${value}'\n`,
    ],
    ['python', ['python3', '-c'], (name: string, value: string) => `${name} = '${value}'\n`],
    ['php', ['php', '-r'], (name: string, value: string) => `$${camel(name)} = '${value}';\n`],
  ] as const

  describe.each(SCRIPTS)('```%s', (block, [program, ...options], given) => {
    it.skipIf(spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined)(
      'shows a client that works',
      async () => {
        const known = Object.entries({ client_id: client.client_id, client_secret: client.client_secret })
        const script =
          known.map(([name, value]) => given(name, value)).join('') +
          blockIn(readme, block).replaceAll('http://127.0.0.1:4000', url)
        const { stdout, stderr } = await execute(program, [...options, script])
        expect(stdout).toMatch(username)
        expect(stderr).toBe('')
      },
    )
  })
})

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function canRun({ command, needs }: Language, dialect: DialectName): boolean {
  if (needs === undefined) return true
  const [program, ...args] = command(needs(dialect))
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

function blockIn(text: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``).exec(text)?.[1] ?? ''
}
