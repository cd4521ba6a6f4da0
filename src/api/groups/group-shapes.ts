import Type from 'typebox'
import { ROLES } from '../../domain/roles.ts'
import { answer, Guid, Id, Instant, orNull, PlaceInBody } from '../table/shapes.ts'

export const Group = answer('Group', {
  id: Id,
  guid: Guid,
  code: orNull(Type.String()),
  name: Type.String(),
  description: orNull(Type.String()),
  roles: Type.Array(Type.Enum(ROLES), { description: 'What everybody in the group may do by it.' }),
  size: Type.Integer({ minimum: 0 }),
  created: Instant,
  modified: Instant,
})

/** The values of a group in a request. */
export const groupValues = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  code: Type.Optional(orNull(Type.String({ minLength: 1, maxLength: 255 }))),
  description: Type.Optional(orNull(Type.String({ maxLength: 20_000 }))),
  roles: Type.Optional(Type.Array(Type.Enum(ROLES), { maxItems: ROLES.length })),
}

/** The roles that a group gives to everybody in it. */
export const GroupRoles = answer('GroupRoles', { roles: Type.Array(Type.Enum(ROLES)) })

/** The most people that one request can put into a group; more are added one by one. */
const MOST_MEMBERS = 10_000

/** The complete list of a group's members. */
export const groupMembers = {
  people: Type.Array(PlaceInBody, { maxItems: MOST_MEMBERS }),
}

export const GroupSize = answer('GroupSize', { size: Type.Integer({ minimum: 0 }) })
