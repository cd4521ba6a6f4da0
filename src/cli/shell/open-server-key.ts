import type { Config } from '../../config/config.ts'
import { setStoreKey, getKeyFitness, listKinds } from '../../domain/academy/sealed-secrets.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { givenServerKey, makeServerKey, serverKeyPath } from '../../server/server-key.ts'
import { CommandError } from './explain.ts'

/**
 * The key that seals the store's secrets. A store that has never had a key accepts the given one. Without a given key a new
 * one is created, unless the store contains sealed secrets. Any other key is refused.
 * @throws CommandError when the key is missing or is not the store's; BadServerKey
 */
export async function openServerKey(config: Config, store: Store): Promise<Uint8Array> {
  const { dataDir, serverKey } = config
  const path = serverKeyPath(dataDir)
  const where = serverKey === undefined ? path : 'QUADRIVIUM_SERVER_KEY'
  const found = givenServerKey(dataDir, serverKey)
  const box = found && new SealedBox(found)
  const { known, secrets, unfit } = await store.read((reader) => getKeyFitness(reader, SYSTEM_ITSELF, box))
  if (found === undefined) {
    if (secrets > 0) {
      throw new CommandError(
        `The server key ${path} is missing, and the store holds secrets encrypted with it: ${listKinds(unfit)}. Restore the key from a backup, or set QUADRIVIUM_SERVER_KEY to it. Nothing was changed.`,
        2,
      )
    }
    const made = makeServerKey(path)
    await store.write((tx) => setStoreKey(tx, SYSTEM_ITSELF, new SealedBox(made), true))
    return made
  }
  if (unfit.size > 0 || known === false) throw anotherKey(config, where, secrets, listKinds(unfit))
  if (known === undefined && box !== undefined) {
    await store.write((tx) => setStoreKey(tx, SYSTEM_ITSELF, box))
    // When nodes start at once with different keys, only the first one succeeds.
    const now = await store.read((reader) => getKeyFitness(reader, SYSTEM_ITSELF, box))
    if (now.known === false) throw anotherKey(config, where, now.secrets, '')
  }
  return found
}

function anotherKey(config: Config, where: string, secrets: number, unfit: string): CommandError {
  const other = `The server key in ${where} is not the one that the store uses`
  if (secrets === 0)
    return new CommandError(`${other}. ${whereNothingIsSealed(config)} Nothing was changed.`, 2)
  const cannot = unfit === '' ? '' : ` It can't decrypt: ${unfit}.`
  return new CommandError(
    `${other}.${cannot} Restore the old key; all nodes must use the same one. Nothing was changed.`,
    2,
  )
}

/** What to do about a wrong key when the store contains no sealed secrets. */
export function whereNothingIsSealed({ databaseUrl }: Pick<Config, 'databaseUrl'>): string {
  const wayOut =
    databaseUrl === undefined
      ? 'delete this key, and the next start creates a new one'
      : 'stop all nodes and run `quadrivium key forget-server-key --lose-secrets`; the next start accepts the configured key'
  return `Restore the old key, if there is one; all nodes must use the same one. If it is lost, no data is lost, because the store holds no encrypted secrets: ${wayOut}.`
}
