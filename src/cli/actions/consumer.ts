import type { CredentialId, ItemBankId } from '../../domain/ids.ts'
import {
  addConsumerKey,
  addConsumerSecret,
  updateConsumer,
  createConsumer,
  getConsumer,
  removeConsumerSecret,
  setConsumerActive,
} from '../../domain/access/consumers.ts'
import type { BankAccess } from '../../domain/access/consumer.ts'
import type { ItemBank } from '../../domain/item-bank/item-bank.ts'
import { createItemBank, listItemBanks } from '../../domain/item-bank/item-banks.ts'
import type { KeyKind } from '../../dialects/dialect.ts'
import type { Door, Principal } from '../../domain/principal.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { dialects } from '../../dialects/dialects.ts'
import { getKey } from '../../domain/access/credentials.ts'
import { presentCredential } from '../../api/credentials/present-credential.ts'
import { randomIds } from '../../lib/ids.ts'
import { SealedBox } from '../../lib/sealed-box.ts'
import { openServerKey } from '../shell/open-server-key.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { bankNamed } from '../shell/choose-bank.ts'
import { CommandError } from '../shell/explain.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print } from '../shell/print.ts'

export interface NewConsumerOptions extends Shared {
  readonly label: string
  readonly member?: string
  readonly domain: readonly string[]
  readonly bank: readonly string[]
  /** The id of an existing key of the consumer; the new key is added to that consumer. */
  readonly consumer?: string
}

/** A door whose keys belong to consumers. */
export interface ConsumerDoor {
  readonly name: Door
  readonly keys: Pick<KeyKind, 'make'>
}

/** Creates a consumer and prints its key and secret. The secret is shown only once. */
export async function createConsumerCommand(door: ConsumerDoor, options: NewConsumerOptions): Promise<void> {
  if (options.member !== undefined) {
    throw new CommandError(`A key for ${door.name} acts for the account. Omit --member.`, 2)
  }
  if (options.consumer !== undefined) return addKeyCommand(door, options.consumer, options)
  const { key, secret = newSecret() } = door.keys.make(randomIds)
  const domains = options.domain.length === 0 ? ['localhost'] : options.domain
  const [made, banks, whole] = await withStore(async (store, config) => {
    const by = await chooseAccount(store, options.account)
    const sealedSecret = new SealedBox(await openServerKey(config, store)).seal(secret)
    return store.write(async (tx) => {
      const granted = await chooseBanks(tx, by, options.bank)
      const [primaryBankId = null] = granted.keys()
      const wanted = {
        door: door.name,
        label: options.label,
        key,
        sealedSecret,
        domains,
        banks: granted,
        primaryBankId,
      }
      const made = await createConsumer(tx, by, wanted)
      return [made, granted, await shownNow(tx, by, made.credentialId)] as const
    })
  })
  const [organisationId] = banks.keys()
  const pair = { key, secret, consumerKey: key, consumerSecret: secret }
  const access = [...banks].map(([bank, may]) => `${bank} (${may})`).join(', ')
  // Beside the API's words stand the vendor's, under which its clients ask for them.
  print(options.json === true, { ...whole, ...pair, organisationId: organisationId ?? null }, () =>
    [
      `Key ${made.credentialId} for ${door.name}. It is shown only once:`,
      `  consumerKey     ${key}`,
      `  consumerSecret  ${secret}`,
      `  domains         ${domains.join(', ')}`,
      `  item banks      ${access}`,
    ].join('\n'),
  )
}

/** Creates another key and secret for a consumer, with the same hosts and item banks. */
async function addKeyCommand(
  door: ConsumerDoor,
  id: string,
  { label, domain, bank, ...shared }: NewConsumerOptions,
): Promise<void> {
  if (domain.length > 0 || bank.length > 0) {
    throw new CommandError(
      "An additional key uses the consumer's hosts and item banks. Omit --domain and --bank.",
      2,
    )
  }
  const { key, secret = newSecret() } = door.keys.make(randomIds)
  const [made, whole] = await onConsumer(id, shared, async (tx, by, consumer, box) => {
    const sealedSecret = box.seal(secret)
    const added = await addConsumerKey(tx, by, consumer, { door: door.name, label, key, sealedSecret })
    return [added, await shownNow(tx, by, added.credentialId)] as const
  })
  const { credentialId, consumerId, primaryBankId } = made
  const pair = { key, secret, consumerKey: key, consumerSecret: secret }
  print(shared.json === true, { ...whole, ...pair, organisationId: primaryBankId }, () =>
    [
      `Key ${credentialId} for ${door.name}, of the consumer of key ${consumerId}. It is shown only once:`,
      `  consumerKey     ${key}`,
      `  consumerSecret  ${secret}`,
    ].join('\n'),
  )
}

