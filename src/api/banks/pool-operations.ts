import { lockItemBank } from '../../domain/item-bank/item-banks.ts'
import { ITEM_POOL_SORTS, ITEM_POOL_STATUSES } from '../../domain/item-bank/item-pool.ts'
import {
  createItemPool,
  deleteItemPool,
  getItemPool,
  listItemPoolsInOrder,
  updateItemPool,
} from '../../domain/item-bank/item-pools.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import Type from 'typebox'
import { created, DONE, thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { listAnswer, listParameters, listRequest, whenChanged, whenChangedFilter } from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { change, page, request, several } from '../table/shapes.ts'
import { Pool, poolDetails, poolValues } from './bank-shapes.ts'
import { bankIn, namedInBody, numberOrCode, openBank, placeInBank } from './opened-bank.ts'
import { presentPool } from './present-bank.ts'

/** `/banks/{bank}/pools`: published snapshots of a bank's items. */
export const poolOperations: readonly Operation[] = [
  reads({
    id: 'listPools',
    path: '/banks/{bank}/pools',
    summary: 'The pools of a bank',
    scope: 'bank:read',
    query: {
      ...listParameters(ITEM_POOL_SORTS),
      ...whenChanged,
      status: several(Type.Enum(ITEM_POOL_STATUSES)),
    },
    answers: { 200: page(Pool) },
    example: { path: '/banks/1/pools', query: 'sort=-created' },
    read: async (reader, call) => {
      const opened = await openBank(reader, call)
      const { status } = call.query
      const pools = await listItemPoolsInOrder(reader, opened, {
        ...listRequest(call, ITEM_POOL_SORTS),
        filter: { ...whenChangedFilter(call.query), ...(status && { status }) },
      })
      return listAnswer(call, pools, (pool) => presentPool(opened.bank, pool))
    },
  }),
  writes({
    id: 'createPool',
    method: 'POST',
    path: '/banks/{bank}/pools',
    summary: 'Publish a pool of items',
    description: 'The items are copied as they stand, with their tags, and stay so in the pool.',
    scope: 'bank:write',
    body: request(poolValues),
    answers: { 201: Pool },
    problems: ['code_taken'],
    example: { path: '/banks/1/pools', body: { code: 'spring', name: 'Spring', items: [] } },
    write: async (tx, call) => {
      const { code, name, status = 'published', items } = call.body
      const { number } = await namedInBody({ item: '/items' }, () =>
        createItemPool(tx, call.by, bankIn(call), {
          id: code,
          name,
          status,
          items,
          pagingKey: call.services.ids.token(32),
        }),
      )
      const opened = await openBank(tx, call)
      const pool = await getItemPool(tx, opened, { number })
      return created(presentPool(opened.bank, pool), `/banks/${bankIn(call)}/pools/${number}`)
    },
  }),
  reads({
    id: 'getPool',
    path: '/banks/{bank}/pools/{pool}',
    summary: 'A pool',
    description: 'By its id or as `code:…`.',
    scope: 'bank:read',
    answers: { 200: Pool },
    example: { path: '/banks/1/pools/code:safety-2026' },
    read: async (reader, call) => thing(await poolIn(reader, call)),
  }),
  writes({
    id: 'updatePool',
    method: 'PATCH',
    path: '/banks/{bank}/pools/{pool}',
    summary: 'Rename a pool, or change its status',
    description: 'Its items stay as they were published.',
    scope: 'bank:write',
    body: change(poolDetails),
    answers: { 200: Pool },
    example: { path: '/banks/1/pools/code:safety-2026', body: { status: 'published' } },
    current: currentPool,
    write: async (tx, call) => {
      const { code } = await poolIn(tx, call)
      await updateItemPool(tx, call.by, bankIn(call), { id: code, ...call.body })
      return thing(await poolIn(tx, call))
    },
  }),
  writes({
    id: 'deletePool',
    method: 'DELETE',
    path: '/banks/{bank}/pools/{pool}',
    summary: 'Delete a pool',
    description: 'The items of the bank stay.',
    scope: 'bank:write',
    answers: { 204: null },
    example: { path: '/banks/1/pools/code:safety-2026' },
    current: currentPool,
    write: async (tx, call) => {
      const { code } = await poolIn(tx, call)
      await deleteItemPool(tx, call.by, bankIn(call), code)
      return DONE
    },
  }),
]

async function poolIn(reader: Reader, call: Call) {
  const opened = await openBank(reader, call)
  const ref = numberOrCode(placeInBank(call.path.pool, 'pool'))
  return presentPool(opened.bank, await getItemPool(reader, opened, ref))
}

async function currentPool(tx: Writer, call: Call): Promise<unknown> {
  await lockItemBank(tx, call.by, bankIn(call))
  return poolIn(tx, call)
}
