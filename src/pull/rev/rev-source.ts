import type { Role } from '../../domain/roles.ts'
import { idOf, objectOf, objectsOf, textOf, type Fields } from '../answer-shapes.ts'
import { countedPages } from '../counted-pages.ts'
import { flagCell, listCell, neededCell, textCell, type PulledRow } from '../pulled-row.ts'
import type { ScratchMap } from '../scratch.ts'
import { SourceError } from '../source-error.ts'
import type { Reading, Source } from '../source.ts'

const ROLES: readonly (readonly [word: string, role: Role])[] = [
  ['AccountAdmin', 'manager'],
  ['MediaAdmin', 'media_admin'],
  ['EventAdmin', 'event_admin'],
  ['MediaContributor', 'media_contributor'],
  ['MediaViewer', 'learner'],
  ['CategoryCreator', 'category_creator'],
]
/** Who is in this state may not sign in. */
const BARRED = new Set(['Suspended', 'Unlicensed', 'LockedOut'])
const GROUPS_AT_ONCE = 500
/** A search that ran out is begun again so many times. */
const SEARCHES = 5

/** How later rows name what was read, by its id at the source. */
interface Known {
  readonly groups: ScratchMap
  readonly people: ScratchMap
}

/** Rev's API v2 (docs/contracts/rev.md): people, groups, and topics with those who share them. */
export const revSource: Source = {
  name: 'rev',
  needs: {
    user: { means: 'a username, or an API key', isRequired: true },
    secret: 'the password, or the secret of the API key',
  },
  kinds: ['groups', 'people', 'memberships', 'topics'],
  async *read(reading) {
    const rev = new Rev(reading)
    const known = { groups: reading.scratch.createMap(), people: reading.scratch.createMap() }
    yield* readGroups(reading, rev, known)
    yield* readPeople(reading, rev, known)
    yield* readMemberships(reading, rev, known)
    yield* readTopics(reading, rev, known)
  },
}

/** Asks in a session, and signs in anew when it has ended. */
class Rev {
  readonly #reading: Reading
  #token: string | undefined

  constructor(reading: Reading) {
    this.#reading = reading
    reading.client.onUnauthorized = () => this.#signIn()
  }

  async get(path: string): Promise<unknown> {
    return this.#reading.client.json({
      key: `GET ${path}`,
      send: async () => {
        if (this.#token === undefined) await this.#signIn()
        return { path, headers: { authorization: `VBrick ${this.#token ?? ''}` } }
      },
    })
  }

  /** With a username and password, else with an API key and its secret. */
  async #signIn(): Promise<void> {
    const { user = '', secret } = this.#reading.login
    const ways: readonly (readonly [path: string, body: object])[] = [
      ['/api/v2/user/login', { username: user, password: secret }],
      ['/api/v2/authenticate', { apiKey: user, secret }],
    ]
    let refusal: unknown
    for (const [path, body] of ways) {
      try {
        const session = objectOf(await this.#reading.client.signIn(path, body), 'a session')
        this.#token = idOf(session.token, 'a session')
        return
      } catch (error) {
        // Only a source that answers can know the other way in.
        if (error instanceof SourceError && error.status === undefined) throw error
        refusal ??= error
      }
    }
    throw refusal
  }
}

async function* readGroups(reading: Reading, rev: Rev, { groups }: Known): AsyncIterable<PulledRow> {
  const pages = countedPages({
    first: 0,
    size: GROUPS_AT_ONCE,
    idOf: ({ id }: Fields) => idOf(id, 'a group'),
    met: reading.scratch.createMap(),
    page: async (number) =>
      objectsOf(await rev.get(`/api/v2/groups?size=${GROUPS_AT_ONCE}&page=${number}`), 'groups'),
  })
  for await (const page of pages) {
    for (const group of page) {
      const id = idOf(group.id, 'a group')
      const name = textOf(group.name) ?? ''
      const { roles } = objectOf(await rev.get(`/api/v2/groups/${id}`), 'a group')
      const own = await reading.keys.code('groups', { sourceKey: `rev:${id}`, code: null, name })
      groups.set(id, own.key)
      yield {
        kind: 'groups',
        cells: {
          id: own.id,
          code: neededCell(own.key),
          name: neededCell(name),
          roles: listCell(rolesOf(roles)),
        },
      }
    }
  }
}

async function* readPeople(reading: Reading, rev: Rev, { people }: Known): AsyncIterable<PulledRow> {
  for await (const id of foundIn(rev, '/api/v2/search/access-entity?type=User', {
    list: 'accessEntities',
    met: reading.scratch.createMap(),
  })) {
    const user = objectOf(await rev.get(`/api/v2/users/${id}`), 'a user')
    const [username, email] = [textOf(user.username), textOf(user.email)]
    const {
      key,
      id: ownId,
      roles,
    } = await reading.keys.person({
      sourceKey: `rev:${id}`,
      externalId: null,
      username,
      email,
    })
    people.set(id, `external:${key}`)
    const shown = ROLES.map(([, role]) => role)
    yield {
      kind: 'people',
      cells: {
        id: ownId,
        external_id: neededCell(key),
        username: neededCell(username === '' ? null : username),
        email: textCell(email),
        first_name: textCell(textOf(user.firstname)),
        last_name: neededCell(textOf(user.lastname)),
        title: textCell(textOf(user.title)),
        phone: textCell(textOf(user.phone)),
        language: textCell(textOf(user.language)),
        // The roles that this door doesn't know stay.
        roles: listCell([...rolesOf(user.roles), ...roles.filter((role) => !shown.includes(role))]),
        status: BARRED.has(textOf(user.status) ?? '') ? 'inactive' : 'active',
      },
    }
  }
}

