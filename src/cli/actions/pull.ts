import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../../config/config.ts'
import type { ImportId } from '../../domain/ids.ts'
import type { ImportOptions, Missing } from '../../domain/transfer/import.ts'
import { createRun, deleteImport } from '../../domain/transfer/imports.ts'
import { readImport } from '../../domain/transfer/read-import.ts'
import { findOrCreatePullKey } from '../../domain/transfer/pull-key.ts'
import { systemOf, type Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import { systemClock } from '../../lib/clock.ts'
import { sha256 } from '../../lib/digest.ts'
import { Journal, removeOldJournals } from '../../pull/journal.ts'
import { LocalKeys } from '../../pull/local-keys.ts'
import { pulledFiles } from '../../pull/pulled-files.ts'
import { SourceClient } from '../../pull/source-client.ts'
import { SourceError } from '../../pull/source-error.ts'
import type { Login, Source } from '../../pull/source.ts'
import { sources } from '../../pull/sources.ts'
import { SqliteScratch } from '../../store/engines/sqlite/sqlite-scratch.ts'
import { asJson, asText, finish, mostRemovals, outcomeOf } from './import.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print } from '../shell/print.ts'
import { ProgressBar } from '../shell/progress-bar.ts'

export interface PullOptions extends Shared {
  readonly url: string
  readonly user?: string
  readonly secretFile?: string
  readonly bank?: string
  readonly organisation?: string
  readonly dryRun?: true
  readonly every?: string
  readonly missing?: Missing
  readonly maxRemovals: string
  readonly overwrite?: true
}

/** The exit code when records were refused, and the others done. */
const SOME_REFUSED = 3
const MOST_NOTES = 20
const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads a vendor's account, and imports what it shows: once, or again and again. */
export async function pullFrom(door: string, options: PullOptions): Promise<void> {
  const source = sourceNamed(door)
  const every = options.every === undefined ? undefined : timeNamed(options.every)
  const wanted = importOptions(options)
  await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const login = loginOf(source, options, config)
    const once = () => pullOnce({ store, by, config }, source, { ...options, login, wanted })
    if (every === undefined) return once()
    for (;;) {
      await once().catch((error: unknown) => {
        if (!(error instanceof CommandError)) throw error
        console.error(error.message) // the next time may be better
      })
      await pause(every)
    }
  })
}

interface Here {
  readonly store: Store
  readonly by: Principal
  readonly config: Config
}

async function pullOnce(
  { store, by, config }: Here,
  source: Source,
  options: PullOptions & { readonly login: Login; readonly wanted: ImportOptions },
): Promise<void> {
  const { url, user = '', login, wanted } = options
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const name = `pull-${source.name}-${sha256(`${url} ${user}`).slice(0, 12)}.journal`
  const now = systemClock.now()
  removeOldJournals(config.dataDir, now)
  const key = await store.write((tx) =>
    findOrCreatePullKey(tx, systemOf(by.accountId, 'cli'), randomBytes(32).toString('base64url')),
  )
  const journal = new Journal(join(config.dataDir, name), now, Buffer.from(key, 'base64url'))
  const scratch = new SqliteScratch()
  const notes: string[] = []
  const bar = new ProgressBar()
  let id: ImportId
  try {
    const client = new SourceClient(url, {
      fetch,
      now: () => systemClock.now(),
      pause,
      onRetry: (reason, waits) =>
        console.error(`The source failed (${reason}). Trying again in ${Math.ceil(waits / 1000)} s.`),
      journal,
    })
    const keys = new LocalKeys(store, by)
    const rows = source.read({ client, login, keys, scratch, note: (sentence) => notes.push(sentence) })
    const found = await readImport(store, by, {
      kind: 'zip',
      options: wanted,
      files: pulledFiles(rows),
      onProgress: (records) => bar.show('reading', records),
    })
    id = found.id
  } catch (error) {
    journal.close()
    throw error instanceof SourceError ? new CommandError(`Nothing was imported. ${error.message}`) : error
  } finally {
    scratch.close()
  }
  journal.done()
  try {
    await finish(store, by, id, bar)
    if (options.dryRun !== true) {
      await store.write((tx) => createRun(tx, by, id))
      await finish(store, by, id, bar)
    }
  } finally {
    bar.end()
  }
  const outcome = await outcomeOf(store, by, id)
  if (options.dryRun === true) await store.write((tx) => deleteImport(tx, by, id))
  print(options.json === true, { ...asJson(outcome), notes }, () =>
    [asText(outcome, options), ...notes.slice(0, MOST_NOTES)].join('\n'),
  )
  if (outcome.found.counts.refused > 0) process.exitCode = SOME_REFUSED
}

function sourceNamed(door: string): Source {
  const source = sources.find(({ name }) => name === door)
  if (source !== undefined) return source
  const names = sources.map(({ name }) => name).join(', ')
  throw new CommandError(`There is no source “${door}”; there are ${names}.`, 2)
}

function loginOf(source: Source, options: PullOptions, { pullSecret }: Config): Login {
  const { user, secretFile, bank, organisation } = options
  const secret =
    secretFile === undefined ? pullSecret : readFileSync(secretFile, 'utf8').replace(/\r?\n$/, '')
  const { needs } = source
  if (secret === undefined || secret === '') {
    throw new CommandError(
      `Put ${needs.secret} into a file and name it with --secret-file, or set QUADRIVIUM_PULL_SECRET.`,
      2,
    )
  }
  if (needs.user?.isRequired === true && user === undefined) {
    throw new CommandError(`--user is missing: ${needs.user.means}.`, 2)
  }
  if (needs.bank === true && bank === undefined) {
    throw new CommandError('--bank is missing: the name of the item bank here that the tags go into.', 2)
  }
  return {
    secret,
    ...(user !== undefined && { user }),
    ...(bank !== undefined && { bank }),
    ...(organisation !== undefined && { organisation }),
  }
}

function importOptions({ missing, maxRemovals, overwrite }: PullOptions): ImportOptions {
  return {
    ...(missing !== undefined && { missing }),
    maxRemovals: mostRemovals(maxRemovals),
    overwrite: overwrite === true,
    byHand: ['console'],
  }
}

function timeNamed(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const time = Number(count) * (UNITS_MS[unit] ?? Number.NaN)
  if (time >= 1_000 && time < 2 ** 31) return time
  throw new CommandError('--every takes a time such as 15m, 6h or 1d.', 2)
}
