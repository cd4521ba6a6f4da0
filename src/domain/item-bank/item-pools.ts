import { isStorable } from '../../lib/text.ts'
import { recordAudit } from '../record-audit.ts'
import { checkName, refuseIfAny } from '../checks.ts'
import { notFound } from '../errors.ts'
import type { ItemBankId } from '../ids.ts'
import { getItemBank, lockItemBank, type OpenedBank } from './item-banks.ts'
import type { ItemPool, ItemPoolListFilter, ItemPoolSort, ItemPoolStatus } from './item-pool.ts'
import type { CursorQuery, Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader, Writer } from '../store.ts'
import { pageOfWalk, walkOf } from './walk.ts'

export interface NewItemPool extends Pick<ItemPool, 'id' | 'name' | 'status'> {
  /** References of its items. */
  readonly items: readonly string[]
  /** For the bank that keeps the snapshot. */
  readonly pagingKey: string
}

/**
 * Publishes a pool: a copy of the items as they are now, which later changes of the bank don't affect.
 * @throws forbidden, invalid (id, name), not_found (an item), conflict (id)
 */
export async function createItemPool(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  wanted: NewItemPool,
): Promise<ItemPool> {
  const { place } = await getItemBank(tx, by, bank, 'write')
  refuseIfAny([...checkName('item_pool', 'id', wanted.id), ...checkName('item_pool', 'name', wanted.name)])
  const number = await tx.itemBanks.raiseRevision(place, 1)
  const items = await tx.taggables.listByReferences(place, 'item', [...new Set(wanted.items)])
  const found = new Set(items.map(({ reference }) => reference))
  const unknown = wanted.items.find((reference) => !found.has(reference))
  if (unknown !== undefined) throw notFound('item', unknown)

  const { pagingKey, id, name, status } = wanted
  const snapshot = await tx.itemBanks.insert(by.accountId, { name, pagingKey, snapshotOf: bank })
  await tx.itemPools.copy(
    place,
    snapshot.id,
    items.map((item) => item.number),
  )
  const pool = await tx.itemPools.insert(place, { number, id, name, status, snapshotId: snapshot.id })
  await recordAudit(tx, by, {
    action: 'create',
    subject: 'item_pool',
    subjectId: number,
    after: { bank, id, name, status, items: items.length },
  })
  return pool
}

/** The new fields of a pool; those that are left out stay, and its items never change. */
export interface ItemPoolChange extends Partial<Pick<ItemPool, 'name' | 'status'>> {
  readonly id: string
}

/** Renames a pool, or changes its status. @throws forbidden, not_found, invalid (name) */
export async function updateItemPool(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  { id, name, status }: ItemPoolChange,
): Promise<void> {
  const opened = await lockItemBank(tx, by, bank)
  refuseIfAny(name === undefined ? [] : checkName('item_pool', 'name', name))
  const pool = await getItemPool(tx, opened, id)
  const values = { name: name ?? pool.name, status: status ?? pool.status }
  if (values.name === pool.name && values.status === pool.status) return
  await tx.itemBanks.raiseRevision(opened.place, 1)
  await tx.itemPools.update(opened.place, pool.number, values)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'item_pool',
    subjectId: pool.number,
    before: { bank, id, name: pool.name, status: pool.status },
    after: { bank, id, ...values },
  })
}

/** Removes a pool with its snapshot. @throws forbidden, not_found */
export async function deleteItemPool(tx: Writer, by: Principal, bank: ItemBankId, id: string): Promise<void> {
  const opened = await getItemBank(tx, by, bank, 'write')
  await tx.itemBanks.raiseRevision(opened.place, 1)
  const { number, name, status, snapshotId } = await getItemPool(tx, opened, id)
  await tx.itemPools.delete(opened.place, number, snapshotId)
  await recordAudit(tx, by, {
    action: 'delete',
    subject: 'item_pool',
    subjectId: number,
    before: { bank, id, name, status },
  })
}

/** A pool by its id, or by its number in the bank. @throws not_found */
export async function getItemPool(
  reader: Reader,
  { place }: OpenedBank,
  ref: string | { readonly number: number },
): Promise<ItemPool> {
  const pool =
    typeof ref === 'object'
      ? await reader.itemPools.findByNumber(place, ref.number)
      : isStorable(ref)
        ? await reader.itemPools.find(place, ref)
        : undefined
  if (pool === undefined) throw notFound('item_pool', typeof ref === 'object' ? ref.number : ref)
  return pool
}

/** Any of the ids, and any of the statuses. */
export interface ItemPoolFilter {
  readonly ids?: readonly string[]
  readonly statuses?: readonly ItemPoolStatus[]
}

/**
 * A page of a bank's pools by creation. Pools created after the first page aren't included; pools deleted in the meantime are
 * left out.
 */
export async function listItemPools(
  reader: Reader,
  { bank, place }: OpenedBank,
  { filter: { ids, statuses }, sort: [order] = [], page, total }: CursorQuery<ItemPoolFilter, 'created'>,
): Promise<Page<ItemPool>> {
  const walk = walkOf('item_pool', page.after)
  const asOf = walk?.asOf ?? bank.revision
  const found = await reader.itemPools.list(place, {
    ids: ids?.filter(isStorable),
    statuses,
    descending: order?.descending ?? false,
    asOf,
    after: walk?.after,
    limit: page.limit + 1,
  })
  return {
    ...pageOfWalk(found, page.limit, asOf, ({ number }) => number),
    ...(total === true && { total: await reader.itemPools.count(place, statuses) }),
  }
}

/** The pools of a bank as they are now, by creation unless sorted. A page may hold fewer than asked for. */
export function listItemPoolsInOrder(
  reader: Reader,
  { place }: OpenedBank,
  query: CursorQuery<ItemPoolListFilter, ItemPoolSort>,
): Promise<Page<ItemPool>> {
  return reader.itemPools.listByKey(place, query)
}
