import { getKeyFitness, listKinds, revokeStoreKey } from '../../domain/academy/sealed-secrets.ts'
import { SYSTEM_ITSELF } from '../../domain/principal.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { givenServerKey } from '../../server/server-key.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import { print } from '../shell/print.ts'

export interface ForgetServerKeyOptions {
  readonly loseSecrets?: true
  readonly json?: true
}

/** Makes the store forget a lost server key, and gives up everything that only that key opens. */
export async function forgetServerKey({ loseSecrets, json }: ForgetServerKeyOptions): Promise<void> {
  const lost = await withStore(async (store, { dataDir, serverKey }) => {
    const key = givenServerKey(dataDir, serverKey)
    const box = key && new SealedBox(key)
    const { known, secrets, unfit } = await store.read((reader) => getKeyFitness(reader, SYSTEM_ITSELF, box))
    if (box !== undefined && known !== false && unfit.size === 0)
      throw new CommandError('The configured server key is the one that the store uses. Nothing was changed.')
    if (loseSecrets !== true) {
      const what = secrets === 0 ? 'no encrypted secrets' : listKinds(unfit)
      throw new CommandError(
        `The store holds ${what}, which only the lost key decrypts. With --lose-secrets those keys are revoked and those webhooks deleted; people, courses and results stay. Stop all nodes before. Nothing was changed.`,
        2,
      )
    }
    return store.write((tx) => revokeStoreKey(tx, SYSTEM_ITSELF))
  })
  print(json === true, { lost: Object.fromEntries(lost) }, () =>
    [
      lost.size === 0
        ? 'The store forgot the server key. It held no encrypted secrets.'
        : `The store forgot the server key and lost: ${listKinds(lost)}.`,
      'The next `quadrivium start` takes the configured key or creates one. Then create keys and webhooks again.',
    ].join('\n'),
  )
}
