import Type, { type TSchema } from 'typebox'
import { answer, Id, Instant, orNull, page, word } from '../table/shapes.ts'

export const Door = answer('Door', {
  name: Type.String(),
  title: Type.String(),
  baseUrl: Type.String(),
  open: Type.Boolean(),
  keyKind: orNull(word('shown', 'signing', 'consumer')),
  keysActFor: orNull(word('person', 'academy')),
  differences: Type.Array(Type.String(), { description: 'What differs from the vendor.' }),
  quotas: Type.Array(
    Type.Object(
      {
        name: Type.String({ description: 'The kind of request, such as `read`.' }),
        requests: Type.Integer({ minimum: 0, description: 'How many are taken in a window of time.' }),
        seconds: Type.Number({ description: 'The length of the window.' }),
        per: word('academy', 'address', 'key', 'endpoint'),
        used: orNull(
          Type.Integer({
            minimum: 0,
            description: 'How many the academy has sent in the window that is open; null: counted otherwise.',
          }),
        ),
      },
      { additionalProperties: true },
    ),
    { description: 'The limits that are in force: none, where the server has `RATE_LIMITS=off`.' },
  ),
  snippets: orNull(
    Type.Object(
      { curl: Type.String(), javascript: Type.String(), python: Type.String() },
      { additionalProperties: true, description: 'A first call.' },
    ),
  ),
  recordingUntil: orNull(Instant),
})

/** What only one of several nodes knows. */
const Node = Type.String({ description: 'The name of the node that knows it: its host.' })

/** A key or a person; their name is null when they are gone. */
const Caller = Type.Object({ id: Id, name: orNull(Type.String()) }, { additionalProperties: true })

export const DoorRequest = answer('DoorRequest', {
  id: Id,
  node: Node,
  door: Type.String(),
  at: Instant,
  credential: orNull(Caller),
  person: orNull(Caller),
  method: Type.String(),
  path: Type.String(),
  status: Type.Integer(),
  milliseconds: Type.Number({ minimum: 0 }),
  error: orNull(Type.String()),
  requestId: Type.String(),
  requestBody: orNull(Type.String()),
  answerBody: orNull(Type.String()),
})

/** Somebody's calls of an operation that will go. */
export const Deprecation = answer('Deprecation', {
  id: Id,
  node: Node,
  operation: Type.String(),
  method: Type.String(),
  path: Type.String(),
  deprecated: Instant,
  sunset: orNull(Instant),
  credential: orNull(Caller),
  person: orNull(Caller),
  count: Type.Integer({ minimum: 1 }),
  lastCalled: Instant,
})

export const Recording = answer('Recording', {
  node: Node,
  door: Type.String(),
  recordingUntil: orNull(Instant),
})

/** A page of what one node knows. */
export function pageOfNode(item: TSchema) {
  return Type.Object({ node: Node, ...page(item).properties }, { additionalProperties: true })
}
