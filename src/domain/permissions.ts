// Who may do what. The one place that decides: a person is bound by roles and by the policy of restricted categories,
// whatever door he comes in by; the account itself (its API key, the command line) may do everything.
import { forbidden } from './errors.ts'
import type { GroupId, MemberId } from './ids.ts'
import type { Role } from './roles.ts'

export type Actor =
  | { readonly kind: 'account' }
  | {
      readonly kind: 'member'
      readonly id: MemberId
      /** Own roles and those of the groups he is in now. */
      readonly roles: ReadonlySet<Role>
      readonly groups: ReadonlySet<GroupId>
    }

/** What a policy item lets its holder do while the category is restricted. A manager may also contribute. */
export type Share = 'contributor' | 'manager'

/** Who holds a policy item. */
export type Holder =
  { readonly kind: 'member'; readonly id: MemberId } | { readonly kind: 'group'; readonly id: GroupId }

export interface Policy {
  readonly holder: Holder
  readonly share: Share
}

/** What permissions need to know of a category. */
export interface Guarded {
  readonly createdBy: MemberId | null
  /**
   * The policy of the nearest restricted category on the way up, the category itself included;
   * undefined when there is none: the category is open.
   */
  readonly governing: readonly Policy[] | undefined
}

export type CategoryAct = 'create_below' | 'edit' | 'contribute'

/** Whether the actor may do this with the category. `undefined` stands for the top level. */
export function mayWithCategory(actor: Actor, act: CategoryAct, category: Guarded | undefined): boolean {
  if (actor.kind === 'account') return true
  if (actor.roles.has('manager') || actor.roles.has('media_admin')) return true
  if (category?.governing !== undefined) {
    return category.governing.some(
      (policy) => holds(actor, policy.holder) && (policy.share === 'manager' || act === 'contribute'),
    )
  }
  switch (act) {
    case 'create_below':
      return actor.roles.has('category_creator')
    case 'edit':
      return actor.roles.has('category_creator') && category?.createdBy === actor.id
    case 'contribute':
      return actor.roles.has('author')
  }
}

// Roles that would let an assistant raise himself, or take over one who stands above him.
const POWERFUL: ReadonlySet<Role> = new Set(['manager', 'assistant', 'media_admin'])

/**
 * Whether the actor may create, change and delete people and groups. An assistant may, as long as no powerful role is
 * held, given or taken.
 * @param affected the roles that the person or group holds, and those it shall hold
 */
export function mayManagePeople(actor: Actor, affected: Iterable<Role>): boolean {
  if (actor.kind === 'account' || actor.roles.has('manager')) return true
  if (!actor.roles.has('assistant')) return false
  for (const role of affected) if (POWERFUL.has(role)) return false
  return true
}

/** Whether the actor may create, change and delete courses and programs. */
export function mayEditCourses(actor: Actor): boolean {
  return actor.kind === 'account' || actor.roles.has('manager') || actor.roles.has('author')
}

/** Throws `forbidden` unless allowed. */
export function demand(allowed: boolean, ...what: Parameters<typeof forbidden>): void {
  if (!allowed) throw forbidden(...what)
}

function holds(actor: Extract<Actor, { kind: 'member' }>, holder: Holder): boolean {
  return holder.kind === 'member' ? holder.id === actor.id : actor.groups.has(holder.id)
}