async function* readMemberships(
  reading: Reading,
  rev: Rev,
  { groups, people }: Known,
): AsyncIterable<PulledRow> {
  for (const [id, code] of groups.entries()) {
    const search = { list: 'userIds', met: reading.scratch.createMap() }
    for await (const userId of foundIn(rev, `/api/v2/search/groups/${id}/users`, search)) {
      const person = people.get(userId)
      if (person === undefined) {
        reading.note('A member of a group is left out: the person came or went while it was read.')
      } else yield { kind: 'memberships', cells: { group: neededCell(`code:${code}`), person } }
    }
  }
}

async function* readTopics(reading: Reading, rev: Rev, known: Known): AsyncIterable<PulledRow> {
  const { categories } = objectOf(await rev.get('/api/v2/categories'), 'categories')
  const topics = new Map<string, Fields>()
  for (const { categoryId } of objectsOf(categories, 'categories')) {
    const id = idOf(categoryId, 'a category')
    topics.set(id, objectOf(await rev.get(`/api/v2/categories/${id}`), 'a category'))
  }
  const codes = new Map<string, string>()
  const placed = [...topics].map(([id, topic]) => ({ id, topic, path: pathOf(topics, topic) }))
  for (const { id, topic, path } of placed.sort((one, other) => one.path.length - other.path.length)) {
    const name = textOf(topic.name) ?? ''
    const parent = textOf(topic.parentCategoryId)
    if (parent !== null && !codes.has(parent)) {
      reading.note(`The topic “${name}” is left out: the topic above it vanished while it was read.`)
      continue
    }
    const own = await reading.keys.code('topics', { sourceKey: `rev:${id}`, code: null, name }, path)
    codes.set(id, own.key)
    const items = objectsOf(topic.categoryPolicyItems ?? [], 'policy items')
    yield {
      kind: 'topics',
      cells: {
        id: own.id,
        code: neededCell(own.key),
        parent_code: textCell(parent === null ? null : (codes.get(parent) ?? null)),
        name: neededCell(name),
        restricted: flagCell(topic.restricted === true),
        managers: listCell(holdersOf(items, 'CategoryManager', known)),
        contributors: listCell(holdersOf(items, 'CategoryContributor', known)),
      },
    }
  }
}

function holdersOf(items: readonly Fields[], share: string, { groups, people }: Known): readonly string[] {
  return items
    .filter(({ itemType }) => itemType === share)
    .flatMap(({ id, type }) => {
      const holder = idOf(id, 'a policy item')
      if (type !== 'Group') return people.get(holder) ?? []
      const group = groups.get(holder)
      return group === undefined ? [] : [`group:code:${group}`]
    })
}

/**
 * The ids that a search finds, page by page. One that took too long is begun again.
 * @param list the field of an answer that holds them
 * @param met empty: takes the ids that were met, and is emptied at the end
 */
async function* foundIn(
  rev: Rev,
  path: string,
  { list, met }: { readonly list: string; readonly met: ScratchMap },
): AsyncIterable<string> {
  const separator = path.includes('?') ? '&' : '?'
  for (let search = 1; ; search++) {
    let scrollId = ''
    let ranOut = false
    do {
      const more = scrollId === '' ? '' : `&scrollId=${encodeURIComponent(scrollId)}`
      const answer = objectOf(await rev.get(`${path}${separator}count=1000${more}`), 'a search')
      ranOut = answer.statusCode === 408
      const found = Array.isArray(answer[list]) ? (answer[list] as readonly unknown[]) : []
      for (const one of found) {
        const id = typeof one === 'object' && one !== null ? (one as Fields).Id : one
        const known = idOf(id, 'a search result')
        if (met.has(known)) continue
        met.set(known, '')
        yield known
      }
      scrollId = textOf(answer.scrollId) ?? ''
    } while (scrollId !== '')
    if (!ranOut) {
      met.clear()
      return
    }
    if (search === SEARCHES) throw new SourceError('The source ends its searches before they are read.')
  }
}

function rolesOf(roles: unknown): readonly Role[] {
  const words = Array.isArray(roles)
    ? roles.map((role: unknown) => textOf(objectOf(role, 'a role').name))
    : []
  return ROLES.filter(([word]) => words.includes(word)).map(([, role]) => role)
}

function pathOf(topics: ReadonlyMap<string, Fields>, topic: Fields): readonly string[] {
  const names: string[] = []
  const met = new Set<Fields>()
  for (let at: Fields | undefined = topic; at !== undefined && !met.has(at);) {
    met.add(at)
    names.unshift(textOf(at.name) ?? '')
    at = topics.get(textOf(at.parentCategoryId) ?? '')
  }
  return names
}
