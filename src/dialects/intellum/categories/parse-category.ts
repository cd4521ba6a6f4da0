import type { CategoryChange, NewCategory } from '../../../domain/taxonomy/categories.ts'
import { MAX_LINE } from '../../../domain/checks.ts'
import type { Issue } from '../../../domain/errors.ts'
import { readAttributes, said, type AttributeReading } from '../attributes.ts'
import { combineFilters, flagFilter, instantFilter, integerFilter, textFilter } from '../filters.ts'
import { isBlank } from '../../../lib/text.ts'
import { attributesIn, isBlankValue, type Parameters } from '../read-request.ts'
import { readInteger } from '../read-values.ts'
import type { CategoryFilter } from '../../../domain/taxonomy/category.ts'

type Parsed<Draft> = Draft & { readonly unreadable: readonly Issue[] }

/** An id that no category has: a value that can't be an id matches nothing. */
const NO_ID = 0

/** The record of a create: omitted attributes get their defaults (docs/contracts/intellum.md 6.1). */
export function parseNewCategory(parameters: Parameters): Parsed<NewCategory> {
  const reading = readAttributes(parameters, 'category')
  const parent = attributesIn(parameters, 'category').parent_category_id
  const locale = reading.text('locale', 'locale')
  return {
    name: reading.name('name', 'name') ?? '',
    parent: isBlankValue(parent) ? null : { id: readInteger(parent) ?? NO_ID },
    code: reading.code('code', 'code', MAX_LINE) ?? null,
    ...(typeof locale === 'string' && !isBlank(locale) ? { locale } : {}),
    ...parseChange(reading),
    unreadable: reading.issues,
  }
}

/** The record of an update: omitted attributes stay unchanged; position, locale and code always do. */
export function parseCategoryEdit(parameters: Parameters): Parsed<CategoryChange> {
  const reading = readAttributes(parameters, 'category')
  return {
    ...said<CategoryChange>({ name: reading.name('name', 'name') }),
    ...parseChange(reading),
    unreadable: reading.issues,
  }
}

/** The filters of a list; null: nothing can match. */
export function parseCategoryFilter(parameters: Parameters): CategoryFilter | null {
  const wanted = attributesIn(parameters, 'category')
  return combineFilters<CategoryFilter>({
    id: integerFilter(wanted.id),
    parentId: integerFilter(wanted.parent_category_id),
    name: textFilter(wanted.name),
    code: textFilter(wanted.code),
    locale: textFilter(wanted.locale),
    isActive: flagFilter(wanted.is_active),
    isVisible: flagFilter(wanted.is_visible),
    modified: instantFilter(wanted.updated_on),
  })
}

function parseChange(reading: AttributeReading) {
  return said<CategoryChange>({
    isActive: reading.flag('is_active', 'isActive'),
    isVisible: reading.flag('is_visible', 'isVisible'),
    description: reading.text('description', 'description'),
    pictureFileName: reading.text('picture_file_name', 'pictureFileName'),
  })
}
