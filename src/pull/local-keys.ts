import type { MemberId } from '../domain/ids.ts'
import { fullName } from '../domain/people/member.ts'
import type { Principal } from '../domain/principal.ts'
import type { Reader, Store } from '../domain/store.ts'
import { showCell } from '../domain/transfer/cells.ts'
import { formOf } from '../domain/transfer/import-names.ts'
import type { Way } from '../domain/transfer/references.ts'
import type { KeyedKind, KnownPerson, OwnKey, OwnKeys, SourcePerson, SourceThing } from './own-keys.ts'

const REFERRED = { topics: 'topic', courses: 'course', groups: 'group', programs: 'program' } as const

/**
 * The own keys of an academy, as it is when each is asked for. Nothing of it is held: each thing is looked up by the indexes
 * of its keys and names.
 */
export class LocalKeys implements OwnKeys {
  readonly #store: Pick<Store, 'read'>
  readonly #by: Principal

  constructor(store: Pick<Store, 'read'>, by: Principal) {
    this.#store = store
    this.#by = by
  }

  async code(
    kind: KeyedKind,
    { sourceKey, code, name }: SourceThing,
    path: readonly string[] = [name],
  ): Promise<OwnKey> {
    const named: readonly (readonly [Way, string])[] = [
      ...(code === null ? [] : [['code', code] as const]),
      ['code', sourceKey],
      kind === 'topics' ? ['path', showCell({ is: 'path' }, path)] : ['name', name],
    ]
    return this.#store.read(async (reader) => {
      const id = await this.#find(reader, REFERRED[kind], named)
      if (id === undefined) return { key: code ?? sourceKey, id: '' }
      const own = code ?? (await this.#codeOf(reader, kind, id)) ?? sourceKey
      return { key: own, id: String(id) }
    })
  }

  async person({ sourceKey, externalId, username, email }: SourcePerson): Promise<KnownPerson> {
    const named: readonly (readonly [Way, string | null])[] = [
      ['external', externalId],
      ['external', sourceKey],
      // Some sign in by their address.
      ['username', username],
      ['email', username],
      ['username', email],
      ['email', email],
    ]
    const given = named.flatMap(([way, value]) => (value === null ? [] : [[way, value] as const]))
    return this.#store.read(async (reader) => {
      const id = await this.#find(reader, 'person', given)
      const [found] =
        id === undefined ? [] : await reader.members.listByIds(this.#by.accountId, [id as MemberId])
      if (found === undefined) return { key: externalId ?? sourceKey, id: '', roles: [], name: '' }
      const { member, roles } = found
      const key = externalId ?? member.externalId ?? sourceKey
      return { key, id: String(member.id), roles, name: fullName(member) }
    })
  }

  /** The one thing that has one of the names, the first of them first. A name that several have finds none of them. */
  async #find(
    reader: Reader,
    referred: (typeof REFERRED)[KeyedKind] | 'person',
    named: readonly (readonly [Way, string])[],
  ): Promise<number | undefined> {
    for (const [way, value] of named) {
      const form = formOf(referred, way, value)
      if (form === '') continue
      const [one, ...more] = await reader.imports.listNamed(this.#by.accountId, referred, way, [form])
      if (one !== undefined && more.length === 0) return one.id
    }
    return undefined
  }

  async #codeOf(reader: Reader, kind: KeyedKind, id: number): Promise<string | null> {
    const { accountId } = this.#by
    const query = { filter: { id: [id] }, page: { after: null, limit: 1 } }
    switch (kind) {
      case 'topics':
        return (await reader.categories.listByKey(accountId, query)).items[0]?.code ?? null
      case 'courses':
        return (await reader.courses.listByKey(accountId, query)).items[0]?.code ?? null
      case 'programs':
        return (await reader.programs.listByKey(accountId, query)).items[0]?.code ?? null
      case 'groups':
        return (await reader.groups.listByIds(accountId, [id as never]))[0]?.code ?? null
    }
  }
}
