// SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
const RETRY = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
])

/** Whether the same operation may well go through when it is run again. */
export function isWorthRetrying(error: unknown): boolean {
  const code = codeOf(error)
  return (code !== undefined && RETRY.has(code)) || isLostConnection(error)
}

/** Whether the connection is gone, so that nothing more can be said on it. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code !== undefined && /^(08|57P0)/.test(code)) return true // connection exceptions; the server is going down
  if (code !== undefined && /^(ECONN|EPIPE|ETIMEDOUT)/.test(code)) return true
  // pg throws plain errors for a socket that ended and for a client that is no longer usable.
  return /Connection terminated|not queryable|Connection ended/.test(error.message)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
