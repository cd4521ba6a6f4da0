import { showCell } from './cells.ts'

// How a cell names another thing: by a plain text, or by one way to name it, as in `code:MATH-1`.

/** The ways in which the things of each kind can be named; a plain text is tried in this order, but never as an id. */
export const WAYS = {
  person: ['username', 'email', 'external', 'guid', 'id'],
  group: ['name', 'code', 'guid', 'id'],
  topic: ['code', 'path', 'guid', 'id'],
  course: ['code', 'name', 'id'],
  program: ['code', 'name', 'id'],
  bank: ['name', 'id'],
} as const

export type Referred = keyof typeof WAYS
export type Way = (typeof WAYS)[Referred][number]

const QUALIFIED = /^(username|email|external|name|code|path|guid|id|group):/i

/** A reference by the first way of its kind: plain, unless it looks as if it said another way. */
export function plainly(kind: Referred, value: string): string {
  return QUALIFIED.test(value) ? `${WAYS[kind][0]}:${value}` : value
}

/** Whether no blank stands around it: a reference can't tell them. */
function isTight(code: string): boolean {
  return code === code.trim()
}

/** A reference to a course or program: by its code; without one by its name, if `alone` it has it, else by its id. */
export function byCodeOrName(
  kind: 'course' | 'program',
  {
    id,
    code,
    name,
    alone,
  }: { readonly id: number; readonly code: string | null; readonly name: string; readonly alone: boolean },
): string {
  if (code !== null && isTight(code)) return plainly(kind, code)
  return alone ? by('name', name) : by('id', id)
}

/** A reference to a topic: by its code; without one by its path. */
export function toTopic({
  code,
  path,
}: {
  readonly code: string | null
  readonly path: readonly string[]
}): string {
  return code === null || !isTight(code) ? by('path', showCell({ is: 'path' }, path)) : plainly('topic', code)
}

/** A reference to somebody who holds rights: a person, or, with `group:` before it, a group. */
export function toHolder(kind: 'person' | 'group', value: string): string {
  return kind === 'group' ? `group:${plainly('group', value)}` : plainly('person', value)
}

const GROUP = /^group:/i

/** Whether a reference to somebody who holds rights means a person or a group, and how it names them. */
export function readHolder(text: string): { readonly kind: 'person' | 'group'; readonly text: string } {
  return GROUP.test(text)
    ? { kind: 'group', text: text.slice('group:'.length).trim() }
    : { kind: 'person', text }
}

/** A reference by another way than the first. */
export function by(way: Way, value: string | number): string {
  return `${way}:${value}`
}

/** What a reference may mean, the likeliest first: the first way by which there is a thing is meant. */
export function readReference(
  kind: Referred,
  text: string,
): readonly { readonly way: Way; readonly value: string }[] {
  const ways: readonly Way[] = WAYS[kind]
  const said = QUALIFIED.exec(text)?.[1]?.toLowerCase() as Way | undefined
  if (said !== undefined && ways.includes(said)) {
    return [{ way: said, value: text.slice(said.length + 1).trim() }]
  }
  return ways.filter((way) => way !== 'id').map((way) => ({ way, value: text.trim() }))
}
