import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './failures.ts'

/** Another server uses the same folder. */
export class StoreInUse extends Error {
  override readonly name = 'StoreInUse'
}

/**
 * Keeps a second server out of a data folder (docs/design.md 6f): the exclusive lock of a transaction on a dedicated
 * file. The operating system releases it when the process ends, however it ends, so a lock can't be stale.
 */
export class ServerLock {
  readonly #db: DatabaseSync

  /** @throws StoreInUse */
  constructor(path: string) {
    this.#db = new DatabaseSync(path, { timeout: 0 })
    try {
      this.#db.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      this.#db.close()
      throw isBusy(error) ? new StoreInUse(`Another server has locked ${path}.`) : error
    }
  }

  release(): void {
    this.#db.close()
  }
}
