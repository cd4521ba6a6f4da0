import { getActor } from '../../actor.ts'
import type { GroupId, MemberId } from '../../ids.ts'
import { addGroupMember, removeGroupMember } from '../../people/group-membership.ts'
import { demand, mayEnrolOthers } from '../../permissions.ts'
import type { Reader, Writer } from '../../store.ts'
import type { Principal } from '../../principal.ts'
import { type Case, type ImportContext, type KindImport, PRESENT_AT_A_TIME } from '../import-context.ts'
import { endsOf, type LinksImport, planLinks } from '../plan-links.ts'

const memberships: LinksImport<true> = {
  kind: 'memberships',
  ends: [
    { column: 'group', referred: 'group', subject: 'group' },
    { column: 'person', referred: 'person', subject: 'member' },
  ],
  async load({ reader, by }, pairs) {
    const found = await reader.groups.listMembershipsOf(
      by.accountId,
      pairs.map(([, member]) => member as MemberId),
    )
    return new Map(found.map(({ groupId, memberId }) => [`${groupId}:${memberId}`, true as const]))
  },
}

async function apply(tx: Writer, context: ImportContext, one: Case): Promise<string> {
  const ids = endsOf(context, memberships, one)
  if (ids === undefined) {
    one.waits = true
    return ''
  }
  const [group, member] = ids as readonly number[] as readonly [GroupId, MemberId]
  if (one.result === 'removed') await removeGroupMember(tx, context.by, { id: group }, member)
  else await addGroupMember(tx, context.by, { id: group }, member)
  return `${group}:${member}`
}

async function listPresent(reader: Reader, by: Principal, after: number) {
  const page = await reader.members.listByKey(by.accountId, {
    filter: {},
    page: { after: after === 0 ? null : { values: [], id: after }, limit: PRESENT_AT_A_TIME },
  })
  const usernames = new Map(page.items.map(({ member }) => [member.id, member.username]))
  const found = await reader.groups.listMembershipsOf(by.accountId, [...usernames.keys()])
  const groups = await reader.groups.listByIds(by.accountId, [
    ...new Set(found.map(({ groupId }) => groupId)),
  ])
  const nameOf = new Map(groups.map(({ id, name }) => [id, name]))
  const items = found.map(({ groupId, memberId }) => ({
    target: `${groupId}:${memberId}`,
    label: `${nameOf.get(groupId) ?? ''}: ${usernames.get(memberId) ?? ''}`,
  }))
  return { items, next: page.next?.id ?? null }
}

export const membershipsImport: KindImport = {
  namesOf: () => [],
  async demand(reader, by) {
    demand(mayEnrolOthers(await getActor(reader, by)), 'group', 'edit')
  },
  plan: (context, cases) => planLinks(memberships, context, cases),
  apply,
  listPresent,
  async remove(tx, by, target) {
    const [group = 0, member = 0] = target.split(':').map(Number)
    await removeGroupMember(tx, by, { id: group }, member as MemberId)
  },
}
