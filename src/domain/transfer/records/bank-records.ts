import { getItemBank, listItemBanks, type OpenedBank } from '../../item-bank/item-banks.ts'
import type { TaggableKind } from '../../item-bank/taggable.ts'
import { listTaggablesInOrder } from '../../item-bank/taggable-views.ts'
import type { Cursor, CursorQuery, CursorRequest, Page } from '../../page.ts'
import type { Principal } from '../../principal.ts'
import type { Reader } from '../../store.ts'
import type { ItemTagRecord } from '../columns/item-tags-columns.ts'
import type { TagRecord } from '../columns/tags-columns.ts'
import { by as byWay, plainly } from '../references.ts'

/** The banks whose tags are wanted; omitted: all. */
export interface BankFilter {
  readonly bank?: readonly number[]
}

/**
 * The tags of the banks as files show them, page by page, one bank after the other. A page may be shorter than requested
 * and still have a next one.
 * @throws forbidden
 */
export async function listTagRecords(
  reader: Reader,
  by: Principal,
  { filter, page }: CursorQuery<BankFilter>,
): Promise<Page<TagRecord>> {
  return pageOfBanks(reader, by, { filter, page, parts: ['tags'] }, async (opened, bank, _, request) => {
    const { items, next } = await reader.tags.listByKey(opened.place, { filter: {}, page: request })
    return { items: items.map((tag) => ({ bank, tag })), next }
  })
}

/** The tags on items and activities; like `listTagRecords`. @throws forbidden */
export async function listItemTagRecords(
  reader: Reader,
  by: Principal,
  { filter, page }: CursorQuery<BankFilter>,
): Promise<Page<ItemTagRecord>> {
  const parts: readonly TaggableKind[] = ['item', 'activity']
  return pageOfBanks(reader, by, { filter, page, parts }, async (opened, bank, kind, request) => {
    const { items, next } = await listTaggablesInOrder(reader, opened, { filter: { kind }, page: request })
    return {
      items: items.flatMap(({ taggable: { reference }, tags }) =>
        tags.map(({ type, name }) => ({ bank, kind, reference, type, name })),
      ),
      next,
    }
  })
}

interface Walk<Part> extends CursorQuery<BankFilter> {
  /** What is listed of each bank, one part after the other. */
  readonly parts: readonly Part[]
}

/** A cursor's first two values are the bank and the part; the others belong to the part's own list. */
async function pageOfBanks<Record, Part>(
  reader: Reader,
  by: Principal,
  { filter, page: { after, limit }, parts }: Walk<Part>,
  list: (opened: OpenedBank, bank: string, part: Part, request: CursorRequest) => Promise<Page<Record>>,
): Promise<Page<Record>> {
  const all = await listItemBanks(reader, by)
  const chosen = all.filter(({ id }) => filter.bank?.includes(id) ?? true)
  const [at = null, partAt = 0, ...values] = after?.values ?? []
  const from = at === null ? 0 : chosen.findIndex(({ id }) => id === at)
  const bank = chosen[from]
  const part = parts[Number(partAt)]
  if (bank === undefined || part === undefined) return { items: [], next: null }
  const alone = all.filter(({ name }) => name === bank.name).length === 1
  const opened = await getItemBank(reader, by, bank.id, 'read')
  const within = after === null || after.id === START ? null : { values, id: after.id }
  const { items, next } = await list(
    opened,
    alone ? plainly('bank', bank.name) : byWay('id', bank.id),
    part,
    { after: within, limit },
  )
  return { items, next: behind() }

  function behind(): Cursor | null {
    if (next !== null) return { values: [bank?.id ?? 0, partAt, ...next.values], id: next.id }
    const further = Number(partAt) + 1
    if (further < parts.length) return { values: [bank?.id ?? 0, further], id: START }
    const following = chosen[from + 1]
    return following === undefined ? null : { values: [following.id, 0], id: START }
  }
}

/** A cursor's id at the beginning of a part. */
const START = -1
