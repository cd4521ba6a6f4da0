import { getActor } from '../actor.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { notFound } from '../errors.ts'
import type { ItemBankId } from '../ids.ts'
import type { BankAccess } from '../access/consumer.ts'
import type { ItemBank } from './item-bank.ts'
import type { BankPlace } from './item-bank-store.ts'
import { demand, mayWithBank } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'

/** It isn't exported: nobody has an opened bank but by `getItemBank`. */
const OPENED = Symbol('opened')

/** A bank of which it is known that the one who acts may do this with it. */
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
 * The bank, when the one who acts may do this with it. A consumer may what it was granted, and learns nothing of other
 * banks: one that isn't there is forbidden too.
 * @throws forbidden, not_found
 */
export async function getItemBank(
  reader: Reader,
  by: Principal,
  id: ItemBankId,
  act: BankAccess,
): Promise<OpenedBank> {
  const place = { accountId: by.accountId, bankId: id }
  const bank = Number.isSafeInteger(id) ? await reader.itemBanks.find(place) : undefined
  if (by.banks === 'granted') {
    const access =
      bank && by.credentialId && (await reader.consumers.findAccess(by.accountId, by.credentialId, id))
    demand(access === 'write' || access === act, 'item_bank', act)
  } else {
    demand(mayWithBank(await getActor(reader, by), act), 'item_bank', act)
  }
  if (bank === undefined) throw notFound('item_bank', id)
  return { [OPENED]: true, bank, place }
}

/**
 * The bank, in which nobody else writes until the operation's end: for whoever compares something in it with what they have
 * read before.
 * @throws forbidden, not_found
 */
export async function lockItemBank(tx: Writer, by: Principal, id: ItemBankId): Promise<OpenedBank> {
  const { place } = await getItemBank(tx, by, id, 'write')
  await tx.itemBanks.raiseRevision(place, 0)
  return getItemBank(tx, by, id, 'write')
}
