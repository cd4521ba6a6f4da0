import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeInstallation, type Installation } from '../support/installation.ts'

// Files out of the demo academy, typed as in docs/export.md.

let here: Installation
beforeAll(async () => {
  here = makeInstallation()
  await here.run(['demo'])
})
afterAll(() => here.remove())

describe('quadrivium export', () => {
  it('prints a table, with the filters of the API', async () => {
    const { code, stdout } = await here.run(['export', 'people', '--filter', 'role=manager', 'status=active'])
    expect(code).toBe(0)
    const people = parse(stdout, { columns: true }) as readonly Readonly<Record<string, string>>[]
    expect(people.length).toBeGreaterThan(0)
    expect(people.every(({ roles }) => roles?.split('|').includes('manager'))).toBe(true)
  })

  it('writes a file that its owner alone may read, and nothing beside it', async () => {
    const file = path.join(here.dataDir, 'academy.zip')
    const { code, stdout, stderr } = await here.run(['export', 'all', file])
    expect([code, stdout, stderr]).toEqual([0, '', ''])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(here.dataDir).filter((name) => name.endsWith('.tmp'))).toEqual([])
    const files = unzipSync(readFileSync(file))
    expect(Object.keys(files)).toContain('program-members.csv')
    expect(strFromU8(files['topics.csv'] ?? new Uint8Array())).toMatch(/^code,parent_code,path,name,/)
  })

  it('says what it can’t do, and writes nothing', async () => {
    const file = path.join(here.dataDir, 'nothing.csv')
    for (const [given, sentence] of [
      [['peple'], `"peple" can't be exported; did you mean people?`],
      [['people', '--filter', 'colour=red'], 'There is no filter "colour" here'],
      [['people', '--filter', 'role'], 'A filter has a name and a value: --filter role=value.'],
      [['person'], 'Say whose data: --who <username or e-mail>.'],
    ] as const) {
      const [what, ...rest] = given
      const { code, stderr } = await here.run(['export', what, file, ...rest])
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)])
    }
    expect(readdirSync(here.dataDir)).not.toContain('nothing.csv')
    const nowhere = path.join(here.dataDir, 'nowhere', 'people.csv')
    const { code, stderr } = await here.run(['export', 'people', nowhere])
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`There is no folder ${path.dirname(nowhere)} for ${nowhere}. Create it first.`),
    ])
    expect(stderr).not.toContain('.tmp')
  })

  it('gives away one person’s data, and erases it', async () => {
    const list = (await here.run(['export', 'people', '--format', 'json'])).stdout
    const people = JSON.parse(list) as readonly {
      readonly username: string
      readonly roles: readonly string[]
    }[]
    const { username } = people.find(({ roles }) => roles.join() === 'learner') ?? { username: '' }
    const file = path.join(here.dataDir, 'person.zip')
    expect((await here.run(['export', 'person', file, '--who', username])).code).toBe(0)
    const profile = strFromU8(unzipSync(readFileSync(file))['profile.json'] ?? new Uint8Array())
    expect(JSON.parse(profile)).toMatchObject({ username })
    const tried = await here.run(['member', 'erase', username, '--dry-run'])
    expect(tried.stdout).toMatch(new RegExp(`^${username} would be erased: \\d+ enrolments?`))
    expect((await here.run(['member', 'erase', username, '--json'])).code).toBe(0)
    expect((await here.run(['member', 'erase', username])).stderr).toContain('There is no person')
    expect((await here.run(['export', 'audit'])).stdout).not.toContain(username)
  })
})
