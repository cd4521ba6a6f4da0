// What Intellum asks of a category beyond the domain: its tree has two levels, sections and the topics in them, and all
// that is wrong is told in one answer, what is taken included (docs/contracts/intellum.md 6.1).
import type { CategorySite, NewCategory } from '../../../domain/taxonomy/categories.ts'
import type { Category } from '../../../domain/taxonomy/category.ts'
import { issue, type Issue } from '../../../domain/errors.ts'

/** What is wrong with a new category besides what the domain finds. An unknown parent is the domain's to tell. */
export function checkNewCategory({ parent: wanted, locale }: NewCategory, site: CategorySite): Issue[] {
  const unknown = wanted !== null && site.parent === undefined
  return [
    ...checkSection(site.parent, locale),
    ...(unknown ? [] : checkNewName(site)),
    ...(site.codeTaken ? [issue('category', 'code', 'taken')] : []),
  ]
}

/** Whether a new name is taken by a sibling. */
export function checkNewName({ nameTaken }: CategorySite): Issue[] {
  return nameTaken ? [issue('category', 'name', 'taken')] : []
}

function checkSection(parent: Category | undefined, locale: string | undefined): Issue[] {
  if (parent === undefined) return []
  if (parent.parentId !== null) return [issue('category', 'parent', 'not_allowed')]
  return locale === undefined || locale === parent.locale ? [] : [issue('category', 'locale', 'not_allowed')]
}
