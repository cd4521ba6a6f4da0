import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Lazy } from '../../domain/checks.ts'
import type { OffsetRequest, Page } from '../../domain/page.ts'
import { parseQuery } from '../../http/form.ts'
import { invalidParameter } from './errors.ts'
import { queryOf, type Parameters } from './parameters.ts'

/** The maximum page size; a higher limit is lowered, not refused (docs/contracts/coursepath.md 5.1). */
const CAP = 1000

/** @throws CoursepathError for a value that isn't a number, or is negative */
export function parsePaging(query: Parameters, defaultLimit: number): OffsetRequest {
  return {
    offset: numberOf(query, 'offset') ?? 0,
    limit: Math.min(numberOf(query, 'limit') ?? defaultLimit, CAP),
  }
}

function numberOf(query: Parameters, name: string): number | undefined {
  const text = query.last(name)
  if (text === undefined) return undefined
  if (!/^\d+$/.test(text.trim())) {
    throw invalidParameter(name, `The parameter ${name} must be a whole number, 0 or more.`)
  }
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER)
}

/** The page with one extra item, which tells whether more follow. */
export function oneMore({ offset, limit }: OffsetRequest): OffsetRequest {
  return { offset, limit: limit + 1 }
}

/**
 * Answers a page as a bare array. `items` may hold one item more than the page.
 * @param total of the whole list, if it needs no counting
 */
export function answerPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  page: OffsetRequest,
  items: readonly T[],
  present: (item: T) => unknown,
  total?: number,
): unknown[] {
  tellOfPage(request, reply, page, { whole: items.length, total })
  return items.slice(0, page.limit).map(present)
}

/**
 * Answers a page of items whose texts may be long, like `answerPage`: it is read and sent in parts.
 * @param read a part of the list
 * @param defaultLimit the default page size
 */
export async function answerInParts<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  read: (part: Lazy<OffsetRequest>) => Promise<Page<T>>,
  { defaultLimit, present }: { readonly defaultLimit: number; readonly present: (item: T) => unknown },
): Promise<unknown> {
  const page = () => parsePaging(queryOf(request), defaultLimit)
  const first = await read(() => oneMore(page()))
  const { items, whole = items.length, total } = first
  if (whole === items.length) return answerPage(request, reply, page(), items, present, total)
  tellOfPage(request, reply, page(), { whole, total })
  reply.type('application/json; charset=utf-8')
  return Readable.from(textOf({ first, page: page(), read, present }))
}

/** Further parts wait for the client: no snapshot is held meanwhile, as between two pages. */
async function* textOf<T>({
  first,
  page: { offset, limit },
  read,
  present,
}: {
  readonly first: Page<T>
  readonly page: OffsetRequest
  readonly read: (part: Lazy<OffsetRequest>) => Promise<Page<T>>
  readonly present: (item: T) => unknown
}): AsyncGenerator<string> {
  yield '['
  let part = first.items
  for (let sent = 0; part.length > 0;) {
    for (const item of part.slice(0, limit - sent)) {
      yield `${sent++ === 0 ? '' : ','}${JSON.stringify(present(item))}`
    }
    if (sent === limit) break
    const rest = { offset: offset + sent, limit: limit - sent }
    part = (await read(() => rest)).items
  }
  yield ']'
}

function tellOfPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { offset, limit }: OffsetRequest,
  { whole, total }: { readonly whole: number; readonly total: number | undefined },
): void {
  reply.header('x-limit', String(limit))
  if (total !== undefined) reply.header('x-total-count', String(total))
  if (whole > limit && limit > 0) {
    reply.header('link', `<${targetWith(request, offset + limit, limit)}>; rel="next"`)
  }
}

/** The request's own target with another offset. */
function targetWith(request: FastifyRequest, offset: number, limit: number): string {
  const target = request.raw.url ?? '/'
  const query = new URLSearchParams(parseQuery(target))
  query.set('offset', String(offset))
  query.set('limit', String(limit))
  return `${target.split('?', 1)[0] ?? '/'}?${query.toString()}`
}
