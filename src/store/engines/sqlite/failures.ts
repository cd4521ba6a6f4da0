// Primary result codes of SQLite, https://sqlite.org/rescode.html
const BUSY = 5
const OUT_OF_ORDER = new Set([
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
])

/** Whether another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** Whether the file or its disk can't be written at present. */
export function isOutOfOrder(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== undefined && OUT_OF_ORDER.has(code)
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode & 0xff // the bits above say more
}
