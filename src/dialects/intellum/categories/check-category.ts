// What Intellum asks of a category beyond the domain: its tree has two levels, sections and the topics in them, and all
// that is wrong is told in one answer, what is taken included (docs/contracts/intellum.md 6.1).
import type { CategoryEdit, NewCategory } from '../../../domain/taxonomy/categories.ts'
import type { Category } from '../../../domain/taxonomy/category.ts'
import { issue, type Issue } from '../../../domain/errors.ts'
import type { CategoryId } from '../../../domain/ids.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Reader } from '../../../domain/store.ts'
import { fold, isBlank, isStorable } from '../../../lib/text.ts'

/** What is wrong with a new category besides what the domain finds. An unknown parent is the domain's to tell. */
export async function checkNewCategory(reader: Reader, by: Principal, draft: NewCategory): Promise<Issue[]> {
  const parent = draft.parent === null ? null : await reader.categories.find(by.accountId, draft.parent)
  return [
    ...checkSection(parent, draft.locale),
    ...(parent === undefined ? [] : await checkName(reader, by, parent?.id ?? null, draft.name)),
    ...(await checkCode(reader, by, draft.code)),
  ]
}

/** Whether a new name is taken by a sibling. */
export async function checkNewName(
  reader: Reader,
  by: Principal,
  category: Category,
  { name }: CategoryEdit,
): Promise<Issue[]> {
  if (name === undefined || fold(name) === fold(category.name)) return []
  return checkName(reader, by, category.parentId, name)
}

function checkSection(parent: Category | null | undefined, locale: string | undefined): Issue[] {
  if (parent === null || parent === undefined) return []
  if (parent.parentId !== null) return [issue('category', 'parent', 'not_allowed')]
  return locale === undefined || locale === parent.locale ? [] : [issue('category', 'locale', 'not_allowed')]
}

async function checkName(
  reader: Reader,
  by: Principal,
  parent: CategoryId | null,
  name: string,
): Promise<Issue[]> {
  if (isBlank(name) || !isStorable(name)) return []
  const sibling = await reader.categories.findChild(by.accountId, parent, fold(name))
  return sibling === undefined ? [] : [issue('category', 'name', 'taken')]
}

async function checkCode(reader: Reader, by: Principal, code: string | null | undefined): Promise<Issue[]> {
  if (code == null || !isStorable(code)) return []
  const other = await reader.categories.findByCode(by.accountId, code)
  return other === undefined ? [] : [issue('category', 'code', 'taken')]
}
