import type { Principal } from '../../domain/principal.ts'
import type { Store } from '../../domain/store.ts'
import { addHost, removeHost } from '../../domain/academy/tenancy.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { withStore } from '../shell/open-configured-store.ts'
import { print } from '../shell/print.ts'

interface Shared {
  readonly account?: string
  readonly json?: true
}

/** Lets an account answer to a further host. */
export async function addHostCommand(host: string, options: Shared): Promise<void> {
  await tell(options, async (store, by) => store.write((tx) => addHost(tx, by, host)))
}

/** Lets an account answer to a host no more. */
export async function removeHostCommand(host: string, options: Shared): Promise<void> {
  await tell(options, async (store, by) => store.write((tx) => removeHost(tx, by, host)))
}

export async function listHostsCommand(options: Shared): Promise<void> {
  await tell(options, () => Promise.resolve())
}

/** Does something, and prints the hosts that there are then. */
async function tell(options: Shared, work: (store: Store, by: Principal) => Promise<void>): Promise<void> {
  const hosts = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    await work(store, by)
    return store.read((reader) => reader.accounts.hosts(by.accountId))
  })
  print(options.json === true, hosts, () => hosts.join('\n'))
}
