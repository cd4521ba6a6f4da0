import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'

// What each dialect's README tells a developer to write works as it stands there; only the address and the credentials are
// the test's own.

const execute = promisify(execFile)
const DIALECTS = ['intellum', 'rev', 'learnosity', 'coursepath'] as const

let here: Installation
let url: string
let access: DemoAccess

beforeAll(async () => {
  here = makeInstallation()
  ;({ url } = await here.start(['start', '--demo']))
  access = JSON.parse((await here.run(['demo', '--json'])).stdout) as DemoAccess
}, 60_000)
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

  it('shows a client in JavaScript that works', async () => {
    const { intellum, rev, learnosity, coursepath } = access
    const credentials: Readonly<Record<(typeof DIALECTS)[number], Readonly<Record<string, string>>>> = {
      intellum: { KEY: intellum.apiKey },
      rev: { NAME: rev.username, PASSWORD: rev.password },
      learnosity: { KEY: learnosity.consumerKey, SECRET: learnosity.consumerSecret },
      coursepath: { 'manager@example.com': coursepath.adminEmail, KEY: coursepath.signingKey },
    }
    let script = blockIn(readme, 'js').replace('http://127.0.0.1:4000', url)
    for (const [name, value] of Object.entries(credentials[dialect])) {
      script = script.replaceAll(`'${name}'`, `'${value}'`)
    }
    const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script])
    const shown = {
      intellum: /categorizable_type: 'Course'/,
      rev: /fullPath: 'Archive'/,
      learnosity: /meta: \{ status: true|status: true/,
      coursepath: /name: 'Welcome to Aldermark'/,
    }
    expect(stdout).toMatch(shown[dialect])
  })
})

function blockIn(text: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``).exec(text)?.[1] ?? ''
}
