import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type ServerProcess } from '../support/server-process.ts'

// What the README tells a newcomer to type works as it stands there; only the address and the folder are the test's own.

const home = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(home, 'README.md'), 'utf8')
const dataDir = mkdtempSync(join(tmpdir(), 'quadrivium-readme-'))
let server: ServerProcess

beforeAll(async () => {
  execFileSync('npm', ['run', 'build'], { cwd: home, stdio: 'pipe' }) // as `npm ci` does
  sh('npm run --silent demo')
  server = await startServer({ dataDir, code: 'built', settings: { ALLOW_HTTP: 'true' } })
})
afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('README', () => {
  it('begins with the two commands', () => {
    expect(blocks('## Run it')).toEqual(['npm ci && npm start'])
  })

  it('tries each door with lines that work', () => {
    const [tries = ''] = blocks('## Try each door')
    const output = sh(tries.replaceAll('127.0.0.1:4000', `127.0.0.1:${server.port}`))
    const [categories, categoryTags, tags, courses, students, topics] = output.trim().split('\n')
    const listed = JSON.parse(categories ?? '') as { categories: { fullPath: string }[] }
    expect(listed.categories.length).toBeGreaterThan(150)
    const tagged = JSON.parse(categoryTags ?? '') as { category_id: number }[]
    expect(tagged.length).toBeGreaterThan(0)
    expect(tagged.every((tag) => tag.category_id === 27)).toBe(true)
    expect(JSON.parse(tags ?? '')).toMatchObject({ meta: { status: true, records: 5 } })
    expect(JSON.parse(courses ?? '')).toHaveLength(64)
    expect((JSON.parse(students ?? '') as { users: unknown[] }).users).toHaveLength(3)
    const found = JSON.parse(topics ?? '') as { items: { name: string }[] }
    expect(found.items).toHaveLength(3)
    for (const { name } of found.items) expect(name).toMatch(/safety/i)
  })

  it('makes a course beside the running server', () => {
    const [command = ''] = productionLines().filter((line) => line.startsWith('npx quadrivium course'))
    expect(sh(command)).toMatch(/working/i)
  })

  it('makes keys beside the running server', () => {
    const lines = productionLines()
    const commands = lines.filter((line) => line.startsWith('npx quadrivium key'))
    expect(commands).toHaveLength(2)
    const { console: manager } = JSON.parse(sh('npm run --silent demo -- --json')) as {
      console: { email: string }
    }
    for (const command of commands) {
      expect(sh(command.replace('you@example.com', manager.email))).toMatch(/[\w-]{16,}/)
    }
  })
})

function productionLines(): string[] {
  return blocks('## Production').flatMap((block) => block.split('\n'))
}

/** The shell blocks below a heading, up to the next one. */
function blocks(heading: string): string[] {
  const [, section = ''] = readme.split(`${heading}\n`)
  const [own = ''] = section.split('\n## ')
  return [...own.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, block = '']) => block)
}

/** Runs lines in bash as a newcomer would, at the root of the checkout. */
function sh(lines: string): string {
  const { status, stdout, stderr } = spawnSync('bash', ['-eu', '-o', 'pipefail', '-c', lines], {
    cwd: home,
    encoding: 'utf8',
    env: { ...process.env, QUADRIVIUM_DATA_DIR: dataDir },
  })
  if (status !== 0) throw new Error(`${lines}\n${stdout}\n${stderr}`)
  return stdout
}
