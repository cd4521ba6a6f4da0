// Intellum's rules for a category beyond the domain's: its tree has two levels, sections and their topics, and all
// errors are reported in one answer, including taken names (docs/contracts/intellum.md 6.1).
import type { CategorySite, NewCategory } from '../../../domain/taxonomy/categories.ts'
import type { Category } from '../../../domain/taxonomy/category.ts'
import { issue, type Issue } from '../../../domain/errors.ts'

/** The issues of a new category beyond those of the domain. The domain reports an unknown parent. */
export function checkNewCategory({ parent: wanted, locale }: NewCategory, site: CategorySite): Issue[] {
  const unknown = wanted !== null && site.parent === undefined
  return [
    ...checkSection(site.parent, locale),
    ...(unknown ? [] : checkNewName(site)),
    ...(site.codeTaken ? [issue('category', 'code', 'taken')] : []),
  ]
}

/** Whether a sibling has the new name. */
export function checkNewName({ nameTaken }: CategorySite): Issue[] {
  return nameTaken ? [issue('category', 'name', 'taken')] : []
}

function checkSection(parent: Category | undefined, locale: string | undefined): Issue[] {
  if (parent === undefined) return []
  if (parent.parentId !== null) return [issue('category', 'parent', 'not_allowed')]
  return locale === undefined || locale === parent.locale ? [] : [issue('category', 'locale', 'not_allowed')]
}
