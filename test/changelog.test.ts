import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const home = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(home, path), 'utf8')
const { version } = JSON.parse(read('package.json')) as { version: string }
const versionsIn = (path: string) =>
  [...read(path).matchAll(/^## (\d+\.\d+\.\d+)$/gm)].map(([, one]) => one ?? '')

describe('the version', () => {
  it('is the newest of the changes', () => {
    const [newest] = versionsIn('CHANGELOG.md')
    expect(newest).toBe(version)
  })

  it.each(['CHANGELOG.md', 'UPGRADING.md'])('stands once in %s, newer ones first', (path) => {
    const versions = versionsIn(path)
    const number = (one: string) => one.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0)
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => number(b) - number(a)))
  })

  it('is the one that the pages and the compose files name', () => {
    const files = ['docs', 'deploy'].flatMap((folder) =>
      readdirSync(join(home, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => `${folder}/${name}`),
    )
    const named = files.flatMap((file) =>
      [...read(file).matchAll(/quadrivium[-:](\d+\.\d+\.\d+)\b/g)].map(([, one = '']) => [file, one]),
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter(([, one]) => one !== version)).toEqual([])
  })

  it('is the one in the lockfile', () => {
    expect(JSON.parse(read('package-lock.json'))).toMatchObject({ version, packages: { '': { version } } })
  })
})
