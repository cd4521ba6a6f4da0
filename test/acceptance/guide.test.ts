import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHAPTERS, type Chapter } from '../../src/docs-pages/guide.ts'
import type { DemoAccess } from '../../src/demo/demo-doors.ts'
import { makeInstallation, type Installation } from '../support/installation.ts'

// What the guide tells a developer to type works as it stands there, in each language, and tells the same.

const execute = promisify(execFile)
const LANGUAGES = {
  sh: (script: string) => ['bash', ['-eu', '-o', 'pipefail', '-c', script]],
  js: (script: string) => [process.execPath, ['--input-type=module', '--eval', script]],
  python: (script: string) => ['python3', ['-c', script]],
} as const satisfies Readonly<Record<string, (script: string) => readonly [string, readonly string[]]>>
type Language = keyof typeof LANGUAGES

const REFUSAL = [
  '422 invalid: Some values are invalid. See errors.',
  '/role unknown_key: Unknown key. Did you mean roles?',
  '/name too_short: This is required.',
]

/** Whether the language is there: where it isn't, nothing is run. */
function canRun(language: Language): boolean {
  const [command] = LANGUAGES[language]('')
  return spawnSync(command, ['--version']).status === 0
}

/** What the examples of a chapter print, one after the other, in whatever way their language shows values. */
const PRINTED: Readonly<Record<Chapter, readonly RegExp[]>> = {
  authentication: [/rights\W+\{/],
  paging: [/^(?!(?:.*\n)*(.*)\n(?:.*\n)*\1\n)(?:\S.*\n){6,}$/],
  errors: [new RegExp(`^${REFUSAL.map((line) => `(?=[^]*${line.replace(/[.?]/g, '\\$&')}\n)`).join('')}`)],
  idempotency: [/^(\d+)\n\1\n$/],
  webhooks: [
    /^https:\/\/receiver\.example\.com\/events enrolment_completed\n$/,
    /^v1,7kyQfe0L2dXULBThh8YPIXRsdqWxMPBrm008uplrG7E=\n?$/,
  ],
  sync: [/^create group\n$/],
}

let here: Installation
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  here = makeInstallation()
  const { url } = await here.start(['start', '--demo'], { QUADRIVIUM_RATE_LIMITS: 'off' })
  const { api } = JSON.parse((await here.run(['demo', '--json'])).stdout) as DemoAccess
  env = { ...process.env, ACADEMY: url, TOKEN: api.token }
})
afterAll(() => here.remove())

describe.each(Object.keys(CHAPTERS) as Chapter[])('the chapter on %s', (chapter) => {
  const text = readFileSync(new URL(`../../docs/guide/${chapter}.md`, import.meta.url), 'utf8')

  it.each((Object.keys(LANGUAGES) as Language[]).filter(canRun))(
    'has examples in %s that work',
    async (language) => {
      const examples = [...text.matchAll(/```(\w+)\n([^]*?)\n```/g)].filter(([, name]) => name === language)
      const expected = PRINTED[chapter]
      expect(examples).toHaveLength(expected.length)
      for (const [at, [, , script = '']] of examples.entries()) {
        const [command, args] = LANGUAGES[language](script)
        const { stdout } = await execute(command, args, { env })
        expect(stdout).toMatch(expected[at] ?? /never/)
      }
    },
  )
})
