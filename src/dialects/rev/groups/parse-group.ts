import type { Account } from '../../../domain/academy/accounts.ts'
import type { GroupChange, NewGroup } from '../../../domain/people/groups.ts'
import type { OffsetRequest } from '../../../domain/page.ts'
import { readIds, readText, type Reading } from '../read-fields.ts'
import type { Fields } from '../read-request.ts'
import { readRoles } from '../roles/rev-roles.ts'

/** The body of a create or of a replacement: an omitted list stays unchanged. */
export function parseGroup(body: Fields, account: Account): NewGroup & GroupChange {
  const reading: Reading = { subject: 'group', unreadable: [] }
  const members = readIds(body.userids, 'members', reading)
  const roles = readRoles(body.roleids, account, reading)
  return {
    name: readText(body.name, 'name', reading) ?? '',
    ...(members === undefined ? {} : { members }),
    ...(roles === undefined ? {} : { roles }),
    unreadable: reading.unreadable,
  }
}

const ALL = 2 ** 31 - 1

/** `page` counts from 0; without a `size` one page holds all. */
export function parsePaging(query: ReadonlyMap<string, readonly string[]>): OffsetRequest {
  const limit = Math.min(positive(query.get('size')) ?? ALL, ALL)
  const page = positive(query.get('page')) ?? 0
  return { limit, offset: Math.min(page * limit, Number.MAX_SAFE_INTEGER) }
}

function positive(values: readonly string[] | undefined): number | undefined {
  const text = values?.at(-1)?.trim() ?? ''
  return /^0*[1-9]\d*$/.test(text) ? Number(text) : undefined
}
