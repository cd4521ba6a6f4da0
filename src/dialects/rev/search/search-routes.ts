import type { FastifyInstance } from 'fastify'
import { getGroup, listGroupMembers } from '../../../domain/people/groups.ts'
import { listEntities, type SeenEntity } from '../../../domain/people/list-entities.ts'
import type { Principal } from '../../../domain/principal.ts'
import type { Reader } from '../../../domain/store.ts'
import type { Services } from '../../dialect.ts'
import { directoryOf } from '../settings.ts'
import { principalOf } from '../authenticate.ts'
import { queryOf } from '../read-request.ts'
import { parseCount, parseEntitySearch } from './parse-search.ts'
import { ScrollIds } from './scroll-id.ts'
import {
  scrollExpired,
  type AccessEntity,
  type EntitySearchAnswer,
  type GroupMembersAnswer,
} from './search-wire.ts'

type Query = ReadonlyMap<string, readonly string[]>

/** Searching people and groups, page after page (docs/contracts/rev.md B7). */
export function searchRoutes(app: FastifyInstance, services: Services): void {
  const { store } = services
  // Everybody who can be found can be given access, so both return the same.
  for (const path of ['/api/v2/search/access-entity', '/api/v2/search/access-entity/assignable']) {
    app.get(path, (request) => {
      const by = principalOf(request)
      return store.readLong((reader) => answerSearch(reader, by, queryOf(request), services))
    })
  }

  app.get<{ Params: { id: string } }>('/api/v2/search/groups/:id/users', (request) => {
    const by = principalOf(request)
    const guid = request.params.id.toLowerCase()
    return store.readLong((reader) => answerMembers(reader, by, guid, queryOf(request), services))
  })
}

async function answerSearch(
  reader: Reader,
  by: Principal,
  query: Query,
  services: Services,
): Promise<EntitySearchAnswer> {
  const { kinds, text, limit } = parseEntitySearch(query)
  const search = kinds.toSorted().join()
  const scrollIds = new ScrollIds(services, String(by.accountId), search, text)
  const given = scrollIdOf(query)
  const scroll = given === undefined ? undefined : scrollIds.open(given)
  if (given !== undefined && scroll === undefined) {
    return { accessEntities: [], totalEntities: 0, scrollId: '', ...scrollExpired }
  }

  const wanted = {
    filter: { kinds },
    q: text,
    page: { after: scroll?.after ?? null, limit },
    total: scroll === undefined, // later pages already have it
  }
  const {
    total = scroll?.total ?? 0,
    items,
    next,
  } = await listEntities(reader, by, wanted, directoryOf(services.settings))
  return {
    accessEntities: items.map(presentEntity),
    totalEntities: total,
    scrollId: next === null ? '' : scrollIds.seal({ after: next, total }),
    statusCode: 200,
    statusDescription: null,
  }
}

async function answerMembers(
  reader: Reader,
  by: Principal,
  guid: string,
  query: Query,
  services: Services,
): Promise<GroupMembersAnswer> {
  const group = await getGroup(reader, by, { guid })
  const scrollIds = new ScrollIds(services, String(by.accountId), 'members of', group.guid)
  const given = scrollIdOf(query)
  const scroll = given === undefined ? undefined : scrollIds.open(given)
  if (given !== undefined && scroll === undefined) {
    return { totalUsers: 0, scrollId: '', userIds: [], ...scrollExpired }
  }

  const page = { after: scroll?.after ?? null, limit: parseCount(query) }
  const wanted = { filter: {}, page, total: scroll === undefined }
  const { total = scroll?.total ?? 0, items, next } = await listGroupMembers(reader, by, group, wanted)
  return {
    totalUsers: total,
    scrollId: next === null ? '' : scrollIds.seal({ after: next, total }),
    userIds: items.map((member) => member.guid),
  }
}

/** An empty one counts as absent. */
function scrollIdOf(query: Query): string | undefined {
  const scrollId = query.get('scrollid')?.at(-1)
  return scrollId === '' ? undefined : scrollId
}

function presentEntity(found: SeenEntity): AccessEntity {
  if (found.kind === 'group') {
    return { Name: found.group.name, Id: found.group.guid, EntityType: 'Group' }
  }
  const { username, firstName, lastName, email, guid } = found.member
  return {
    UserName: username ?? '', // clients expect a text
    FirstName: firstName,
    LastName: lastName,
    Email: email,
    Id: guid,
    EntityType: 'User',
    ProfileImageUri: null,
  }
}
