// Reads the files that `apply` takes. All problems of a file are reported at once, so reading continues after a problem:
// values that can't be read are omitted, and later checks skip positions that already have a problem.
import { nearest } from '../../lib/nearest.ts'

/** A problem at a position in a file, such as `lessons[2].title`. */
export interface Problem {
  readonly path: string
  readonly text: string
}

/** The fields of one object of a file. A field that isn't there, or can't be read, is undefined. */
export interface Fields {
  text(name: string): string | undefined
  textOrNull(name: string): string | null | undefined
  /** A required text. */
  neededText(name: string): string
  number(name: string): number | undefined
  numberOrNull(name: string): number | null | undefined
  flag(name: string): boolean | undefined
  word<const W extends string>(name: string, words: readonly W[]): W | undefined
  /** A list; its items are read one by one. */
  list<T>(name: string, read: (item: unknown, path: string) => T): readonly T[] | undefined
  object<T>(name: string, known: readonly string[], read: (fields: Fields) => T): T | null | undefined
}

/** Omits the fields that are undefined. */
export function said<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> } // only undefined values were removed
}

/** The fields of a value that must be an object with only the known keys. */
export function fieldsOf(
  value: unknown,
  path: string,
  known: readonly string[],
  problems: Problem[],
): Fields {
  const object = isObject(value) ? value : {}
  if (!isObject(value)) problems.push({ path, text: 'must be an object' })
  const at = (name: string) => (path === '' ? name : `${path}.${name}`)
  for (const key of Object.keys(object)) {
    if (!known.includes(key)) problems.push({ path: at(key), text: unknownKey(key, known) })
  }

  const take = <T>(name: string, takes: string, is: (value: unknown) => value is T): T | undefined => {
    const field = object[name]
    if (field === undefined || is(field)) return field
    problems.push({ path: at(name), text: `must be ${takes}` })
    return undefined
  }
  return {
    text: (name) => take(name, 'a string', isText),
    textOrNull: (name) => take(name, 'a string or null', orNull(isText)),
    neededText(name) {
      if (isObject(value) && object[name] === undefined) problems.push({ path: at(name), text: 'is missing' })
      return take(name, 'a string', isText) ?? ''
    },
    number: (name) => take(name, 'a number', isNumber),
    numberOrNull: (name) => take(name, 'a number or null', orNull(isNumber)),
    flag: (name) => take(name, 'true or false', (field) => typeof field === 'boolean'),
    word: <const W extends string>(name: string, words: readonly W[]) =>
      take(name, `one of ${words.join(', ')}`, (field): field is W => words.some((word) => word === field)),
    list: (name, read) =>
      take(name, 'a list', isList)?.map((item, index) => read(item, `${at(name)}[${index}]`)),
    object(name, keys, read) {
      const field = object[name]
      if (field === undefined || field === null) return field
      return read(fieldsOf(field, at(name), keys, problems))
    },
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  return meant === undefined
    ? `is unknown; use one of ${known.join(', ')}`
    : `is unknown; did you mean ${meant}?`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function orNull<T>(is: (value: unknown) => value is T): (value: unknown) => value is T | null {
  return (value): value is T | null => value === null || is(value)
}
