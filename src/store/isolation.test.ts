import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { BLANK_COURSE, NOBODY } from '../../test/support/blank-values.ts'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import type { Category } from '../domain/taxonomy/category.ts'
import { outgoingMail, webhookEvent } from '../domain/delivery/events.ts'
import type { Selection } from '../domain/courses/course-store.ts'
import type {
  AccountId,
  AuditEntryId,
  CourseId,
  ImportId,
  MemberId,
  TaggableNumber,
  TagNumber,
  TagTypeNumber,
  WebhookId,
} from '../domain/ids.ts'
import type { InviteCourse } from '../domain/learning/job.ts'
import type { SettleCourse } from '../domain/learning/pending-work.ts'
import type { Page, Part } from '../domain/page.ts'
import type { Principal } from '../domain/principal.ts'
import type { Store, Writer } from '../domain/store.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { sha256 } from '../lib/digest.ts'

// Two accounts in one store. Every method of every port is called for one account with ids of the other: it must
// neither reveal anything nor change anything.

/** Appears in every text of the account that must not be seen. */
const MARK = 'alpha'

type Seeded = Awaited<ReturnType<typeof seed>>

/** Called for account `b` with ids of the other account. */
type Attack<Port> = (port: Port, a: Seeded, b: AccountId) => Promise<unknown>

/** An attack that leaves account `b` with data of its own. */
interface Own<Port> {
  readonly own: Attack<Port>
}

type PortName = Exclude<keyof Writer, 'now' | 'newGuid' | 'pause' | 'attempt'>
type Method = (...given: never[]) => unknown
type Cases = {
  readonly [P in PortName]: {
    readonly [M in keyof Writer[P] as Writer[P][M] extends Method ? M : never]:
      Attack<Writer[P]> | Own<Writer[P]> | 'before the account is known' | 'for all accounts'
  }
}

const IMPORT_OPTIONS = { maxRemovals: { percent: 5 }, overwrite: false }
const IMPORT_ROW = {
  part: 0,
  record: 2,
  cells: [MARK],
  state: 'read' as const,
  result: null,
  target: MARK,
  keys: [`person:username:${MARK}`],
}
const PAGE = { offset: 0, limit: 1_000 }
const ALL = { filter: {}, page: PAGE }
const FIRST = 1_000
const NEWEST = { before: null, limit: 1_000 }
const FROM_START = { after: null, limit: 1_000 }

/** What lists by key show and count, each with its own filter. */
async function everyPage<Filter>(
  list: (filter: Filter) => Promise<Page<unknown>>,
  ...filters: readonly Filter[]
): Promise<unknown[]> {
  const pages = await Promise.all(filters.map(list))
  return pages.flatMap(({ items, total }) => [...items, ...(total === 0 ? [] : [total])])
}

async function everyPart(
  list: (selection: Selection) => Promise<Part<unknown>>,
  member: MemberId,
): Promise<unknown[]> {
  const selections = [{ of: 'all' }, { of: 'member', member }, { of: 'visible', member }] as const
  const parts = await Promise.all(selections.map(list))
  return parts.flatMap(({ items, whole }) => [...items, ...(whole === 0 ? [] : [whole])])
}

