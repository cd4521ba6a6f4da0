import { getActor } from '../../actor.ts'
import type { Issue } from '../../errors.ts'
import type { ItemBankId } from '../../ids.ts'
import { getItemBank } from '../../item-bank/item-banks.ts'
import { checkTag, createOrUpdateTags, deleteTag } from '../../item-bank/tags.ts'
import type { TagDraft } from '../../item-bank/tag.ts'
import type { TaggableKind } from '../../item-bank/taggable.ts'
import {
  checkTaggable,
  createTaggables,
  type NewTaggable,
  updateTaggings,
} from '../../item-bank/taggables.ts'
import { demand, mayWithBank } from '../../permissions.ts'
import type { Principal } from '../../principal.ts'
import type { Reader, Writer } from '../../store.ts'
import { type Case, type ImportContext, isChangedBy, type KindImport, refuse } from '../import-context.ts'
import { resolveReferences } from '../import-names.ts'
import { faultOf } from '../issue-sentences.ts'
import { compare } from '../plan-things.ts'
import { listItemTagRecords, listTagRecords } from '../records/bank-records.ts'

// Tags of item banks, and which items have them. Types and names are compared as they stand.

const names: ReadonlySet<string> = new Set(['bank', 'type', 'name', 'description', 'sort_key', 'item'])

const banks = new WeakMap<Case, ItemBankId>()

async function demandBanks(reader: Reader, by: Principal): Promise<void> {
  demand(mayWithBank(await getActor(reader, by), 'write'), 'item_bank', 'write')
}

/** The bank, and the cells that the record can't do without. */
async function settleBanks(
  context: ImportContext,
  cases: readonly Case[],
  needed: readonly string[],
): Promise<void> {
  const text = ({ values }: Case, column: string) => values.get(column) as string | undefined
  const meanings = await resolveReferences(
    context,
    'bank',
    cases.flatMap((one) => text(one, 'bank') ?? []),
  )
  for (const one of cases) {
    const bank = text(one, 'bank')
    const meaning = bank === undefined ? undefined : meanings.get(bank)
    if (meaning?.is === 'thing') banks.set(one, meaning.id as ItemBankId)
    else
      refuse(
        one,
        'bank',
        bank === undefined ? 'A value is needed.' : `There is no item bank “${bank}”, or there are several.`,
      )
    for (const column of needed) if (!one.values.has(column)) refuse(one, column, 'A value is needed.')
    one.values.delete('bank')
  }
}

/** Refuses a record that says the same as an earlier one. */
async function refuseRepeated(
  { reader, by, import: { id }, part, isRunning }: ImportContext,
  cases: readonly Case[],
): Promise<void> {
  if (isRunning) return
  const before = await reader.imports.listTargets(
    by.accountId,
    id,
    part,
    cases.flatMap(({ target }) => target ?? []),
  )
  const here = new Map<string, number>()
  for (const one of cases) {
    if (one.target === null) continue
    const earlier = Math.min(before.get(one.target) ?? Infinity, here.get(one.target) ?? Infinity)
    if (earlier < one.row.record) refuse(one, null, `Row ${String(earlier)} says the same.`)
    here.set(one.target, Math.min(earlier, one.row.record))
  }
}

function draftOf({ values }: Case): TagDraft {
  return {
    type: (values.get('type') as string | undefined) ?? '',
    name: (values.get('name') as string | undefined) ?? '',
  }
}

