// Who may do what. The one place that decides: a person is bound by roles and by the policy of restricted categories,
// whatever API they use; the account itself (its API key, the command line) and the server may do everything.
import { forbidden } from './errors.ts'
import type { GroupId, MemberId } from './ids.ts'
import type { Role } from './roles.ts'

export type Actor =
  /** The server at its own work (principal.ts). */
  | { readonly kind: 'system' }
  | { readonly kind: 'account' }
  | {
      readonly kind: 'member'
      readonly id: MemberId
      /** Own roles and those of the groups they are in now. */
      readonly roles: ReadonlySet<Role>
      readonly groups: ReadonlySet<GroupId>
      /** Whether they have shown their password a short while ago. */
      readonly isConfirmed?: true
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
  if (actor.kind !== 'member') return true
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

const STAFF_READERS: readonly Role[] = ['manager', 'assistant', 'auditor', 'trainer']

/** What raises a person or a group above others: a role, or `policy`, which is any policy item of a category. */
export type Power = Role | 'policy'

// What would let assistants promote themselves, or take over somebody above them. A category is restricted against
// assistants too: no policy item is theirs to give.
const POWERFUL: ReadonlySet<Power> = new Set<Power>(['manager', 'assistant', 'media_admin', 'policy'])

/**
 * Whether the actor may create, change and delete people and groups. An assistant may, as long as no power is
 * held, given or taken.
 * @param affected the roles and policy items that the person or group holds, and those it shall hold
 */
export function mayManagePeople(actor: Actor, affected: Iterable<Power>): boolean {
  if (actor.kind !== 'member' || actor.roles.has('manager')) return true
  if (!actor.roles.has('assistant')) return false
  return !anyPowerful(affected)
}

function anyPowerful(powers: Iterable<Power>): boolean {
  for (const power of powers) if (POWERFUL.has(power)) return true
  return false
}

/** What a change of a person affects, from the least to the most critical. */
export type Reach =
  | 'self' // what anybody may change about themselves: name, company, department, country, language
  | 'profile' // anything else that opens no door
  | 'access' // whether the person comes in, and by which address and name

export interface AssessedChange {
  readonly member: MemberId
  /** The roles and policy items that the person holds. */
  readonly held: Iterable<Power>
  /** Those that are given to them or taken from them. */
  readonly moved: Iterable<Power>
  readonly reach: Reach
}

/**
 * Whether the actor may change a person in this way. An assistant may change everybody, but neither give and take
 * powerful roles nor lay hands on how one comes in who holds them (docs/contracts/coursepath.md 2.5).
 */
export function mayEditMember(actor: Actor, { member, held, moved, reach }: AssessedChange): boolean {
  if (actor.kind !== 'member' || actor.roles.has('manager')) return true
  if (actor.roles.has('assistant')) {
    return !anyPowerful(moved) && !(reach === 'access' && anyPowerful(held))
  }
  return member === actor.id && reach === 'self' && [...moved].length === 0
}

/** Whether the actor may look at other people, their groups and their results. */
export function mayReadPeople(actor: Actor): boolean {
  if (actor.kind !== 'member') return true
  return STAFF_READERS.some((role) => actor.roles.has(role))
}

/** Whether the actor puts others into courses and programs, takes them out and invites them. */
export function mayEnrolOthers(actor: Actor): boolean {
  return mayManagePeople(actor, [])
}

/** What permissions need to know of a course, as it stands to the person who acts. */
export interface SeenCourse {
  readonly published: boolean
  readonly visibility: 'everyone' | 'members' | 'groups'
  readonly selfEnrolment: 'allowed' | 'approval' | 'payment' | 'invitation'
  readonly enrolled: boolean
  /** Whether they are in one of the groups that the course is for. */
  readonly inSelectedGroup: boolean
}

/** Whether the actor may see the course: staff every one, others those they take or might. */
export function maySeeCourse(actor: Actor, course: SeenCourse): boolean {
  return mayReadPeople(actor) || course.enrolled || isOpenTo(course)
}

/** Whether the actor may see the program: staff every one, others those they are in, while they are published. */
export function maySeeProgram(
  actor: Actor,
  { published, joined }: { readonly published: boolean; readonly joined: boolean },
): boolean {
  return mayReadPeople(actor) || (published && joined)
}

/** Whether people see the course without being signed in. */
export function isForEverybody({
  published,
  visibility,
}: Pick<SeenCourse, 'published' | 'visibility'>): boolean {
  return published && visibility === 'everyone'
}

/** Whether the actor may enrol themselves. */
export function mayEnrolSelf(actor: Actor, course: SeenCourse): boolean {
  if (mayEnrolOthers(actor)) return true
  return course.selfEnrolment === 'allowed' && course.published && maySeeCourse(actor, course)
}

function isOpenTo({ published, visibility, inSelectedGroup }: SeenCourse): boolean {
  return published && (visibility !== 'groups' || inSelectedGroup)
}

/** Whether the actor may create, change and delete courses and programs. */
export function mayEditCourses(actor: Actor): boolean {
  return actor.kind !== 'member' || actor.roles.has('manager') || actor.roles.has('author')
}

/** Whether the actor sees every course and program, published or not. */
export function mayReadCourses(actor: Actor): boolean {
  return mayReadPeople(actor) || mayEditCourses(actor)
}

/** Whether the actor may look into item banks, or write to them. A consumer is bound by what it was granted instead. */
export function mayWithBank(actor: Actor, act: 'read' | 'write'): boolean {
  if (actor.kind !== 'member') return true
  const { roles } = actor
  if (roles.has('manager') || roles.has('media_admin') || roles.has('author')) return true
  return act === 'read' && roles.has('auditor')
}

/**
 * Whether the actor may change what the academy says of itself: its look (name, language, colour, logo), or where its pages
 * stand and in whose name its mails go out. To the latter the links of all mails lead: a stolen session must not do it.
 */
export function mayManageAccount(actor: Actor, what: 'look' | 'place'): boolean {
  return actor.kind !== 'member' || (what === 'look' ? actor.roles.has('manager') : isConfirmedManager(actor))
}

/** Whether the actor sees which keys, signing keys and consumers there are, and ends them. */
export function mayManageKeys(actor: Actor): boolean {
  return actor.kind !== 'member' || actor.roles.has('manager')
}

/**
 * Whether the actor makes keys, signing keys and consumers, and widens what they open. A key outlives a session and knows
 * nothing of the scopes of a token: a manager makes one with their password alone, so that neither is raised by it
 * (docs/decisions/0026-managers-make-keys-with-their-password.md).
 */
export function mayMakeKeys(actor: Actor): boolean {
  return actor.kind !== 'member' || isConfirmedManager(actor)
}

function isConfirmedManager(actor: Extract<Actor, { kind: 'member' }>): boolean {
  return actor.roles.has('manager') && actor.isConfirmed === true
}

/** Whether the actor reads what is written down of everybody: the audit trail holds what people were and did. */
export function mayReadAudit(actor: Actor): boolean {
  return actor.kind !== 'member' || actor.roles.has('manager') || actor.roles.has('auditor')
}

/** Whether the actor takes away everything that is known of a person, and erases it. */
export function mayHandlePersonalData(actor: Actor): boolean {
  return actor.kind !== 'member' || actor.roles.has('manager')
}

/** Whether the actor reads mails and has them sent again. */
export function mayHandleMails(actor: Actor): boolean {
  return actor.kind !== 'member' || actor.roles.has('manager')
}

/** Whether the actor sees the link in a mail: it lets its reader in as somebody else, and nobody would know. */
export function maySeeMailedLinks(actor: Actor): boolean {
  return actor.kind !== 'member'
}

/** Whether the actor may manage webhooks. */
export function mayManageWebhooks(actor: Actor): boolean {
  return actor.kind !== 'member' || actor.roles.has('manager')
}

/** Throws `forbidden` unless allowed. */
export function demand(allowed: boolean, ...what: Parameters<typeof forbidden>): void {
  if (!allowed) throw forbidden(...what)
}

function holds(actor: Extract<Actor, { kind: 'member' }>, holder: Holder): boolean {
  return holder.kind === 'member' ? holder.id === actor.id : actor.groups.has(holder.id)
}