const CASES: Cases = {
  // Before the second account has people of its own, which it would count.
  overview: {
    countByDay: async (port, _, b) =>
      (await port.countByDay(b, 0)).reduce((all, day) => all + day.enrolments + day.completions, 0),
    countStanding: async (port, _, b) => Object.values<number>({ ...(await port.countStanding(b, 0)) }),
    countCoverage: async (port, _, b) => (await port.countCoverage(b)).covered,
  },
  accounts: {
    find: { own: (port, _, b) => port.find(b) },
    listHosts: (port, _, b) => port.listHosts(b),
    findPlace: { own: (port, _, b) => port.findPlace(b) },
    findByHost: 'before the account is known',
    findOfHost: 'before the account is known',
    findOnly: (port) => port.findOnly(),
    list: 'for all accounts',
    listSealedSecrets: 'for all accounts',
    findKeyProof: 'for all accounts',
    insertKeyProof: 'for all accounts',
    deleteKeyProof: 'for all accounts',
    insert: { own: (port) => port.insert({ name: 'Third', language: 'en' }) },
    insertHost: (port, a, b) => port.insertHost(b, a.host),
    deleteHost: (port, a, b) => port.deleteHost(b, a.host),
    findLogo: (port, _, b) => port.findLogo(b),
    lock: (port, _, b) => port.lock(b),
    update: {
      own: (port, _, b) =>
        port.update(b, {
          name: 'B',
          language: 'en',
          address: null,
          sender: null,
          accent: null,
          timeZone: null,
          auditDays: null,
        }),
    },
    setLogo: {
      own: (port, _, b) => port.setLogo(b, { type: 'image/png', content: 'eA==' }, 'x'),
    },
    deleteLogo: { own: (port, _, b) => port.deleteLogo(b) },
    lockTree: (port, _, b) => port.lockTree(b),
    setDemoSeed: (port, _, b) => port.setDemoSeed(b, 'seed'),
    findPullKey: (port, _, b) => port.findPullKey(b),
    setPullKey: (port, _, b) => port.setPullKey(b, 'key'),
    deleteSealedSecrets: (port, _, b) => port.deleteSealedSecrets(b),
  },
  members: {
    find: async (port, a, b) => (await port.find(b, a.member)) ?? port.find(b, { guid: a.member.guid }),
    listIds: (port, a, b) => port.listIds(b, [a.member.guid]),
    findByUsername: (port, a, b) => port.findByUsername(b, a.member.username),
    findOfSession: 'before the account is known',
    findByAddress: (port, a, b) => port.findByAddress(b, a.member.email ?? ''),
    findByEmail: (port, a, b) => port.findByEmail(b, a.member.email ?? ''),
    listByExternalId: (port, a, b) => port.listByExternalId(b, a.member.externalId ?? '', 9),
    listNamed: async (port, a, b) => [
      ...(await port.listNamed(b, 'username', [a.member.username], 9)),
      ...(await port.listNamed(b, 'email', [a.member.email ?? ''], 9)),
      ...(await port.listNamed(b, 'externalId', [a.member.externalId ?? ''], 9)),
    ],
    listGuids: async (port, a, b) => [...(await port.listGuids(b, [a.member.id])).values()],
    listByIds: (port, a, b) => port.listByIds(b, [a.member.id]),
    listUsernames: async (port, a, b) => [...(await port.listUsernames(b, [a.member.id])).values()],
    listTitles: async (port, a, b) => [...(await port.listTitles(b, [a.member.id])).values()],
    listGroupsOfAll: async (port, a, b) => [...(await port.listGroupsOfAll(b, [a.member.id])).values()],
    markSeen: (port, a, b) => port.markSeen(b, a.member.id, 0),
    touch: (port, a, b) => port.touch(b, [a.member.id]),
    findPassword: (port, a, b) => port.findPassword(b, a.member.id),
    listOwnRoles: (port, a, b) => port.listOwnRoles(b, a.member.id),
    findStatus: (port, a, b) => port.findStatus(b, a.member.id),
    findPowers: (port, a, b) => port.findPowers(b, a.member.id),
    hasManager: (port, _, b) => port.hasManager(b),
    listGroupIds: (port, a, b) => port.listGroupIds(b, a.member.id),
    listGroups: (port, a, b) => port.listGroups(b, a.member.id),
    list: async (port, a, b) =>
      Promise.all(
        [
          { of: 'account' } as const,
          { of: 'group', group: a.group.id } as const,
          { of: 'course', course: a.course.id } as const,
          { of: 'program', program: a.program.id } as const,
        ].map((scope) => port.list(b, scope, { filter: { texts: {} }, page: PAGE })),
      ),
    listEntities: (port, _, b) => port.listEntities(b, { kinds: ['group', 'member'], text: MARK, limit: 9 }),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { id: [a.member.id] },
        { group: [a.group.id] },
        { course: [a.course.id] },
        { program: [a.program.id] },
        { email: [a.member.email] },
      ),
    countEntities: (port, _, b) => port.countEntities(b, { kinds: ['group', 'member'], text: MARK }),
    lock: (port, a, b) => port.lock(b, a.member.id),
    lockToDelete: (port, a, b) => port.lockToDelete(b, a.member.id),
    insert: { own: (port, _, b) => port.insert(b, { ...NOBODY, username: 'own', lastName: 'own' }) },
    update: (port, a, b) => port.update(b, a.member.id, { lastName: 'taken over' }),
    setPassword: (port, a, b) => port.setPassword(b, a.member.id, 'taken over'),
    markInvited: (port, a, b) => port.markInvited(b, a.member.id),
    markActivated: (port, a, b) => port.markActivated(b, a.member.id),
    setRoles: (port, a, b) => port.setRoles(b, a.member.id, ['manager']),
    setGroups: (port, a, b) => port.setGroups(b, a.member.id, [a.group.id]),
    delete: (port, a, b) => port.delete(b, a.member.id),
  },
  groups: {
    listByIds: (port, a, b) => port.listByIds(b, [a.group.id]),
    listMembershipsOf: (port, a, b) => port.listMembershipsOf(b, [a.member.id]),
    find: async (port, a, b) => (await port.find(b, a.group)) ?? port.find(b, { guid: a.group.guid }),
    listIds: (port, a, b) => port.listIds(b, [a.group.guid]),
    findByName: (port, a, b) => port.findByName(b, a.group.name),
    listByCodes: (port, a, b) => port.listByCodes(b, [a.group.code ?? '']),
    list: (port, _, b) => port.list(b, ALL),
    listRoles: (port, a, b) => port.listRoles(b, a.group.id),
    listRolesOfAll: (port, a, b) => port.listRolesOfAll(b, [a.group.id]),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { id: [a.group.id] },
      ),
    countMembers: (port, a, b) => port.countMembers(b, a.group.id),
    listMemberships: (port, a, b) =>
      everyPage(
        (filter) => port.listMemberships(b, { filter, page: FROM_START }),
        {},
        { group: [a.group.id] },
        { member: [a.member.id] },
      ),
    listMemberGuids: (port, a, b) => port.listMemberGuids(b, a.group.id, 0, FIRST),
    listMemberIds: (port, a, b) => port.listMemberIds(b, a.group.id),
    lock: (port, a, b) => port.lock(b, a.group.id),
    lockToDelete: (port, a, b) => port.lockToDelete(b, a.group.id),
    insert: { own: (port, _, b) => port.insert(b, 'own') },
    setName: (port, a, b) => port.setName(b, a.group.id, 'taken over'),
    setRoles: (port, a, b) => port.setRoles(b, a.group.id, ['manager']),
    setCode: (port, a, b) => port.setCode(b, a.group.id, 'taken over'),
    setDescription: (port, a, b) => port.setDescription(b, a.group.id, 'taken over'),
    setMembers: (port, a, b) => port.setMembers(b, a.group.id, [a.member.id]),
    addMember: (port, a, b) => port.addMember(b, a.group.id, a.member.id),
    removeMember: (port, a, b) => port.removeMember(b, a.group.id, a.member.id),
    addMembers: (port, a, b) => port.addMembers(b, a.group.id, [a.member.id]),
    removeMembers: (port, a, b) => port.removeMembers(b, a.group.id, [a.member.id]),
    delete: (port, a, b) => port.delete(b, a.group.id),
  },
  courses: {
    find: (port, a, b) => port.find(b, a.course.id),
    findByCode: (port, a, b) => port.findByCode(b, a.course.code ?? ''),
    list: (port, _, b) => port.list(b, ALL),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { id: [a.course.id] },
        { code: [a.course.code ?? ''] },
        { category: [a.category.id] },
        { underCategory: a.category },
        { program: [a.program.id] },
      ),
    listKeys: (port, a, b) => port.listKeys(b, { ids: [a.course.id], codes: [a.course.code ?? ''] }),
    listPart: (port, a, b) =>
      everyPart((selection) => port.listPart(b, { filter: selection, page: ALL.page }), a.member.id),
    listRepeated: (port, _, b) => port.listRepeated(b),
    listEnrollable: (port, a, b) => port.listEnrollable(b, a.member.id, ALL),
    lock: (port, a, b) => port.lock(b, a.course.id),
    lockToDelete: (port, a, b) => port.lockToDelete(b, a.course.id),
    insert: { own: (port, _, b) => port.insert(b, { ...BLANK_COURSE, name: 'own' }) },
    update: (port, a, b) => port.update(b, a.course.id, { name: 'taken over' }),
    hide: (port, a, b) => port.hide(b, a.course.id),
    deleteInvitations: (port, a, b) => port.deleteInvitations(b, a.course.id, FIRST),
    delete: (port, a, b) => port.delete(b, a.course.id),
  },
  programs: {
    find: (port, a, b) => port.find(b, a.program.id),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { id: [a.program.id] },
        { code: [a.program.code ?? ''] },
        { course: [a.course.id] },
      ),
    listPart: (port, a, b) =>
      everyPart((selection) => port.listPart(b, { filter: selection, page: ALL.page }), a.member.id),
    findByCode: (port, a, b) => port.findByCode(b, a.program.code ?? ''),
    listByName: (port, a, b) => port.listByName(b, a.program.name),
    listWithCourse: (port, a, b) => port.listWithCourse(b, a.course.id),
    lock: (port, a, b) => port.lock(b, a.program.id),
    insert: (port, a, b) => port.insert(b, { ...a.program, name: 'with courses of another' }),
    update: (port, a, b) => port.update(b, a.program.id, { name: 'taken over' }),
    hide: (port, a, b) => port.hide(b, a.program.id),
    deleteInvitations: (port, a, b) => port.deleteInvitations(b, a.program.id, FIRST),
    delete: (port, a, b) => port.delete(b, a.program.id),
  },
  courseGroups: {
    listOfCourses: (port, a, b) => port.listOfCourses(b, [a.course.id]),
    list: (port, a, b) => port.list(b, a.course.id),
    set: (port, a, b) => port.set(b, a.course.id, []),
  },
  content: {
    get: async (port, a, b) => {
      const { lessons, quiz } = await port.get(b, a.course.id)
      return [lessons, quiz]
    },
    setLessons: (port, a, b) => port.setLessons(b, a.course.id, []),
    setQuiz: (port, a, b) => port.setQuiz(b, a.course.id, null),
  },
  enrolments: {
    countResults: async (port, a, b) =>
      Object.values<number>({ ...(await port.countResults(b, a.course.id)) }).filter((n) => n > 0),
    find: (port, a, b) => port.find(b, a.course.id, a.member.id),
    findListed: (port, a, b) => port.findListed(b, a.enrolment.id),
    list: (port, a, b) => port.list(b, a.course.id, ALL),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { id: [a.enrolment.id] },
        { course: [a.course.id] },
        { member: [a.member.id] },
        { group: [a.group.id] },
      ),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id),
    lockPortionOfCourse: (port, a, b) => port.lockPortionOfCourse(b, a.course.id, { after: 0, limit: FIRST }),
    countPassed: (port, a, b) => port.countPassed(b, [a.member.id], [a.course.id]),
    listOwn: (port, a, b) => port.listOwn(b, a.member.id),
    listInProgram: (port, a, b) => port.listInProgram(b, a.program.id, a.member.id),
    listFinishedLessons: (port, a, b) => port.listFinishedLessons(b, a.enrolment.id),
    listAttempts: (port, a, b) => port.listAttempts(b, a.enrolment.id, NEWEST),
    countAttempts: (port, a, b) => port.countAttempts(b, a.enrolment.id),
    listAttemptsOfCourse: (port, a, b) =>
      port.listAttemptsOfCourse(b, a.course.id, { enrolments: 10, limit: 10 }),
    listAttemptsOfMember: (port, a, b) => port.listAttemptsOfMember(b, a.member.id, NEWEST),
    countAttemptsOfMember: (port, a, b) => port.countAttemptsOfMember(b, a.member.id, 10),
    setCreated: (port, a, b) => port.setCreated(b, a.enrolment.id, 1),
    setDueDate: (port, a, b) => port.setDueDate(b, a.enrolment.id, '2030-01-01'),
    listPastResults: (port, a, b) => port.listPastResults(b, a.enrolment.id, NEWEST),
    countPastResults: (port, a, b) => port.countPastResults(b, a.enrolment.id),
    listPastResultsOfMember: (port, a, b) => port.listPastResultsOfMember(b, a.member.id),
    countCompletedBefore: async (port, a, b) => {
      const count = await port.countCompletedBefore(b, a.course.id, Number.MAX_SAFE_INTEGER)
      return count === 0 ? [] : [count]
    },
    lockCompletedBefore: (port, a, b) =>
      port.lockCompletedBefore(b, a.course.id, { before: Number.MAX_SAFE_INTEGER, limit: FIRST }),
    insertPastResult: (port, a, b) => port.insertPastResult(b, a.enrolment.id),
    findLastAttempt: (port, a, b) => port.findLastAttempt(b, a.enrolment.id),
    lock: (port, a, b) => port.lock(b, a.enrolment.id),
    lockOfMember: (port, a, b) => port.lockOfMember(b, a.member.id),
    insert: (port, a, b) => port.insert(b, a.course.id, a.member.id),
    update: (port, a, b) => port.update(b, a.enrolment.id, { progress: 1 }),
    addFinishedLesson: (port, a, b) => port.addFinishedLesson(b, a.enrolment.id, a.lesson),
    deleteFinishedLessons: (port, a, b) => port.deleteFinishedLessons(b, a.enrolment.id),
    insertAttempt: (port, a, b) =>
      port.insertAttempt(b, a.enrolment.id, { score: 1, passed: false, answers: [] }),
    insertAll: (port, a, b) => port.insertAll(b, [a.course.id], [a.member.id]),
    deleteAll: (port, a, b) => port.deleteAll(b, [a.enrolment]),
  },
  programMemberships: {
    setDueDate: (port, a, b) => port.setDueDate(b, a.membership.id, '2030-01-01'),
    countResults: async (port, a, b) =>
      Object.values<number>({ ...(await port.countResults(b, a.program.id)) }).filter((n) => n > 0),
    find: (port, a, b) => port.find(b, a.program.id, a.member.id),
    findListed: (port, a, b) => port.findListed(b, a.program.id, a.member.id),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { program: [a.program.id] },
        { member: [a.member.id] },
      ),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id),
    lockPortionOfProgram: (port, a, b) =>
      port.lockPortionOfProgram(b, a.program.id, { after: 0, limit: FIRST }),
    listOwn: (port, a, b) => port.listOwn(b, a.member.id),
    listOfMemberWithCourse: (port, a, b) => port.listOfMemberWithCourse(b, a.member.id, a.course.id),
    lock: (port, a, b) => port.lock(b, a.membership.id),
    lockOfMember: (port, a, b) => port.lockOfMember(b, a.member.id),
    insert: (port, a, b) => port.insert(b, a.program.id, a.member.id),
    update: (port, a, b) => port.update(b, a.membership.id, { progress: 1, completed: 1 }),
    deleteAll: (port, a, b) => port.deleteAll(b, [a.membership]),
  },
  certificates: {
    removeHolder: (port, a, b) => port.removeHolder(b, a.member.id),
    find: async (port, a, b) =>
      [await port.find(b, a.certificate.id), await port.find(b, a.unnamed.id)].filter(
        (one) => one !== undefined,
      ),
    findScore: (port, a, b) => port.findScore(b, a.certificate.id),
    issue: (port, a, b) =>
      port.issue(b, {
        code: 'x',
        name: 'x',
        holder: 'x',
        expires: null,
        of: { enrolment: a.enrolment.id },
      }),
    revoke: (port, a, b) => port.revoke(b, a.enrolment.id),
  },
  invitations: {
    findByToken: 'before the account is known',
    findText: (port, a, b) => port.findText(b, { of: 'course', courseId: a.course.id }),
    insert: (port, a, b) =>
      port.insert(b, {
        memberId: a.member.id,
        place: { of: 'academy' },
        tokenHash: sha256('another'),
        email: 'another@example.com',
        expires: 5,
      }),
    markUsed: (port, a, b) => port.markUsed(b, a.invitation.id),
    revokeAllOfMember: (port, a, b) => port.revokeAllOfMember(b, a.member.id),
    revokeTo: (port, a, b) => port.revokeTo(b, a.member.id, { of: 'academy' }),
    revokeIntoCourse: (port, a, b) => port.revokeIntoCourse(b, a.member.id, a.course.id),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10),
    setText: (port, a, b) =>
      port.setText(b, { of: 'course', courseId: a.course.id }, { subject: 'x', body: 'x', action: 'x' }),
  },
  passwordResets: {
    findByToken: 'before the account is known',
    deleteByToken: 'before the account is known',
    count: (port, a, b) => port.count(b, a.member.id),
    insert: (port, a, b) =>
      port.insert(b, {
        memberId: a.member.id,
        tokenHash: sha256('another reset'),
        email: 'another@example.com',
        expires: 5,
      }),
    revokeAllOfMember: (port, a, b) => port.revokeAllOfMember(b, a.member.id),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10),
  },
  tallies: {
    count: async (port, a, b) => [
      await port.count(b, { of: 'members', group: a.group.id }),
      await port.count(b, { of: 'members', course: a.course.id }),
      await port.count(b, { of: 'members', program: a.program.id }),
    ],
    countInCourses: async (port, a, b) => [...(await port.countInCourses(b, [a.course.id])).values()],
    countInPrograms: async (port, a, b) => [...(await port.countInPrograms(b, [a.program.id])).values()],
    countInGroups: async (port, a, b) => [...(await port.countInGroups(b, [a.group.id])).values()],
  },
  keptForms: {
    find: (port, a, b) => port.find(b, a.member.id, '/alpha'),
    set: (port, a, b) =>
      port.set(b, a.member.id, { action: '/another', fields: '' }, { expires: 10, most: 1 }),
    delete: (port, a, b) => port.delete(b, a.member.id, '/alpha'),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10),
  },
  keptAnswers: {
    find: (port, a, b) => port.find(b, a.usedToken),
    claim: { own: (port, a, b) => port.claim(b, a.usedToken, 'x', 10) }, // unused in this account
    setAnswer: (port, a, b) => port.setAnswer(b, a.usedToken, '{}'),
    sweep: { own: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10) },
  },
  accessTokens: {
    findByLookup: 'before the account is known',
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id),
    insert: (port, a, b) =>
      port.insert(b, { id: a.credential.id, scopes: ['*:write'], networks: [], expires: null }),
  },
  usedTokens: {
    insert: { own: (port, a, b) => port.insert(b, a.usedToken, 'x', 10) }, // unused in this account
    insertSigned: (port, a, b) =>
      port.insertSigned(b, {
        digest: 'beta token',
        token: 'x',
        expires: 10,
        use: 'x',
        host: a.host,
        door: 'coursepath',
        credential: a.credential.id,
        address: a.member.email ?? '',
      }),
    sweep: { own: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10) },
  },
  categories: {
    find: async (port, a, b) => (await port.find(b, a.category)) ?? port.find(b, { guid: a.category.guid }),
    findPlaced: async (port, a, b) =>
      (await port.findPlaced(b, a.category)) ?? port.findPlaced(b, { guid: a.category.guid }),
    findByCode: (port, a, b) => port.findByCode(b, a.category.code ?? ''),
    findChild: (port, a, b) => port.findChild(b, a.category.id, 'alpha child'),
    findLineage: async (port, a, b) => [
      ...(await port.findLineage(b, a.child)),
      ...(await port.findLineage(b, { code: a.category.code ?? '' })),
    ],
    listWithAncestors: (port, a, b) => port.listWithAncestors(b, [a.child.id]),
    listNamedPolicyItems: (port, a, b) => port.listNamedPolicyItems(b, [a.category.id]),
    countSubtree: async (port, a, b) => {
      const { categories, restricted, tags } = await port.countSubtree(b, a.category)
      return categories + restricted + tags === 0 ? [] : [categories, restricted, tags]
    },
    listPolicyItems: (port, a, b) => port.listPolicyItems(b, a.category.id),
    hasPolicyItems: async (port, a, b) =>
      (await port.hasPolicyItems(b, { members: [a.member.id], groups: [a.group.id] })) ? [a.member] : [],
    listByIds: (port, a, b) => port.listByIds(b, [a.category.id]),
    listGuards: (port, a, b) => port.listGuards(b, [a.category.id]),
    listSubtreeIds: (port, a, b) => port.listSubtreeIds(b, a.category),
    lockSubtree: (port, a, b) => port.lockSubtree(b, a.category),
    listTree: (port, _, b) => port.listTree(b),
    listTreePolicyItems: (port, _, b) => port.listTreePolicyItems(b),
    listLevel: async (port, a, b) => [await port.listLevel(b, a.category.id), await port.listLevel(b, null)],
    listChildren: (port, a, b) => port.listChildren(b, [a.category.id]),
    listPolicyItemsOf: (port, a, b) => port.listPolicyItemsOf(b, [a.category.id]),
    list: (port, _, b) => port.list(b, ALL),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        {},
        { id: [a.category.id] },
        { parent: [a.category.id] },
        { code: [a.category.code ?? ''] },
        { course: [a.course.id] },
      ),
    countChildren: async (port, a, b) => [...(await port.countChildren(b, [a.category.id]))],
    insert: (port, a, b) => port.insert(b, { ...place(a.category, 'intruder'), parentId: a.category.id }),
    update: (port, a, b) => port.update(b, a.category.id, { description: 'taken over' }),
    findLongestPath: (port, a, b) => port.findLongestPath(b, a.category),
    setPosition: (port, a, b) =>
      port.setPosition(b, a.category, {
        parentId: null,
        name: 'taken over',
        nameFolded: 'taken over',
        fullPath: 'taken over',
        sortPath: 'taken over',
      }),
    setPolicyItems: (port, a, b) => port.setPolicyItems(b, a.category.id, []),
    updatePaths: (port, a, b) =>
      port.updatePaths(b, [a.category.id], a.category, {
        ...place(a.category, 'taken over'),
        nameFolded: 'taken over',
      }),
    deleteSubscriptions: (port, a, b) => port.deleteSubscriptions(b, [a.category.id], 10),
    deleteAll: (port, a, b) => port.deleteAll(b, [a.category.id]),
  },
  subscriptions: {
    listCategoryGuids: (port, a, b) => port.listCategoryGuids(b, a.member.id),
    insert: (port, a, b) => port.insert(b, a.member.id, a.category.id),
    delete: (port, a, b) => port.delete(b, a.member.id, a.category.id),
  },
  categoryTags: {
    listOfCourses: (port, a, b) => port.listOfCourses(b, [a.course.id]),
    find: (port, a, b) => port.find(b, a.tag.id),
    findByPair: (port, a, b) => port.findByPair(b, a.tag.categoryId, a.tag.courseId),
    findByCode: (port, a, b) => port.findByCode(b, a.tag.code ?? ''),
    countCourses: async (port, a, b) => [...(await port.countCourses(b, [a.category.id]))],
    deleteOfCategories: (port, a, b) => port.deleteOfCategories(b, [a.category.id], 10),
    deleteOfCourse: (port, a, b) => port.deleteOfCourse(b, a.course.id, 10),
    listOfCourse: (port, a, b) => port.listOfCourse(b, a.course.id),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START }),
        {},
        { categoryId: [a.category.id] },
        { courseId: [a.course.id] },
      ),
    listAsJson: (port, _, b) => port.listAsJson(b, ALL, [['code', 'code']]),
    insert: (port, a, b) => port.insert(b, { ...a.tag, code: null }),
    delete: (port, a, b) => port.delete(b, a.tag.id),
  },
  credentials: {
    findByLookup: 'before the account is known',
    findOwned: 'before the account is known',
    find: (port, a, b) => port.find(b, a.credential.id),
    list: (port, _, b) => port.list(b),
    listSigning: (port, _, b) => port.listSigning(b, 'coursepath'),
    insert: (port, a, b) =>
      port.insert(b, { door: 'rev', label: 'x', memberId: a.member.id, lookup: 'x', secretHash: null }),
    revoke: (port, a, b) => port.revoke(b, a.credential.id),
    setLabel: (port, a, b) => port.setLabel(b, a.credential.id, 'taken over'),
    markUsed: (port, a, b) => port.markUsed(b, a.credential.id),
  },
  sessions: {
    findByToken: 'before the account is known',
    insert: (port, a, b) =>
      port.insert(b, {
        door: 'rev',
        tokenHash: 'x',
        memberId: a.member.id,
        credentialId: null,
        agent: null,
        expires: 1,
        ends: 1,
      }),
    confirm: (port, a, b) => port.confirm(b, a.session.id),
    extend: (port, a, b) => port.extend(b, a.session.id, Number.MAX_SAFE_INTEGER),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id),
    revoke: (port, a, b) => port.revoke(b, a.member.id, a.session.id),
    revokeAllOfMember: (port, a, b) => port.revokeAllOfMember(b, a.member.id),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10),
  },
  // They belong to no account.
  times: { shift: 'for all accounts', recall: 'for all accounts' },
  sharedCounts: { set: 'for all accounts', listOfOthers: 'for all accounts', sweep: 'for all accounts' },
  consumers: {
    findByLookup: 'before the account is known',
    find: (port, a, b) => port.find(b, a.consumerKey.id),
    listBanks: async (port, a, b) => [...(await port.listBanks(b, a.consumerKey.id)).keys()],
    findAccess: (port, a, b) => port.findAccess(b, a.consumerKey.id, a.bank.id),
    insert: (port, a, b) =>
      port.insert(
        b,
        { credentialId: a.consumerKey.id, key: 'k', primaryBankId: a.bank.id, domains: [] },
        new Map([[a.bank.id, 'write']]),
      ),
    lock: (port, a, b) => port.lock(b, a.consumerKey.id),
    setDomains: (port, a, b) => port.setDomains(b, a.consumerKey.id, []),
    setBanks: (port, a, b) => port.setBanks(b, a.consumerKey.id, new Map(), null),
    insertKey: (port, a, b) =>
      port.insertKey(b, { credentialId: a.consumerKey.id, consumerId: a.consumerKey.id, key: 'k' }),
    listKeys: (port, _, b) => port.listKeys(b),
    insertSecret: (port, a, b) => port.insertSecret(b, a.consumerKey.id, 2, 'sealed'),
    deleteSecret: (port, a, b) => port.deleteSecret(b, a.consumerKey.id, 1),
    setActive: (port, a, b) => port.setActive(b, a.consumerKey.id, false),
  },
  itemBanks: {
    update: (port, a, b) => port.update(bankOf(a, b), { name: 'taken over' }),
    delete: (port, a, b) => port.delete(bankOf(a, b)),
    countContents: async (port, a, b) =>
      Object.values<number>({ ...(await port.countContents(bankOf(a, b))) }).filter((n) => n > 0),
    find: (port, a, b) => port.find(bankOf(a, b)),
    list: (port, _, b) => port.list(b),
    insert: (port, a, b) => port.insert(b, { name: 'x', pagingKey: 'x', snapshotOf: a.bank.id }),
    raiseRevision: (port, a, b) => port.raiseRevision(bankOf(a, b), 1),
    findUser: (port, a, b) => port.findUser(bankOf(a, b), 'alpha user'),
    insertUser: (port, a, b) => port.insertUser(bankOf(a, b), { ...a.user, id: 'intruder' }),
    updateUser: (port, a, b) => port.updateUser(bankOf(a, b), { ...a.user, firstName: 'taken over' }),
  },
  tags: {
    listTypes: (port, a, b) => port.listTypes(bankOf(a, b), undefined),
    listByPosition: (port, a, b) =>
      port.listByPosition(bankOf(a, b), { ...PART, by: 'created', types: undefined, after: undefined }),
    listDescriptions: async (port, a, b) => [...(await port.listDescriptions(bankOf(a, b), [WORD]))],
    listBySortKey: (port, a, b) =>
      port.listBySortKey(bankOf(a, b), { ...PART, type: TYPE, after: undefined }),
    findSortPlace: (port, a, b) => port.findSortPlace(bankOf(a, b), WORD, FIRST),
    listByPairs: (port, a, b) => port.listByPairs(bankOf(a, b), [{ type: TYPE, name: 'alpha tag' }]),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(bankOf(a, b), { filter, page: FROM_START, total: true }),
        {},
        { type: [TYPE] },
      ),
    listByBeginnings: (port, a, b) => port.listByBeginnings(bankOf(a, b), ['alpha'], 10),
    findByNumber: (port, a, b) => port.findByNumber(bankOf(a, b), WORD),
    countUses: async (port, a, b) =>
      [...(await port.countUses(bankOf(a, b), [WORD])).values()].filter(({ count }) => count > 0),
    listAuthors: async (port, a, b) => [...(await port.listAuthors(bankOf(a, b), [WORD])).values()],
    insertTypes: (port, a, b) => port.insertTypes(bankOf(a, b), [{ number: 99 as TagTypeNumber, name: 'x' }]),
    updateType: (port, a, b) =>
      port.updateType(bankOf(a, b), TYPE, { name: 'taken over', description: 'taken over' }),
    setName: (port, a, b) =>
      port.setName(
        bankOf(a, b),
        { ...NEW_TAG, type: 'x', updated: FIRST, sortSince: FIRST },
        {
          name: 'taken over',
          position: FIRST,
        },
      ),
    copyUses: (port, a, b) => port.copyUses(bankOf(a, b), { from: WORD, to: WORD, position: FIRST }),
    insertOrUpdate: (port, a, b) =>
      port.insertOrUpdate(bankOf(a, b), [
        { ...NEW_TAG, number: 98 as TagNumber, name: 'intruder', before: undefined },
      ]),
    delete: (port, a, b) => port.delete(bankOf(a, b), a.itemTag, 97),
  },
  taggables: {
    update: (port, a, b) => port.update(bankOf(a, b), ITEM, { title: 'taken over', status: 'archived' }),
    delete: (port, a, b) => port.delete(bankOf(a, b), ITEM),
    listByReferences: (port, a, b) => port.listByReferences(bankOf(a, b), 'item', ['alpha item']),
    findByNumber: (port, a, b) => port.findByNumber(bankOf(a, b), ITEM),
    list: (port, a, b) =>
      port.list(bankOf(a, b), {
        kind: 'item',
        references: undefined,
        all: [],
        either: undefined,
        none: [],
        order: { by: 'created', descending: false },
        asOf: FIRST,
        after: undefined,
        limit: FIRST,
      }),
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(bankOf(a, b), { filter, page: FROM_START, total: true }),
        { kind: 'item' as const },
        { kind: 'item' as const, tag: [WORD] },
        { kind: 'item' as const, reference: ['alpha item'] },
      ),
    listTags: async (port, a, b) => [...(await port.listTags(bankOf(a, b), [ITEM])).values()],
    insert: (port, a, b) =>
      port.insert(bankOf(a, b), [{ ...NEW_ITEM, number: 96 as TaggableNumber, reference: 'intruder' }]),
    addTags: (port, a, b) => port.addTags(bankOf(a, b), [{ taggable: ITEM, tag: WORD, position: 1 }]),
    removeTags: (port, a, b) => port.removeTags(bankOf(a, b), [{ taggable: ITEM, tag: WORD, position: 1 }]),
    touch: (port, a, b) => port.touch(bankOf(a, b), [{ number: ITEM, position: 95 }]),
  },
  itemPools: {
    update: (port, a, b) => port.update(bankOf(a, b), POOL, { name: 'taken over', status: 'halted' }),
    find: (port, a, b) => port.find(bankOf(a, b), 'alpha pool'),
    findByNumber: (port, a, b) => port.findByNumber(bankOf(a, b), POOL),
    count: (port, a, b) => port.count(bankOf(a, b), undefined),
    list: (port, a, b) =>
      port.list(bankOf(a, b), {
        ids: undefined,
        statuses: undefined,
        descending: false,
        asOf: 1_000_000,
        after: undefined,
        limit: FIRST,
      }),
    listByKey: (port, a, b) =>
      everyPage((filter) => port.listByKey(bankOf(a, b), { filter, page: FROM_START, total: true }), {
        status: ['published' as const],
      }),
    insert: (port, a, b) =>
      port.insert(bankOf(a, b), {
        number: 94,
        id: 'intruder',
        name: 'x',
        status: 'published',
        snapshotId: a.snapshot.id,
      }),
    copy: (port, a, b) => port.copy(bankOf(a, b), a.snapshot.id, [ITEM]),
    delete: (port, a, b) => port.delete(bankOf(a, b), POOL, a.snapshot.id),
  },
  tagHierarchies: {
    list: (port, a, b) => port.list(bankOf(a, b), undefined),
    findNode: (port, a, b) => port.findNode(bankOf(a, b), HIERARCHY, undefined, WORD),
    listTagsBelow: (port, a, b) => port.listTagsBelow(bankOf(a, b), HIERARCHY, undefined),
    hasTag: (port, a, b) => port.hasTag(bankOf(a, b), WORD),
    insert: (port, a, b) => port.insert(bankOf(a, b), { number: 93, reference: 'intruder', types: [] }, []),
    delete: (port, a, b) => port.delete(bankOf(a, b), HIERARCHY),
  },
  audit: {
    // The account's own first entry records its creation.
    list: { own: (port, _, b) => port.list(b, 0, FIRST) },
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        { member: [a.member.id] },
        { subject: ['member' as const], subjectId: [a.member.id] },
        { credential: [a.credential.id] },
      ),
    listChanges: {
      own: (port, _, b) => port.listChanges(b, { after: null, limit: FIRST }),
    },
    findEndOfChanges: { own: (port, _, b) => port.findEndOfChanges(b) },
    listOfSubject: (port, a, b) => port.listOfSubject(b, 'member', a.member.id),
    listOfSubjects: (port, a, b) => port.listOfSubjects(b, 'member', [a.member.id], NEWEST),
    countOfSubjects: (port, a, b) => port.countOfSubjects(b, 'member', [a.member.id], 10),
    listActorNames: async (port, a, b) => {
      const names = await port.listActorNames(b, [{ memberId: a.member.id, credentialId: a.credential.id }])
      return [...names.members.values(), ...names.credentials.values()]
    },
    listNames: async (port, a, b) => [
      ...(await port.listNames(b, 'member', [a.member.id])).values(),
      ...(await port.listNames(b, 'course', [a.course.id])).values(),
      ...(await port.listNames(b, 'credential', [a.credential.id])).values(),
    ],
    listLinks: (port, a, b) => port.listLinks(b, 'enrolment', [a.enrolment.id]),
    listMentioning: async (port, _, b) =>
      (await port.listMentioning(b, [MARK], { after: 0, limit: FIRST })).entries,
    updateStates: async (port, a, b) => {
      const [first] = await port.list(a.account, 0, 1)
      if (first !== undefined) await port.updateStates(b, [{ id: first.id, before: null, after: null }])
    },
    listNewest: (port, a, b) => port.listNewest(b, { subject: 'member', subjectId: a.member.id }, FIRST),
    listOld: {
      own: (port, _, b) => port.listOld(b, { before: Number.MAX_SAFE_INTEGER, after: null, limit: FIRST }),
    },
    deleteOld: async (port, _, b) => {
      const own = new Set<number>((await port.list(b, 0, 1_000)).map(({ id }) => id))
      const ids = Array.from({ length: 1_000 }, (_none, index) => index + 1).filter((id) => !own.has(id))
      await port.deleteOld(b, ids as AuditEntryId[])
    },
    add: (port, _, b) => port.add(b, []),
  },
  outbox: {
    expect: { own: (port, _, b) => port.expect(b) },
    find: (port, a, b) => port.find(b, a.delivery),
    list: async (port, a, b) => [
      await port.list(b, { kind: 'mail', webhookId: null }, FIRST),
      await port.list(b, { kind: 'webhook_event', webhookId: a.webhook.id }, FIRST),
    ],
    deleteMailsOfMember: (port, a, b) => port.deleteMailsOfMember(b, a.member.id),
    listMailsOfMember: (port, a, b) => port.listMailsOfMember(b, a.member.id, NEWEST),
    countMailsOfMember: (port, a, b) => port.countMailsOfMember(b, a.member.id, 10),
    listAttemptsAfter: (port, _, b) => port.listAttemptsAfter(b, 'webhook_event', { after: 0, limit: 10 }),
    findLastAttempt: { own: (port, _, b) => port.findLastAttempt(b) },
    listInvitations: async (port, a, b) => [...(await port.listInvitations(b, [a.member.id])).values()],
    listByKey: (port, a, b) =>
      everyPage(
        (filter) => port.listByKey(b, { filter, page: FROM_START, total: true }),
        { kind: 'mail' as const },
        { kind: 'webhook_event' as const, webhook: [a.webhook.id] },
      ),
    listAttempts: (port, a, b) => port.listAttempts(b, a.delivery),
    findNextDue: 'for all accounts',
    countPending: 'for all accounts',
    add: { own: (port, a, b) => port.add(b, outgoingMail(a.member.id, MAIL)) },
    addTest: { own: (port, _, b) => port.addTest(b, 1_000_000 as WebhookId) },
    addSent: {
      own: (port, a, b) =>
        port.addSent(b, outgoingMail(a.member.id, MAIL), { at: 1, milliseconds: 1, answer: '250' }),
    },
    addAll: { own: (port, a, b) => port.addAll(b, [outgoingMail(a.member.id, MAIL)]) },
    claim: 'for all accounts',
    settle: 'for all accounts',
    release: 'for all accounts',
    releaseAll: 'for all accounts',
    updateMail: (port, a, b) => port.updateMail(b, a.delivery, MAIL),
    giveUpAll: (port, a, b) => port.giveUpAll(b, a.webhook.id),
    replay: (port, a, b) =>
      port.replay(b, { webhookId: a.webhook.id, from: 0, to: Number.MAX_SAFE_INTEGER, sentToo: true }),
    resend: (port, a, b) => port.resend(b, a.delivery),
    // It finds what `addSent` has put in.
    sweep: { own: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10) },
  },
  jobs: {
    find: (port, a, b) => port.find(b, a.job),
    listByIds: (port, a, b) => port.listByIds(b, [a.job]),
    list: async (port, _, b) => (await port.list(b, { filter: {}, page: { after: null, limit: 100 } })).items,
    listChanged: (port, _, b) => port.listChanged(b, { modified: 0, id: 0 }, { limit: 100 }),
    findFirstUnfinished: (port, _, b) => port.findFirstUnfinished(b, 'invite_course'),
    countUnfinished: (port, _, b) => port.countUnfinished(b),
    countByState: (port, _, b) => port.countByState(b, 0),
    insert: { own: (port, a, b) => port.insert(cli(b), invite(a.course.id), 1) },
    lock: (port, a, b) => port.lock(b, a.job),
    update: (port, a, b) => port.update(b, a.job, { state: 'cancelled' }),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10),
  },
  imports: {
    find: (port, a, b) => port.find(b, a.import),
    list: async (port, _, b) => (await port.list(b, { filter: {}, page: { after: null, limit: 100 } })).items,
    listRows: async (port, a, b) =>
      everyPage(
        (filter) => port.listRows(b, { filter, page: { after: null, limit: 100 }, total: true }),
        { import: a.import },
        { import: a.import, result: ['new' as const] },
      ),
    listNextRows: (port, a, b) =>
      port.listNextRows(b, a.import, { part: 0, after: 0, states: ['read'], limit: 100 }),
    listKeyHolders: (port, a, b) => port.listKeyHolders(b, a.import, ['person:username:alpha']),
    listTargets: async (port, a, b) => [...(await port.listTargets(b, a.import, 0, ['alpha']))],
    listMentioning: async (port, a, b) => {
      const mentioned = { texts: [MARK], keys: IMPORT_ROW.keys, target: MARK }
      const part = { after: { part: 0, record: 0 }, limit: 100 }
      return (await port.listMentioning(b, a.import, mentioned, part)).rows
    },
    listNamed: (port, a, b) => port.listNamed(b, 'person', 'id', [String(a.member.id)]),
    listOld: (port, _, b) => port.listOld(b, Number.MAX_SAFE_INTEGER),
    insert: { own: (port, _, b) => port.insert(cli(b), 'people', IMPORT_OPTIONS) },
    lock: (port, a, b) => port.lock(b, a.import),
    update: (port, a, b) => port.update(b, a.import, { state: 'cancelled' }),
    addRows: { own: (port, _, b) => port.addRows(b, 1 as ImportId, [{ ...IMPORT_ROW, record: 9 }]) },
    updateRows: (port, a, b) =>
      port.updateRows(b, a.import, [{ ...IMPORT_ROW, state: 'done', result: 'new', detail: {} }]),
    setRows: (port, a, b) => port.setRows(b, a.import, [{ ...IMPORT_ROW, cells: [''], detail: {} }]),
    removeKeys: (port, a, b) => port.removeKeys(b, a.import, [IMPORT_ROW]),
    setPartRefused: (port, a, b) => port.setPartRefused(b, a.import, 0, {}),
    removeRows: async (port, a, b) => {
      await port.removeRows(b, a.import, 100)
    },
    delete: (port, a, b) => port.delete(b, a.import),
  },
  pendingWork: {
    findNextDue: 'for all accounts',
    lockNext: 'for all accounts',
    insert: { own: (port, a, b) => port.insert(cli(b), settleCourse(a.course.id)) },
    update: (port, a, b) => port.update(b, a.pendingWork, settleCourse(a.course.id)),
    postpone: (port, a, b) => port.postpone(b, a.pendingWork),
    delete: (port, a, b) => port.delete(b, a.pendingWork),
  },
  webhooks: {
    find: (port, a, b) => port.find(b, a.webhook.id),
    list: (port, _, b) => port.list(b),
    listSealedSecrets: (port, a, b) => port.listSealedSecrets(b, a.webhook.id),
    setSecret: (port, a, b) => port.setSecret(b, a.webhook.id, { sealedSecret: 'x', oldUntil: 1 }),
    listManagersToNotify: (port, _, b) => port.listManagersToNotify(b),
    insert: { own: (port, _, b) => port.insert(b, { ...HOOK, url: 'https://own.example.com' }) },
    update: (port, a, b) => port.update(b, a.webhook.id, { ...HOOK, url: 'https://taken.example.com' }),
    lock: (port, a, b) => port.lock(b, a.webhook.id),
    delete: (port, a, b) => port.delete(b, a.webhook.id),
    disable: (port, a, b) => port.disable(b, a.webhook.id, 'wanted'),
    enable: (port, a, b) => port.enable(b, a.webhook.id),
    setFailingSince: (port, a, b) => port.setFailingSince(b, a.webhook.id, 1),
  },
}

