import type { TSchema } from 'typebox'
import { operations } from '../../src/api/operations.ts'
import type { Operation } from '../../src/api/table/operation.ts'
import { findAccessToken } from '../../src/domain/access/access-tokens.ts'
import type { Store } from '../../src/domain/store.ts'
import { addImportRows, createImport } from '../../src/domain/transfer/imports.ts'

// The lists of our own API, and the requests by which each of their filters and orders is tried.

/** What an academy or a bank has only so many of that their lists read all. */
export const SHORT = [
  'account',
  'consumer',
  'account_host',
  'credential',
  'access_token',
  'item_bank',
  'tag_type',
  'tag_hierarchy',
  'webhook',
  'import',
]

/** Those that the store holds: backups are files. */
export const lists = operations.filter(
  ({ id, method, query }) =>
    method === 'GET' && query !== undefined && 'cursor' in query && id !== 'listBackups',
)

/** A path that names things of the demo. */
export function pathOfList({ path, example }: Operation): string {
  return example?.path ?? path.replace(/\{\w+\}/g, '1')
}

const OWN = new Set(['limit', 'cursor', 'total', 'sort', 'fields', 'expand'])

/** The parameters of one request after the other: each filter alone, in an order and counted; and each order. */
export function listRequests({ query = {} }: Operation): string[] {
  const { sort } = query as { sort?: TSchema & { items: { enum: readonly string[] } } }
  const orders = sort?.items.enum ?? []
  const filters = Object.entries(query).filter(([name]) => !OWN.has(name))
  return [
    '',
    'limit=500',
    ...orders.map((order) => `sort=${order}`),
    ...filters.flatMap(([name, schema], at) => {
      const filter = `${name}=${encodeURIComponent(valueOf(name, schema))}`
      const order = orders[at % orders.length]
      return [
        filter,
        ...(order === undefined ? [] : [`${filter}&sort=${order}`]),
        ...('total' in query ? [`${filter}&total=true`] : []),
      ]
    }),
  ]
}

/** A value of that shape. */
function valueOf(name: string, schema: TSchema): string {
  const {
    type,
    format,
    items,
    enum: known,
    anyOf,
    pattern,
    minimum = 1,
  } = schema as unknown as {
    readonly type?: string
    readonly format?: string
    readonly items?: TSchema
    readonly enum?: readonly unknown[]
    readonly anyOf?: readonly TSchema[]
    readonly pattern?: string
    readonly minimum?: number
  }
  if (known !== undefined) return String(known[0])
  if (items !== undefined) return valueOf(name, items)
  if (anyOf?.[0] !== undefined) return valueOf(name, anyOf[0])
  if (type === 'boolean') return 'true'
  if (type === 'integer' || type === 'number') return String(minimum)
  if (format === 'date-time') return '2026-01-01T00:00:00Z'
  if (format === 'date' || pattern?.includes('\\d{4}') === true) return '2026-01-01'
  return 'ann'
}

/** Makes an import with one row, in the name of the token's person: the demo has none. */
export async function importWithRow(store: Store, token: string): Promise<void> {
  await store.write(async (tx) => {
    const own = await findAccessToken(tx, token)
    if (own === undefined) throw new Error('no token')
    const { accountId, id: credentialId, memberId } = own
    const by = { accountId, door: 'api', credentialId, memberId } as const
    const { id } = await createImport(tx, by, 'people', { maxRemovals: { percent: 5 }, overwrite: false })
    const row = { record: 1, cells: ['E-1'], state: 'read', result: null, target: null, keys: [] } as const
    await addImportRows(tx, by, id, [{ part: 0, ...row }])
  })
}
