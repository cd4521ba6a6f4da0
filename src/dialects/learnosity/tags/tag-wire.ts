import { MAX_BANK_USER, type BankUserDraft } from '../../../domain/item-bank/bank-user.ts'
import {
  LEAST_SORT_KEY,
  MAX_TAG_TEXT,
  type Tag,
  type TagDraft,
  type TagSearch,
} from '../../../domain/item-bank/tag.ts'
import type { Parameters } from '../parameters.ts'

/** A tag in an answer of `tagging/tags`: exactly these three keys (docs/contracts/learnosity.md section 5). */
export interface TagWire {
  readonly type: string
  readonly name: string
  readonly description: string | null
}

export function presentTag({ type, name, description }: Tag): TagWire {
  return { type, name, description }
}

/**
 * Tags in the deprecated form TagsV0: types with their names (contract 13). Any word may be a type, even `__proto__`.
 */
export function presentTagsV0(
  tags: readonly Pick<Tag, 'type' | 'name'>[],
): Readonly<Record<string, string[]>> {
  const types = Object.create(null) as Record<string, string[]>
  for (const { type, name } of tags) (types[type] ??= []).push(name)
  return types
}

/** A tag of a set (7.1): omitted values stay, null unsets (7.3). */
export function parseTag(one: Parameters): TagDraft {
  const type = one.text('type', MAX_TAG_TEXT)
  const name = one.text('name', MAX_TAG_TEXT)
  const description = one.raw('description') === null ? null : one.optionalText('description', Infinity)
  const sortKey = one.raw('sort_key') === null ? null : one.integer('sort_key')
  if (typeof sortKey === 'number' && !(Number.isSafeInteger(sortKey) && sortKey > LEAST_SORT_KEY)) {
    throw one.wrong(20004, 'sort_key')
  }
  return {
    type,
    name,
    ...(description !== undefined && { description }),
    ...(sortKey !== undefined && { sortKey }),
  }
}

/** A TagsV2 object, or a TagSearchByType without a name. */
export function parseTagSearch(one: Parameters): TagSearch {
  const type = one.text('type', MAX_TAG_TEXT)
  const name = one.optionalText('name', MAX_TAG_TEXT)
  return { type, ...(name !== undefined && { name }) }
}

/** `meta.user`: the person responsible for a write (contract 8). */
export function parseUser(parameters: Parameters): BankUserDraft | undefined {
  const user = parameters.object('meta')?.object('user')
  if (user === undefined) return undefined
  const firstName = user.optionalText('firstname', MAX_BANK_USER.firstName)
  const lastName = user.optionalText('lastname', MAX_BANK_USER.lastName)
  const email = user.optionalText('email', MAX_BANK_USER.email)
  return {
    id: user.text('id', MAX_BANK_USER.id),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(email !== undefined && { email }),
  }
}
