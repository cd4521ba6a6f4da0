import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Cursor, Page, SortKey } from '../../domain/page.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import { parseQuery } from '../../http/form.ts'
import { sha256 } from '../../lib/digest.ts'
import type { Collection, Presented } from './collection.ts'
import type { Context } from './context.ts'
import { type Condition, invalidFilter } from './filter.ts'
import { invalidData } from './errors.ts'
import { both, fulfils } from './filter-values.ts'
import type { ListPlaces, Place } from './list-places.ts'
import { FARTHEST_OFFSET, type ListRequest, parseListRequest, presentAfter } from './list-request.ts'

/** The places of one list: of one academy, by its path, filter and order. */
class PlacesOf {
  readonly #places: ListPlaces
  readonly #list: string

  constructor(places: ListPlaces, { accountId }: Principal, target: string) {
    const query = new Map(parseQuery(target))
    const asked = ['filter', 'sort', 'orderBy'].map((name) => query.get(name) ?? null)
    this.#places = places
    this.#list = sha256(JSON.stringify([accountId, target.split('?', 1)[0], ...asked]))
  }

  before(offset: number): Place {
    return this.#places.before(this.#list, offset)
  }

  note(place: Place): void {
    this.#places.note(this.#list, place)
  }
}

/** How many pages of the domain make up one of ours: where few rows match, a page is shorter than asked for. */
const MOST_ROUNDS = 10
const LONGEST_STEP = 1000

/** A part of a list: its records, and where it goes on. */
interface Part {
  readonly records: readonly Presented[]
  readonly more: boolean
  /** Where it goes on; null: the offset alone says so. */
  readonly next: Cursor | null
  readonly total: number | undefined
}

/**
 * Answers a list: the records below their name, and headers for paging.
 * @param within what all records have in common
 */
export async function answerList<Thing, Filter extends object, Sort extends string>(
  {
    reader,
    by,
    context,
    request,
    reply,
    places,
  }: {
    readonly reader: Reader
    readonly by: Principal
    readonly context: Context
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly places: ListPlaces
  },
  collection: Collection<Thing, Filter, Sort>,
  within: Filter,
): Promise<Presented> {
  const target = request.raw.url ?? ''
  const asked = parseListRequest(target, collection)
  const known = new PlacesOf(places, by, target)
  const part = await readPart({ reader, by, context, known }, collection, asked, within)
  // Behind a link the offset is the client's word.
  if (asked.after === null && part.next !== null)
    known.note({ offset: asked.offset + part.records.length, after: part.next })
  setPaging(reply, { address: context.address, target, known }, asked, part)
  return { [collection.plural]: part.records.map((record) => selected(record, asked.fields)) }
}

/** The record with the fields that are asked for. */
export function selected(record: Presented, fields: ReadonlySet<string> | undefined): Presented {
  if (fields === undefined) return record
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.has(field)))
}

async function readPart<Thing, Filter extends object, Sort extends string>(
  {
    reader,
    by,
    context,
    known,
  }: {
    readonly reader: Reader
    readonly by: Principal
    readonly context: Context
    readonly known: PlacesOf
  },
  collection: Collection<Thing, Filter, Sort>,
  { limit, offset, after, sort, conditions }: ListRequest,
  within: Filter,
): Promise<Part> {
  let filter = within
  for (const condition of conditions) {
    filter = both(filter, await filterOf(collection, condition, reader, by))
  }
  const first = (collection.first?.(context) ?? []).filter((record) => fulfils(record, conditions))
  let counted: Page<Thing> | undefined
  const step = async (from: Cursor | null, most: number): Promise<Page<Thing>> => {
    const page = await collection.list(reader, by, {
      filter,
      sort: keysOf(collection, sort),
      page: { after: from, limit: Math.min(most, LONGEST_STEP) },
      total: counted === undefined,
    })
    counted ??= page
    return page
  }

  const begin = after === null ? known.before(offset) : { offset, after }
  const records: Presented[] = begin.after === null ? first.slice(offset, offset + limit) : []
  const skip = Math.max(0, offset - (begin.after === null ? first.length : begin.offset))
  if (skip > FARTHEST_OFFSET) {
    throw invalidData(
      `The offset may lead at most ${FARTHEST_OFFSET} beyond what was read before. Read one page after the other, or follow the links with rel="next".`,
    )
  }
  let at: Cursor | null | undefined = await passOver(step, begin.after, skip)
  const total = () => totalOf(collection, { reader, by }, filter, counted, first)
  if (at !== undefined && records.length === limit) {
    const { items } = await step(at, 1)
    return { records, more: items.length > 0, next: null, total: await total() }
  }
  for (let round = 0; round < MOST_ROUNDS && at !== undefined && records.length < limit; round++) {
    const page = await step(at, limit - records.length)
    records.push(...page.items.map((thing) => collection.present(context, thing)))
    at = page.next ?? undefined
  }
  return { records, more: at !== undefined, next: at ?? null, total: await total() }
}

