import { pointerTo } from '../lib/json-pointer.ts'
import { JSON_MARK, scanJson } from './scan-json.ts'

/** How many repeated members are reported. */
const MOST_REPORTED = 20

/**
 * How many members the objects in a parsed JSON text have. The text has more colons outside of its strings if it gives a
 * member twice: the parser keeps the last one.
 */
export function countMembers(value: unknown): number {
  let members = 0
  const left: unknown[] = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one !== 'object' || one === null) continue
    const inner: readonly unknown[] = Array.isArray(one) ? one : Object.values(one)
    if (!Array.isArray(one)) members += inner.length
    for (const value of inner) if (typeof value === 'object') left.push(value)
  }
  return members
}

interface Container {
  /** The names so far; undefined in a list. */
  readonly names: Set<string> | undefined
  /** Where the present value stands in it. */
  place: string | number
}

/** JSON pointers to the members that an object in the text has more than once. @param text valid JSON */
export async function findRepeatedMembers(text: string): Promise<readonly string[]> {
  const found = new Set<string>()
  const containers: Container[] = []
  let last = -1
  await scanJson(text, (unit, at) => {
    const container = containers.at(-1)
    if (unit === JSON_MARK.brace) containers.push({ names: new Set(), place: '' })
    else if (unit === JSON_MARK.bracket) containers.push({ names: undefined, place: 0 })
    else if (unit === JSON_MARK.closingBrace || unit === JSON_MARK.closingBracket) containers.pop()
    else if (container !== undefined) {
      if (unit === JSON_MARK.colon) {
        const name = JSON.parse(text.slice(last + 1, at)) as string
        container.place = name
        const isRepeated = container.names?.has(name) === true
        if (isRepeated && found.size < MOST_REPORTED)
          found.add(pointerTo(...containers.map(({ place }) => place)))
        container.names?.add(name)
      } else if (typeof container.place === 'number') container.place++
    }
    last = at
  })
  return [...found]
}
