import { presentCredential, presentCredentials } from '../../api/credentials/present-credential.ts'
import { createKey, getKey, listKeys, revokeKey } from '../../domain/access/credentials.ts'
import type { CredentialId } from '../../domain/ids.ts'
import { createSigningKey } from '../../domain/access/signing-keys.ts'
import type { Dialect, KeyKind } from '../../dialects/dialect.ts'
import { dialects } from '../../dialects/dialects.ts'
import type { Door } from '../../domain/principal.ts'
import type { Writer } from '../../domain/store.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, table } from '../shell/print.ts'

export interface NewKeyOptions extends Shared {
  readonly label: string
  readonly member?: string
}

/** Creates a key and prints it. It is shown only once. */
export async function createKeyCommand(door: Door, options: NewKeyOptions): Promise<void> {
  const list: readonly Dialect[] = dialects
  const kind = list.find(({ name }) => name === door)?.keys
  if (kind === undefined) throw new CommandError(`There are no keys for "${door}".`, 2)
  demandMember(door, kind, options.member)
  const { key, secret } = kind.make(randomIds)
  const { made, shown } = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const box = new SealedBox(await openServerKey(config, store))
    const make = async (tx: Writer) => {
      if (kind.kind === 'signing')
        return createSigningKey(tx, by, box, { door, label: options.label, secret: key })
      const member = options.member === undefined ? null : await findPerson(tx, by, options.member)
      return createKey(tx, by, {
        door,
        label: options.label,
        key,
        ...(secret === undefined ? {} : { secret }),
        memberId: member?.id ?? null,
      })
    }
    return store.write(async (tx) => {
      const { id } = await make(tx)
      const credential = await getKey(tx, by, id)
      return { made: credential, shown: await presentCredential(tx, by, dialects, credential) }
    })
  })
  const parts = [[kind.names.key, key], ...(secret === undefined ? [] : [[kind.names.secret ?? '', secret]])]
  // Beside the API's words stand the vendor's, under which its clients ask for them.
  print(options.json === true, { ...shown, key, secret: secret ?? null, ...Object.fromEntries(parts) }, () =>
    [
      `Key ${made.id} for ${door}. It is shown only once:`,
      ...parts.map(([name = '', value = '']) => `  ${name.padEnd(8)}  ${value}`),
    ].join('\n'),
  )
}

export async function listKeysCommand(options: Shared): Promise<void> {
  const keys = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => presentCredentials(reader, by, dialects, await listKeys(reader, by)))
  })
  print(options.json === true, keys, () =>
    table(
      ['id', 'door', 'label', 'person', 'created', 'last used', 'revoked', 'state'],
      keys.map((key) => [
        key.id,
        key.door,
        key.label,
        key.person?.name ?? null,
        key.created,
        key.lastUsed,
        key.revoked,
        stateOf(key),
      ]),
    ),
  )
}

function stateOf(key: Awaited<ReturnType<typeof presentCredentials>>[number]): string {
  const shares = key.consumer === null || key.consumer === key.id ? '' : `as key ${key.consumer}`
  const isOff = key.revoked === null && !key.active
  return [shares, isOff ? 'off' : ''].filter((word) => word !== '').join(', ')
}

/** Revokes a key and the sessions that were opened with it, immediately. */
export async function revokeKeyCommand(id: string, options: Shared): Promise<void> {
  if (!/^\d{1,15}$/.test(id))
    throw new CommandError(`"${id}" is not the id of a key. \`quadrivium key list\` shows all keys.`, 2)
  const revoked = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.write(async (tx) => {
      await revokeKey(tx, by, Number(id) as CredentialId)
      return presentCredential(tx, by, dialects, await getKey(tx, by, Number(id) as CredentialId))
    })
  })
  print(options.json === true, revoked, () => `Revoked key ${id}.`)
}

function demandMember(door: Door, { actsFor }: KeyKind, member: string | undefined): void {
  if (actsFor === 'member' && member === undefined) {
    throw new CommandError(`A key for ${door} acts for a person. Add --member <username>.`, 2)
  }
  if (actsFor === 'account' && member !== undefined) {
    throw new CommandError(`A key for ${door} acts for the account. Omit --member.`, 2)
  }
}
