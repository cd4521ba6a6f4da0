import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

// How much script a browser loads before somebody can work, as it is sent: compressed.

const KIB = 1024
const ENTRY = 150 * KIB
const FIRST_ROUTE = 200 * KIB
const FURTHER_PAGE = 60 * KIB

interface Chunk {
  readonly file: string
  readonly isEntry?: boolean
  readonly isDynamicEntry?: boolean
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

const built = new URL('../../dist/console/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', built), 'utf8')) as Readonly<
  Record<string, Chunk>
>
const sizes = new Map<string, number>()

function sizeOf(file: string): number {
  const known = sizes.get(file) ?? gzipSync(readFileSync(new URL(file, built)), { level: 9 }).length
  sizes.set(file, known)
  return known
}

/** Everything that a chunk needs at once, itself included. */
function filesOf(name: string, seen = new Set<string>()): ReadonlySet<string> {
  const chunk = manifest[name]
  if (chunk === undefined || seen.has(chunk.file)) return seen
  seen.add(chunk.file)
  for (const file of chunk.css ?? []) seen.add(file)
  for (const one of chunk.imports ?? []) filesOf(one, seen)
  return seen
}

const total = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + sizeOf(file), 0)
const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry === true) ?? ''
const atStart = filesOf(entry)
/** Pages are lazy chunks of the console's own folders; each word file is one, too. */
const lazy = Object.keys(manifest).filter((name) => manifest[name]?.isDynamicEntry === true)
const pages = lazy.filter((name) => /^[a-z-]+\/[a-z-]+\.tsx$/.test(name))
const further = (name: string) => total([...filesOf(name)].filter((file) => !atStart.has(file)))
const words = Math.max(...lazy.filter((name) => name.startsWith('words/')).map(further))

describe('the console', () => {
  it('begins small', () => {
    expect(total(atStart)).toBeGreaterThan(50 * KIB)
    expect(total(atStart)).toBeLessThanOrEqual(ENTRY)
  })

  it('has pages to look at', () => {
    expect(pages).toEqual(expect.arrayContaining(['overview/overview-page.tsx', 'people/people-page.tsx']))
  })

  it.each(pages)('shows %s within its budget', (name) => {
    expect(further(name)).toBeLessThanOrEqual(FURTHER_PAGE)
    expect(total(atStart) + further(name) + words).toBeLessThanOrEqual(FIRST_ROUTE)
  })
})
