import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import extractCruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { dialects } from '../src/dialects/dialects.ts'

const root = path.resolve(import.meta.dirname, '..')
const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => file.replaceAll(path.sep, '/'))

/** The words in a file's names and texts, lower case; not those of comments. */
function wordsOf(file: string): string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
  )
  const texts: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || ts.isLiteralExpression(node))
      texts.push(node.text)
    if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) texts.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return texts.flatMap((text) =>
    text
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  )
}

/** Reading every source file takes seconds, and longer while other tests run. */
const CRUISE_MS = 120_000

describe('the house', () => {
  let seen: ICruiseResult

  beforeAll(async () => {
    const rules = await extractCruiseOptions(path.join(root, '.dependency-cruiser.cjs'))
    const { output } = await cruise(['src'], { ...rules, baseDir: root, validate: true })
    if (typeof output === 'string')
      throw new Error('dependency-cruiser answered with a text instead of a result')
    seen = output
  }, CRUISE_MS)

  // A cruiser that can't read a file passes over it in silence, and then every rule holds.
  it('has every source file under its rules', () => {
    const cruised = seen.modules.map((module) => module.source).filter((file) => file.startsWith('src/'))
    expect(sources).not.toEqual([])
    expect(cruised.toSorted()).toEqual(sources.toSorted())
  })

  it('imports one way', () => {
    const broken = seen.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)
    expect(broken).toEqual([])
  })

  // What anybody could backdate would prove nothing: only the demo academy, which is made up, has a past written for it.
  it('lets only the demo write a past', () => {
    const writers = sources.filter((file) =>
      readFileSync(path.join(root, file), 'utf8').includes('writePast'),
    )
    // A store around another one passes on all that it does.
    const allowed = /^src\/(demo|store)\/|^src\/domain\/store\.ts$|^src\/server\/tracing\/traced-store\.ts$/
    expect(writers).toContain('src/demo/demo-academy.ts')
    expect(writers.filter((file) => !allowed.test(file))).toEqual([])
  })

  // A rule that belongs to one vendor, or to one way in, is its dialect's.
  it('names no vendor and no door in the domain', () => {
    const words = new Set([...dialects.map(({ name }) => name), 'vbrick', 'console', 'cli'])
    const domain = sources.filter((file) => /^src\/domain\/(?!.*\.test\.ts$)/.test(file))
    // Its words are passwords.
    const files = domain.filter((file) => !file.endsWith('/common-passwords.ts'))
    const named = files.flatMap((file) =>
      wordsOf(file)
        .filter((word) => words.has(word))
        .map((word) => `${file}: ${word}`),
    )
    expect(files.length).toBeGreaterThan(80)
    expect(named).toEqual([])
  })

  it('names files in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.ts$/
    expect(sources.filter((file) => !kebab.test(path.basename(file)))).toEqual([])
  })
})