const TYPE = 1 as TagTypeNumber
const WORD = 2 as TagNumber
const ITEM = 3 as TaggableNumber
const POOL = 4
const HIERARCHY = 5
const PART = { asOf: FIRST, descending: false, limit: FIRST, names: undefined } as const
const NEW_TAG = {
  number: WORD,
  typeNumber: TYPE,
  name: 'alpha tag',
  description: null,
  sortKey: 1,
  position: 2,
} as const
const NEW_ITEM = {
  number: ITEM,
  kind: 'item',
  reference: 'alpha item',
  title: 'alpha title',
  status: 'published',
  position: 3,
} as const
const MAIL = { to: 'x@example.com', name: 'x', locale: 'en', subject: 'x', body: 'x', link: null } as const
const HOOK = {
  events: ['enrolment_created'],
  format: 'coursepath',
  singleAttempt: false,
  sealedSecret: 'alpha secret',
} as const

const bankOf = (a: Seeded, b: AccountId) => ({ accountId: b, bankId: a.bank.id })

function place(like: Category, name: string) {
  return { ...like, name, fullPath: name, sortPath: name, code: null }
}

/** An account with one of everything. */
async function seed(tx: Writer) {
  const host = 'alpha.example.com'
  const { owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'alpha academy', language: 'en' }, [host])
  const a = owner.accountId
  const member = await tx.members.insert(a, {
    ...NOBODY,
    username: 'alpha user',
    firstName: 'alpha',
    lastName: 'alpha',
    email: 'alpha@example.com',
    externalId: 'alpha id',
  })
  await tx.members.setPassword(a, member.id, 'alpha password')
  await tx.members.setRoles(a, member.id, ['manager'])
  const group = await tx.groups.insert(a, 'alpha group', {
    code: 'alpha group code',
    description: 'alpha group text',
  })
  await tx.groups.setRoles(a, group.id, ['author'])
  await tx.groups.addMember(a, group.id, member.id)
  const certificate = { name: 'alpha diploma', days: null }
  const course = await tx.courses.insert(a, {
    ...BLANK_COURSE,
    name: 'alpha course',
    code: 'alpha code',
    certificate,
    repeatDays: 30,
  })
  await tx.courseGroups.set(a, course.id, [group.id])
  await tx.content.setLessons(a, course.id, [{ title: 'alpha lesson', kind: 'text', content: 'alpha' }])
  await tx.content.setQuiz(a, course.id, { passMark: 50, questions: [] })
  const [lesson] = (await tx.content.get(a, course.id)).lessons
  const program = await tx.programs.insert(a, {
    locale: null,
    thumbnailUrl: null,
    isActive: true,
    certificate,
    name: 'alpha program',
    code: 'alpha program code',
    description: 'alpha',
    courseIds: [course.id],
  })
  await tx.accounts.setLogo(a, { type: 'image/png', content: 'YWxwaGE=' }, 'alpha logo')
  const enrolment = there(await tx.enrolments.insert(a, course.id, member.id))
  await tx.enrolments.addFinishedLesson(a, enrolment.id, there(lesson).id)
  await tx.enrolments.insertAttempt(a, enrolment.id, { score: 100, passed: true, answers: [] })
  await tx.enrolments.insertPastResult(a, enrolment.id)
  await tx.enrolments.update(a, enrolment.id, { completed: tx.now, success: true })
  const membership = there(await tx.programMemberships.insert(a, program.id, member.id))
  await tx.certificates.issue(a, {
    code: 'alpha certificate',
    name: 'alpha',
    holder: 'alpha',
    expires: null,
    of: { enrolment: enrolment.id },
  })
  const passed = there(await tx.enrolments.find(a, course.id, member.id))
  await tx.invitations.insert(a, {
    memberId: member.id,
    place: { of: 'academy' },
    tokenHash: sha256('alpha'),
    email: 'alpha@example.com',
    expires: 5,
  })
  const invitation = there(await tx.invitations.findByToken(sha256('alpha')))
  const texts = { subject: 'alpha', body: 'alpha', action: 'alpha' }
  await tx.invitations.setText(a, { of: 'course', courseId: course.id }, texts)
  await tx.passwordResets.insert(a, {
    memberId: member.id,
    tokenHash: sha256('alpha'),
    email: 'alpha@example.com',
    expires: 5,
  })
  await tx.keptForms.set(a, member.id, { action: '/alpha', fields: 'alpha=1' }, { expires: 10, most: 5 })
  const usedToken = sha256('alpha token')
  await tx.usedTokens.insert(a, usedToken, 'alpha token', 10)
  await tx.keptAnswers.claim(a, usedToken, 'alpha request', 10)
  await tx.keptAnswers.setAnswer(a, usedToken, '{"alpha":1}')

  const category = await tx.categories.insert(a, {
    parentId: null,
    name: 'alpha topic',
    fullPath: 'alpha topic',
    sortPath: 'alpha topic',
    restricted: true,
    createdBy: member.id,
    isActive: true,
    isVisible: true,
    description: 'alpha',
    pictureFileName: 'alpha',
    locale: 'en',
    code: 'alpha code',
  })
  const child = await tx.categories.insert(a, {
    ...category,
    parentId: category.id,
    name: 'alpha child',
    fullPath: 'alpha topic\\alpha child',
    sortPath: 'alpha topic\u0001alpha child',
    code: null,
  })
  await tx.categories.setPolicyItems(a, category.id, [
    { holder: { kind: 'member', id: member.id }, holderGuid: member.guid, share: 'manager' },
  ])
  await tx.subscriptions.insert(a, member.id, category.id)
  const tag = await tx.categoryTags.insert(a, {
    categoryId: category.id,
    courseId: course.id,
    code: 'alpha tag code',
  })
  const credential = await tx.credentials.insert(a, {
    door: 'coursepath',
    label: 'alpha key',
    memberId: member.id,
    lookup: 'alpha lookup',
    secretHash: 'alpha hash',
    sealedSecret: 'alpha sealed',
  })
  await tx.accessTokens.insert(a, {
    id: credential.id,
    scopes: ['alpha:read'],
    networks: ['10.0.0.0/8'],
    expires: null,
  })
  const session = await tx.sessions.insert(a, {
    door: 'coursepath',
    tokenHash: 'alpha session',
    memberId: member.id,
    credentialId: credential.id,
    agent: 'alpha agent',
    expires: 5,
    ends: 6,
  })

  const bank = await tx.itemBanks.insert(a, { name: 'alpha bank', pagingKey: 'alpha paging' })
  const snapshot = await tx.itemBanks.insert(a, { name: 'alpha shot', pagingKey: 'p', snapshotOf: bank.id })
  const at = { accountId: a, bankId: bank.id }
  await tx.itemBanks.raiseRevision(at, 5)
  const user = { number: 1, id: 'alpha user', firstName: 'alpha', lastName: 'alpha', email: null }
  await tx.itemBanks.insertUser(at, user)
  await tx.tags.insertTypes(at, [{ number: TYPE, name: 'alpha type' }])
  await tx.tags.insertOrUpdate(at, [{ ...NEW_TAG, before: undefined }])
  const known = () => tx.tags.listByPairs(at, [{ type: TYPE, name: 'alpha tag' }])
  await tx.tags.insertOrUpdate(at, [
    { ...NEW_TAG, description: 'alpha', sortKey: 7, position: 4, before: (await known())[0] },
  ])
  const [itemTag] = await known()
  await tx.taggables.insert(at, [NEW_ITEM])
  const tagging = { taggable: ITEM, tag: WORD, position: 1 }
  await tx.taggables.addTags(at, [tagging])
  await tx.taggables.removeTags(at, [{ ...tagging, position: 2 }])
  await tx.taggables.addTags(at, [{ ...tagging, position: 3 }])
  await tx.taggables.touch(at, [{ number: ITEM, position: 3 }])
  await tx.itemPools.insert(at, {
    number: POOL,
    id: 'alpha pool',
    name: 'alpha pool',
    status: 'published',
    snapshotId: snapshot.id,
  })
  await tx.tagHierarchies.insert(
    at,
    { number: HIERARCHY, reference: 'alpha hierarchy', types: await tx.tags.listTypes(at, undefined) },
    [{ number: 1, parent: undefined, tag: WORD }],
  )
  const consumerKey = await tx.credentials.insert(a, {
    door: 'learnosity',
    label: 'alpha consumer',
    memberId: null,
    lookup: 'alpha consumer lookup',
    secretHash: null,
  })
  await tx.consumers.insert(
    a,
    { credentialId: consumerKey.id, key: 'alpha consumer', primaryBankId: bank.id, domains: ['alpha'] },
    new Map([[bank.id, 'write']]),
  )
  await tx.consumers.insertSecret(a, consumerKey.id, 1, 'alpha sealed')

  const webhook = await tx.webhooks.insert(a, { ...HOOK, url: 'https://alpha.example.com' })
  await tx.outbox.add(a, outgoingMail(member.id, { ...MAIL, subject: 'alpha' }))
  await tx.outbox.add(
    a,
    webhookEvent({ event: 'enrolment_created', courseId: course.id, memberId: member.id }),
  )
  const [mail] = await tx.outbox.list(a, { kind: 'mail', webhookId: null }, 1)

  const job = await tx.jobs.insert(cli(a), invite(course.id), 1)
  await tx.pendingWork.insert(cli(a), settleCourse(course.id))
  const { id: imported } = await tx.imports.insert(cli(a), 'people', IMPORT_OPTIONS)
  await tx.imports.addRows(a, imported, [IMPORT_ROW])
  const work = there(await tx.pendingWork.lockNext())

  // Objects without dependants: no foreign key prevents deleting them wrongly.
  const student = await tx.members.insert(a, { ...NOBODY, username: 'alpha 2', lastName: 'alpha' })
  const taken = await tx.courses.insert(a, { ...BLANK_COURSE, name: 'alpha 2', code: 'alpha 2' })
  const alone = {
    member: await tx.members.insert(a, { ...NOBODY, username: 'alpha 3', lastName: 'alpha' }),
    course: await tx.courses.insert(a, { ...BLANK_COURSE, name: 'alpha 3', code: 'alpha 3' }),
    group: await tx.groups.insert(a, 'alpha 2'),
    category: await tx.categories.insert(a, { ...place(category, 'alpha 2'), parentId: null }),
    enrolment: there(await tx.enrolments.insert(a, taken.id, student.id)),
    membership: there(await tx.programMemberships.insert(a, program.id, student.id)),
    webhook: await tx.webhooks.insert(a, { ...HOOK, url: 'https://alpha2.example.com' }),
    credential: await tx.credentials.insert(a, {
      door: 'rev',
      label: 'alpha 2',
      memberId: null,
      lookup: 'alpha 2',
      secretHash: null,
    }),
  }
  // Issued for the program, and without a holder since.
  await tx.certificates.issue(a, {
    code: 'alpha unnamed',
    name: 'alpha',
    holder: 'alpha',
    expires: null,
    of: { membership: alone.membership.id },
  })
  const joined = await tx.programMemberships.find(a, program.id, student.id)
  const unnamed = there(joined?.certificate ?? undefined)
  await tx.certificates.removeHolder(a, student.id)
  return {
    alone,
    unnamed,
    host,
    account: a,
    member,
    group,
    course,
    lesson: there(lesson).id,
    program,
    enrolment,
    membership,
    certificate: there(passed.certificate ?? undefined),
    usedToken,
    invitation,
    category,
    child,
    tag,
    credential,
    session,
    bank,
    snapshot,
    user,
    itemTag: there(itemTag),
    consumerKey,
    webhook,
    delivery: there(mail).id,
    job: job.id,
    pendingWork: work.id,
    import: imported,
  }
}

