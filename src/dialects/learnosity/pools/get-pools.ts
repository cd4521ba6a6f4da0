import {
  ITEM_POOL_STATUSES,
  type ItemPool,
  type ItemPoolStatus,
} from '../../../domain/item-bank/item-pool.ts'
import { listItemPools } from '../../../domain/item-bank/item-pools.ts'
import { openBankOf, type Call } from '../call.ts'
import { asSet, Paging } from '../paging.ts'

/** `itembank/pools`, get (docs/contracts/learnosity.md section 13, docs/design.md 9.9). */
export function getPools(call: Call): Promise<object> {
  const { parameters } = call
  return call.services.store.read(async (reader) => {
    const opened = await openBankOf(reader, call, 'read')
    const ids = parameters.strings('references')
    const statuses = statusesOf(call)
    const sort = parameters.word('sort', ['asc', 'desc']) ?? 'desc'
    const by = parameters.word('sort_field', ['updated', 'created']) ?? 'updated'
    const paging = new Paging(call, opened, 'pools', by, sort, asSet(ids), asSet(statuses))
    const { items, next } = await listItemPools(reader, opened, {
      filter: { ...(ids && { ids }), ...(statuses && { statuses }) },
      sort: [{ by: 'created', descending: sort === 'desc' }], // for either field: a pool never changes
      page: paging.page,
    })
    return paging.answer(items.map(present), next)
  })
}

function statusesOf({ parameters }: Call): readonly ItemPoolStatus[] | undefined {
  return parameters.strings('status')?.map((text) => {
    const status = ITEM_POOL_STATUSES.find((one) => one === text)
    if (status === undefined) throw parameters.wrong(20004, 'status')
    return status
  })
}

function present({ id, name, status, created, updated }: ItemPool): object {
  return { item_pool_id: id, name, status, created: seconds(created), updated: seconds(updated) }
}

function seconds(instant: number): number {
  return Math.floor(instant / 1000)
}
