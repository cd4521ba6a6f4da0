import Type from 'typebox'
import { ROLES } from '../../domain/roles.ts'
import { answer, Guid, Id, Instant } from '../table/shapes.ts'

export const Group = answer('Group', {
  id: Id,
  guid: Guid,
  name: Type.String(),
  roles: Type.Array(Type.Enum(ROLES), { description: 'What everybody in the group may do by it.' }),
  size: Type.Integer({ minimum: 0 }),
  created: Instant,
  modified: Instant,
})

/** What a request says of a group. */
export const groupValues = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  roles: Type.Optional(Type.Array(Type.Enum(ROLES), { maxItems: ROLES.length })),
}
