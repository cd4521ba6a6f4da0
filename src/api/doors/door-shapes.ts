import Type from 'typebox'
import { answer, Id, Instant, orNull, word } from '../table/shapes.ts'

export const Door = answer('Door', {
  name: Type.String(),
  title: Type.String(),
  baseUrl: Type.String(),
  open: Type.Boolean(),
  keyKind: orNull(word('shown', 'signing', 'consumer')),
  keysActFor: orNull(word('person', 'academy')),
  differences: Type.Array(Type.String(), { description: 'What differs from the vendor.' }),
  quotas: Type.Array(Type.String(), { description: 'What is counted, where quotas are in force.' }),
  snippets: orNull(
    Type.Object(
      { curl: Type.String(), javascript: Type.String(), python: Type.String() },
      { additionalProperties: true, description: 'A first call.' },
    ),
  ),
  recordingUntil: orNull(Instant),
})

export const DoorRequest = answer('DoorRequest', {
  id: Id,
  at: Instant,
  credential: orNull(Type.Object({ id: Id, name: orNull(Type.String()) }, { additionalProperties: true })),
  personId: orNull(Id),
  method: Type.String(),
  path: Type.String(),
  status: Type.Integer(),
  milliseconds: Type.Number({ minimum: 0 }),
  error: orNull(Type.String()),
  requestId: Type.String(),
  requestBody: orNull(Type.String()),
  answerBody: orNull(Type.String()),
})

export const Recording = answer('Recording', {
  door: Type.String(),
  recordingUntil: orNull(Instant),
})
