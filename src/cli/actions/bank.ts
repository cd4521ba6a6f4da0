import { dialects } from '../../dialects/dialects.ts'
import { presentAudit } from '../../api/audit/present-audit.ts'
import { presentBank, presentHierarchy, presentPool, presentTagType } from '../../api/banks/present-bank.ts'
import { DomainError } from '../../domain/errors.ts'
import type { ItemBankId } from '../../domain/ids.ts'
import { ITEM_POOL_STATUSES } from '../../domain/item-bank/item-pool.ts'
import { createItemBank, listItemBanks, type OpenedBank } from '../../domain/item-bank/item-banks.ts'
import {
  listItemPools,
  createItemPool,
  deleteItemPool,
  getItemPool,
} from '../../domain/item-bank/item-pools.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import type { TagSearch } from '../../domain/item-bank/tag.ts'
import {
  createTagHierarchy,
  getTagHierarchy,
  listTagHierarchies,
  deleteTagHierarchy,
} from '../../domain/item-bank/tag-hierarchies.ts'
import type { TaggableFilter } from '../../domain/item-bank/taggable.ts'
import { createTaggables, listTaggables } from '../../domain/item-bank/taggables.ts'
import {
  deleteTag,
  getTagType,
  updateTagType,
  listTagHistory,
  listTagTypes,
} from '../../domain/item-bank/tags.ts'
import { randomIds } from '../../lib/ids.ts'
import { readJson, refuse } from '../files/apply-definition.ts'
import { parseHierarchyFile, parseItemFile, unfitReferences } from '../files/bank-files.ts'
import { chooseAccount } from '../shell/choose-account.ts'
import { openBankNamed } from '../shell/choose-bank.ts'
import type { Problem } from '../files/definition-fields.ts'
import { CommandError } from '../shell/explain.ts'
import { allOf } from '../shell/first-of.ts'
import { withStore } from '../shell/open-configured-store.ts'
import type { Shared } from '../shell/options.ts'
import { print, table } from '../shell/print.ts'
import { counted } from '../../lib/counted.ts'

/** Creates an empty item bank. */
export async function createBankCommand(name: string, options: Shared): Promise<void> {
  const bank = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.write((tx) => createItemBank(tx, by, { name, pagingKey: randomIds.token(32) }))
  })
  print(options.json === true, presentBank(bank), () => `Created item bank ${bank.id} (${bank.name}).`)
}

export async function listBanks(options: Shared): Promise<void> {
  const banks = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read((reader) => listItemBanks(reader, by))
  })
  print(options.json === true, banks.map(presentBank), () =>
    table(
      ['id', 'name'],
      banks.map(({ id, name }) => [id, name]),
    ),
  )
}

/** Prints the complete history of a tag. */
export async function tagHistory(bank: string, type: string, name: string, options: Shared): Promise<void> {
  const lines = await withStore(async (store) => {
    const by = await chooseAccount(store, options.account)
    return store.read(async (reader) => {
      const opened = await openBankNamed(reader, by, bank)
      return presentAudit(reader, by, await listTagHistory(reader, opened, { type, name }))
    })
  })
  print(options.json === true, lines, () =>
    table(
      ['at', 'action', 'door', 'key', 'user', 'sort key', 'description'],
      lines.map(({ at, action, door, credential, after }) => [
        at,
        action,
        door,
        credential?.name ?? null,
        textOf(after?.user),
        textOf(after?.sortKey),
        textOf(after?.description),
      ]),
    ),
  )
}

