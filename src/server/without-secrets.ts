/** What must not stand in a log, wherever something is logged with it. Names as they are used in code and on the wires. */
const SECRETS: ReadonlySet<string> = new Set([
  'password',
  'secret',
  'token',
  'apiKey',
  'api_key',
  'authorization',
  'cookie',
  'serverKey',
  'databaseUrl',
  'adminPassword',
  'signingKey',
  'consumerSecret',
])

const LEVELS = 3

type Line = Record<string, unknown>

/**
 * What is logged, without the values of secret names, three levels deep. Most lines hold none and are given back as they
 * are: pino's own redaction copies each of them and looks up each path, which cost more than the rest of the line.
 */
export function withoutSecrets(line: Line, levels = LEVELS): Line {
  let copy: Line | undefined
  for (const name of Object.keys(line)) {
    const value = line[name]
    const kept = SECRETS.has(name) ? '[redacted]' : within(value, levels - 1)
    if (kept !== value) (copy ??= { ...line })[name] = kept
  }
  return copy ?? line
}

function within(value: unknown, levels: number): unknown {
  // An error is looked at when it has become a plain object.
  if (typeof value !== 'object' || value === null || value instanceof Error || levels === 0) return value
  return withoutSecrets(value as Line, levels)
}