function cli(accountId: AccountId): Principal {
  return { accountId, door: 'cli', credentialId: null, memberId: null }
}

function invite(courseId: CourseId): InviteCourse {
  const so = { linkPrefix: 'https://example.com/', lifetime: 1, after: 0, invited: 0, passedOver: 0 }
  return { kind: 'invite_course', courseId, ...so }
}

function settleCourse(courseId: CourseId): SettleCourse {
  return { kind: 'settle_course', courseId, after: 0 }
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('the seed lacks something')
  return thing
}

/** Whether an answer reveals anything. */
function tells(answer: unknown): boolean {
  if (answer instanceof Map) return answer.size > 0
  if (Array.isArray(answer)) return answer.some(tells)
  return ![undefined, null, false, 0, '', '[]'].includes(answer as string)
}

describe('two accounts in one store', () => {
  let store: Store
  let remove: () => void
  let db: DatabaseSync
  let a: Seeded
  let b: AccountId

  beforeAll(async () => {
    const fresh = await openFreshStore()
    ;({ store, remove } = fresh)
    a = await store.write(seed)
    const { owner } = await store.write((tx) =>
      createAccount(tx, SYSTEM_ITSELF, { name: 'Beta', language: 'en' }, []),
    )
    b = owner.accountId
    db = new DatabaseSync(fresh.path)
  })
  afterAll(async () => {
    db.close()
    await store.close()
    remove()
  })

  /** All rows of the first account. */
  function holdings(): string {
    const tables = db
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%account_id%' ORDER BY name",
      )
      .all()
    const rows = tables.flatMap(({ name }) =>
      db
        .prepare(`SELECT '${String(name)}' AS "table", * FROM "${String(name)}" WHERE account_id = ?`)
        .all(a.account),
    )
    return [...rows, db.prepare('SELECT * FROM account WHERE id = ?').get(a.account)]
      .map((row) => JSON.stringify(row))
      .join('\n')
  }

  it('each hold something in every table', () => {
    const held = new Set([...holdings().matchAll(/^\{"table":"(\w+)"/gm)].map(([, table]) => table))
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%account_id%'")
      .all()
      .map(({ name }) => name)
    const empty = tables.filter((name) => !held.has(String(name)))
    // Written only by delivery, and read by the delivery's id; and written only when old entries are deleted.
    expect(empty).toEqual(['delivery_attempt', 'audit_horizon'])
  })

  it('have a case for every method of every port', async () => {
    await store.write(async (tx) => {
      const ports = Object.getOwnPropertyNames(Object.getPrototypeOf(tx)).filter(
        (name) => name in tx && typeof tx[name as PortName] === 'object',
      )
      expect(Object.keys(CASES).toSorted()).toEqual(ports.toSorted())
      for (const port of ports as PortName[]) {
        const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(tx[port]))
        const cases = ['constructor', ...Object.keys(CASES[port])]
        expect(cases.toSorted(), port).toEqual(methods.toSorted())
      }
      return Promise.resolve()
    })
  })

  const attacks = Object.entries(CASES).flatMap(([port, methods]) =>
    Object.entries(methods)
      .filter(([, attack]) => typeof attack !== 'string')
      .map(([method, attack]) => {
        const own = typeof attack === 'object'
        // The types of the table ensure that each attack targets the port it is listed under.
        const run = (own ? attack.own : attack) as Attack<unknown>
        return { name: `${port}.${method}`, port: port as PortName, run, own }
      }),
  )

  it.each(attacks)('see and change nothing of each other by $name', async ({ port, run, own }) => {
    for (const target of [a, { ...a, ...a.alone }]) {
      const before = holdings()
      const answer = await store.write((tx) => run(tx[port], target, b)).catch(() => undefined) // may be refused
      expect(holdings()).toBe(before)
      const text = JSON.stringify(answer instanceof Map ? [...answer] : answer) as string | undefined
      expect(text ?? '').not.toContain(MARK)
      if (!own) expect(tells(answer), text).toBe(false)
    }
  })

  it('are listed apart', async () => {
    const fields = [['name', 'name']] as const
    for (const scope of [
      { of: 'account' } as const,
      { of: 'top' } as const,
      { of: 'children', parent: a.category.guid } as const,
      { of: 'descendants', parent: a.category.guid } as const,
    ]) {
      const ofA = await whole(store.listCategoriesAsJson(a.account, scope, fields))
      const ofB = await whole(store.listCategoriesAsJson(b, scope, fields))
      expect([ofA.includes(MARK), ofB]).toEqual([true, ''])
    }
    const names = (account: AccountId) =>
      whole(store.listTagNamesAsJson({ accountId: account, bankId: a.bank.id }, {}))
    expect(await names(a.account)).toContain(MARK)
    expect(await names(b)).toBe('')
  })
})

async function whole(texts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of texts) text += chunk
  return text
}
