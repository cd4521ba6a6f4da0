import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setPassword } from '../src/domain/access/set-password.ts'
import { updateCourse } from '../src/domain/courses/courses.ts'
import { createOrUpdateMember } from '../src/domain/learning/create-or-update-member.ts'
import { createOrUpdateCourse, getWholeCourse } from '../src/domain/learning/course-definition.ts'
import { deleteCourse } from '../src/domain/learning/delete-course.ts'
import { deleteMember } from '../src/domain/learning/delete-member.ts'
import { updateProgram } from '../src/domain/learning/update-program.ts'
import { NO_WORDS } from '../src/domain/learning/invitation.ts'
import { acceptInvitation, inviteMember, setInvitationText } from '../src/domain/learning/invitations.ts'
import { createOrUpdateProgram, getWholeProgram } from '../src/domain/learning/program-definition.ts'
import { setContent } from '../src/domain/learning/set-content.ts'
import { addMemberToGroup, removeMemberFromGroups } from '../src/domain/people/group-membership.ts'
import { deleteGroup, updateGroup } from '../src/domain/people/groups.ts'
import { createMember, getProfile, updateMember } from '../src/domain/people/members.ts'
import type { Reader, Writer } from '../src/domain/store.ts'
import { createCategory, updateCategory } from '../src/domain/taxonomy/categories.ts'
import { type RightsWorld, openRightsWorld } from './support/rights-world.ts'

// `version` and `modified` move with everything that a reader of a thing can see of it, wherever that is stored: each change
// below shows in the thing, and moves them, also within one millisecond.

interface Thing {
  readonly table: 'course' | 'program' | 'category' | 'member_group' | 'member'
  readonly id: (its: RightsWorld) => number
  /** All that a reader of the thing is shown. */
  readonly see: (reader: Reader, its: RightsWorld) => Promise<unknown>
  readonly changes: Readonly<Record<string, (tx: Writer, its: RightsWorld) => Promise<unknown>>>
}

const items = (its: RightsWorld) => ({
  items: [
    { holder: 'member' as const, guid: its.member.guid, share: 'contributor' as const },
    { holder: 'group' as const, guid: its.group.guid, share: 'contributor' as const },
  ],
  unreadable: [],
})