/**
 * Where a list goes on behind so many entries, read by key; undefined: it has ended.
 * @throws OneRosterError when that would take reading too much
 */
async function passOver<Thing>(
  step: (from: Cursor | null, most: number) => Promise<Page<Thing>>,
  from: Cursor | null,
  count: number,
): Promise<Cursor | null | undefined> {
  let at = from
  let left = count
  for (let round = 0; left > 0; round++) {
    if (round === 2 * MOST_ROUNDS) {
      throw invalidData('The offset leads too far with this filter. Follow the links with rel="next".')
    }
    const page = await step(at, left)
    if (page.next === null) return undefined
    left -= page.items.length
    at = page.next
  }
  return at
}

function keysOf<Sort extends string>(
  { sorts }: { readonly sorts: Readonly<Record<string, Sort>> },
  sort: ListRequest['sort'],
): readonly SortKey<Sort>[] {
  const by = sort && sorts[sort.field]
  return sort === undefined || by === undefined ? [] : [{ by, descending: sort.descending }]
}

/** How many records match, where that is known. */
async function totalOf<Thing, Filter extends object, Sort extends string>(
  collection: Collection<Thing, Filter, Sort>,
  { reader, by }: { readonly reader: Reader; readonly by: Principal },
  filter: Filter,
  counted: Page<Thing> | undefined,
  first: readonly Presented[],
): Promise<number | undefined> {
  if (counted?.total === undefined) return undefined
  const total = counted.totalIsCapped === true ? await collection.count?.(reader, by, filter) : counted.total
  return total === undefined ? undefined : total + first.length
}

async function filterOf<Thing, Filter extends object, Sort extends string>(
  { filters }: Collection<Thing, Filter, Sort>,
  condition: Condition,
  reader: Reader,
  by: Principal,
): Promise<Filter> {
  const read = Object.hasOwn(filters, condition.field) ? filters[condition.field] : undefined
  if (read !== undefined) return read(condition, reader, by)
  const known = Object.keys(filters)
  throw invalidFilter(
    known.length === 0
      ? "This list can't be filtered."
      : `This list can't be filtered by ${condition.field}. It can be filtered by: ${known.join(', ')}.`,
  )
}

function setPaging(
  reply: FastifyReply,
  { address, target, known }: { readonly address: string; readonly target: string; readonly known: PlacesOf },
  { limit, offset }: ListRequest,
  { records, more, next, total }: Part,
): void {
  const link = (rel: string, to: number, after: Cursor | null = null) => {
    const query = new URLSearchParams(parseQuery(target))
    query.set('limit', String(limit))
    query.set('offset', String(to))
    query.delete('after')
    if (after !== null) query.set('after', presentAfter(after))
    return `<${address}${target.split('?', 1)[0] ?? ''}?${query.toString()}>; rel="${rel}"`
  }
  const last = total === undefined ? undefined : Math.floor(Math.max(0, total - 1) / limit) * limit
  const before = Math.max(0, offset - limit)
  const isNear = (to: number) => to - known.before(to).offset <= FARTHEST_OFFSET
  const links = [
    ...(more ? [link('next', offset + records.length, next)] : []),
    ...(offset > 0 && isNear(before) ? [link('prev', before)] : []),
    link('first', 0),
    ...(last !== undefined && isNear(last) ? [link('last', last)] : []),
  ]
  reply.header('link', links.join(', '))
  if (total !== undefined) reply.header('x-total-count', String(total))
}
