import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OffsetRequest } from '../../domain/page.ts'
import { parseQuery } from '../../http/form.ts'
import { invalidParameter } from './errors.ts'
import type { Parameters } from './parameters.ts'

/** More than this many are never answered at once; a higher limit is lowered, not refused (docs/contracts/coursepath.md 5.1). */
const CAP = 1000

/** @throws CoursepathError for what is no number, or a negative one */
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

/** The page with one thing more, by which it is seen whether more follow. */
export function oneMore({ offset, limit }: OffsetRequest): OffsetRequest {
  return { offset, limit: limit + 1 }
}

/**
 * Answers a page as a bare array. `items` may hold one thing more than the page.
 * @param total of the whole list, where it needs no counting
 */
export function answerPage<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  { offset, limit }: OffsetRequest,
  items: readonly T[],
  present: (item: T) => unknown,
  total?: number,
): unknown[] {
  reply.header('x-limit', String(limit))
  if (total !== undefined) reply.header('x-total-count', String(total))
  if (items.length > limit && limit > 0) {
    reply.header('link', `<${targetWith(request, offset + limit, limit)}>; rel="next"`)
  }
  return items.slice(0, limit).map(present)
}

/** The request's own target with another place in the list. */
function targetWith(request: FastifyRequest, offset: number, limit: number): string {
  const target = request.raw.url ?? '/'
  const query = new URLSearchParams(parseQuery(target))
  query.set('offset', String(offset))
  query.set('limit', String(limit))
  return `${target.split('?', 1)[0] ?? '/'}?${query.toString()}`
}
