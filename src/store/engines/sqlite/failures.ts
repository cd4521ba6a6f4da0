import { unavailable } from '../../../domain/errors.ts'
import { constraintError } from '../../constraints.ts'

// Primary result codes of SQLite, https://sqlite.org/rescode.html
const BUSY = 5
const OUT_OF_ORDER = new Set([
  BUSY,
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL: the log was under recovery for too long
])

/** Whether another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** The domain's error for a broken unique index, and for a file or a disk that can't be used at present. */
export function toDomainError(error: unknown): unknown {
  return constraintError(error) ?? (isOutOfOrder(error) ? unavailable(error) : error)
}

function isOutOfOrder(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== undefined && OUT_OF_ORDER.has(code)
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode & 0xff // the higher bits give details
}
