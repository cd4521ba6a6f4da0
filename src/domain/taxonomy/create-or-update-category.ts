import type { CategoryId } from '../ids.ts'
import type { Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { createCategory, updateCategory, type CategoryChange, type NewCategory } from './categories.ts'

/**
 * Creates the category with a code, at the top unless a parent is given, or updates the existing one. Of several
 * simultaneous calls, one creates it.
 * @throws forbidden, invalid (name, parent, policyItems, fullPath), conflict (name among siblings)
 */
export async function createOrUpdateCategory(
  tx: Writer,
  by: Principal,
  code: string,
  draft: Omit<CategoryChange, 'code'> & Pick<NewCategory, 'name'>,
): Promise<{ readonly id: CategoryId; readonly isNew: boolean }> {
  await tx.accounts.lockTree(by.accountId)
  const known = await tx.categories.find(by.accountId, { code })
  if (known !== undefined) {
    await updateCategory(tx, by, { id: known.id }, draft)
    return { id: known.id, isNew: false }
  }
  const { category } = await createCategory(tx, by, { ...draft, code, parent: draft.parent ?? null })
  return { id: category.id, isNew: true }
}
