// SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
const RETRY = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
])

const BROKEN_KEY = new Set([
  '23503', // foreign_key_violation
  '23505', // unique_violation
])

// Temporary limits of the database: resources or timeouts.
const TOO_BUSY = new Set([
  '55P03', // lock_not_available: it waited too long for another operation
  '57014', // query_canceled: the statement took too long
])

/** Whether retrying the same operation may succeed. */
export function isWorthRetrying(error: unknown): boolean {
  return RETRY.has(codeOf(error)) || isBrokenKey(error) || isLostConnection(error)
}

/** Whether the database can't serve at present, although the request itself is valid. */
export function isPassing(error: unknown): boolean {
  return RETRY.has(codeOf(error)) || isLostConnection(error) || isReadOnly(error) || isTooBusy(error)
}

/** Whether retrying at once is useless: too busy, out of memory, disk or connections, or a failing disk. */
export function isTooBusy(error: unknown): boolean {
  return TOO_BUSY.has(codeOf(error)) || /^5[38]/.test(codeOf(error))
}

/**
 * Whether the connection leads to a read-only database: a standby, or a server that was the primary until a moment ago.
 * A new connection may reach another server.
 */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006'
}

/**
 * A key conflict that has no domain error: operations look before they write, so a concurrent operation was faster. On
 * a retry, the operation sees the other's rows.
 */
export function isBrokenKey(error: unknown): boolean {
  return BROKEN_KEY.has(codeOf(error))
}

/** Whether the connection is lost, so that it can't be used any more. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // Connection exceptions; the server is shutting down; a transaction was idle, or ran, for too long; the server can't
  // tell whether the statement was executed.
  if (/^(08|57P0|25P03|25P04|40003)/.test(codeOf(error))) return true
  if (/^(ECONN|EPIPE|ETIMEDOUT)/.test(codeOf(error))) return true
  // pg throws plain errors for a closed socket and for a client that is no longer usable.
  return /Connection terminated|not queryable|Connection ended|Client was closed/.test(error.message)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
