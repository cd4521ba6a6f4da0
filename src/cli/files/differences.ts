/** A difference between two JSON values at one position; undefined when one has no value there. */
export interface Difference {
  readonly path: string
  readonly before: unknown
  readonly after: unknown
}

/** The differences between two JSON values, each at a position such as `lessons[2].title`. */
export function differencesOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length)
    return Array.from({ length }, (_, index) =>
      differencesOf(before[index], after[index], `${path}[${index}]`),
    ).flat()
  }
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...names].flatMap((name) =>
      differencesOf(before[name], after[name], path === '' ? name : `${path}.${name}`),
    )
  }
  return before === after ? [] : [{ path, before, after }]
}

/** Differences as readable lines. */
export function linesOf(differences: readonly Difference[]): string[] {
  return differences.map(({ path, before, after }) => `  ${path}: ${shown(before)} → ${shown(after)}`)
}

const LONGEST_SHOWN = 60

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 1)}…` : text
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