function newSecret(): string {
  return randomIds.token(30)
}

/**
 * The banks that `--bank` names by id or name; `:read` makes one read-only. Without `--bank`, all banks of the account; if
 * there are none, creates a first one.
 */
async function chooseBanks(
  tx: Writer,
  by: Principal,
  wanted: readonly string[],
): Promise<ReadonlyMap<ItemBankId, BankAccess>> {
  const known = await listItemBanks(tx, by)
  if (wanted.length > 0) return new Map(wanted.map((text) => bankOf(known, text)))
  if (known.length > 0) return new Map(known.map(({ id }) => [id, 'write']))
  const first = await createItemBank(tx, by, { name: 'Item bank', pagingKey: randomIds.token(32) })
  return new Map([[first.id, 'write']])
}

function bankOf(known: readonly ItemBank[], text: string): [ItemBankId, BankAccess] {
  const [, name = text, access = 'write'] = /^(.*):(read|write)$/.exec(text) ?? []
  return [bankNamed(known, name).id, access === 'read' ? 'read' : 'write']
}

export interface ChangeConsumerOptions extends Shared {
  readonly domain: readonly string[]
  readonly bank: readonly string[]
}

/** Changes the hosts or item banks of a consumer. */
export async function changeConsumerCommand(id: string, options: ChangeConsumerOptions): Promise<void> {
  const { domain, bank } = options
  if (domain.length === 0 && bank.length === 0) {
    throw new CommandError('Give the new values with --domain, --bank or both.', 2)
  }
  const shown = await onConsumer(id, options, async (tx, by, consumer) => {
    const banks = bank.length > 0 && { banks: await chooseBanks(tx, by, bank) }
    await updateConsumer(tx, by, consumer, { ...(domain.length > 0 && { domains: domain }), ...banks })
    return shownNow(tx, by, consumer)
  })
  const { domains, primaryBank } = shown
  print(
    options.json === true,
    { ...shown, organisationId: primaryBank },
    () => `Updated key ${id}: domains ${domains.join(', ')}; primary item bank ${primaryBank ?? 'none'}.`,
  )
}

/** Adds a second secret. The first stays valid until it is retired. */
export async function rotateSecretCommand(id: string, options: Shared): Promise<void> {
  const secret = newSecret()
  const shown = await onConsumer(id, options, async (tx, by, consumer, box) => {
    await addConsumerSecret(tx, by, consumer, box.seal(secret))
    return shownNow(tx, by, consumer)
  })
  print(options.json === true, { ...shown, secret, consumerSecret: secret }, () =>
    [
      `Second secret of key ${id} (shown only once):`,
      `  consumerSecret  ${secret}`,
      `The first secret stays valid until you run: quadrivium key retire ${id}`,
    ].join('\n'),
  )
}

/** Removes the older of two secrets. */
export async function retireSecretCommand(id: string, options: Shared): Promise<void> {
  const shown = await onConsumer(id, options, async (tx, by, consumer) => {
    await removeConsumerSecret(tx, by, consumer)
    return shownNow(tx, by, consumer)
  })
  print(options.json === true, shown, () => `Removed the older secret of key ${id}.`)
}

/** Turns a consumer on or off. */
export async function activateCommand(id: string, isActive: boolean, options: Shared): Promise<void> {
  const shown = await onConsumer(id, options, async (tx, by, consumer) => {
    await setConsumerActive(tx, by, consumer, isActive)
    return shownNow(tx, by, consumer)
  })
  print(options.json === true, shown, () => `Key ${id} is now ${isActive ? 'active' : 'inactive'}.`)
}

async function shownNow(reader: Reader, by: Principal, id: CredentialId) {
  return presentCredential(reader, by, dialects, await getKey(reader, by, id))
}

async function onConsumer<T>(
  id: string,
  { account }: Shared,
  work: (tx: Writer, by: Principal, consumer: CredentialId, box: SealedBox) => Promise<T>,
): Promise<T> {
  if (!/^\d{1,15}$/.test(id)) {
    throw new CommandError(`"${id}" is not the id of a key. \`quadrivium key list\` shows all keys.`, 2)
  }
  return withStore(async (store, config) => {
    const by = await chooseAccount(store, account)
    const box = new SealedBox(await openServerKey(config, store))
    return store.write(async (tx) => {
      const { credentialId } = await getConsumer(tx, by, Number(id) as CredentialId)
      return work(tx, by, credentialId, box)
    })
  })
}
