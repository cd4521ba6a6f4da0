import type { Account } from '../../../domain/academy/accounts.ts'
import type { GroupBefore, GroupChange } from '../../../domain/people/groups.ts'
import { noteUnknownPath, parsePatch, PatchedIds, type PatchOperation } from '../patch-operations.ts'
import { readIds, type Reading } from '../read-fields.ts'
import { presentRoleIds, rolesBehind } from '../roles/rev-roles.ts'

/**
 * The changes of a PATCH: the added and the removed members and roles. All members are read only if a step does more
 * than add or remove a single one.
 * @throws RevError 409 when a test fails
 */
export async function patchedGroup(body: unknown, account: Account, now: GroupBefore): Promise<GroupChange> {
  const reading: Reading = { subject: 'group', unreadable: [] }
  const steps = parsePatch(body, reading)
  const ofMembers = steps.filter(({ field }) => field === 'userids')
  const ofRoles = steps.filter(({ field }) => field === 'roleids')
  for (const step of steps)
    if (!ofMembers.includes(step) && !ofRoles.includes(step)) noteUnknownPath(step, reading)

  const heldIds = presentRoleIds(account, now.roles)
  const roles = rolesBehind(applied(heldIds, ofRoles, 'roles', reading), account, reading)
  const held = rolesBehind(heldIds, account, reading)
  const gained = roles.filter((role) => !held.includes(role))
  const lost = held.filter((role) => !roles.includes(role))
  const members = ofMembers.every(isOfOne)
    ? singly(ofMembers, reading)
    : changed(await now.members(), ofMembers, reading)
  return {
    addMembers: members.added,
    removeMembers: members.removed,
    roles: { among: [...gained, ...lost], held: gained },
    unreadable: reading.unreadable,
  }
}

interface Difference {
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** `add /UserIds/-` and `remove /UserIds` with a value: the other members need not be known. */
function isOfOne({ op, place, value }: PatchOperation): boolean {
  return (
    typeof value === 'string' && ((op === 'add' && place === '-') || (op === 'remove' && place === undefined))
  )
}

/** The final state of each member that is named. */
function singly(steps: readonly PatchOperation[], reading: Reading): Difference {
  const last = new Map<string, boolean>()
  for (const { op, value } of steps) {
    for (const id of readIds(value, 'members', reading) ?? []) last.set(id, op === 'add')
  }
  const named = [...last]
  return {
    added: named.filter(([, stays]) => stays).map(([id]) => id),
    removed: named.filter(([, stays]) => !stays).map(([id]) => id),
  }
}

function changed(before: readonly string[], steps: readonly PatchOperation[], reading: Reading): Difference {
  const after = applied(before, steps, 'members', reading)
  const [old, fresh] = [new Set(before), new Set(after)]
  return { added: after.filter((id) => !old.has(id)), removed: before.filter((id) => !fresh.has(id)) }
}

function applied(
  ids: readonly string[],
  steps: readonly PatchOperation[],
  field: string,
  reading: Reading,
): readonly string[] {
  const patched = new PatchedIds(ids, field, reading)
  for (const step of steps) patched.take(step)
  return patched.list()
}
