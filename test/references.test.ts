// What the code and the documents refer to must be here: sections of contracts and of the design, decisions, files, headings.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'

const home = join(import.meta.dirname, '..')
const self = 'test/references.test.ts'
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: home, encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(ts|tsx|js|cjs|md)$/.test(file) && file !== self && existsSync(join(home, file)))
const texts = new Map(files.map((file) => [file, readFileSync(join(home, file), 'utf8')]))

interface Reference {
  readonly at: string
  readonly paper: string
  /** Such as `7.4`, `B7`, `6f`; undefined: the paper as a whole. */
  readonly section: string | undefined
}

/** A section may stand behind the paper's name across the line break of a comment. */
const BETWEEN = String.raw`(?:[\s*/]{1,8}(?:section |part )?([A-D]?\d+(?:\.\d+)*[a-z]?|[A-D])(?![\w-]))?`
const FULL = new RegExp(String.raw`docs/(contracts/\w+|design)\.md` + BETWEEN, 'g')
const SHORT = /\b[Cc]ontract (?:section )?([A-D]?\d+(?:\.\d+)*)/g

function referencesIn(file: string, text: string): Reference[] {
  const full = [...text.matchAll(FULL)].map(([, paper, section]) => ({
    at: file,
    paper: `docs/${paper ?? ''}.md`,
    section,
  }))
  const door = /^src\/dialects\/(\w+)\//.exec(file)?.[1]
  const short = file.startsWith('docs/contracts/')
    ? []
    : [...text.matchAll(SHORT)].map(([, section]) => ({
        at: file,
        paper: `docs/contracts/${door ?? 'of-which-door'}.md`,
        section,
      }))
  return [...full, ...short]
}

/** `6`: a heading; `6f`, `9.3`: a lettered or numbered point below the heading, or a heading of its own. */
function holds(paper: string, section: string): boolean {
  const text = texts.get(paper) ?? ''
  const heading = (number: string) => new RegExp(`^#+ (?:Part )?${number.replaceAll('.', '\\.')}\\b`, 'm')
  if (heading(section).test(text)) return true
  const [, chapter = '', point = ''] = /^(.*?)\.?([a-z]|\d+)$/.exec(section) ?? []
  if (chapter === '') return false
  const start = text.search(heading(chapter))
  const body = start < 0 ? '' : (text.slice(start).split(/^#+ /m)[1] ?? '')
  return new RegExp(`^(?:- )?${point}\\. `, 'm').test(body)
}

const references = [...texts].flatMap(([file, text]) => referencesIn(file, text))

describe('references to papers', () => {
  it('are found in the code', () => {
    expect(references.filter(({ at }) => at.startsWith('src/')).length).toBeGreaterThan(100)
  })

  it('resolve, down to the section', () => {
    const lost = references.filter(
      ({ paper, section }) => !texts.has(paper) || (section !== undefined && !holds(paper, section)),
    )
    expect(lost).toEqual([])
  })

  it('name no paper that a reader of the repository does not have', () => {
    const foreign = [...texts].flatMap(([file, text]) =>
      [
        ...text.matchAll(
          /\bDESIGN(?:\.md)? \d|\b(?:ROOMS|STYLE|CONSOLE|DATA|PLAIN-ENGLISH)\.md|(?<!docs\/)\bcontracts\/\w+\.md/g,
        ),
      ]
        .filter(([word]) => !(file.startsWith('docs/') && word.startsWith('contracts/')))
        .map(([word]) => `${file}: ${word}`),
    )
    expect(foreign).toEqual([])
  })

  it('to decisions resolve', () => {
    const decisions = files
      .filter((file) => file.startsWith('docs/decisions/'))
      .map((file) => /\d{4}/.exec(file)?.[0])
    const lost = [...texts].flatMap(([file, text]) =>
      [...text.matchAll(/\bdecisions? (\d{4})\b/g)]
        .filter(([, number]) => !decisions.includes(number))
        .map(([words]) => `${file}: ${words}`),
    )
    expect(lost).toEqual([])
    expect(decisions).toEqual([...new Set(decisions)])
  })
})

describe('paths that documents name', () => {
  it('are there', () => {
    const lost = [...texts]
      .filter(
        ([file]) => file.endsWith('.md') && !file.startsWith('docs/contracts/') && file !== 'docs/design.md',
      )
      .flatMap(([file, text]) =>
        [...text.matchAll(/`((?:src|test|docs|bench|bin|console)\/[\w./-]*\w\/?)`/g)].map(
          ([, path = '']) => ({ file, path }),
        ),
      )
      .filter(({ path }) => !existsSync(join(home, path)))
    expect(lost).toEqual([])
  })

  it('tell of everyday changes', () => {
    const chapter = /## Everyday changes\n([\s\S]*?)\n## /.exec(texts.get('ARCHITECTURE.md') ?? '')?.[1] ?? ''
    const rows = chapter
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(1)
    expect(rows.length).toBeGreaterThan(10)
    for (const row of rows) expect(row).toMatch(/`(src|docs|console)\//)
  })
})

describe('links of documents', () => {
  const links = [...texts]
    .filter(([file]) => file.endsWith('.md'))
    .flatMap(([file, text]) =>
      [...text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(
        ([, target = '']) => ({ file, target }),
      ),
    )
    .filter(({ target }) => !/^[a-z]+:/.test(target))
    // The guide is a part of the pages below /docs, and leads to others of them: docs-pages.test.ts follows those.
    .filter(({ file, target }) => !(file.startsWith('docs/guide/') && target.startsWith('/docs/')))

  it('lead to files and headings that are there', () => {
    const broken = links.filter(({ file, target }) => {
      const [path = '', anchor] = target.split('#')
      const to = path === '' ? file : normalize(join(dirname(file), path))
      if (!existsSync(join(home, to))) return true
      return anchor !== undefined && !anchorsOf(texts.get(to) ?? '').includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

/** As code hosts make them of headings: lower case, blanks to hyphens, no other punctuation. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  )
}
