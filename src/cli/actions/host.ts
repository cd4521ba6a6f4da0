import type { Principal } from '../../domain/principal.ts'
import type { Reader, Store } from '../../domain/store.ts'
import {
  addHost,
  findAccountOfHost,
  getAccount,
  listHosts,
  removeHost,
} from '../../domain/academy/tenancy.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print } from '../shell/print.ts'

/** Adds a host to an account. */
export async function addHostCommand(host: string, options: Shared): Promise<void> {
  await tell(options, async (store, by) => store.write((tx) => addHost(tx, by, host)))
}

/** Removes a host from an account, and warns when links break or nobody can reach the account any more. */
export async function removeHostCommand(host: string, options: Shared): Promise<void> {
  await tell(options, async (store, by) => {
    await store.write((tx) => removeHost(tx, by, host))
    const warning = await store.read((reader) => warningAfterRemoval(reader, by))
    if (warning !== undefined) console.error(warning)
  })
}

async function warningAfterRemoval(reader: Reader, by: Principal): Promise<string | undefined> {
  const account = await getAccount(reader, by)
  const hosts = await listHosts(reader, by.accountId)
  const only = (await findAccountOfHost(reader, undefined)) !== undefined
  if (account.address !== null && !hosts.includes(new URL(account.address).hostname) && !only) {
    return `Links still lead to ${account.address}, where ${account.name} doesn't answer any more. Set another address with \`quadrivium account set --address <url>\`.`
  }
  if (hosts.length > 0) return undefined
  return only
    ? `${account.name} has no host name any more. As the only account it answers to every host.`
    : `${account.name} has no host name any more, so nobody reaches it. Add one with \`quadrivium account host add <host>\`.`
}

export async function listHostsCommand(options: Shared): Promise<void> {
  await tell(options, () => Promise.resolve())
}

/** Does the work, and prints the resulting hosts. */
async function tell(options: Shared, work: (store: Store, by: Principal) => Promise<void>): Promise<void> {
  const hosts = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    await work(store, by)
    return store.read((reader) => listHosts(reader, by.accountId))
  })
  print(options.json === true, hosts, () => hosts.join('\n'))
}
