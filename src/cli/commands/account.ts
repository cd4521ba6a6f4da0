import { createAccount } from '../../domain/academy/tenancy.ts'
import { withStore } from '../shell/open-configured-store.ts'
import { instant, print, table } from '../shell/print.ts'

export interface NewAccountOptions {
  readonly name: string
  readonly host: readonly string[]
  readonly language: string
  readonly json?: true
}

/** Makes a further account, which answers to the hosts. */
export async function createAccountCommand({ name, host, language, json }: NewAccountOptions): Promise<void> {
  const { account } = await withStore((store) =>
    store.write((tx) => createAccount(tx, { name, language }, host)),
  )
  print(json === true, { id: account.id, guid: account.guid, name: account.name }, () =>
    [
      `Account ${account.id}, ${account.name}, is there.`,
      `Give it a manager: quadrivium member create <username> --name <name> --role manager --account ${account.id}`,
    ].join('\n'),
  )
}

export async function listAccounts({ json }: { readonly json?: true }): Promise<void> {
  const accounts = await withStore((store) =>
    store.read(async (reader) => {
      const listed = []
      for (const account of await reader.accounts.list()) {
        listed.push({
          id: account.id,
          guid: account.guid,
          name: account.name,
          hosts: await reader.accounts.hosts(account.id),
          language: account.language,
          demo: account.demoSeed !== null,
          created: instant(account.created),
        })
      }
      return listed
    }),
  )
  print(json === true, accounts, () =>
    table(
      ['id', 'name', 'hosts', 'created'],
      accounts.map(({ id, name, hosts, created }) => [id, name, hosts.join(' '), created]),
    ),
  )
}
