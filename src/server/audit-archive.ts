import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deleteOldAudit, listOldAudit } from '../domain/audit-retention.ts'
import type { AuditEntry } from '../domain/audit.ts'
import type { AccountId, AuditEntryId } from '../domain/ids.ts'
import { systemOf } from '../domain/principal.ts'
import type { Store, Writer } from '../domain/store.ts'
import type { BackgroundPace } from './background-pace.ts'

const DAY = 24 * 60 * 60_000
const READ_AT_ONCE = 250
/** An operation deletes so many: it takes a few milliseconds. */
const DELETED_AT_ONCE = 100
/** Entries in one file. */
const PER_FILE = 10_000

export interface AuditArchiveOptions {
  /** The folder of the files; made when it is first needed. */
  readonly folder: string
  /** How long entries are kept in the store, in days. */
  readonly days: number
}

/** Moves audit entries that are old from the store to files of JSON lines, one file for each day and 10,000 entries. */
export class AuditArchive {
  readonly #store: Store
  readonly #folder: string
  readonly #days: number
  readonly #pace: BackgroundPace

  constructor(store: Store, { folder, days }: AuditArchiveOptions, pace: BackgroundPace) {
    this.#store = store
    this.#folder = folder
    this.#days = days
    this.#pace = pace
  }

  /**
   * Moves the entries of an account that were written before the day on which the kept days begin, in UTC. When it is asked to
   * end, it finishes the file that it writes, so that no entry is in two.
   * @returns how many
   */
  async move(account: AccountId, now: number): Promise<number> {
    const academy = await this.#store.read((reader) => reader.accounts.find(account))
    const days = Math.min(this.#days, academy?.auditDays ?? this.#days) // an academy may keep less
    const before = Math.floor(now / DAY) * DAY - days * DAY
    let moved = 0
    while (!this.#pace.isEnding) {
      const ids = await this.#writeFile(account, before)
      for (let from = 0; from < ids.length; from += DELETED_AT_ONCE) {
        const some = ids.slice(from, from + DELETED_AT_ONCE)
        const remove = (tx: Writer) => deleteOldAudit(tx, systemOf(account, 'server'), some)
        await this.#pace.portion(() => this.#store.write(remove))
      }
      moved += ids.length
      if (ids.length === 0) break
    }
    return moved
  }

  /**
   * Writes the oldest day, or as much of it as a file takes. When it returns, the file is on disk. A file has the name of
   * its day and its first entry: nodes that share the folder and do the same write the same file.
   */
  async #writeFile(account: AccountId, before: number): Promise<AuditEntryId[]> {
    const by = systemOf(account, 'server')
    const read = (until: number, after: AuditEntry | null, limit: number) =>
      this.#store.read((reader) => listOldAudit(reader, by, { before: until, after, limit }))
    const [first] = await read(before, null, 1)
    if (first === undefined) return []
    const endOfDay = Math.min(before, (Math.floor(first.at / DAY) + 1) * DAY)
    const folder = join(this.#folder, `account-${account}`)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const path = join(folder, `${new Date(first.at).toISOString().slice(0, 10)}-${first.id}.jsonl`)
    const draft = `${path}.${process.pid}.tmp`
    const ids: AuditEntryId[] = []
    try {
      const file = await open(draft, 'w', 0o600)
      try {
        let last: AuditEntry | null = null
        while (ids.length < PER_FILE) {
          const limit = Math.min(READ_AT_ONCE, PER_FILE - ids.length)
          const after: AuditEntry | null = last
          const entries = await this.#pace.portion(async () => {
            const some = await read(endOfDay, after, limit)
            await file.write(some.map(lineOf).join(''))
            return some
          })
          const end = entries.at(-1)
          if (end === undefined) break
          ids.push(...entries.map(({ id }) => id))
          last = end
        }
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
    await syncFolder(folder)
    return ids
  }
}

function lineOf({ at, ...entry }: AuditEntry): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), ...entry })}\n`
}

/** Only then a file's name is on disk too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
