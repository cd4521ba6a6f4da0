import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dialects } from '../../src/dialects/dialects.ts'

const home = join(import.meta.dirname, '../..')

/** In what a door differs from its vendor, and the test that shows it. */
export interface Difference {
  readonly sentence: string
  /** The test's file, from the root. */
  readonly test: string
}

/**
 * A comment above a test: `// Differs from the vendor: <sentence>`, with lines that continue it. Outside of the door's folder
 * it names the door: `// Differs from the vendor (rev): …`.
 */
const MARK = /^ *\/\/ Differs from the vendor(?: \((\w+)\))?: (.+(?:\n *\/\/ (?!Differs).+)*)\n(.*)$/gm

/** The differences of all doors, as the comments above their tests say them. @throws when a comment stands above no test */
export function differencesByDoor(): ReadonlyMap<string, readonly Difference[]> {
  const found = new Map<string, Difference[]>(dialects.map(({ name }) => [name, []]))
  for (const test of globSync('{src,test}/**/*.test.ts', { cwd: home }).sort()) {
    const folder = /^src\/dialects\/(\w+)\//.exec(test)?.[1]
    for (const [comment, door = folder, text = '', below = ''] of readFileSync(
      join(home, test),
      'utf8',
    ).matchAll(MARK)) {
      const list = found.get(door ?? '')
      if (list === undefined) throw new Error(`${test}: "${comment}" names no door.`)
      if (!/^ *(it|describe)\b/.test(below)) throw new Error(`${test}: "${comment}" stands above no test.`)
      list.push({ sentence: text.replaceAll(/\n *\/\/ /g, ' '), test })
    }
  }
  return found
}
