import type { ItemPool } from '../../../domain/item-bank/item-pool.ts'
import { getItemPool } from '../../../domain/item-bank/item-pools.ts'
import type { OpenedBank } from '../../../domain/item-bank/item-banks.ts'
import type { Reader } from '../../../domain/store.ts'
import { listTags } from '../../../domain/item-bank/tags.ts'
import { openBankOf, type Call } from '../call.ts'
import { LearnosityError } from '../errors.ts'
import { asSet, Paging } from '../paging.ts'
import { presentTag } from './tag-wire.ts'

/** `itembank/tagging/tags`, get (docs/contracts/learnosity.md sections 5 and 6). */
export function getTags(call: Call): Promise<object> {
  const { parameters } = call
  return call.services.store.read(async (reader) => {
    const opened = await openBankOf(reader, call, 'read')
    const pool = await poolOf(reader, call, opened)
    const types = parameters.strings('types')
    const names = parameters.strings('names')
    const sort = parameters.word('sort', ['asc', 'desc']) ?? 'desc'
    const by = parameters.word('sort_field', ['updated', 'created', 'sort_key']) ?? 'updated'
    if (by === 'sort_key' && types === undefined) throw new LearnosityError(20000, 'types')
    const paging = new Paging(call, opened, 'tags', pool?.id ?? null, by, sort, asSet(types), asSet(names))
    const { items, next } = await listTags(reader, opened, {
      filter: { ...(types && { types }), ...(names && { names }), ...(pool && { pool }) },
      sort: [{ by, descending: sort === 'desc' }],
      page: paging.page,
    })
    return paging.answer(items.map(presentTag), next)
  })
}

/** The pool that a request names. An unknown pool is an error; it never means the whole bank (contract 4). */
export async function poolOf(reader: Reader, call: Call, opened: OpenedBank): Promise<ItemPool | undefined> {
  const id = call.parameters.string('item_pool_id')
  return id === undefined ? undefined : getItemPool(reader, opened, id)
}
