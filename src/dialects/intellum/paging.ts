import type { OffsetRequest } from '../../domain/page.ts'
import { IntellumError } from './errors.ts'
import { isBlankValue, type Parameters } from './read-request.ts'

/**
 * The page requested by `page` and `per_page` (docs/contracts/intellum.md 4.2).
 * @param most the maximum page size of this resource
 */
export function parsePaging({ page, per_page }: Parameters, most: number): OffsetRequest {
  const limit = parsePerPage(per_page, most)
  const offset = (parsePage(page) - 1) * limit
  // However far a page is beyond the end, its offset is a number that SQL can read.
  return { limit, offset: Math.min(offset, Number.MAX_SAFE_INTEGER) }
}

function parsePage(value: unknown): number {
  if (isBlankValue(value)) return 1
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new IntellumError('Page is not a number')
  if (!/^[+-]?\d+$/.test(text)) throw new IntellumError('Page must be an integer')
  const page = Number(text)
  if (page < 1) throw new IntellumError('Page must be greater than 0')
  return page
}

/** 1 to the maximum; a higher value means the maximum, anything else is ignored. */
function parsePerPage(value: unknown, most: number): number {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
  const wanted = /^\d+$/.test(text) ? Number(text) : 0
  return wanted < 1 ? most : Math.min(wanted, most)
}