async function planTags(context: ImportContext, all: readonly Case[]): Promise<void> {
  const cases = all.filter(({ faults }) => faults.length === 0)
  await settleBanks(context, cases, ['type', 'name'])
  const { reader, by } = context
  for (const one of cases) {
    const bank = banks.get(one)
    const { type, name } = draftOf(one)
    if (bank === undefined || one.faults.length > 0) continue
    one.target = JSON.stringify([bank, type, name])
    const { place } = await getItemBank(reader, by, bank, 'write')
    for (const issue of checkTag(valuesOf(one))) one.faults.push(faultOf(issue, names))
    const [known] = one.faults.length > 0 ? [] : await reader.tags.listTypes(place, [type])
    const [tag] =
      known === undefined ? [] : await reader.tags.listByPairs(place, [{ type: known.number, name }])
    const isGone = one.values.get('status') === 'removed'
    for (const column of ['type', 'name', 'status']) one.values.delete(column)
    if (tag !== undefined && !isGone)
      compare('tags', one, { bank: '', tag: await reader.tags.findByNumber(place, tag.number) })
    one.values.set('type', type).set('name', name)
    if (isGone) one.result = tag === undefined ? 'unchanged' : 'removed'
    else one.result = tag === undefined ? 'new' : one.changes.length > 0 ? 'changed' : 'unchanged'
  }
  await refuseRepeated(context, cases)
}

function valuesOf(one: Case): TagDraft {
  const { values } = one
  const isNew = one.result === 'new' || one.changes.length === 0
  const set = (column: string, field: keyof TagDraft) =>
    (isNew ? values.has(column) : isChangedBy(one, column)) ? { [field]: values.get(column) } : {}
  return { ...draftOf(one), ...set('description', 'description'), ...set('sort_key', 'sortKey') }
}

export const tagsImport: KindImport = {
  namesOf: () => [],
  demand: demandBanks,
  plan: planTags,
  async apply(tx, { by }, one) {
    const bank = banks.get(one)
    if (bank === undefined) return ''
    if (one.result === 'removed') await deleteTag(tx, by, bank, draftOf(one))
    else await createOrUpdateTags(tx, by, bank, { tags: [valuesOf(one)] })
    return one.target ?? ''
  },
  async listPresent(reader, by, after) {
    const { items } = await listTagRecords(reader, by, { filter: {}, page: { after: null, limit: 1 } })
    if (after > 0 || items.length === 0) return { items: [], next: null }
    const found = []
    for (const bank of await reader.itemBanks.list(by.accountId)) {
      const place = { accountId: by.accountId, bankId: bank.id }
      let from = null
      do {
        const page: Awaited<ReturnType<typeof reader.tags.listByKey>> = await reader.tags.listByKey(place, {
          filter: {},
          page: { after: from, limit: 500 },
        })
        for (const { type, name } of page.items) {
          found.push({
            target: JSON.stringify([bank.id, type, name]),
            label: `${bank.name}: ${type}: ${name}`,
          })
        }
        from = page.next
      } while (from !== null)
    }
    return { items: found, next: null }
  },
  async remove(tx, by, target) {
    const [bank, type, name] = JSON.parse(target) as [ItemBankId, string, string]
    await deleteTag(tx, by, bank, { type, name })
  },
}

async function planItemTags(context: ImportContext, all: readonly Case[]): Promise<void> {
  const cases = all.filter(({ faults }) => faults.length === 0)
  await settleBanks(context, cases, ['item', 'type', 'name'])
  for (const one of cases) {
    const bank = banks.get(one)
    if (bank === undefined || one.faults.length > 0) continue
    const { type, name } = draftOf(one)
    const { kind, reference } = itemOf(one)
    one.target = JSON.stringify([bank, kind, reference, type, name])
    const issues = checkTaggable(newTaggable({ kind, reference }, { type, name }))
    for (const issue of issues) one.faults.push(faultOf(nameInFile(issue), names))
  }
  const sound = cases.filter((one) => banks.has(one) && one.faults.length === 0)
  for (const group of Map.groupBy(sound, (one) => `${banks.get(one) ?? ''} ${itemOf(one).kind}`).values()) {
    await compareItemTags(context, group)
  }
  await refuseRepeated(context, cases)
}

