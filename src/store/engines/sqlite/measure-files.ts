import { stat } from 'node:fs/promises'
import type { StoreFigures } from '../../../domain/store.ts'

/** What the files of a database take up. */
export async function measureFiles(path: string): Promise<StoreFigures> {
  const walBytes = await sizeOf(`${path}-wal`)
  return { walBytes, bytes: walBytes + (await sizeOf(path)) }
}

/** Of a file; 0 when there is none. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    return 0
  }
}
