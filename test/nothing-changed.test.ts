import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateAccount } from '../src/domain/academy/tenancy.ts'
import { updateConsumer } from '../src/domain/access/consumers.ts'
import { updateCourse } from '../src/domain/courses/courses.ts'
import { createOrUpdateMember } from '../src/domain/learning/create-or-update-member.ts'
import { createOrUpdateCourse } from '../src/domain/learning/course-definition.ts'
import { updateProgram } from '../src/domain/learning/update-program.ts'
import { setInvitationText } from '../src/domain/learning/invitations.ts'
import { createOrUpdateProgram } from '../src/domain/learning/program-definition.ts'
import { setContent } from '../src/domain/learning/set-content.ts'
import { createGroup, updateGroup } from '../src/domain/people/groups.ts'
import { updateMember } from '../src/domain/people/members.ts'
import type { Principal } from '../src/domain/principal.ts'
import type { Writer } from '../src/domain/store.ts'
import { updateCategory } from '../src/domain/taxonomy/categories.ts'
import { heldBy } from './support/held-by.ts'
import { operations } from './support/operations.ts'
import { png } from './support/pictures.ts'
import { FOR_EVERYBODY, WITH_A_RIGHT } from './support/rights-of-operations.ts'
import { type RightsWorld, openRightsWorld } from './support/rights-world.ts'

// An operation that leaves things as they are leaves no trace: no entry in the audit trail, no other `modified`, no other
// version, no row. Each is called twice with the same, an hour apart, and the second time changes nothing that is stored.
// The list is taken from the code, so that a new operation can't be forgotten.

type Call = (tx: Writer, by: Principal, its: RightsWorld) => Promise<unknown>

const MAY_REPEAT =
  /^(update|set|enable|disable|createOrUpdate|enrol|join)[A-Z]|^(add|remove)(Host|Subscription|MemberToGroup|MemberFromGroups)$|^revokeOtherSessions$|^startCourse$/

/** What another call of the same makes anew. */
const EACH_TIME: Readonly<Record<string, string>> = {
  setStoreKey: 'What it seals is sealed with a fresh nonce each time.',
  setKeptForm: 'A form that came too late takes the place of the one before.',
  setWebhookSecret: 'Who rotates a secret gets another one; the same is never given twice.',
  setPassword: 'A password is hashed with a fresh salt each time, and ends all sessions.',
  createOrUpdateTags: 'To an item bank each write is an update: it moves dt_updated, by which clients walk.',
  updateTaggings: 'To an item bank each write is an update: it moves dt_updated, by which clients walk.',
  removeHost: 'A host that is gone is refused.',
}

const PERSON = {
  username: 'whole@example.com',
  firstName: 'Whole',
  lastName: 'Person',
  email: 'whole@example.com',
  title: 'Doctor',
  phone: '+49 30 1',
  language: 'de',
  status: 'active',
  company: 'Company',
  department: 'Department',
  country: 'DE',
  externalId: '17',
  association: 'A',
  identification: 'B',
  registration: 'C',
} as const

const COURSE = {
  name: 'Whole course',
  type: 'page',
  code: 'whole',
  summary: 'All about it',
  duration: 600,
  isActive: true,
  author: 'Ann',
  visibility: 'members',
  selfEnrolment: 'allowed',
  locale: 'de',
  thumbnailUrl: 'https://example.com/a.png',
  certificate: { name: 'Whole', days: 365 },
} as const

const CONTENT = {
  lessons: [
    { title: 'One', kind: 'text', content: 'Words' },
    { title: 'Two', kind: 'text', content: 'More words' },
  ],
  quiz: {
    passMark: 50,
    questions: [
      {
        text: 'Right?',
        kind: 'single',
        choices: [
          { text: 'Yes', correct: true },
          { text: 'No', correct: false },
        ],
      },
    ],
  },
} as const

