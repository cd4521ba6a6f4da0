/** A value of a parameter whose name may hold brackets: `a[b]=1` is a mapping in a mapping, `a[]=1` a list. */
export type Parameter = string | Parameter[] | Parameters

/** Parameters by name. Without a prototype, so that `__proto__` and `constructor` are names like any other. */
export interface Parameters {
  [name: string]: Parameter
}

/** Deeper names than this are no client's; they are passed over. */
const MAX_DEPTH = 32

/**
 * The tree of parameters behind name and value pairs, by the rules that Rack made common: of a repeated name the last
 * value counts; `a[]` appends to a list; in `a[][b]` a new mapping begins where the last one has a `b` already; where a
 * name is used both with and without brackets, the later use wins. A name with brackets out of place is one plain name.
 *
 * A backslash before a bracket is dropped: documentation writes `a\[b\]` for curl, and people paste that elsewhere.
 */
export function parseBracketed(pairs: Iterable<readonly [name: string, value: string]>): Parameters {
  const root = emptyMapping()
  for (const [name, value] of pairs) {
    const path = pathOf(name)
    if (path.length <= MAX_DEPTH) put(root, path, value)
  }
  return root
}

/** Whether the value is a mapping of names to values. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `a[b][]` as `a`, `b` and an empty segment. */
function pathOf(name: string): string[] {
  const plain = name.includes('\\') ? name.replace(/\\(?=[[\]])/g, '') : name
  const open = plain.indexOf('[')
  if (open <= 0 || !plain.endsWith(']')) return [plain]
  const segments = plain.slice(open + 1, -1).split('][')
  return segments.some((segment) => /[[\]]/.test(segment)) ? [plain] : [plain.slice(0, open), ...segments]
}

function put(mapping: Parameters, [name = '', ...rest]: readonly string[], value: string): void {
  const held = mapping[name]
  if (rest.length === 0) mapping[name] = value
  else if (rest[0] === '') append(Array.isArray(held) ? held : (mapping[name] = []), rest.slice(1), value)
  else put(isBranch(held) ? held : (mapping[name] = emptyMapping()), rest, value)
}

function append(list: Parameter[], rest: readonly string[], value: string): void {
  if (rest.length === 0) {
    list.push(value)
    return
  }
  if (rest[0] === '') {
    const inner: Parameter[] = []
    list.push(inner)
    append(inner, rest.slice(1), value)
    return
  }
  const last = list.at(-1)
  if (isBranch(last) && !holds(last, rest)) put(last, rest, value)
  else {
    const next = emptyMapping()
    list.push(next)
    put(next, rest, value)
  }
}

/** Whether the mapping has a value at that path already; a list in it can always take one more. */
function holds(mapping: Parameters, path: readonly string[]): boolean {
  let at: Parameter | undefined = mapping
  for (const segment of path) {
    if (segment === '' || !isBranch(at)) return false
    at = at[segment]
    if (at === undefined) return false
  }
  return true
}

function isBranch(value: Parameter | undefined): value is Parameters {
  return isMapping(value)
}

function emptyMapping(): Parameters {
  return Object.create(null) as Parameters
}
