import type { NewTag } from '../../../domain/taxonomy/category-tags.ts'
import { issue, type Issue } from '../../../domain/errors.ts'
import { characters } from '../../../lib/text.ts'
import { readAttributes } from '../attributes.ts'
import { combineFilters, integerFilter, textFilter } from '../filters.ts'
import { attributesIn, isBlankValue, type Parameters } from '../read-request.ts'
import { readInteger } from '../read-values.ts'
import { CATEGORIZABLE_TYPE } from './category-tag-wire.ts'
import type { CategoryTagFilter } from '../../../domain/taxonomy/category-tag.ts'

const MAX_TYPE = 255

/** The record of a create (docs/contracts/intellum.md 4.3); `id` and unknown attributes are ignored. */
export function parseNewTag(parameters: Parameters): NewTag {
  const attributes = attributesIn(parameters, 'category_tag')
  const reading = readAttributes(parameters, 'category_tag')
  const code = reading.code('code', 'code') ?? null
  const unreadable = [...reading.issues, ...checkType(attributes.categorizable_type)]
  const categoryId = readReference(attributes.category_id, 'categoryId', unreadable)
  const courseId =
    isBlankValue(attributes.categorizable_id) || isCourse(attributes.categorizable_type)
      ? readReference(attributes.categorizable_id, 'courseId', unreadable)
      : undefined // of an unknown type: there is no table to look it up in (row 6)
  return { categoryId, courseId, code, unreadable }
}

/** The filters of a list; null: nothing can match. Names outside the wrapper and unknown names aren't filters (4.2). */
export function parseTagFilter(parameters: Parameters): CategoryTagFilter | null {
  const wanted = attributesIn(parameters, 'category_tag')
  const types = textFilter(wanted.categorizable_type)
  if (types === null || types?.includes(CATEGORIZABLE_TYPE) === false) return null
  return combineFilters<CategoryTagFilter>({
    id: integerFilter(wanted.id),
    categoryId: integerFilter(wanted.category_id),
    courseId: integerFilter(wanted.categorizable_id),
    code: textFilter(wanted.code),
  })
}

/** Rows 1 and 5 of 4.3; a value that can't be an id matches nothing (rows 2 and 6). */
function readReference(value: unknown, field: string, unreadable: Issue[]): number | undefined {
  const id = readInteger(value)
  if (id === undefined)
    unreadable.push(issue('category_tag', field, isBlankValue(value) ? 'missing' : 'unknown'))
  return id
}

/** Rows 7 to 9. */
function checkType(value: unknown): Issue[] {
  const refuse = (problem: Issue['problem'], limit?: number): Issue => ({
    subject: 'category_tag',
    field: 'categorizable_type',
    problem,
    ...(limit === undefined ? {} : { limit }),
  })
  return [
    ...(isBlankValue(value) ? [refuse('missing')] : []),
    ...(typeof value === 'string' && characters(value) > MAX_TYPE ? [refuse('too_long', MAX_TYPE)] : []),
    ...(isBlankValue(value) || isCourse(value) ? [] : [refuse('not_allowed')]),
  ]
}

function isCourse(type: unknown): boolean {
  return type === CATEGORIZABLE_TYPE
}
