import { readFile } from 'node:fs/promises'
import { getLetterhead } from '../../domain/academy/address.ts'
import {
  createAccount,
  listAccounts as listAll,
  updateAccount,
  type AccountChange,
} from '../../domain/academy/tenancy.ts'
import { SYSTEM_ITSELF, systemAt, systemOf, type Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { Config } from '../../config/config.ts'
import { dialects } from '../../dialects/dialects.ts'
import { presentSettings } from '../../api/settings/present-settings.ts'
import { baseUrlOf } from '../../server/base-url.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, table } from '../shell/print.ts'

export interface NewAccountOptions {
  readonly name: string
  readonly host: readonly string[]
  readonly language: string
  readonly json?: true
}

/** Creates another account that answers to the given hosts. */
export async function createAccountCommand({ name, host, language, json }: NewAccountOptions): Promise<void> {
  const account = await withStore(
    (store, config) =>
      store.write(async (tx) => {
        const { account: made } = await createAccount(tx, systemAt('cli'), { name, language }, host)
        return settingsOf(tx, config, systemOf(made.id, 'cli'))
      }),
    { begins: true },
  )
  print(json === true, account, () =>
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
  const { letterhead, settings } = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const changed = Object.keys(edit).length === 0 ? undefined : edit
    if (changed !== undefined) await store.write((tx) => updateAccount(tx, by, changed))
    return store.read(async (reader) => {
      const letterhead = await getLetterhead(reader, by.accountId, {
        publicUrl: baseUrlOf(config),
        mailFrom: config.mailFrom,
      })
      return { letterhead, settings: await settingsOf(reader, config, by) }
    })
  })
  const { academy, address, sender, accent, logo } = letterhead
  const from = sender.name === null ? sender.address : `${sender.name} <${sender.address}>`
  const told = { name: academy, language: settings.language, address, sender: from, accent, logo }
  print(options.json === true, settings, () =>
    table(
      ['what', 'value'],
      Object.entries(told).map(([what, value]) => [what, value]),
    ),
  )
}

/** The settings of an academy as the API shows them. */
function settingsOf(reader: Reader, config: Config, by: Principal) {
  const sessionLifetime = config.sessionMinutes * 60_000
  return presentSettings(reader, by, {
    publicUrl: baseUrlOf(config),
    sessionLifetime,
    limitRates: config.rateLimits === 'vendor',
    doors: dialects,
  })
}

/** Clears a value. */
const NONE = 'none'

function orNone<K extends string>(field: K, value: string | undefined): Partial<Record<K, string | null>> {
  return value === undefined ? {} : ({ [field]: value === NONE ? null : value } as Record<K, string | null>)
}

export async function listAccounts({ json }: { readonly json?: true }): Promise<void> {
  const accounts = await withStore((store, config) =>
    store.read(async (reader) => {
      const listed = []
      for (const account of await listAll(reader, SYSTEM_ITSELF)) {
        const settings = await settingsOf(reader, config, systemOf(account.id, 'cli'))
        listed.push({ ...settings, demo: account.demoSeed !== null })
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
