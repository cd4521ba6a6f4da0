import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setPassword } from '../src/domain/access/set-password.ts'
import { deleteMember } from '../src/domain/learning/delete-member.ts'
import { updateMember } from '../src/domain/people/members.ts'
import type { Member } from '../src/domain/people/member.ts'
import type { Principal } from '../src/domain/principal.ts'
import { hashedAtNoCost } from './support/cheap-password.ts'
import { coursepathClient, openCoursepath, type CoursepathClient } from './support/coursepath-client.ts'
import { revClient, type RevClient } from './support/rev-client.ts'
import { openWorld, type World } from './support/world.ts'

let world: World
let boss: Member
let rev: RevClient
let coursepath: CoursepathClient

beforeEach(async () => {
  world = await openWorld()
  await openCoursepath(world)
  boss = await signingIn('boss')
  rev = revClient(world, await world.revToken(boss))
  coursepath = coursepathClient(world, 'boss@example.com')
})
afterEach(() => world.close())

/** A manager with a password. */
async function signingIn(name: string): Promise<Member> {
  const person = await world.person(name, 'manager')
  const phc = await hashedAtNoCost('open sesame 7')
  await world.store.write((tx) => setPassword(tx, world.owner, { id: person.id }, phc))
  return person
}

const isManager = () => world.store.read((reader) => reader.members.hasManager(world.account.id))
const patch = (path: string, value: unknown, op = 'replace') =>
  rev.patch(`/api/v2/users/${boss.guid}`, [{ op, path, value }])

const WAYS: Readonly<Record<string, () => Promise<{ readonly status: number; readonly text: string }>>> = {
  'no roles by Rev': () => patch('/roleIds', []),
  'Suspended by Rev': () => patch('/itemStatus', 'Suspended'),
  'AwaitingPasswordReset by Rev': () => patch('/itemStatus', 'AwaitingPasswordReset'),
  'deletion by Rev': () => rev.delete(`/api/v2/users/${boss.guid}`),
  'deactivation by Coursepath': () => coursepath.post(`/members/${boss.id}`, { form: { active: 'false' } }),
  'deactivation by Coursepath where people are made': () =>
    coursepath.post('/members', { form: { email: 'boss@example.com', active: 'false' } }),
  'other roles by Coursepath': () => coursepath.post(`/members/${boss.id}`, { form: { roles: 'learner' } }),
}

describe('the last manager who can sign in', () => {
  it.each(Object.entries(WAYS))('stays: %s', async (_, way) => {
    await world.person('without password', 'manager') // can't sign in, so doesn't count
    const { status, text } = await way()
    expect(status).toBeGreaterThanOrEqual(400)
    expect(text).toMatch(/This is the last (account administrator|manager) who can sign in\./)
    expect(await isManager()).toBe(true)
  })

  it.each(Object.entries(WAYS))('may go when there is another: %s', async (_, way) => {
    await signingIn('other')
    expect((await way()).status).toBeLessThan(300)
    expect(await isManager()).toBe(true)
  })

  it.each([
    [
      'loses the role',
      {
        patch: (id: string) =>
          rev.patch(`/api/v2/groups/${id}`, [{ op: 'replace', path: '/roleIds', value: [] }]),
      },
    ],
    [
      'is emptied',
      {
        patch: (id: string) =>
          rev.patch(`/api/v2/groups/${id}`, [{ op: 'replace', path: '/userIds', value: [] }]),
      },
    ],
    ['is deleted', { patch: (id: string) => rev.delete(`/api/v2/groups/${id}`) }],
    ['is left', { patch: () => coursepath.delete(`/members/${boss.id}/groups`) }],
  ])('who is one by a group stays when it %s', async (_, { patch: act }) => {
    const group = await world.group('Managers', { members: [boss.guid] })
    await world.store.write(async (tx) => {
      await tx.groups.setRoles(world.account.id, group.id, ['manager'])
      await tx.members.setRoles(world.account.id, boss.id, ['learner'])
    })
    const { status, text } = await act(group.guid)
    expect(text).toMatch(/This is the last (account administrator|manager) who can sign in\./)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(await isManager()).toBe(true)
  })

  it('goes by the command line, when it is asked for', async () => {
    const { store, owner } = world
    const ref = { id: boss.id }
    const refused = { kind: 'conflict', issues: [expect.objectContaining({ problem: 'last' })] }
    await expect(
      store.write((tx) => updateMember(tx, owner, ref, { status: 'suspended' })),
    ).rejects.toMatchObject(refused)
    await expect(store.write((tx) => deleteMember(tx, owner, ref))).rejects.toMatchObject(refused)
    await store.write((tx) => updateMember(tx, owner, ref, { status: 'suspended', evenLastManager: true }))
    expect(await isManager()).toBe(false)
    await store.write((tx) => updateMember(tx, owner, ref, { status: 'active' }))
    await store.write((tx) => deleteMember(tx, owner, ref, { evenLastManager: true }))
    expect(await isManager()).toBe(false)
  })

  it('isn’t lost by two who demote each other at once', async () => {
    const other = await signingIn('other')
    const as = ({ id }: Member): Principal => ({ ...world.owner, door: 'console', memberId: id })
    const demote = (by: Member, whom: Member) =>
      world.store.write((tx) => updateMember(tx, as(by), { id: whom.id }, { status: 'suspended' }))
    const done = await Promise.allSettled([demote(boss, other), demote(other, boss)])
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await isManager()).toBe(true)
  })
})
