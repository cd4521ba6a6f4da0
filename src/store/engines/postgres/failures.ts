// SQLSTATE codes, https://www.postgresql.org/docs/current/errcodes-appendix.html
const RETRY = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
])

const BROKEN_KEY = new Set([
  '23503', // foreign_key_violation
  '23505', // unique_violation
])

// What the database has no room, or no patience, for at the moment.
const TOO_BUSY = new Set([
  '55P03', // lock_not_available: it waited too long for another operation
  '57014', // query_canceled: the statement took too long
])

/** Whether the same operation may well go through when it is run again. */
export function isWorthRetrying(error: unknown): boolean {
  return RETRY.has(codeOf(error)) || isBrokenKey(error) || isLostConnection(error)
}

/** Whether the database couldn't serve just now, for whatever reason, and what was asked of it is all right. */
export function isPassing(error: unknown): boolean {
  return RETRY.has(codeOf(error)) || isLostConnection(error) || isReadOnly(error) || isTooBusy(error)
}

/** Whether there is no use in trying again at once: too busy, out of memory, disk or connections, or a disk that fails. */
export function isTooBusy(error: unknown): boolean {
  return TOO_BUSY.has(codeOf(error)) || /^5[38]/.test(codeOf(error))
}

/**
 * Whether the connection leads to a database that only reads: a standby, or one that was a primary until a moment ago. A
 * new connection may lead to another.
 */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006'
}

/**
 * A key for which the domain has no word: operations look before they write, so somebody else was faster. Run again, the
 * operation sees what they did.
 */
export function isBrokenKey(error: unknown): boolean {
  return BROKEN_KEY.has(codeOf(error))
}

/** Whether the connection is gone, so that nothing more can be said on it. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  // Connection exceptions; the server is going down; a transaction that was left alone, or went on, for too long; a server
  // that can't say whether the statement was carried out.
  if (/^(08|57P0|25P03|25P04|40003)/.test(codeOf(error))) return true
  if (/^(ECONN|EPIPE|ETIMEDOUT)/.test(codeOf(error))) return true
  // pg throws plain errors for a socket that ended and for a client that is no longer usable.
  return /Connection terminated|not queryable|Connection ended|Client was closed/.test(error.message)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
