import Type from 'typebox'
import { answer, Guid, Id, Instant, Named, orNull, PlaceInBody } from '../table/shapes.ts'

export const Topic = answer('Topic', {
  id: Id,
  guid: Guid,
  code: orNull(Type.String({ description: 'Chosen by a client. Case matters.' })),
  name: Type.String(),
  parent: orNull(Named),
  path: Type.Array(Type.String(), { description: 'The names from the top down to this one.' }),
  restricted: Type.Boolean({ description: 'Whether its policy decides who may edit it and tag with it.' }),
  active: Type.Boolean(),
  visible: Type.Boolean(),
  description: orNull(Type.String()),
  language: Type.String({ description: 'A language tag (BCP 47).' }),
  childCount: Type.Integer({ minimum: 0, description: 'Topics right below it.' }),
  courseCount: Type.Integer({ minimum: 0, description: 'Courses tagged with it.' }),
  mayEdit: Type.Boolean({ description: 'Whether the one who asks may change it.' }),
  mayTag: Type.Boolean({ description: 'Whether the one who asks may put courses into it.' }),
  created: Instant,
  modified: Instant,
})

/** A topic above another one. */
export const Ancestor = answer('Ancestor', {
  id: Id,
  guid: Guid,
  name: Type.String(),
  restricted: Type.Boolean(),
})

const SHARES = ['contributor', 'manager'] as const
const share = Type.Enum(SHARES)

export const Policy = answer('Policy', {
  restricted: Type.Boolean({ description: 'Whether the policy is in force.' }),
  governedBy: orNull(Named),
  items: Type.Array(
    Type.Object(
      { person: orNull(Named), group: orNull(Named), share },
      { description: 'One of `person` and `group` is there.', additionalProperties: true },
    ),
  ),
})

/** The values of a topic in a request, except its name and its parent. */
export const topicDetails = {
  restricted: Type.Boolean(),
  active: Type.Boolean(),
  visible: Type.Boolean(),
  description: orNull(Type.String({ maxLength: 20_000 })),
  language: Type.String({ minLength: 1, maxLength: 255 }),
}

export const topicName = Type.String({ minLength: 1, maxLength: 255 })
export const topicCode = orNull(Type.String({ minLength: 1, maxLength: 2_000 }))
export const topicParent = orNull(PlaceInBody)

/** The values of a policy in a request. Omitted values stay unchanged. */
export const policyValues = {
  restricted: Type.Optional(Type.Boolean()),
  items: Type.Array(
    Type.Union([
      Type.Object({ person: PlaceInBody, share }, { additionalProperties: false }),
      Type.Object({ group: PlaceInBody, share }, { additionalProperties: false }),
    ]),
    { maxItems: 1000 },
  ),
}
