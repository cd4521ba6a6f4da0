import { readFile } from 'node:fs/promises'
import { getLetterhead } from '../../domain/academy/address.ts'
import {
  createAccount,
  getAccount,
  listAccounts as listAll,
  listHosts,
  updateAccount,
  type AccountChange,
} from '../../domain/academy/tenancy.ts'
import { SYSTEM_ITSELF, systemAt } from '../../domain/principal.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { instant, print, table } from '../shell/print.ts'

export interface NewAccountOptions {
  readonly name: string
  readonly host: readonly string[]
  readonly language: string
  readonly json?: true
}

/** Creates another account that answers to the given hosts. */
export async function createAccountCommand({ name, host, language, json }: NewAccountOptions): Promise<void> {
  const { account } = await withStore(
    (store) => store.write((tx) => createAccount(tx, systemAt('cli'), { name, language }, host)),
    { begins: true },
  )
  print(json === true, { id: account.id, guid: account.guid, name: account.name }, () =>
    [
      `Created account ${account.id} (${account.name}).`,
      `Add a manager: quadrivium member create <username> --name <name> --role manager --account ${account.id}`,
    ].join('\n'),
  )
}

export interface SetAccountOptions extends Shared {
  readonly name?: string
  readonly language?: string
  readonly address?: string
  readonly sender?: string
  readonly accent?: string
  readonly logo?: string
}

/** Changes the settings of an academy, and prints all of them. */
export async function setAccountCommand(options: SetAccountOptions): Promise<void> {
  const { name, language } = options
  const edit: AccountChange = {
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...orNone('address', options.address),
    ...orNone('sender', options.sender),
    ...orNone('accent', options.accent),
    ...(options.logo === undefined
      ? {}
      : { logo: options.logo === NONE ? null : await readFile(options.logo) }),
  }
  const { letterhead, language: spoken } = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const changed = Object.keys(edit).length === 0 ? undefined : edit
    if (changed !== undefined) await store.write((tx) => updateAccount(tx, by, changed))
    return store.read(async (reader) => {
      const letterhead = await getLetterhead(reader, by.accountId, {
        publicUrl: baseUrlOf(config),
        mailFrom: config.mailFrom,
      })
      const language = (await getAccount(reader, by)).language
      return { letterhead, language }
    })
  })
  const { academy, address, sender, accent, logo } = letterhead
  const from = sender.name === null ? sender.address : `${sender.name} <${sender.address}>`
  const told = { name: academy, language: spoken, address, sender: from, accent, logo }
  print(options.json === true, told, () =>
    table(
      ['what', 'value'],
      Object.entries(told).map(([what, value]) => [what, value]),
    ),
  )
}

/** Clears a value. */
const NONE = 'none'

function orNone<K extends string>(field: K, value: string | undefined): Partial<Record<K, string | null>> {
  return value === undefined ? {} : ({ [field]: value === NONE ? null : value } as Record<K, string | null>)
}

export async function listAccounts({ json }: { readonly json?: true }): Promise<void> {
  const accounts = await withStore((store) =>
    store.read(async (reader) => {
      const listed = []
      for (const account of await listAll(reader, SYSTEM_ITSELF)) {
        listed.push({
          id: account.id,
          guid: account.guid,
          name: account.name,
          hosts: await listHosts(reader, account.id),
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
