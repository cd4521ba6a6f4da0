import { listCourseRecords } from '../domain/transfer/records/course-records.ts'
import { listGroupRecords, listPeopleRecords } from '../domain/transfer/records/people-records.ts'
import { listTopicRecords } from '../domain/transfer/records/topic-records.ts'
import type { Cursor, Page } from '../domain/page.ts'
import type { Principal } from '../domain/principal.ts'
import type { Reader, Store } from '../domain/store.ts'
import { fold } from '../lib/text.ts'
import type { KnownPerson, OwnKey, OwnKeys, SourcePerson, SourceThing } from './own-keys.ts'

const PAGE = 500

/** A thing of ours: its id and its own key. */
interface Ours {
  readonly id: string
  readonly key: string | null
}
type Person = Ours & Pick<KnownPerson, 'roles' | 'name'>

/** Things of ours by what they can be found by. A name that several have finds none of them. */
class Found<Thing extends Ours> {
  readonly #byKey = new Map<string, Thing | 'several'>()
  readonly #byName = new Map<string, Thing | 'several'>()

  add(thing: Thing, ...names: readonly (string | null)[]): void {
    if (thing.key !== null) this.#put(this.#byKey, thing.key, thing)
    for (const name of names) if (name !== null) this.#put(this.#byName, fold(name), thing)
  }

  byKey(key: string): Thing | undefined {
    return alone(this.#byKey.get(key))
  }

  byName(...names: readonly (string | null)[]): Thing | undefined {
    for (const name of names) {
      const found = name === null ? undefined : alone(this.#byName.get(fold(name)))
      if (found !== undefined) return found
    }
    return undefined
  }

  #put(map: Map<string, Thing | 'several'>, key: string, thing: Thing): void {
    const known = map.get(key)
    map.set(key, known === undefined || known === thing ? thing : 'several')
  }
}

/** The own keys of an academy, as it is when they are read. */
export class LocalKeys implements OwnKeys {
  readonly #things = {
    topics: new Found<Ours>(),
    courses: new Found<Ours>(),
    groups: new Found<Ours>(),
  }
  readonly #people = new Found<Person>()

  /** @throws forbidden */
  static async read(store: Store, by: Principal): Promise<LocalKeys> {
    const keys = new LocalKeys()
    const { topics, courses, groups } = keys.#things
    await each(
      store,
      (reader, page) => listTopicRecords(reader, by, { filter: {}, page }),
      ({ category, path }) => topics.add({ id: String(category.id), key: category.code }, path.join('\n')),
    )
    await each(
      store,
      (reader, page) => listCourseRecords(reader, by, { filter: {}, page }),
      ({ course }) => courses.add({ id: String(course.id), key: course.code }, course.name),
    )
    await each(
      store,
      (reader, page) => listGroupRecords(reader, by, { filter: {}, page }),
      ({ group }) => groups.add({ id: String(group.id), key: group.code }, group.name),
    )
    await each(
      store,
      (reader, page) => listPeopleRecords(reader, by, { filter: {}, page }),
      (person) => {
        const { id, externalId, username, email, firstName, lastName } = person.member
        const name = [firstName, lastName].filter((part) => part !== null).join(' ')
        keys.#people.add({ id: String(id), key: externalId, roles: person.roles, name }, username, email)
      },
    )
    return keys
  }

  code(
    kind: 'topics' | 'courses' | 'groups',
    { sourceKey, code, name }: SourceThing,
    path: readonly string[] = [name],
  ): OwnKey {
    const things = this.#things[kind]
    const known =
      (code === null ? undefined : things.byKey(code)) ??
      things.byKey(sourceKey) ??
      things.byName(path.join('\n'))
    return { key: code ?? known?.key ?? sourceKey, id: known?.id ?? '' }
  }

  person({ sourceKey, externalId, username, email }: SourcePerson): KnownPerson {
    const known =
      (externalId === null ? undefined : this.#people.byKey(externalId)) ??
      this.#people.byKey(sourceKey) ??
      this.#people.byName(username, email)
    return {
      key: externalId ?? known?.key ?? sourceKey,
      id: known?.id ?? '',
      roles: known?.roles ?? [],
      name: known?.name ?? '',
    }
  }
}

function alone<Thing>(found: Thing | 'several' | undefined): Thing | undefined {
  return found === 'several' ? undefined : found
}

/** Calls back with everything in a list, page by page, each in a snapshot of its own. */
async function each<Thing>(
  store: Store,
  list: (reader: Reader, page: { after: Cursor | null; limit: number }) => Promise<Page<Thing>>,
  add: (thing: Thing) => void,
): Promise<void> {
  let after: Cursor | null = null
  do {
    const { items, next }: Page<Thing> = await store.read((reader) => list(reader, { after, limit: PAGE }))
    for (const thing of items) add(thing)
    after = next
  } while (after !== null)
}
