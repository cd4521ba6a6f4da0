import { type Cursor, type CursorQuery, type Page, pageOf } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { EntityFilter, EntityPosition, FoundEntity } from './entity-search.ts'
import { type Directory, type SeenMember, getSight } from './seen-member.ts'
import { fold } from '../../lib/text.ts'

/** The search results, with people as the caller sees them. */
export type SeenEntity =
  | Extract<FoundEntity, { kind: 'group' }>
  | (Omit<Extract<FoundEntity, { kind: 'member' }>, 'member'> & { readonly member: SeenMember })

/**
 * People and groups matching a text. Everybody who is signed in sees names; callers who see only names can search only
 * by name: otherwise they could guess an address letter by letter.
 */
export async function listEntities(
  reader: Reader,
  by: Principal,
  { filter: { kinds }, q = '', page: { after, limit }, total }: CursorQuery<EntityFilter>,
  directory: Directory = 'closed',
): Promise<Page<SeenEntity>> {
  const { whole, see } = await getSight(reader, by, directory)
  const search = { kinds, text: fold(q), namesOnly: !whole }
  const found = await reader.members.listEntities(by.accountId, {
    ...search,
    limit: limit + 1,
    ...(after && { after: positionOf(after) }),
  })
  const { items, next } = pageOf(found, limit, cursorOf)
  return {
    items: items.map((one) => (one.kind === 'group' ? one : { ...one, member: see(one.member) })),
    next,
    ...(total === true && { total: await reader.members.countEntities(by.accountId, search) }),
  }
}

function cursorOf({ position: { kind, sortName, id } }: FoundEntity): Cursor {
  return { values: [kind, sortName], id }
}

function positionOf({ values: [kind, sortName], id }: Cursor): EntityPosition {
  return { kind: kind === 'group' ? 'group' : 'member', sortName: String(sortName), id }
}
