/** Every role that a person can hold in an academy, directly or through a group. */
export const ROLES = [
  'manager',
  'assistant',
  'auditor',
  'trainer',
  'author',
  'learner',
  'media_admin',
  'category_creator',
  'event_admin', // stored for Rev, without rights here
  'media_contributor', // likewise
] as const

export type Role = (typeof ROLES)[number]

/**
 * A choice made at a door that knows only some roles: among those, exactly the held ones. Roles that the door can't
 * show stay as they are (docs/design.md 4).
 */
export interface RoleChoice {
  readonly among: readonly Role[]
  readonly held: readonly Role[]
}

/** The roles that result from a choice. */
export function chosenRoles(current: readonly Role[], choice: RoleChoice): Role[] {
  const kept = current.filter((role) => !choice.among.includes(role))
  return [...new Set([...kept, ...choice.held])]
}
