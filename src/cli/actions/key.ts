import { listConsumerKeys } from '../../domain/access/consumers.ts'
import { findMember } from '../../domain/people/find-member.ts'
import { createKey, listKeys, revokeKey } from '../../domain/access/credentials.ts'
import type { Credential } from '../../domain/access/credential.ts'
import type { CredentialId } from '../../domain/ids.ts'
import { createSigningKey } from '../../domain/access/signing-keys.ts'
import type { Dialect, KeyKind } from '../../dialects/dialect.ts'
import { dialects } from '../../dialects/dialects.ts'
import type { Door } from '../../domain/principal.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { CommandError } from '../shell/explain.ts'
import { findPerson } from '../shell/find-person.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { instant, print, table } from '../shell/print.ts'

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
  const made = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const box = new SealedBox(await openServerKey(config, store))
    return store.write(async (tx) => {
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
    })
  })
  const parts = [[kind.names.key, key], ...(secret === undefined ? [] : [[kind.names.secret ?? '', secret]])]
  print(options.json === true, { id: made.id, door, label: made.label, ...Object.fromEntries(parts) }, () =>
    [
      `Key ${made.id} for ${door}. It is shown only once:`,
      ...parts.map(([name = '', value = '']) => `  ${name.padEnd(8)}  ${value}`),
    ].join('\n'),
  )
}

export async function listKeysCommand(options: Shared): Promise<void> {
  const keys = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => {
      const listed = []
      const consumers = await listConsumerKeys(reader, by)
      for (const credential of await listKeys(reader, by)) {
        const { memberId } = credential
        const member = memberId === null ? undefined : await findMember(reader, by, { id: memberId })
        const key = consumers.get(credential.id)
        listed.push({
          ...presentKey(credential, member?.username ?? null),
          ...(key && { consumer: key.consumerId, active: key.isActive }),
        })
      }
      return listed
    })
  })
  print(options.json === true, keys, () =>
    table(
      ['id', 'door', 'label', 'member', 'created', 'last used', 'revoked', 'state'],
      keys.map((key) => [
        key.id,
        key.door,
        key.label,
        key.member,
        key.created,
        key.lastUsed,
        key.revoked,
        stateOf(key),
      ]),
    ),
  )
}

function stateOf(key: {
  readonly id: number
  readonly consumer?: number
  readonly active?: boolean
}): string {
  const shares = key.consumer === undefined || key.consumer === key.id ? '' : `as key ${key.consumer}`
  return [shares, key.active === false ? 'off' : ''].filter((word) => word !== '').join(', ')
}

/** Revokes a key and the sessions that were opened with it, immediately. */
export async function revokeKeyCommand(id: string, options: Shared): Promise<void> {
  if (!/^\d{1,15}$/.test(id))
    throw new CommandError(`"${id}" is not the id of a key. \`quadrivium key list\` shows all keys.`, 2)
  await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    await store.write((tx) => revokeKey(tx, by, Number(id) as CredentialId))
  })
  print(options.json === true, { id: Number(id), revoked: true }, () => `Revoked key ${id}.`)
}

function demandMember(door: Door, { actsFor }: KeyKind, member: string | undefined): void {
  if (actsFor === 'member' && member === undefined) {
    throw new CommandError(`A key for ${door} acts for a person. Add --member <username>.`, 2)
  }
  if (actsFor === 'account' && member !== undefined) {
    throw new CommandError(`A key for ${door} acts for the account. Omit --member.`, 2)
  }
}

function presentKey({ id, door, label, created, lastUsed, revoked }: Credential, member: string | null) {
  return {
    id,
    door,
    label,
    member,
    created: instant(created),
    lastUsed: instant(lastUsed),
    revoked: instant(revoked),
  }
}
