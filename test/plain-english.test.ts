import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../', import.meta.url)

/** Files below a folder, as paths from the root. */
function filesBelow(folder: string, isWanted: (path: string) => boolean): string[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter(isWanted)
}

const sources = filesBelow('src', (path) => path.endsWith('.ts') && !/\.test\.ts$|demo\/content\//.test(path))
const documents = filesBelow('docs', (path) => path.endsWith('.md') && !path.startsWith('docs/contracts/'))
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

describe('plain English', () => {
  it('looks at what there is', () => {
    expect(sources.length).toBeGreaterThan(300)
    expect(documents.length).toBeGreaterThan(20)
  })

  it('calls a person "they"', () => {
    const gendered = /(?<![\w-])(he|she|his|her|hers|him|himself|herself)(?![\w-])/i
    const found = [...sources, ...documents, 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'].flatMap(
      (path) =>
        read(path)
          .split('\n')
          .flatMap((line, index) => (gendered.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    )
    expect(found).toEqual([])
  })

  it('has no idioms in messages', () => {
    const idioms =
      /is no (number|JSON|instant)\b|names nothing that exists|stands there twice|(is|are) there[.:]|is gone[.,]|as the file says\.|it is never shown again|and change nothing'|let messages go out/
    const found = sources.flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) =>
          path.startsWith('src/cli/') && !/^\s*(\/\/|\/?\*)/.test(line) && idioms.test(line)
            ? [`${path}:${index + 1} ${line.trim()}`]
            : [],
        ),
    )
    expect(found).toEqual([])
  })
})
