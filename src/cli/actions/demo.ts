import { resolve } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { DemoAccess } from '../../demo/demo-doors.ts'
import { NotTheDemo, openOrMakeDemoAcademy, SealedByAnotherKey } from '../../demo/demo-academy.ts'
import type { Store } from '../../domain/store.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { aloneWithDemo } from '../shell/demo-lock.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import { reachableBaseUrl } from '../shell/running-server.ts'

/** Creates the demo academy when the store is empty, and prints how to use it. */
export async function demo({ json }: { readonly json: boolean }): Promise<void> {
  await withStore(
    async (store, config) => {
      const opened = await openDemoOrExplain(store, await openServerKey(config, store), config)
      if (opened === undefined) {
        throw new CommandError(
          'This store already holds another academy, and the demo academy needs an empty store. Set QUADRIVIUM_DATA_DIR to another folder.',
          2,
        )
      }
      const { access, isNew } = opened
      // Whoever meant another folder would try its passwords at another academy.
      if (isNew) console.error(`There was no academy in ${placeOf(config)}: the demo academy is new there.`)
      const baseUrl = await reachableBaseUrl(config)
      if (json) {
        const { learners: _, ...told } = access
        console.log(JSON.stringify({ baseUrl, ...told }, null, 2))
      } else {
        const { demoCredentials } = await import('../shell/demo-banner.ts')
        console.log(await demoCredentials(baseUrl, access))
        console.log(
          `The demo academy is at ${baseUrl} while \`npm start\` or \`quadrivium start\` is running.`,
        )
      }
    },
    { begins: true },
  )
}

function placeOf({ databaseUrl, dataDir }: Config): string {
  return databaseUrl === undefined ? resolve(dataDir) : 'the database'
}

/** The way into the demo academy, and whether it was made now; undefined when the store contains other accounts. @throws CommandError */
export async function openDemoOrExplain(
  store: Store,
  serverKey: Uint8Array,
  config: Config,
): Promise<{ readonly access: DemoAccess; readonly isNew: boolean } | undefined> {
  try {
    return await aloneWithDemo(config, () =>
      openOrMakeDemoAcademy(store, new SealedBox(serverKey), randomIds),
    )
  } catch (error) {
    if (error instanceof NotTheDemo) return undefined
    if (error instanceof SealedByAnotherKey) {
      throw new CommandError(
        "The demo academy of this store was created with another server key, so its credentials can't be shown. Restore that key, or use an empty data folder.",
        2,
      )
    }
    throw error
  }
}
