import { fold } from '../../lib/text.ts'
import type { CategoryId, GroupId, MemberId } from '../ids.ts'
import type { Holder, Share } from '../permissions.ts'
import type { InstantRange } from '../page.ts'

/** A node of the account's single taxonomy; called "Topic" in the console. */
export interface Category {
  readonly id: CategoryId
  readonly guid: string
  readonly parentId: CategoryId | null
  /** Unique among its siblings when folded. */
  readonly name: string
  /** The names from the top down to this one, joined by a backslash. */
  readonly fullPath: string
  /** Sorts the tree by path, segment by segment, case-insensitively; unique in the account. */
  readonly sortPath: string
  readonly restricted: boolean
  readonly createdBy: MemberId | null
  readonly isActive: boolean
  readonly isVisible: boolean
  readonly description: string | null
  readonly pictureFileName: string | null
  /** BCP 47 */
  readonly locale: string
  /** Chosen by a client; optional, unique in the account, case-sensitive. */
  readonly code: string | null
  readonly created: number
  readonly modified: number
}

/** What a small read shows of a category. */
export type CategoryOutline = Pick<Category, 'id' | 'guid' | 'name' | 'restricted'>

/** A category's ancestors without their paths: in a deep tree the paths of a whole lineage are many megabytes. */
export type Ancestor = Pick<Category, 'id' | 'guid' | 'parentId' | 'name' | 'restricted' | 'createdBy'>

/** A category and its ancestors, from itself to the top; empty when there is no such category. */
export type Lineage = readonly [] | readonly [own: Category, ...above: Category[]]

/** Who may contribute to a category, or manage it, while it is restricted. */
export interface PolicyItem {
  readonly holder: Holder
  /** The holder's GUID. */
  readonly holderGuid: string
  readonly share: Share
}

/** A policy item with its holder's name. */
export interface NamedPolicyItem extends PolicyItem {
  readonly holderName: string
}

/** The size of a category's subtree. */
export interface SubtreeCount {
  /** Includes the category itself. */
  readonly categories: number
  /** How many of them are restricted. */
  readonly restricted: number
  /** The number of tags that link courses to any of them. */
  readonly tags: number
}

export type CategoryRowChange = Partial<
  Pick<
    Category,
    'restricted' | 'isActive' | 'isVisible' | 'description' | 'pictureFileName' | 'locale' | 'code'
  >
>

export type NewCategoryRow = Omit<Category, 'id' | 'guid' | 'created' | 'modified'>

export const MAX_FULL_PATH = 32_768

/** The names joined by `\`; a backslash inside a name isn't escaped (docs/contracts/rev.md A1). */
export function fullPathBelow(parent: Pick<Category, 'fullPath'> | undefined, name: string): string {
  return parent === undefined ? name : `${parent.fullPath}\\${name}`
}

/**
 * The sort key below a parent's. Segments end with U+0001, which sorts before any character of a name, so a parent
 * comes right before its descendants; everything below a key lies between `key + U+0001` and `key + U+0002`.
 */
export function sortPathBelow(parent: Pick<Category, 'sortPath'> | undefined, name: string): string {
  const segment = escaped(fold(name))
  return parent === undefined ? segment : `${parent.sortPath}\u0001${segment}`
}

function escaped(folded: string): string {
  // U+0001 or U+0002 inside a name must not look like the end of a segment.
  return folded.replaceAll('\u0002', '\u0002\u0003').replaceAll('\u0001', '\u0002\u0002')
}

export type CategoryField = 'id' | 'guid' | 'name' | 'fullPath' | 'restricted'

/** Which categories a list holds, always ordered by path, segment by segment, case-insensitively. */
export type CategoryScope =
  | { readonly of: 'account' }
  | { readonly of: 'top' }
  | { readonly of: 'children'; readonly parent: string }
  | { readonly of: 'descendants'; readonly parent: string }

export interface CategoryFilter {
  readonly id?: readonly number[]
  readonly parentId?: readonly number[]
  readonly name?: readonly string[]
  readonly code?: readonly string[]
  readonly locale?: readonly string[]
  readonly isActive?: boolean
  readonly isVisible?: boolean
  /** Both ends included, in milliseconds. */
  readonly modified?: InstantRange
}

/** The fields that decide who may do what with a category. */
export type CategoryGuard = Pick<Category, 'id' | 'parentId' | 'restricted' | 'createdBy'>

/** A category as shown in a long list from which a person picks some. */
export interface CategoryToChoose extends Pick<Category, 'id' | 'parentId' | 'restricted'> {
  /** Whether it is restricted and one of the holders has a policy item on it. */
  readonly held: boolean
}

/** Which categories a long list leaves out. */
export interface CategoryChoice {
  readonly holders: { readonly members: readonly MemberId[]; readonly groups: readonly GroupId[] }
  /** Called once for each category in the account, in path order. */
  readonly keeps: (category: CategoryToChoose) => boolean
}
