import { cut, RevError } from '../errors.ts'
import { fold, isStorable } from '../../../lib/text.ts'
import type { EntitySearch } from '../../../domain/people/entity-search.ts'

/** What a client searches for; undefined kinds are never found. */
export type WantedEntities = Pick<EntitySearch, 'kinds' | 'text' | 'limit'>

const MAX_COUNT = 1000

const kindsOf: Readonly<Record<string, EntitySearch['kinds']>> = {
  user: ['member'],
  group: ['group'],
  channel: [], // there are none
}

/** @throws RevError 400 for a type that Rev doesn't have */
export function parseEntitySearch(query: ReadonlyMap<string, readonly string[]>): WantedEntities {
  const text = query.get('q')?.at(-1) ?? ''
  const types = (query.get('type') ?? [])
    .flatMap((value) => value.split(','))
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '')
  const wanted = types.length === 0 ? Object.keys(kindsOf) : types
  const kinds = wanted.flatMap(
    (word) => (Object.hasOwn(kindsOf, word) ? kindsOf[word] : undefined) ?? unknownType(word),
  )
  // A text that can't be stored matches nothing.
  return { kinds: isStorable(text) ? [...new Set(kinds)] : [], text: fold(text), limit: parseCount(query) }
}

/** The page size: 1000 unless a smaller number is given. */
export function parseCount(query: ReadonlyMap<string, readonly string[]>): number {
  const text = query.get('count')?.at(-1)?.trim() ?? ''
  const count = /^\d+$/.test(text) ? Number(text) : MAX_COUNT
  return count === 0 ? MAX_COUNT : Math.min(count, MAX_COUNT)
}

function unknownType(word: string): never {
  const detail = `The parameter type has a value "${cut(word, 100)}" that it cannot have.`
  throw new RevError(400, 'MalformedRequest', detail)
}
