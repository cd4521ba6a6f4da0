// Shapes that many resources use. Requests are closed (an unknown key is refused), answers are open: clients ignore keys
// that they don't know.
import Type, { type TObject, type TProperties, type TSchema } from 'typebox'

/** The closed shape of a request. */
export function request<const P extends TProperties>(properties: P): TObject<P> {
  return Type.Object(properties, { additionalProperties: false })
}

/** A change by JSON Merge Patch: an omitted key leaves its value unchanged. */
export function change<const P extends TProperties>(properties: P) {
  return Type.Partial(Type.Object(properties), { additionalProperties: false, minProperties: 1 })
}

/** The open shape of an answer, with its name in the document. */
export function answer<const P extends TProperties>(name: string, properties: P): TObject<P> {
  return Type.Object(properties, { $id: name, additionalProperties: true })
}

/** A page of a list. */
export function page(item: TSchema): TObject {
  return Type.Object(pageKeys(item), { additionalProperties: true })
}

/** The keys of a page of a list. */
export function pageKeys<const T extends TSchema>(item: T) {
  return {
    items: Type.Array(item),
    next: orNull(
      Type.String({
        description: 'Where the next page begins: send it as `cursor`. null: this was the last.',
      }),
    ),
    total: Type.Optional(Type.Integer({ minimum: 0 })),
    totalIsCapped: Type.Optional(Type.Boolean({ description: 'Whether there are more than were counted.' })),
  }
}

/** A shape or null: `{ "type": ["string", "null"] }` in the document. */
export function orNull<const T extends TSchema>(shape: T) {
  return Type.Union([shape, Type.Null()])
}

export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

/** Names a thing in a body: its id, or a place such as `code:FIRST-AID`. */
export const PlaceInBody = Type.Union([
  Id,
  Type.String({
    minLength: 1,
    maxLength: 300,
    description: 'An id, or `guid:…`, `code:…`, `external:…`, `email:…`, `username:…`.',
  }),
])

/** A time in UTC with milliseconds. */
export const Instant = Type.String({
  format: 'date-time',
  maxLength: 40,
  examples: ['2026-11-28T15:20:42.329Z'],
})

/** A calendar date. */
export const Day = Type.String({ format: 'date', maxLength: 10, examples: ['2026-11-28'] })

export const Guid = Type.String({ format: 'uuid' })

/** The reference to another thing in an answer. */
export const Named = Type.Object(
  { id: Id, name: Type.String() },
  { $id: 'Named', additionalProperties: true },
)

/** One of the given words. */
export function word<const W extends readonly string[]>(...words: W) {
  return Type.Enum(words)
}

/** A parameter that takes several values: `status=active,suspended`. */
export function several<const T extends TSchema>(shape: T) {
  return Type.Optional(Type.Array(shape, { minItems: 1, maxItems: 100 }))
}

/** A time as this API writes it. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** Like `instant`; null stays null. */
export function instantOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : instant(milliseconds)
}

/** The reference to another thing in an answer. */
export function named({ id, name }: { readonly id: number; readonly name: string }) {
  return { id, name }
}
