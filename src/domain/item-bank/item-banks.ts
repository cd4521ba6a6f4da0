import { getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { notFound } from '../errors.ts'
import type { ItemBankId } from '../ids.ts'
import type { BankAccess } from '../access/consumer.ts'
import type { ItemBank } from './item-bank.ts'
import type { BankContents, BankPlace } from './item-bank-store.ts'
import { demand, mayWithBank } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'

/** Not exported: only `getItemBank` returns an opened bank. */
const OPENED = Symbol('opened')

/** A bank that the actor may use, as checked by `getItemBank`. */
export interface OpenedBank {
  readonly [OPENED]: true
  readonly bank: ItemBank
  readonly place: BankPlace
}

/** Makes an empty bank. @throws forbidden, invalid (name) */
export async function createItemBank(
  tx: Writer,
  by: Principal,
  wanted: Pick<ItemBank, 'name' | 'pagingKey'>,
): Promise<ItemBank> {
  demand(mayWithBank(await getActor(tx, by), 'write'), 'item_bank', 'create')
  refuseIfAny(checkName('item_bank', 'name', wanted.name))
  const bank = await tx.itemBanks.insert(by.accountId, { ...wanted, name: wanted.name.trim() })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'item_bank',
    subjectId: bank.id,
    after: { name: bank.name },
  })
  return bank
}

/** The banks of the account in the order of ids, without snapshots. @throws forbidden */
export async function listItemBanks(reader: Reader, by: Principal): Promise<readonly ItemBank[]> {
  demand(mayWithBank(await getActor(reader, by), 'read'), 'item_bank', 'list')
  return reader.itemBanks.list(by.accountId)
}

/**
 * The bank, if the actor may access it. A consumer may do what it was granted, and learns nothing about other banks: one that
 * doesn't exist is forbidden too.
 * @throws forbidden, not_found
 */
export async function getItemBank(
  reader: Reader,
  by: Principal,
  id: ItemBankId,
  act: BankAccess,
): Promise<OpenedBank> {
  const place = { accountId: by.accountId, bankId: id }
  const find = async () => (Number.isSafeInteger(id) ? reader.itemBanks.find(place) : undefined)
  const [bank, may] = await Promise.all([find(), mayOpen(reader, by, id, act)])
  demand(may && (bank !== undefined || by.banks !== 'granted'), 'item_bank', act)
  if (bank === undefined) throw notFound('item_bank', id)
  return { [OPENED]: true, bank, place }
}

async function mayOpen(reader: Reader, by: Principal, id: ItemBankId, act: BankAccess): Promise<boolean> {
  if (by.banks !== 'granted') return mayWithBank(await getActor(reader, by), act)
  if (!by.credentialId || !Number.isSafeInteger(id)) return false
  const access = await reader.consumers.findAccess(by.accountId, by.credentialId, id)
  return access === 'write' || access === act
}

/**
 * Locks the bank until the end of the operation, so that its contents can be compared with what was read before.
 * @throws forbidden, not_found
 */
export async function lockItemBank(tx: Writer, by: Principal, id: ItemBankId): Promise<OpenedBank> {
  const { place } = await getItemBank(tx, by, id, 'write')
  await tx.itemBanks.raiseRevision(place, 0)
  return getItemBank(tx, by, id, 'write')
}

/** Renames a bank. @throws forbidden, not_found, invalid (name) */
export async function updateItemBank(
  tx: Writer,
  by: Principal,
  id: ItemBankId,
  { name }: Partial<Pick<ItemBank, 'name'>>,
): Promise<void> {
  const { bank, place } = await lockItemBank(tx, by, id)
  if (name === undefined || name.trim() === bank.name) return
  refuseIfAny(checkName('item_bank', 'name', name))
  await tx.itemBanks.update(place, { name: name.trim() })
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'item_bank',
    subjectId: id,
    before: { name: bank.name },
    after: { name: name.trim() },
  })
}

/** How much a bank holds. */
export function countBankContents(reader: Reader, { place }: OpenedBank): Promise<BankContents> {
  return reader.itemBanks.countContents(place)
}

/**
 * Deletes a bank with its items, activities, tags, pools and hierarchies. Consumers lose what they may do in it; one that
 * has nothing else keeps its key.
 * @throws forbidden (a consumer never deletes a bank), not_found
 */
export async function deleteItemBank(tx: Writer, by: Principal, id: ItemBankId): Promise<void> {
  demand(by.banks !== 'granted', 'item_bank', 'delete')
  const { bank, place } = await lockItemBank(tx, by, id)
  const contents = await tx.itemBanks.countContents(place)
  const page = {
    ids: undefined,
    statuses: undefined,
    descending: false,
    asOf: bank.revision,
    after: undefined,
  }
  for (const pool of await tx.itemPools.list(place, { ...page, limit: contents.pools })) {
    await tx.itemPools.delete(place, pool.number, pool.snapshotId)
    await tx.pause()
  }
  await tx.itemBanks.delete(place)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'item_bank',
    subjectId: id,
    before: { name: bank.name, ...contents },
  })
}
