import type { Consumer } from '../../domain/access/consumer.ts'
import { listBanksOfConsumer, getConsumer, listConsumerKeys } from '../../domain/access/consumers.ts'
import type { Credential } from '../../domain/access/credential.ts'
import type { ItemBankId } from '../../domain/ids.ts'
import { listItemBanks } from '../../domain/item-bank/item-banks.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { ApiDoor } from '../api-services.ts'
import { namesOfPeople } from '../people/names-of-people.ts'
import { instant, instantOrNull } from '../table/shapes.ts'

/** Credentials as a list shows them: always three queries. */
export async function presentCredentials(
  reader: Reader,
  by: Principal,
  doors: readonly ApiDoor[],
  credentials: readonly Credential[],
) {
  const consumers = await listConsumerKeys(reader, by)
  const names = await namesOfPeople(
    reader,
    by,
    credentials.map(({ memberId }) => memberId),
  )
  return credentials.map(({ id, door, label, memberId, created, modified, lastUsed, revoked }) => {
    const consumer = consumers.get(id)
    const kind = doors.find(({ name }) => name === door)?.keys?.kind
    return {
      id,
      door,
      kind: kind === undefined ? 'token' : KINDS[kind],
      label,
      person: memberId === null ? null : { id: memberId, name: names.get(memberId) ?? '' },
      active: revoked === null && consumer?.isActive !== false,
      consumer: consumer?.consumerId ?? null,
      created: instant(created),
      modified: instant(modified),
      lastUsed: instantOrNull(lastUsed),
      revoked: instantOrNull(revoked),
    }
  })
}

const KINDS = { shown: 'key', signing: 'signing_key', consumer: 'consumer' } as const

/** One credential; a consumer's with its hosts and banks. */
export async function presentCredential(
  reader: Reader,
  by: Principal,
  doors: readonly ApiDoor[],
  credential: Credential,
) {
  const [shown] = await presentCredentials(reader, by, doors, [credential])
  const isConsumer = shown?.kind === 'consumer' && shown.revoked === null
  const consumer = isConsumer ? await getConsumer(reader, by, credential.id) : undefined
  return {
    ...shown,
    key: consumer?.key ?? null,
    domains: consumer?.domains ?? [],
    banks: consumer === undefined ? [] : await banksOf(reader, by, consumer),
    primaryBank: consumer?.primaryBankId ?? null,
    secretCount: consumer?.secrets.length ?? 0,
  }
}

async function banksOf(reader: Reader, by: Principal, { credentialId }: Consumer) {
  const names = new Map<ItemBankId, string>()
  for (const { id, name } of await listItemBanks(reader, by)) names.set(id, name)
  const banks = await listBanksOfConsumer(reader, by, credentialId)
  return [...banks].map(([id, access]) => ({ id, name: names.get(id) ?? '', access }))
}
