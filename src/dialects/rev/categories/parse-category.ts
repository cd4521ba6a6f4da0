import type {
  CategoryChange,
  NewCategory,
  WantedPolicy,
  WantedPolicyItem,
} from '../../../domain/taxonomy/categories.ts'
import { issue, type Issue } from '../../../domain/errors.ts'
import type { Ref } from '../../../domain/ids.ts'
import { parseGuid } from '../../../lib/guid.ts'
import { isBlank } from '../../../lib/text.ts'
import { shown } from '../read-fields.ts'
import { asFields, queryFlag, type Fields } from '../read-request.ts'
import type { CategoryScope } from '../../../domain/taxonomy/category.ts'

/** Rev's own limit on names, in characters (docs/contracts/rev.md A1). */
const MAX_NAME = 100

/** The reference for an id in a request, in any case. A value that isn't a GUID matches nothing. */
export function categoryRef(id: string): Ref {
  return { guid: id.toLowerCase() }
}

/** The body of a create: absent fields get their defaults. */
export function parseNewCategory(body: Fields): NewCategory {
  const { name, parent, ...rest } = parseCategoryEdit(body)
  return { ...rest, name: name ?? '', parent: parent ?? null }
}

/**
 * The body of an edit: absent fields stay unchanged (A3). Unreadable fields are returned with the draft: a refusal for
 * lack of rights comes before one for a bad value.
 */
export function parseCategoryEdit(body: Fields): CategoryChange {
  const unreadable: Issue[] = []
  const name = readName(body.name, unreadable)
  const parent = readParent(body.parentcategoryid, unreadable)
  const restricted = readRestricted(body.restricted, unreadable)
  return {
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent }),
    ...(restricted === undefined ? {} : { restricted }),
    policy: () => readPolicy(body.categorypolicyitems),
    maxName: MAX_NAME,
    unreadable,
  }
}

/** Which categories to list; for the parent, `null` and an empty value mean the top level (A5). */
export function parseScope(query: ReadonlyMap<string, readonly string[]>): CategoryScope {
  const parent = query.get('parentcategoryid')?.at(-1)?.trim()
  const allDescendants = queryFlag(query.get('includealldescendants'))
  if (parent === undefined) return allDescendants === false ? { of: 'top' } : { of: 'account' }
  if (parent === '' || parent.toLowerCase() === 'null') {
    return allDescendants === true ? { of: 'account' } : { of: 'top' }
  }
  return { of: allDescendants === false ? 'children' : 'descendants', parent: parseGuid(parent) ?? '' }
}

/** The parent whose children `user/categories` lists; null: the top level (B10). */
export function parseLevel(query: ReadonlyMap<string, readonly string[]>): Ref | null {
  const parent = query.get('parentcategoryid')?.at(-1)?.trim().toLowerCase() ?? ''
  return parent === '' || parent === 'null' ? null : categoryRef(parent)
}

function readName(value: unknown, unreadable: Issue[]): string | undefined {
  if (typeof value === 'string' && !isBlank(value)) return value
  const missing = value === undefined || value === null || typeof value === 'string'
  unreadable.push(
    missing ? issue('category', 'name', 'missing') : issue('category', 'name', 'malformed', shown(value)),
  )
  return undefined
}

function readParent(value: unknown, unreadable: Issue[]): Ref | null | undefined {
  if (value === undefined) return undefined
  if (value === null) return null
  if (typeof value === 'string') return isBlank(value) ? null : categoryRef(value.trim())
  unreadable.push(issue('category', 'parent', 'malformed', shown(value)))
  return undefined
}

/** JSON booleans, the words for them, and PowerShell's form of a switch: `{"IsPresent": true}` (A7.5). */
function readRestricted(value: unknown, unreadable: Issue[]): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  if (value === null || value === '') return false
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true'
  const present = asFields(value)?.ispresent
  if (typeof present === 'boolean') return present
  unreadable.push(issue('category', 'restricted', 'malformed', shown(value)))
  return undefined
}

function readPolicy(value: unknown): WantedPolicy {
  if (value === undefined) return { unreadable: [] }
  if (value === null || value === '') return { items: [], unreadable: [] }
  if (!Array.isArray(value)) return { unreadable: [malformedPolicy(value)] }
  const unreadable: Issue[] = []
  const items = value.flatMap((one) => {
    const item = readPolicyItem(asFields(one))
    if (item === undefined) unreadable.push(malformedPolicy(one))
    return item ?? []
  })
  return { items, unreadable }
}

function malformedPolicy(value: unknown): Issue {
  return issue('category', 'policyItems', 'malformed', shown(value))
}

const holders = new Map<string, WantedPolicyItem['holder']>([
  ['user', 'member'],
  ['group', 'group'],
])
const shares = new Map<string, WantedPolicyItem['share']>([
  ['categorycontributor', 'contributor'],
  ['categorymanager', 'manager'],
])

function readPolicyItem(item: Fields | undefined): WantedPolicyItem | undefined {
  const { id, type, itemtype } = item ?? {}
  if (typeof id !== 'string' || isBlank(id) || typeof type !== 'string' || typeof itemtype !== 'string') {
    return undefined
  }
  const holder = holders.get(type.trim().toLowerCase())
  const share = shares.get(itemtype.trim().toLowerCase())
  return holder && share && { holder, share, guid: id.trim().toLowerCase() }
}