/** Calls that say everything there is to say. */
const WHOLE: Readonly<Record<string, Call>> = {
  updateAccount: (tx, by) =>
    updateAccount(tx, by, {
      name: 'Whole academy',
      language: 'de',
      address: 'https://whole.example.com',
      sender: 'Whole <whole@example.com>',
      accent: '#FF8800',
      logo: png(),
    }),
  updateConsumer: (tx, by, { consumer, bank }) =>
    updateConsumer(tx, by, consumer.credentialId, {
      domains: ['localhost', 'whole.example'],
      banks: new Map([[bank.id, 'write']]),
    }),
  updateMember: (tx, by, { member, group }) =>
    updateMember(
      tx,
      by,
      { id: member.id },
      {
        ...PERSON,
        roles: { among: ['author', 'trainer', 'learner'], held: ['author', 'learner'] },
        groups: [group.guid],
      },
    ),
  createOrUpdateMember: (tx, by, its) =>
    createOrUpdateMember(
      tx,
      by,
      () => ({ draft: { ...PERSON, username: 'b@example.com', email: 'b@example.com' }, change: () => ({}) }),
      { of: 'course', courseId: its.openCourse.id },
    ),
  updateGroup: (tx, by, { group, member, taker }) =>
    updateGroup(
      tx,
      by,
      { id: group.id },
      {
        name: 'Whole group',
        members: [member.guid, String(taker.memberId)].slice(0, 1),
        roles: { among: ['author'], held: ['author'] },
      },
    ),
  updateCategory: (tx, by, { category, member, group }) =>
    updateCategory(
      tx,
      by,
      { id: category.id },
      {
        name: 'Whole category',
        parent: null,
        restricted: true,
        isActive: false,
        isVisible: false,
        description: 'All about it',
        pictureFileName: 'a.png',
        policy: () => ({
          items: [
            { holder: 'member', guid: member.guid, share: 'contributor' },
            { holder: 'group', guid: group.guid, share: 'manager' },
          ],
          unreadable: [],
        }),
      },
    ),
  updateCourse: (tx, by, { openCourse }) => updateCourse(tx, by, openCourse.id, COURSE),
  createOrUpdateCourse: (tx, by, { course }) =>
    createOrUpdateCourse(tx, by, {
      id: course.id,
      values: { ...COURSE, code: 'other', visibility: 'groups' },
      groups: ['Night shift'],
      ...CONTENT,
    }),
  setContent: (tx, by, { course }) => setContent(tx, by, course.id, CONTENT),
  updateProgram: (tx, by, { program, course, openCourse }) =>
    updateProgram(tx, by, program.id, {
      name: 'Whole program',
      description: 'All about it',
      courseIds: [openCourse.id, course.id],
      locale: 'de',
      thumbnailUrl: 'https://example.com/a.png',
      isActive: false,
      certificate: { name: 'Whole', days: null },
    }),
  createOrUpdateProgram: (tx, by, { program }) =>
    createOrUpdateProgram(tx, by, { id: program.id, values: { name: 'Whole program', description: null } }),
  setInvitationText: (tx, by, { course }) =>
    setInvitationText(
      tx,
      by,
      { of: 'course', courseId: course.id },
      { subject: 'Come', body: 'Words', action: 'Join' },
    ),
}

const known = { ...WITH_A_RIGHT, ...FOR_EVERYBODY }
const repeated = [...operations().keys()].filter(
  (name) => MAY_REPEAT.test(name) && name in known && !(name in EACH_TIME),
)

let world: RightsWorld
let sql: DatabaseSync
beforeAll(async () => {
  world = await openRightsWorld()
  await world.store.write((tx) => createGroup(tx, world.owner, { name: 'Night shift' }))
  sql = new DatabaseSync(world.path, { readOnly: true })
})
afterAll(async () => {
  sql.close()
  await world.close()
})

it('names operations that there are', () => {
  expect(Object.keys(WHOLE).filter((name) => !repeated.includes(name))).toEqual([])
  expect(repeated.length).toBeGreaterThan(25)
})

describe.each(repeated)('%s', (name) => {
  it('leaves no trace when it is called again with the same', async () => {
    const { by = name in FOR_EVERYBODY ? 'learner' : 'owner', call } = known[name] ?? {
      call: () => Promise.resolve(),
    }
    const again = WHOLE[name] ?? call
    await world.store.write((tx) => again(tx, world[by], world))
    const before = heldBy(sql, world.owner)
    world.clock.advance(3_600_000)
    await world.store.write((tx) => again(tx, world[by], world))
    expect(heldBy(sql, world.owner)).toEqual(before)
  })
})
