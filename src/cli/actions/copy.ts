import { copyFileSync, constants, existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { systemClock } from '../../lib/clock.ts'
import { serverKeyPath } from '../../server/server-key.ts'
import { CannotCopy } from '../../store/copy/copied-tables.ts'
import { copyStore } from '../../store/copy/copy-store.ts'
import type { StorePlace } from '../../store/place.ts'
import { CommandError } from '../shell/explain.ts'
import { reasonOf } from '../shell/open-configured-store.ts'
import { print } from '../shell/print.ts'
import { counted } from '../../lib/counted.ts'

interface CopyOptions {
  readonly from: string
  readonly to: string
  readonly json?: true
}

/** Copies an installation: every row of every table, and between two folders the server key. */
export async function copyInstallation({ from, to, json }: CopyOptions): Promise<void> {
  const [source, target] = [placeOf(from), placeOf(to)]
  refuseUseless(source, target)
  const tables = await told(() =>
    copyStore({
      from: source,
      to: target,
      clock: systemClock,
      onTable: (table, { rows }) => {
        if (process.stderr.isTTY && rows > 0) console.error(`${table}: ${rows}`)
      },
    }),
  )
  const key = carryKey(source, target)
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0)
  print(json === true, { rows, tables, serverKey: key }, () =>
    [
      `Copied ${counted(rows, 'row')} of ${counted(Object.keys(tables).length, 'table')}; the checksums of every table are equal.`,
      ...(key === 'missing' ? [nextStep(target)] : []),
      ...(target.databaseUrl === undefined
        ? [`Set QUADRIVIUM_DATA_DIR to ${target.dataDir}, and start the server.`]
        : ['Set QUADRIVIUM_DATABASE_URL to the new database, and start the server.']),
    ].join('\n'),
  )
}

function placeOf(text: string): StorePlace {
  if (/^postgres(ql)?:\/\//i.test(text)) return { databaseUrl: text, dataDir: '' }
  if (/^[a-z]+:\/\//i.test(text)) {
    throw new CommandError('An address begins with postgres://. Anything else is a data folder.', 2)
  }
  return { databaseUrl: undefined, dataDir: resolve(text) }
}

/** @throws CommandError for a copy onto itself, and for a folder whose key couldn't decrypt what comes */
function refuseUseless(source: StorePlace, target: StorePlace): void {
  if (source.databaseUrl !== undefined || target.databaseUrl !== undefined) return
  if (source.dataDir === target.dataDir) {
    throw new CommandError('--from and --to are the same folder. Copy into an empty one.', 2)
  }
  const [own, there] = [serverKeyPath(source.dataDir), serverKeyPath(target.dataDir)]
  if (!existsSync(own) || !existsSync(there)) return
  if (readFileSync(own, 'utf8').trim() === readFileSync(there, 'utf8').trim()) return
  throw new CommandError(
    `Nothing was copied: ${there} holds another server key than the source. Move it away first.`,
  )
}

/** Copies the file with the server key, when both places are folders. Returns whether the target has one. */
function carryKey(source: StorePlace, target: StorePlace): 'copied' | 'there' | 'missing' {
  if (target.databaseUrl !== undefined) return 'missing'
  const there = serverKeyPath(target.dataDir)
  if (existsSync(there)) return 'there'
  if (source.databaseUrl !== undefined || !existsSync(serverKeyPath(source.dataDir))) return 'missing'
  copyFileSync(serverKeyPath(source.dataDir), there, constants.COPYFILE_EXCL) // with its mode: for its owner alone
  return 'copied'
}

function nextStep({ databaseUrl, dataDir }: StorePlace): string {
  return databaseUrl === undefined
    ? `The server key isn't part of the copy: put server.key into ${dataDir}, or set QUADRIVIUM_SERVER_KEY.`
    : "The server key isn't part of the copy: set QUADRIVIUM_SERVER_KEY to the content of server.key."
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CannotCopy) throw new CommandError(error.message)
    if (error instanceof Error && error.name === 'NewerSchema') throw error
    throw new CommandError(`The copy was given up, and the target is as before: ${reasonOf(error)}.`)
  }
}