function textOf(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

/** Lists the tag types of a bank. */
export async function listTypes(bank: string, options: Shared): Promise<void> {
  const types = await readBank(bank, options, listTagTypes)
  const lines = types.map(presentTagType)
  print(options.json === true, lines, () =>
    table(
      ['type', 'description'],
      lines.map(({ name, description }) => [name, description]),
    ),
  )
}

/** Sets the description of a tag type. @param description undefined: none */
export async function describeType(
  bank: string,
  type: string,
  description: string | undefined,
  options: Shared,
): Promise<void> {
  const said = description ?? null
  const described = await writeBank(bank, options, async (tx, by, id, opened) => {
    await updateTagType(tx, by, id, { name: type, description: said })
    return presentTagType(await getTagType(tx, opened, { name: type }))
  })
  print(options.json === true, described, () =>
    said === null ? `Removed the description of ${type}.` : `${type}: ${said}`,
  )
}

/** Deletes a tag, also from items and activities. Its history stays in the audit trail. */
export async function removeTag(bank: string, type: string, name: string, options: Shared): Promise<void> {
  await writeBank(bank, options, (tx, by, id) => deleteTag(tx, by, id, { type, name })).catch(
    (error: unknown) => {
      if (!(error instanceof DomainError && error.kind === 'conflict')) throw error
      throw new CommandError(
        `A hierarchy contains the tag "${name}". Apply the hierarchy without the tag, or remove the hierarchy.`,
      )
    },
  )
  print(options.json === true, { type, name, removed: true }, () => `Removed tag ${name}.`)
}

/** Creates a hierarchy from a file, replacing one with the same reference. */
export async function applyHierarchy(bank: string, path: string, options: Shared): Promise<void> {
  const problems: Problem[] = []
  const wanted = parseHierarchyFile(await readJson(path), problems)
  refuse(path, problems)
  const { reference } = wanted
  const replaced = await writeBank(bank, options, async (tx, by, id, opened) => {
    const [known] = await listTagHierarchies(tx, opened, [reference])
    if (known !== undefined) await deleteTagHierarchy(tx, by, id, reference)
    await createTagHierarchy(tx, by, id, wanted)
    const made = presentHierarchy(opened.bank, await getTagHierarchy(tx, opened, reference))
    return { ...made, outcome: known === undefined ? 'created' : 'replaced' }
  })
  print(options.json === true, replaced, () =>
    replaced.outcome === 'replaced' ? `Updated hierarchy ${reference}.` : `Created hierarchy ${reference}.`,
  )
}

export async function listHierarchies(bank: string, options: Shared): Promise<void> {
  const lines = await readBank(bank, options, async (reader, opened) =>
    (await listTagHierarchies(reader, opened, undefined)).map((one) => presentHierarchy(opened.bank, one)),
  )
  print(options.json === true, lines, () =>
    table(
      ['reference', 'types'],
      lines.map(({ code, types }) => [code, types.map(({ name }) => name).join(' > ')]),
    ),
  )
}

export async function removeHierarchyCommand(
  bank: string,
  reference: string,
  options: Shared,
): Promise<void> {
  await writeBank(bank, options, (tx, by, id) => deleteTagHierarchy(tx, by, id, reference))
  print(options.json === true, { reference, removed: true }, () => `Removed hierarchy ${reference}.`)
}

/** Creates items and activities from a file, all or none. */
export async function importItems(bank: string, path: string, options: Shared): Promise<void> {
  const problems: Problem[] = []
  const items = parseItemFile(await readJson(path), problems)
  problems.push(...unfitReferences(items, dialects))
  refuse(path, problems)
  await writeBank(bank, options, (tx, by, id) => createTaggables(tx, by, id, items))
  print(
    options.json === true,
    { made: items.length },
    () => `Imported ${counted(items.length, 'item or activity', 'items and activities')}.`,
  )
}

export interface PublishOptions extends Shared {
  readonly name?: string
  readonly status: string
  readonly item: readonly string[]
  readonly tag: readonly string[]
}

/** Publishes a pool of the named items, or of the items with all given tags. */
export async function publishPool(bank: string, id: string, options: PublishOptions): Promise<void> {
  if ((options.item.length === 0) === (options.tag.length === 0)) {
    throw new CommandError('Choose items with --item, or by their tags with --tag.', 2)
  }
  const status = ITEM_POOL_STATUSES.find((one) => one === options.status) ?? 'published'
  const name = options.name ?? id
  const pool = await writeBank(bank, options, async (tx, by, bankId, opened) => {
    const items = options.item.length > 0 ? options.item : await referencesWith(tx, opened, options.tag)
    if (items.length === 0) throw new CommandError('No item has all of these tags.')
    const pagingKey = randomIds.token(32)
    await createItemPool(tx, by, bankId, { id, name, status, items, pagingKey })
    const made = presentPool(opened.bank, await getItemPool(tx, opened, id))
    return { ...made, items: new Set(items).size }
  })
  print(options.json === true, pool, () => `Published pool ${id} with ${counted(pool.items, 'item')}.`)
}

async function referencesWith(
  reader: Reader,
  opened: OpenedBank,
  tags: readonly string[],
): Promise<string[]> {
  const filter: TaggableFilter = { kind: 'item', all: tags.map(searchOf) }
  const items = await allOf((page) => listTaggables(reader, opened, { filter, page }))
  return items.map(({ taggable }) => taggable.reference)
}

/** `type:name`, or a type alone. */
function searchOf(text: string): TagSearch {
  const colon = text.indexOf(':')
  return colon === -1 ? { type: text } : { type: text.slice(0, colon), name: text.slice(colon + 1) }
}

export async function listPools(bank: string, options: Shared): Promise<void> {
  const lines = await readBank(bank, options, async (reader, opened) => {
    const pools = await allOf((page) => listItemPools(reader, opened, { filter: {}, page }))
    return pools.map((pool) => presentPool(opened.bank, pool))
  })
  print(options.json === true, lines, () =>
    table(
      ['id', 'name', 'status', 'created'],
      lines.map(({ code, name, status, created }) => [code, name, status, created]),
    ),
  )
}

export async function removePool(bank: string, id: string, options: Shared): Promise<void> {
  await writeBank(bank, options, (tx, by, bankId) => deleteItemPool(tx, by, bankId, id))
  print(options.json === true, { id, removed: true }, () => `Removed pool ${id}.`)
}

function readBank<T>(
  bank: string,
  { account }: Shared,
  work: (reader: Reader, opened: OpenedBank) => Promise<T>,
): Promise<T> {
  return withStore(async (store) => {
    const by = await chooseAccount(store, account)
    return store.read(async (reader) => work(reader, await openBankNamed(reader, by, bank)))
  })
}

function writeBank<T>(
  bank: string,
  { account }: Shared,
  work: (tx: Writer, by: Principal, id: ItemBankId, opened: OpenedBank) => Promise<T>,
): Promise<T> {
  return withStore(async (store) => {
    const by = await chooseAccount(store, account)
    return store.write(async (tx) => {
      const opened = await openBankNamed(tx, by, bank)
      return work(tx, by, opened.bank.id, opened)
    })
  })
}
