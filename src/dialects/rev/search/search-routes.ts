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
import type { EntityPosition } from '../../../domain/people/entity-search.ts'

type Query = ReadonlyMap<string, readonly string[]>

/** Searching people and groups, page after page (docs/contracts/rev.md B7). */
export function searchRoutes(app: FastifyInstance, services: Services): void {
  const { store } = services
  // Whoever can be found can be given access, so both find the same.
  for (const path of ['/api/v2/search/access-entity', '/api/v2/search/access-entity/assignable']) {
    app.get(path, (request) => {
      const by = principalOf(request)
      return store.read((reader) => answerSearch(reader, by, queryOf(request), services))
    })
  }

  app.get<{ Params: { id: string } }>('/api/v2/search/groups/:id/users', (request) => {
    const by = principalOf(request)
    const guid = request.params.id.toLowerCase()
    return store.read((reader) => answerMembers(reader, by, guid, queryOf(request), services))
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
  const scrollIds = new ScrollIds<EntityPosition>(services, String(by.accountId), search, text)
  const given = scrollIdOf(query)
  const scroll = given === undefined ? undefined : scrollIds.open(given)
  if (given !== undefined && scroll === undefined) {
    return { accessEntities: [], totalEntities: 0, scrollId: '', ...scrollExpired }
  }

  const after = scroll === undefined ? {} : { after: scroll.after }
  const wanted = { kinds, text, limit: limit + 1, ...after }
  const { total, items: found } = await listEntities(reader, by, wanted, {
    total: scroll?.total,
    directory: directoryOf(services.settings),
  })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    accessEntities: page.map(presentEntity),
    totalEntities: total,
    scrollId: last === undefined ? '' : scrollIds.seal({ after: last.position, total }),
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
  const scrollIds = new ScrollIds<number>(services, String(by.accountId), 'members of', group.guid)
  const given = scrollIdOf(query)
  const scroll = given === undefined ? undefined : scrollIds.open(given)
  if (given !== undefined && scroll === undefined) {
    return { totalUsers: 0, scrollId: '', userIds: [], ...scrollExpired }
  }

  const limit = parseCount(query)
  const part = { after: scroll?.after ?? 0, limit: limit + 1, total: scroll?.total }
  const { total, items: found } = await listGroupMembers(reader, by, group, part)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  return {
    totalUsers: total,
    scrollId: last === undefined ? '' : scrollIds.seal({ after: last.id, total }),
    userIds: page.map((member) => member.guid),
  }
}

/** An empty one is none. */
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
    UserName: username ?? '', // clients take it for a text
    FirstName: firstName,
    LastName: lastName,
    Email: email,
    Id: guid,
    EntityType: 'User',
    ProfileImageUri: null,
  }
}
