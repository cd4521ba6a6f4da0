import type { Page } from '../page.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { EntitySearch, FoundEntity } from './entity-search.ts'
import { type Directory, type SeenMember, getSight } from './seen-member.ts'

export interface EntitySearchOptions {
  /** Where it is known from an earlier page: counted otherwise. */
  readonly total?: number | undefined
  /** Left out: closed. */
  readonly directory?: Directory
}

/** What a search finds, with people as the one who searches sees them. */
export type SeenEntity =
  | Extract<FoundEntity, { kind: 'group' }>
  | (Omit<Extract<FoundEntity, { kind: 'member' }>, 'member'> & { readonly member: SeenMember })

/**
 * People and groups found by a word. Names are for everybody who is signed in; whoever sees no more of people finds them by
 * nothing else: otherwise an address could be guessed letter by letter.
 */
export async function listEntities(
  reader: Reader,
  by: Principal,
  wanted: Omit<EntitySearch, 'namesOnly'>,
  { total, directory = 'closed' }: EntitySearchOptions = {},
): Promise<Pick<Required<Page<SeenEntity>>, 'items' | 'total'>> {
  const { whole, see } = await getSight(reader, by, directory)
  const search = { ...wanted, namesOnly: !whole }
  const found = await reader.members.listEntities(by.accountId, search)
  return {
    total: total ?? (await reader.members.countEntities(by.accountId, search)),
    items: found.map((one) => (one.kind === 'group' ? one : { ...one, member: see(one.member) })),
  }
}