const THINGS: Readonly<Record<string, Thing>> = {
  course: {
    table: 'course',
    id: ({ course }) => course.id,
    see: (reader, { owner, course }) => getWholeCourse(reader, owner, course.id),
    changes: {
      'its values': (tx, { owner, course }) => updateCourse(tx, owner, course.id, { summary: 'Other' }),
      'its visibility': (tx, { owner, course }) =>
        updateCourse(tx, owner, course.id, { visibility: 'everyone' }),
      'its lessons': (tx, { owner, course, content }) =>
        setContent(tx, owner, course.id, { lessons: [], quiz: content.quiz }),
      'its quiz': (tx, { owner, course, content }) =>
        setContent(tx, owner, course.id, {
          lessons: content.lessons.map(({ title, kind, content: text }) => ({ title, kind, content: text })),
          quiz: null,
        }),
      'its groups': (tx, { owner, course }) =>
        createOrUpdateCourse(tx, owner, { id: course.id, values: {}, groups: [] }),
      'a group that is deleted': async (tx, { owner, group }) => deleteGroup(tx, owner, { id: group.id }),
      'the words of its invitation': (tx, { owner, course }) =>
        setInvitationText(tx, owner, { of: 'course', courseId: course.id }, { ...NO_WORDS, subject: 'Come' }),
    },
  },
  program: {
    table: 'program',
    id: ({ program }) => program.id,
    see: (reader, { owner, program }) => getWholeProgram(reader, owner, program.id),
    changes: {
      'its values': (tx, { owner, program }) =>
        updateProgram(tx, owner, program.id, { description: 'Other' }),
      'its courses': (tx, { owner, program, course, openCourse }) =>
        updateProgram(tx, owner, program.id, { courseIds: [openCourse.id, course.id] }),
      'its definition': (tx, { owner, program }) =>
        createOrUpdateProgram(tx, owner, { id: program.id, values: { name: 'Other' } }),
      'a course that is deleted': (tx, { owner, course }) => deleteCourse(tx, owner, course.id),
      'the words of its invitation': (tx, { owner, program }) =>
        setInvitationText(
          tx,
          owner,
          { of: 'program', programId: program.id },
          { ...NO_WORDS, subject: 'Come' },
        ),
    },
  },
  category: {
    table: 'category',
    id: ({ category }) => category.id,
    see: async (reader, { owner, category }) => [
      await reader.categories.findLineage(owner.accountId, { id: category.id }),
      await reader.categories.listPolicyItems(owner.accountId, category.id),
    ],
    changes: {
      'its values': (tx, { owner, category }) =>
        updateCategory(tx, owner, { id: category.id }, { description: 'Other' }),
      'its name': (tx, { owner, category }) =>
        updateCategory(tx, owner, { id: category.id }, { name: 'Other' }),
      'its restriction': (tx, { owner, category }) =>
        updateCategory(tx, owner, { id: category.id }, { restricted: false }),
      'its policy': (tx, its) =>
        updateCategory(
          tx,
          its.owner,
          { id: its.category.id },
          { policy: () => ({ items: [], unreadable: [] }) },
        ),
      'its place': async (tx, { owner, category }) => {
        const above = await createCategory(tx, owner, { name: 'Above', parent: null })
        await updateCategory(tx, owner, { id: category.id }, { parent: { id: above.category.id } })
      },
      'a person in its policy who is deleted': (tx, { owner, member }) =>
        deleteMember(tx, owner, { id: member.id }),
      'a group in its policy that is deleted': (tx, { owner, group }) =>
        deleteGroup(tx, owner, { id: group.id }),
    },
  },
  group: {
    table: 'member_group',
    id: ({ group }) => group.id,
    see: async (reader, { owner, group }) => [
      await reader.groups.find(owner.accountId, { id: group.id }),
      await reader.groups.listRoles(owner.accountId, group.id),
      await reader.groups.listMemberGuids(owner.accountId, group.id, 0, 100),
    ],
    changes: {
      'its name': (tx, { owner, group }) => updateGroup(tx, owner, { id: group.id }, { name: 'Other' }),
      'its roles': (tx, { owner, group }) =>
        updateGroup(tx, owner, { id: group.id }, { roles: { among: ['author'], held: ['author'] } }),
      'its members': (tx, { owner, group }) => updateGroup(tx, owner, { id: group.id }, { members: [] }),
      'a role put in': (tx, { owner, group }) =>
        updateGroup(tx, owner, { id: group.id }, { roles: { among: [], held: ['trainer'] } }),
      'a member taken out': (tx, { owner, group, member }) =>
        updateGroup(tx, owner, { id: group.id }, { removeMembers: [member.guid] }),
      'a person who joins by name': (tx, { owner, learner, group }) =>
        addMemberToGroup(tx, owner, learner.memberId, () => group.name),
      'a person who leaves': (tx, { owner, member }) =>
        removeMemberFromGroups(tx, owner, member.id, () => undefined),
      'a person whose groups are set': (tx, { owner, member }) =>
        updateMember(tx, owner, { id: member.id }, { groups: [] }),
      'a person who comes new': (tx, { owner, group }) =>
        createMember(tx, owner, { username: 'new', lastName: 'New', groups: [group.guid] }),
      'a person who is deleted': (tx, { owner, member }) => deleteMember(tx, owner, { id: member.id }),
    },
  },
  person: {
    table: 'member',
    id: ({ member }) => member.id,
    see: (reader, { owner, member }) => getProfile(reader, owner, { id: member.id }),
    changes: {
      'their values': (tx, { owner, member }) =>
        updateMember(tx, owner, { id: member.id }, { title: 'Doctor' }),
      'their address': (tx, { owner, member }) =>
        updateMember(tx, owner, { id: member.id }, { email: 'a@b.example' }),
      'their status': (tx, { owner, member }) =>
        updateMember(tx, owner, { id: member.id }, { status: 'suspended' }),
      'their roles': (tx, { owner, member }) =>
        updateMember(tx, owner, { id: member.id }, { roles: { among: ['author'], held: ['author'] } }),
      'their groups': (tx, { owner, member }) => updateMember(tx, owner, { id: member.id }, { groups: [] }),
      'a group that they leave': (tx, { owner, member }) =>
        removeMemberFromGroups(tx, owner, member.id, () => undefined),
      'a group that takes them out': (tx, { owner, group }) =>
        updateGroup(tx, owner, { id: group.id }, { members: [] }),
      'a group that is deleted': (tx, { owner, group }) => deleteGroup(tx, owner, { id: group.id }),
      'a password, by which they are active': (tx, { owner, member }) =>
        setPassword(tx, owner, { id: member.id }, 'a hash'),
      'an invitation': (tx, its) => invite(tx, its),
      'an invitation that they accept': async (tx, its) => {
        await invite(tx, its)
        await acceptInvitation(tx, 'the token of their invitation', 'a hash', 'pages')
      },
      'another form of their address': (tx, { owner, course }) =>
        createOrUpdateMember(
          tx,
          owner,
          () => ({
            draft: { username: 'x', lastName: 'X', email: 'Sara@Example.com' },
            change: () => ({ company: 'Other' }),
          }),
          { of: 'course', courseId: course.id },
        ),
    },
  },
}

function invite(tx: Writer, { owner, member }: RightsWorld) {
  return inviteMember(tx, owner, member.id, {
    place: { of: 'academy' },
    words: () => NO_WORDS,
    token: 'the token of their invitation',
    lifetime: 60_000,
    linkTo: () => 'https://academy.example.com/',
  })
}

let world: RightsWorld
let sql: DatabaseSync
beforeEach(async () => {
  world = await openRightsWorld()
  sql = new DatabaseSync(world.path, { readOnly: true })
  const { owner, category, course, group, member } = world
  await world.store.write(async (tx) => {
    await updateCategory(tx, owner, { id: category.id }, { policy: () => items(world) })
    await createOrUpdateCourse(tx, owner, { id: course.id, values: {}, groups: [group.name] })
    await updateMember(
      tx,
      owner,
      { id: member.id },
      { status: 'awaiting_confirmation', email: 'sara@example.com' },
    )
  })
})
afterEach(async () => {
  sql.close()
  await world.close()
})

const cases = Object.entries(THINGS).flatMap(([name, { changes }]) =>
  Object.keys(changes).map((change) => [name, change] as const),
)

describe.each(cases)('a %s moves with %s', (name, change) => {
  it.each([
    ['later', 1000],
    ['within one millisecond', 0],
  ])('%s', async (_when, passed) => {
    const thing = THINGS[name]
    const act = thing?.changes[change]
    if (thing === undefined || act === undefined) throw new Error('no such case')
    const row = () =>
      sql.prepare(`SELECT version, modified FROM ${thing.table} WHERE id = ?`).get(thing.id(world)) as {
        version: number
        modified: number
      }
    const see = () => world.store.read((reader) => thing.see(reader, world))
    const [seen, before] = [await see(), row()]
    world.clock.advance(passed)
    await world.store.write((tx) => act(tx, world))
    expect(await see()).not.toEqual(seen)
    expect(row().version).toBeGreaterThan(before.version)
    expect(row().modified).toBe(world.clock.now())
  })
})
