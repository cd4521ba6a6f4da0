import type { Config } from '../../config/config.ts'
import { adoptKey, examineKey, listKinds } from '../../domain/academy/sealed-secrets.ts'
import type { Store } from '../../domain/store.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { givenServerKey, makeServerKey, serverKeyPath } from '../../server/server-key.ts'
import { CommandError } from './explain.ts'

/**
 * The key that the store's secrets are sealed with. A store that has never seen one takes the given one, or gets one
 * made; one that holds sealed secrets takes no other than theirs.
 * @throws CommandError when the key is missing or another one; BadServerKey
 */
export async function openServerKey(config: Config, store: Store): Promise<Uint8Array> {
  const { dataDir, serverKey } = config
  const path = serverKeyPath(dataDir)
  const where = serverKey === undefined ? path : 'QUADRIVIUM_SERVER_KEY'
  const found = givenServerKey(dataDir, serverKey)
  const box = found && new SealedBox(found)
  const { known, secrets, unfit } = await store.read((reader) => examineKey(reader, box))
  if (found === undefined) {
    if (secrets > 0) {
      throw new CommandError(
        `The server key ${path} is missing, and the store holds what was sealed with it: ${listKinds(unfit)}. Put the key back from a backup, or set QUADRIVIUM_SERVER_KEY to it. Nothing was changed.`,
        2,
      )
    }
    const made = makeServerKey(path)
    await store.write((tx) => adoptKey(tx, new SealedBox(made), true))
    return made
  }
  if (unfit.size > 0 || known === false) throw anotherKey(where, listKinds(unfit))
  if (known === undefined && box !== undefined) {
    await store.write((tx) => adoptKey(tx, box))
    // Of nodes that start at once with different keys, one was first.
    if ((await store.read((reader) => examineKey(reader, box))).known === false) throw anotherKey(where, '')
  }
  return found
}

function anotherKey(where: string, unfit: string): CommandError {
  const cannot = unfit === '' ? '' : ` It can't open: ${unfit}.`
  return new CommandError(
    `The server key in ${where} is another one than the store's secrets are sealed with.${cannot} Put the old key back; all nodes have the same one. Nothing was changed.`,
    2,
  )
}
