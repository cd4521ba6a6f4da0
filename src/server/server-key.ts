import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../config/config.ts'

const BYTES = 32

/** The key file holds something else than a key. */
export class BadServerKey extends Error {
  override readonly name = 'BadServerKey'
}

/** Where the key is when no setting gives it. */
export function serverKeyPath(dataDir: string): string {
  return join(dataDir, 'server.key')
}

/**
 * The key that stored secrets are encrypted with: the one of the setting, else the one in the data folder; undefined when
 * there is none yet.
 * @throws BadServerKey
 */
export function givenServerKey(dataDir: string, given: string | undefined): Uint8Array | undefined {
  if (given !== undefined) return decoded(given, 'The setting for the server key')
  return readServerKey(serverKeyPath(dataDir))
}

/** The key in the file; undefined when there is no file. @throws BadServerKey */
function readServerKey(path: string): Uint8Array | undefined {
  try {
    return decoded(readFileSync(path, 'utf8'), path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Makes the data folder, for its owner alone, unless it is there. With PostgreSQL and a key set nothing goes into it. */
export function makeDataDir({ dataDir, databaseUrl }: Pick<Config, 'dataDir' | 'databaseUrl'>): void {
  if (databaseUrl === undefined) makeFolder(resolve(dataDir))
}

// One folder at a time: Node's own recursive way never ends where a parent is there but takes no folders (/proc).
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process was faster.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
  }
}

/**
 * Makes a key in that file, for its owner alone; one that is there already stays. Who calls it knows that nothing is
 * sealed with another.
 * @throws BadServerKey
 */
export function makeServerKey(path: string): Uint8Array {
  // Written under another name and linked: the key appears whole, and of two processes at once the second finds the
  // first one's.
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, `${randomBytes(BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  return decoded(readFileSync(path, 'utf8'), path)
}

function decoded(text: string, where: string): Uint8Array {
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length < BYTES)
    throw new BadServerKey(`${where} must contain a key of at least ${BYTES} bytes in base64.`)
  return key
}
