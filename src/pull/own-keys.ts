import type { Role } from '../domain/roles.ts'

/** The kinds of things that have a code. */
export type KeyedKind = 'topics' | 'courses' | 'groups' | 'programs'

/** A thing of a source, with what may tell which of ours it is. */
export interface SourceThing {
  /** The door and the id at the source: `coursepath:12`. */
  readonly sourceKey: string
  /** The key that its owner gave it, if the source shows one. */
  readonly code: string | null
  readonly name: string
}

export interface SourcePerson {
  readonly sourceKey: string
  readonly externalId: string | null
  readonly username: string | null
  readonly email: string | null
}

/** By which a row finds its thing. */
export interface OwnKey {
  readonly key: string
  /** The id of the thing that is here already; empty: there is none. */
  readonly id: string
}

/** With what the person is here; for a new one no roles and no name. */
export interface KnownPerson extends OwnKey {
  readonly roles: readonly Role[]
  /** First and last name. */
  readonly name: string
}

/**
 * The own keys of pulled things. One has its owner's key; else the key that the same thing has here already, so that an
 * academy pulled through several doors holds each thing once; else its id at the source.
 */
export interface OwnKeys {
  /** @param path the names of a topic from the top; for other kinds the name alone */
  code(kind: KeyedKind, thing: SourceThing, path?: readonly string[]): Promise<OwnKey>
  person(person: SourcePerson): Promise<KnownPerson>
}
