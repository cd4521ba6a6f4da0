import { accessSync, constants, existsSync } from 'node:fs'
import type { Config } from '../../config/config.ts'
import { configOfProcess } from '../../config/environment.ts'
import { systemClock } from '../../lib/clock.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { getKeyFitness, listKinds, type KeyFitness } from '../../domain/academy/sealed-secrets.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { givenServerKey, serverKeyPath } from '../../server/server-key.ts'
import { openStore } from '../../store/open-store.ts'
import { inspectStore } from '../../store/tend-store.ts'
import { warningsOf } from '../../server/warnings.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { examineProxy } from './examine-proxy.ts'
import { CommandError, explain } from '../shell/explain.ts'
import { reasonOf, refuseLostDatabase } from '../shell/open-configured-store.ts'
import { whereNothingIsSealed } from '../shell/open-server-key.ts'
import { print } from '../shell/print.ts'
import { counted } from '../../lib/counted.ts'

interface Finding {
  readonly check: string
  /** `not_yet`: the first start creates it. `note`: it works, but perhaps not as expected. */
  readonly state: 'ok' | 'not_yet' | 'note' | 'wrong'
  readonly detail: string
}

const WORDS: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok',
  not_yet: 'not yet',
  note: 'note',
  wrong: 'WRONG',
}

const PROBE_TIMEOUT_MS = 2_000

/** Checks everything that a server needs, without changing anything, and fails when something is wrong. */
export async function doctor({ json }: { readonly json?: true }): Promise<void> {
  const findings = await examine()
  print(json === true, findings, () =>
    findings
      .map(({ check, state, detail }) => `${WORDS[state].padEnd(7)}  ${check.padEnd(9)}  ${detail}`)
      .join('\n'),
  )
  const wrong = findings.filter(({ state }) => state === 'wrong').length
  if (wrong > 0) throw new CommandError(`Found ${counted(wrong, 'problem')}.`)
}

async function examine(): Promise<Finding[]> {
  let config: Config
  try {
    config = configOfProcess()
  } catch (error) {
    return explain(error).lines.map((line) => wrong('settings', line))
  }
  return [
    right('settings', 'all valid'),
    ...(config.databaseUrl === undefined ? [dataFolder(config)] : []),
    ...(await database(config)),
    ...(await portAndProxy(config)),
    ...warningsOf(config).map(({ about, sentence }) => note(about, sentence)),
  ]
}

function dataFolder({ dataDir }: Config): Finding {
  if (!existsSync(dataDir))
    return notYet('data', `${dataDir} does not exist; \`quadrivium start\` creates it`)
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    return right('data', `${dataDir} is writable`)
  } catch {
    return wrong('data', `${dataDir} is not writable for this user`)
  }
}

async function database(config: Config): Promise<Finding[]> {
  const where = config.databaseUrl === undefined ? 'SQLite' : 'PostgreSQL'
  try {
    const health = await inspectStore(config)
    if (health === undefined) {
      return [notMade(config), serverKey(config, undefined)]
    }
    const { applied, pending, damage } = health
    const current = pending.length === 0
    return [
      right('database', `connected to ${where}`),
      current
        ? right('schema', `up to date (${applied.at(-1) ?? ''})`)
        : wrong(
            'schema',
            `${pending.join(', ')} not applied; \`quadrivium migrate\` or the next start applies them`,
          ),
      damage.length === 0 ? right('integrity', 'no problems found') : wrong('integrity', damage.join('; ')),
      // The secrets can be read only with this version's schema.
      serverKey(config, current ? await fitnessOf(config) : undefined),
    ]
  } catch (error) {
    return [wrong('database', reasonOf(error)), serverKey(config, undefined)]
  }
}

function notMade(config: Config): Finding {
  try {
    refuseLostDatabase(config)
    return notYet('database', 'does not exist; `quadrivium start` creates it')
  } catch (error) {
    return wrong('database', reasonOf(error))
  }
}

/** Whether the server key fits the store. */
async function fitnessOf(config: Config): Promise<KeyFitness> {
  const store = await openStore(config, { clock: systemClock, ids: randomIds, report: () => undefined })
  try {
    const key = readKey(config)
    return await store.read((reader) => getKeyFitness(reader, SYSTEM_ITSELF, key && new SealedBox(key)))
  } finally {
    await store.close()
  }
}

/** An unreadable key file counts as missing here; the check of the key reports it. */
function readKey({ dataDir, serverKey }: Config): Uint8Array | undefined {
  try {
    return givenServerKey(dataDir, serverKey)
  } catch {
    return undefined
  }
}

/** @param fitness undefined when the store can't be read */
function serverKey({ dataDir, serverKey, databaseUrl }: Config, fitness: KeyFitness | undefined): Finding {
  try {
    const found = givenServerKey(dataDir, serverKey) !== undefined
    const path = serverKeyPath(dataDir)
    if (!found && (fitness === undefined || fitness.secrets === 0)) {
      return notYet('key', `${path} does not exist; \`quadrivium start\` creates it`)
    }
    if (fitness === undefined) return right('key', "present; not checked against the store's secrets")
    const unfit = listKinds(fitness.unfit)
    if (!found)
      return wrong('key', `${path} is missing, and the store holds secrets encrypted with it: ${unfit}`)
    if (unfit !== '') {
      return wrong(
        'key',
        `not the key that the store's secrets are encrypted with; it can't decrypt ${unfit}`,
      )
    }
    if (fitness.known === false) {
      const whatToDo = fitness.secrets === 0 ? `. ${whereNothingIsSealed({ databaseUrl })}` : ''
      return wrong('key', `not the one that the store uses${whatToDo}`)
    }
    return right('key', "present, and decrypts the store's secrets")
  } catch (error) {
    return wrong('key', reasonOf(error))
  }
}

async function portAndProxy(config: Config): Promise<Finding[]> {
  const found = await port(config)
  const { publicUrl } = config
  if (publicUrl === undefined) return [found]
  const key = readKey(config)
  // Through a proxy, the server may be on another machine; without its key it tells nothing.
  if (key === undefined)
    return [found, notYet('proxy', `${publicUrl} was not fetched: there is no server key yet`)]
  const examined = await examineProxy(publicUrl, key, systemClock.now())
  if (examined.state === 'ok') return [found, right('proxy', examined.detail)]
  const isUp = found.detail.startsWith('a Quadrivium server')
  const proxyOf = isUp ? wrong : notYet
  return [found, ...examined.details.map((detail) => proxyOf('proxy', detail))]
}

async function port(config: Config): Promise<Finding> {
  if (config.port === 0) return right('port', 'any free port will be used')
  const address = baseUrlOf({ ...config, publicUrl: undefined })
  try {
    const answer = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
    return answer.ok
      ? right('port', `a Quadrivium server is running at ${address}`)
      : wrong('port', `another program is using ${address}`)
  } catch (error) {
    if (isRefused(error)) return right('port', `${address} is free`)
    return wrong('port', `another program is using ${address}`)
  }
}

/** Whether nothing listens on the port. */
function isRefused(error: unknown): boolean {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
}

function right(check: string, detail: string): Finding {
  return { check, state: 'ok', detail }
}

function notYet(check: string, detail: string): Finding {
  return { check, state: 'not_yet', detail }
}

function note(check: string, detail: string): Finding {
  return { check, state: 'note', detail }
}

function wrong(check: string, detail: string): Finding {
  return { check, state: 'wrong', detail }
}