/** Says of records about one kind of things in one bank which tags are there already. */
async function compareItemTags({ reader, by }: ImportContext, cases: readonly Case[]): Promise<void> {
  const [first] = cases
  const bank = first && banks.get(first)
  if (first === undefined || bank === undefined) return
  const { place } = await getItemBank(reader, by, bank, 'write')
  const references = [...new Set(cases.map((one) => itemOf(one).reference))]
  const items = await reader.taggables.listByReferences(place, itemOf(first).kind, references)
  const byReference = new Map(items.map((item) => [item.reference, item.number]))
  const tags = await reader.taggables.listTags(place, [...byReference.values()])
  for (const one of cases) {
    const { type, name } = draftOf(one)
    const number = byReference.get(itemOf(one).reference)
    const its = (number === undefined ? undefined : tags.get(number)) ?? []
    const isThere = its.some((tag) => tag.type === type && tag.name === name)
    if (one.values.get('status') === 'removed') one.result = isThere ? 'removed' : 'unchanged'
    else one.result = isThere ? 'unchanged' : 'new'
  }
}

function itemOf({ values }: Case): { readonly kind: TaggableKind; readonly reference: string } {
  return {
    kind: (values.get('kind') as TaggableKind | undefined) ?? 'item',
    reference: (values.get('item') as string | undefined) ?? '',
  }
}

/** An item of which nothing is known but its reference: its content is kept elsewhere. */
function newTaggable(item: ReturnType<typeof itemOf>, tag: TagDraft): NewTaggable {
  return { ...item, title: null, status: 'published', tags: [tag] }
}

/** A file calls the reference of an item `item`. */
function nameInFile(issue: Issue): Issue {
  return issue.field === 'reference' ? { ...issue, field: 'item' } : issue
}

/** Adds one tag to an item, which is created where the bank doesn't have it. */
async function addItemTag(
  tx: Writer,
  by: Principal,
  bank: ItemBankId,
  item: ReturnType<typeof itemOf>,
  tag: TagDraft,
): Promise<void> {
  const { kind, reference } = item
  const { place } = await getItemBank(tx, by, bank, 'write')
  const known = await tx.taggables.listByReferences(place, kind, [reference])
  if (known.length === 0) await createTaggables(tx, by, bank, [newTaggable(item, tag)])
  else await updateTaggings(tx, by, bank, { kind, how: 'merge', taggings: [{ reference, tags: [tag] }] })
}

/** Takes one tag off an item, and leaves the others. */
async function removeItemTag(
  tx: Writer,
  by: Principal,
  target: readonly [ItemBankId, TaggableKind, string, string, string],
): Promise<void> {
  const [bank, kind, reference, type, name] = target
  const { place } = await getItemBank(tx, by, bank, 'write')
  const [item] = await tx.taggables.listByReferences(place, kind, [reference])
  if (item === undefined) return
  const all = (await tx.taggables.listTags(place, [item.number])).get(item.number) ?? []
  const tags = all
    .filter((tag) => tag.type !== type || tag.name !== name)
    .map((tag) => ({ type: tag.type, name: tag.name }))
  await updateTaggings(tx, by, bank, { kind, how: 'replace', taggings: [{ reference, tags }] })
}

export const itemTagsImport: KindImport = {
  namesOf: () => [],
  demand: demandBanks,
  plan: planItemTags,
  async apply(tx, { by }, one) {
    const bank = banks.get(one)
    if (bank === undefined) return ''
    const { kind, reference } = itemOf(one)
    const { type, name } = draftOf(one)
    if (one.result === 'removed') await removeItemTag(tx, by, [bank, kind, reference, type, name])
    else await addItemTag(tx, by, bank, { kind, reference }, { type, name })
    return one.target ?? ''
  },
  async listPresent(reader, by) {
    const ids = new Map((await reader.itemBanks.list(by.accountId)).map(({ id, name }) => [name, id]))
    const found = []
    let after = null
    do {
      const page: Awaited<ReturnType<typeof listItemTagRecords>> = await listItemTagRecords(reader, by, {
        filter: {},
        page: { after, limit: 500 },
      })
      for (const { bank, kind, reference, type, name } of page.items) {
        found.push({
          target: JSON.stringify([ids.get(bank) ?? bank, kind, reference, type, name]),
          label: `${bank}: ${reference}: ${type}: ${name}`,
        })
      }
      after = page.next
    } while (after !== null)
    return { items: found, next: null }
  },
  async remove(tx, by, target) {
    await removeItemTag(tx, by, JSON.parse(target) as [ItemBankId, TaggableKind, string, string, string])
  },
}
