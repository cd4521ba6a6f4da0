import { SYSTEM_ITSELF } from '../domain/principal.ts'
import { BLANK_COURSE, NOBODY } from '../../test/support/blank-values.ts'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import type { Category } from '../domain/taxonomy/category.ts'
import { outgoingMail, webhookEvent } from '../domain/delivery/events.ts'
import type { AccountId, CourseId, TaggableNumber, TagNumber, TagTypeNumber } from '../domain/ids.ts'
import type { SettleCourse } from '../domain/learning/pending-work.ts'
import type { Principal } from '../domain/principal.ts'
import type { Store, Writer } from '../domain/store.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { sha256 } from '../lib/digest.ts'

// Two accounts in one store. Every method of every port is called for one of them with what belongs to the other: it may
// neither learn anything nor change anything.

/** Stands in every text of the account that mustn't be seen. */
const MARK = 'alpha'

type Seeded = Awaited<ReturnType<typeof seed>>

/** Called for account `b` with what belongs to the other. */
type Attack<Port> = (port: Port, a: Seeded, b: AccountId) => Promise<unknown>

/** An attack that gives account `b` something of its own. */
interface Own<Port> {
  readonly own: Attack<Port>
}

type PortName = Exclude<keyof Writer, 'now' | 'newGuid'>
type Method = (...given: never[]) => unknown
type Cases = {
  readonly [P in PortName]: {
    readonly [M in keyof Writer[P] as Writer[P][M] extends Method ? M : never]:
      Attack<Writer[P]> | Own<Writer[P]> | 'before the account is known' | 'for all accounts'
  }
}

const ALL = { offset: 0, limit: 1_000 }
const FIRST = 1_000

const CASES: Cases = {
  accounts: {
    find: { own: (port, _, b) => port.find(b) },
    hosts: (port, _, b) => port.hosts(b),
    findByHost: 'before the account is known',
    findOnly: (port) => port.findOnly(),
    list: 'for all accounts',
    sealedSecrets: 'for all accounts',
    keyProof: 'for all accounts',
    insertKeyProof: 'for all accounts',
    forgetKeyProof: 'for all accounts',
    insert: { own: (port) => port.insert({ name: 'Third', language: 'en' }) },
    insertHost: (port, a, b) => port.insertHost(b, a.host),
    deleteHost: (port, a, b) => port.deleteHost(b, a.host),
    logo: (port, _, b) => port.logo(b),
    lock: (port, _, b) => port.lock(b),
    update: {
      own: (port, _, b) =>
        port.update(b, { name: 'B', language: 'en', address: null, sender: null, accent: null }),
    },
    putLogo: {
      own: (port, _, b) => port.putLogo(b, { type: 'image/png', content: 'eA==' }, 'x'),
    },
    deleteLogo: { own: (port, _, b) => port.deleteLogo(b) },
    lockTree: (port, _, b) => port.lockTree(b),
    setDemoSeed: (port, _, b) => port.setDemoSeed(b, 'seed'),
  },
  members: {
    find: async (port, a, b) => (await port.find(b, a.member)) ?? port.find(b, { guid: a.member.guid }),
    idsOf: (port, a, b) => port.idsOf(b, [a.member.guid]),
    findByUsername: (port, a, b) => port.findByUsername(b, a.member.username),
    findByEmail: (port, a, b) => port.findByEmail(b, a.member.email ?? ''),
    passwordOf: (port, a, b) => port.passwordOf(b, a.member.id),
    ownRoles: (port, a, b) => port.ownRoles(b, a.member.id),
    effectiveRoles: (port, a, b) => port.effectiveRoles(b, a.member.id),
    hasManager: (port, _, b) => port.hasManager(b),
    groupIds: (port, a, b) => port.groupIds(b, a.member.id),
    groups: (port, a, b) => port.groups(b, a.member.id),
    page: async (port, a, b) =>
      Promise.all(
        [
          { of: 'account' } as const,
          { of: 'group', group: a.group.id } as const,
          { of: 'course', course: a.course.id } as const,
          { of: 'program', program: a.program.id } as const,
        ].map((scope) => port.page(b, scope, { texts: {} }, ALL)),
      ),
    searchEntities: (port, _, b) =>
      port.searchEntities(b, { kinds: ['group', 'member'], text: MARK, limit: 9 }),
    countEntities: (port, _, b) => port.countEntities(b, { kinds: ['group', 'member'], text: MARK }),
    lock: (port, a, b) => port.lock(b, a.member.id),
    lockToDelete: (port, a, b) => port.lockToDelete(b, a.member.id),
    insert: { own: (port, _, b) => port.insert(b, { ...NOBODY, username: 'own', lastName: 'own' }) },
    update: (port, a, b) => port.update(b, a.member.id, { lastName: 'taken over' }),
    setPassword: (port, a, b) => port.setPassword(b, a.member.id, 'taken over'),
    markInvited: (port, a, b) => port.markInvited(b, a.member.id),
    markActivated: (port, a, b) => port.markActivated(b, a.member.id),
    replaceRoles: (port, a, b) => port.replaceRoles(b, a.member.id, ['manager']),
    replaceGroups: (port, a, b) => port.replaceGroups(b, a.member.id, [a.group.id]),
    delete: (port, a, b) => port.delete(b, a.member.id),
  },
  groups: {
    find: async (port, a, b) => (await port.find(b, a.group)) ?? port.find(b, { guid: a.group.guid }),
    idsOf: (port, a, b) => port.idsOf(b, [a.group.guid]),
    findByName: (port, a, b) => port.findByName(b, a.group.name),
    page: (port, _, b) => port.page(b, ALL),
    roles: (port, a, b) => port.roles(b, a.group.id),
    rolesOfAll: (port, a, b) => port.rolesOfAll(b, [a.group.id]),
    countMembers: (port, a, b) => port.countMembers(b, a.group.id),
    memberGuids: (port, a, b) => port.memberGuids(b, a.group.id, 0, FIRST),
    lock: (port, a, b) => port.lock(b, a.group.id),
    lockToDelete: (port, a, b) => port.lockToDelete(b, a.group.id),
    insert: { own: (port, _, b) => port.insert(b, 'own') },
    rename: (port, a, b) => port.rename(b, a.group.id, 'taken over'),
    replaceRoles: (port, a, b) => port.replaceRoles(b, a.group.id, ['manager']),
    replaceMembers: (port, a, b) => port.replaceMembers(b, a.group.id, [a.member.id]),
    addMember: (port, a, b) => port.addMember(b, a.group.id, a.member.id),
    removeMember: (port, a, b) => port.removeMember(b, a.group.id, a.member.id),
    addMembers: (port, a, b) => port.addMembers(b, a.group.id, [a.member.id]),
    removeMembers: (port, a, b) => port.removeMembers(b, a.group.id, [a.member.id]),
    delete: (port, a, b) => port.delete(b, a.group.id),
  },
  courses: {
    find: (port, a, b) => port.find(b, a.course.id),
    findByCode: (port, a, b) => port.findByCode(b, a.course.code ?? ''),
    page: (port, _, b) => port.page(b, {}, ALL),
    listVisible: (port, a, b) => port.listVisible(b, a.member.id, ALL),
    listEnrollable: (port, a, b) => port.listEnrollable(b, a.member.id, ALL),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id, ALL),
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
    list: (port, _, b) => port.list(b, ALL),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id, ALL),
    listVisible: (port, a, b) => port.listVisible(b, a.member.id, ALL),
    listWithCourse: (port, a, b) => port.listWithCourse(b, a.course.id),
    lock: (port, a, b) => port.lock(b, a.program.id),
    insert: (port, a, b) => port.insert(b, { ...a.program, name: 'with courses of another' }),
    update: (port, a, b) => port.update(b, a.program.id, { name: 'taken over' }),
    hide: (port, a, b) => port.hide(b, a.program.id),
    deleteInvitations: (port, a, b) => port.deleteInvitations(b, a.program.id, FIRST),
    delete: (port, a, b) => port.delete(b, a.program.id),
  },
  courseGroups: {
    groupsOf: (port, a, b) => port.groupsOf(b, a.course.id),
    replace: (port, a, b) => port.replace(b, a.course.id, []),
  },
  content: {
    find: async (port, a, b) => {
      const { lessons, quiz } = await port.find(b, a.course.id)
      return [lessons, quiz]
    },
    replaceLessons: (port, a, b) => port.replaceLessons(b, a.course.id, []),
    replaceQuiz: (port, a, b) => port.replaceQuiz(b, a.course.id, null),
  },
  enrolments: {
    find: (port, a, b) => port.find(b, a.course.id, a.member.id),
    page: (port, a, b) => port.page(b, a.course.id, {}, ALL),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id),
    portionOfCourse: (port, a, b) => port.portionOfCourse(b, a.course.id, { after: 0, limit: FIRST }),
    passed: (port, a, b) => port.passed(b, [a.member.id], [a.course.id]),
    listOwn: (port, a, b) => port.listOwn(b, a.member.id),
    listInProgram: (port, a, b) => port.listInProgram(b, a.program.id, a.member.id),
    finishedLessons: (port, a, b) => port.finishedLessons(b, a.enrolment.id),
    lastAttempt: (port, a, b) => port.lastAttempt(b, a.enrolment.id),
    lock: (port, a, b) => port.lock(b, a.enrolment.id),
    lockOfMember: (port, a, b) => port.lockOfMember(b, a.member.id),
    insert: (port, a, b) => port.insert(b, a.course.id, a.member.id),
    update: (port, a, b) => port.update(b, a.enrolment.id, { progress: 1 }),
    finishLesson: (port, a, b) => port.finishLesson(b, a.enrolment.id, a.lesson),
    forgetLessons: (port, a, b) => port.forgetLessons(b, a.enrolment.id),
    insertAttempt: (port, a, b) =>
      port.insertAttempt(b, a.enrolment.id, { score: 1, passed: false, answers: [] }),
    insertAll: (port, a, b) => port.insertAll(b, [a.course.id], [a.member.id]),
    deleteAll: (port, a, b) => port.deleteAll(b, [a.enrolment]),
  },
  programMemberships: {
    find: (port, a, b) => port.find(b, a.program.id, a.member.id),
    listOfMember: (port, a, b) => port.listOfMember(b, a.member.id),
    portionOfProgram: (port, a, b) => port.portionOfProgram(b, a.program.id, { after: 0, limit: FIRST }),
    listOwn: (port, a, b) => port.listOwn(b, a.member.id),
    listOfMemberWithCourse: (port, a, b) => port.listOfMemberWithCourse(b, a.member.id, a.course.id),
    lock: (port, a, b) => port.lock(b, a.membership.id),
    lockOfMember: (port, a, b) => port.lockOfMember(b, a.member.id),
    insert: (port, a, b) => port.insert(b, a.program.id, a.member.id),
    update: (port, a, b) => port.update(b, a.membership.id, { progress: 1, completed: 1 }),
    deleteAll: (port, a, b) => port.deleteAll(b, [a.membership]),
  },
  certificates: {
    find: (port, a, b) => port.find(b, a.certificate.id),
    scoreOf: (port, a, b) => port.scoreOf(b, a.certificate.id),
    replace: (port, a, b) =>
      port.replace(b, {
        code: 'x',
        name: 'x',
        holder: 'x',
        expires: null,
        of: { enrolment: a.enrolment.id },
      }),
    withdraw: (port, a, b) => port.withdraw(b, a.enrolment.id),
  },
  invitations: {
    findByToken: 'before the account is known',
    text: (port, a, b) => port.text(b, { of: 'course', courseId: a.course.id }),
    insert: (port, a, b) =>
      port.insert(b, {
        memberId: a.member.id,
        place: { of: 'academy' },
        tokenHash: sha256('another'),
        email: 'another@example.com',
        expires: 5,
      }),
    markUsed: (port, a, b) => port.markUsed(b, a.invitation.id),
    endAllOf: (port, a, b) => port.endAllOf(b, a.member.id),
    endTo: (port, a, b) => port.endTo(b, a.member.id, { of: 'academy' }),
    endIntoCourse: (port, a, b) => port.endIntoCourse(b, a.member.id, a.course.id),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER),
    putText: (port, a, b) =>
      port.putText(b, { of: 'course', courseId: a.course.id }, { subject: 'x', body: 'x', action: 'x' }),
  },
  passwordResets: {
    findByToken: 'before the account is known',
    take: 'before the account is known',
    count: (port, a, b) => port.count(b, a.member.id),
    insert: (port, a, b) =>
      port.insert(b, {
        memberId: a.member.id,
        tokenHash: sha256('another reset'),
        email: 'another@example.com',
        expires: 5,
      }),
    endAllOf: (port, a, b) => port.endAllOf(b, a.member.id),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER),
  },
  tallies: {
    count: async (port, a, b) => [
      await port.count(b, { of: 'members', group: a.group.id }),
      await port.count(b, { of: 'members', course: a.course.id }),
      await port.count(b, { of: 'members', program: a.program.id }),
    ],
    groupSizes: async (port, a, b) => [...(await port.groupSizes(b, [a.group.id])).values()],
  },
  keptForms: {
    find: (port, a, b) => port.find(b, a.member.id, '/alpha'),
    put: (port, a, b) =>
      port.put(b, a.member.id, { action: '/another', fields: '' }, { expires: 10, most: 1 }),
    delete: (port, a, b) => port.delete(b, a.member.id, '/alpha'),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER),
  },
  usedTokens: {
    insert: { own: (port, a, b) => port.insert(b, a.usedToken, 'x', 10) }, // unused in this account
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER),
  },
  categories: {
    find: async (port, a, b) => (await port.find(b, a.category)) ?? port.find(b, { guid: a.category.guid }),
    guidOf: (port, a, b) => port.guidOf(b, a.category.id),
    findByCode: (port, a, b) => port.findByCode(b, a.category.code ?? ''),
    findChild: (port, a, b) => port.findChild(b, a.category.id, 'alpha child'),
    lineage: (port, a, b) => port.lineage(b, a.child),
    policyItems: (port, a, b) => port.policyItems(b, a.category.id),
    hasPolicyItems: async (port, a, b) =>
      (await port.hasPolicyItems(b, { members: [a.member.id], groups: [a.group.id] })) ? [a.member] : [],
    subtree: (port, a, b) => port.subtree(b, a.category),
    lockSubtree: (port, a, b) => port.lockSubtree(b, a.category),
    subtreePolicyItems: (port, a, b) => port.subtreePolicyItems(b, a.category),
    outline: (port, _, b) => port.outline(b),
    tree: (port, _, b) => port.tree(b),
    treePolicyItems: (port, _, b) => port.treePolicyItems(b),
    level: async (port, a, b) => [await port.level(b, a.category.id), await port.level(b, null)],
    children: (port, a, b) => port.children(b, [a.category.id]),
    policyItemsOf: (port, a, b) => port.policyItemsOf(b, [a.category.id]),
    page: (port, _, b) => port.page(b, {}, ALL),
    insert: (port, a, b) => port.insert(b, { ...place(a.category, 'intruder'), parentId: a.category.id }),
    update: (port, a, b) => port.update(b, a.category.id, { description: 'taken over' }),
    longestPath: (port, a, b) => port.longestPath(b, a.category),
    relocate: (port, a, b) =>
      port.relocate(b, a.category, {
        parentId: null,
        name: 'taken over',
        nameFolded: 'taken over',
        fullPath: 'taken over',
        sortPath: 'taken over',
      }),
    replacePolicyItems: (port, a, b) => port.replacePolicyItems(b, a.category.id, []),
    deleteSubtree: (port, a, b) => port.deleteSubtree(b, a.category),
  },
  subscriptions: {
    categoryGuids: (port, a, b) => port.categoryGuids(b, a.member.id),
    insert: (port, a, b) => port.insert(b, a.member.id, a.category.id),
    delete: (port, a, b) => port.delete(b, a.member.id, a.category.id),
  },
  categoryTags: {
    find: (port, a, b) => port.find(b, a.tag.id),
    findByPair: (port, a, b) => port.findByPair(b, a.tag.categoryId, a.tag.courseId),
    findByCode: (port, a, b) => port.findByCode(b, a.tag.code ?? ''),
    deleteOfSubtree: (port, a, b) => port.deleteOfSubtree(b, a.category),
    deleteOfCourse: (port, a, b) => port.deleteOfCourse(b, a.course.id),
    listOfCourse: (port, a, b) => port.listOfCourse(b, a.course.id),
    pageAsJson: (port, _, b) => port.pageAsJson(b, {}, ALL, [['code', 'code']]),
    insert: (port, a, b) => port.insert(b, { ...a.tag, code: null }),
    delete: (port, a, b) => port.delete(b, a.tag.id),
  },
  credentials: {
    findByLookup: 'before the account is known',
    list: (port, _, b) => port.list(b),
    listSigning: (port, _, b) => port.listSigning(b, 'coursepath'),
    insert: (port, a, b) =>
      port.insert(b, { door: 'rev', label: 'x', memberId: a.member.id, lookup: 'x', secretHash: null }),
    revoke: (port, a, b) => port.revoke(b, a.credential.id),
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
    extend: (port, a, b) => port.extend(b, a.session.id, Number.MAX_SAFE_INTEGER),
    listOf: (port, a, b) => port.listOf(b, a.member.id),
    end: (port, a, b) => port.end(b, a.member.id, a.session.id),
    endAllOf: (port, a, b) => port.endAllOf(b, a.member.id),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER, 10),
  },
  // They belong to no account.
  sharedCounts: { tell: 'for all accounts', ofOthers: 'for all accounts', sweep: 'for all accounts' },
  consumers: {
    find: (port, a, b) => port.find(b, a.consumerKey.id),
    accessTo: (port, a, b) => port.accessTo(b, a.consumerKey.id, a.bank.id),
    insert: (port, a, b) =>
      port.insert(
        b,
        { credentialId: a.consumerKey.id, key: 'k', primaryBankId: a.bank.id, domains: [] },
        new Map([[a.bank.id, 'write']]),
      ),
    lock: (port, a, b) => port.lock(b, a.consumerKey.id),
    replaceDomains: (port, a, b) => port.replaceDomains(b, a.consumerKey.id, []),
    replaceBanks: (port, a, b) => port.replaceBanks(b, a.consumerKey.id, new Map(), null),
    insertKey: (port, a, b) =>
      port.insertKey(b, { credentialId: a.consumerKey.id, consumerId: a.consumerKey.id, key: 'k' }),
    listKeys: (port, _, b) => port.listKeys(b),
    insertSecret: (port, a, b) => port.insertSecret(b, a.consumerKey.id, 2, 'sealed'),
    deleteSecret: (port, a, b) => port.deleteSecret(b, a.consumerKey.id, 1),
    setActive: (port, a, b) => port.setActive(b, a.consumerKey.id, false),
  },
  itemBanks: {
    find: (port, a, b) => port.find(bankOf(a, b)),
    list: (port, _, b) => port.list(b),
    insert: (port, a, b) => port.insert(b, { name: 'x', pagingKey: 'x', snapshotOf: a.bank.id }),
    raise: (port, a, b) => port.raise(bankOf(a, b), 1),
    findUser: (port, a, b) => port.findUser(bankOf(a, b), 'alpha user'),
    insertUser: (port, a, b) => port.insertUser(bankOf(a, b), { ...a.user, id: 'intruder' }),
    updateUser: (port, a, b) => port.updateUser(bankOf(a, b), { ...a.user, firstName: 'taken over' }),
  },
  tags: {
    types: (port, a, b) => port.types(bankOf(a, b), undefined),
    byPosition: (port, a, b) =>
      port.byPosition(bankOf(a, b), { ...PART, by: 'created', types: undefined, after: undefined }),
    bySortKey: (port, a, b) => port.bySortKey(bankOf(a, b), { ...PART, type: TYPE, after: undefined }),
    sortPlaceOf: (port, a, b) => port.sortPlaceOf(bankOf(a, b), WORD, FIRST),
    findAll: (port, a, b) => port.findAll(bankOf(a, b), [{ type: TYPE, name: 'alpha tag' }]),
    insertTypes: (port, a, b) => port.insertTypes(bankOf(a, b), [{ number: 99 as TagTypeNumber, name: 'x' }]),
    describeType: (port, a, b) => port.describeType(bankOf(a, b), TYPE, 'taken over'),
    write: (port, a, b) =>
      port.write(bankOf(a, b), [
        { ...NEW_TAG, number: 98 as TagNumber, name: 'intruder', before: undefined },
      ]),
    delete: (port, a, b) => port.delete(bankOf(a, b), a.itemTag, 97),
  },
  taggables: {
    findAll: (port, a, b) => port.findAll(bankOf(a, b), 'item', ['alpha item']),
    findByNumber: (port, a, b) => port.findByNumber(bankOf(a, b), ITEM),
    page: (port, a, b) =>
      port.page(bankOf(a, b), {
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
    tagsOf: async (port, a, b) => [...(await port.tagsOf(bankOf(a, b), [ITEM])).values()],
    insert: (port, a, b) =>
      port.insert(bankOf(a, b), [{ ...NEW_ITEM, number: 96 as TaggableNumber, reference: 'intruder' }]),
    putTags: (port, a, b) => port.putTags(bankOf(a, b), [{ taggable: ITEM, tag: WORD, position: 1 }]),
    takeTags: (port, a, b) => port.takeTags(bankOf(a, b), [{ taggable: ITEM, tag: WORD, position: 1 }]),
    touch: (port, a, b) => port.touch(bankOf(a, b), [{ number: ITEM, position: 95 }]),
  },
  itemPools: {
    find: (port, a, b) => port.find(bankOf(a, b), 'alpha pool'),
    page: (port, a, b) =>
      port.page(bankOf(a, b), {
        ids: undefined,
        statuses: undefined,
        descending: false,
        asOf: 1_000_000,
        after: undefined,
        limit: FIRST,
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
    tagsUnder: (port, a, b) => port.tagsUnder(bankOf(a, b), HIERARCHY, undefined),
    holds: (port, a, b) => port.holds(bankOf(a, b), WORD),
    insert: (port, a, b) => port.insert(bankOf(a, b), { number: 93, reference: 'intruder', types: [] }, []),
    delete: (port, a, b) => port.delete(bankOf(a, b), HIERARCHY),
  },
  audit: {
    // The account's own first line says that it was made.
    list: { own: (port, _, b) => port.list(b, 0, FIRST) },
    listOf: (port, a, b) => port.listOf(b, 'member', a.member.id),
    newest: (port, a, b) => port.newest(b, { subject: 'member', subjectId: a.member.id }, FIRST),
    append: (port, _, b) => port.append(b, []),
  },
  outbox: {
    find: (port, a, b) => port.find(b, a.delivery),
    list: async (port, a, b) => [
      await port.list(b, { kind: 'mail', webhookId: null }, FIRST),
      await port.list(b, { kind: 'webhook_event', webhookId: a.webhook.id }, FIRST),
    ],
    attempts: (port, a, b) => port.attempts(b, a.delivery),
    nextDue: 'for all accounts',
    put: { own: (port, a, b) => port.put(b, outgoingMail(a.member.id, MAIL)) },
    putAll: { own: (port, a, b) => port.putAll(b, [outgoingMail(a.member.id, MAIL)]) },
    claim: 'for all accounts',
    settle: 'for all accounts',
    release: 'for all accounts',
    releaseAll: 'for all accounts',
    rewriteMail: (port, a, b) => port.rewriteMail(b, a.delivery, MAIL),
    giveUpAll: (port, a, b) => port.giveUpAll(b, a.webhook.id),
    replay: (port, a, b) =>
      port.replay(b, { webhookId: a.webhook.id, from: 0, to: Number.MAX_SAFE_INTEGER, sentToo: true }),
    resend: (port, a, b) => port.resend(b, a.delivery),
    sweep: (port, _, b) => port.sweep(b, Number.MAX_SAFE_INTEGER),
  },
  pendingWork: {
    nextDue: 'for all accounts',
    take: 'for all accounts',
    insert: { own: (port, a, b) => port.insert(cli(b), settleCourse(a.course.id)) },
    keep: (port, a, b) => port.keep(b, a.pendingWork, settleCourse(a.course.id)),
    postpone: (port, a, b) => port.postpone(b, a.pendingWork),
    delete: (port, a, b) => port.delete(b, a.pendingWork),
  },
  webhooks: {
    find: (port, a, b) => port.find(b, a.webhook.id),
    list: (port, _, b) => port.list(b),
    sealedSecret: (port, a, b) => port.sealedSecret(b, a.webhook.id),
    managersToTell: (port, _, b) => port.managersToTell(b),
    insert: { own: (port, _, b) => port.insert(b, { ...HOOK, url: 'https://own.example.com' }) },
    lock: (port, a, b) => port.lock(b, a.webhook.id),
    delete: (port, a, b) => port.delete(b, a.webhook.id),
    switchOff: (port, a, b) => port.switchOff(b, a.webhook.id, 'wanted'),
    switchOn: (port, a, b) => port.switchOn(b, a.webhook.id),
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
  })
  await tx.members.setPassword(a, member.id, 'alpha password')
  await tx.members.replaceRoles(a, member.id, ['manager'])
  const group = await tx.groups.insert(a, 'alpha group')
  await tx.groups.replaceRoles(a, group.id, ['author'])
  await tx.groups.addMember(a, group.id, member.id)
  const certificate = { name: 'alpha diploma', days: null }
  const course = await tx.courses.insert(a, {
    ...BLANK_COURSE,
    name: 'alpha course',
    code: 'alpha code',
    certificate,
  })
  await tx.courseGroups.replace(a, course.id, [group.id])
  await tx.content.replaceLessons(a, course.id, [{ title: 'alpha lesson', kind: 'text', content: 'alpha' }])
  await tx.content.replaceQuiz(a, course.id, { passMark: 50, questions: [] })
  const [lesson] = (await tx.content.find(a, course.id)).lessons
  const program = await tx.programs.insert(a, {
    locale: null,
    thumbnailUrl: null,
    isActive: true,
    certificate,
    name: 'alpha program',
    description: 'alpha',
    courseIds: [course.id],
  })
  await tx.accounts.putLogo(a, { type: 'image/png', content: 'YWxwaGE=' }, 'alpha logo')
  const enrolment = there(await tx.enrolments.insert(a, course.id, member.id))
  await tx.enrolments.finishLesson(a, enrolment.id, there(lesson).id)
  await tx.enrolments.insertAttempt(a, enrolment.id, { score: 100, passed: true, answers: [] })
  const membership = there(await tx.programMemberships.insert(a, program.id, member.id))
  await tx.certificates.replace(a, {
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
  await tx.invitations.putText(a, { of: 'course', courseId: course.id }, texts)
  await tx.passwordResets.insert(a, {
    memberId: member.id,
    tokenHash: sha256('alpha'),
    email: 'alpha@example.com',
    expires: 5,
  })
  await tx.keptForms.put(a, member.id, { action: '/alpha', fields: 'alpha=1' }, { expires: 10, most: 5 })
  const usedToken = sha256('alpha token')
  await tx.usedTokens.insert(a, usedToken, 'alpha token', 10)

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
  await tx.categories.replacePolicyItems(a, category.id, [
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
  await tx.itemBanks.raise(at, 5)
  const user = { number: 1, id: 'alpha user', firstName: 'alpha', lastName: 'alpha', email: null }
  await tx.itemBanks.insertUser(at, user)
  await tx.tags.insertTypes(at, [{ number: TYPE, name: 'alpha type' }])
  await tx.tags.write(at, [{ ...NEW_TAG, before: undefined }])
  const known = () => tx.tags.findAll(at, [{ type: TYPE, name: 'alpha tag' }])
  await tx.tags.write(at, [
    { ...NEW_TAG, description: 'alpha', sortKey: 7, position: 4, before: (await known())[0] },
  ])
  const [itemTag] = await known()
  await tx.taggables.insert(at, [NEW_ITEM])
  const tagging = { taggable: ITEM, tag: WORD, position: 1 }
  await tx.taggables.putTags(at, [tagging])
  await tx.taggables.takeTags(at, [{ ...tagging, position: 2 }])
  await tx.taggables.putTags(at, [{ ...tagging, position: 3 }])
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
    { number: HIERARCHY, reference: 'alpha hierarchy', types: await tx.tags.types(at, undefined) },
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
  await tx.outbox.put(a, outgoingMail(member.id, { ...MAIL, subject: 'alpha' }))
  await tx.outbox.put(
    a,
    webhookEvent({ event: 'enrolment_created', courseId: course.id, memberId: member.id }),
  )
  const [mail] = await tx.outbox.list(a, { kind: 'mail', webhookId: null }, 1)

  await tx.pendingWork.insert(cli(a), settleCourse(course.id))
  const work = there(await tx.pendingWork.take())

  // Things on which nothing depends: what would be deleted wrongly isn't saved by a reference to it.
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
  return {
    alone,
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
    pendingWork: work.id,
  }
}

function cli(accountId: AccountId): Principal {
  return { accountId, door: 'cli', credentialId: null, memberId: null }
}

function settleCourse(courseId: CourseId): SettleCourse {
  return { kind: 'settle_course', courseId, after: 0 }
}

function there<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('the seed lacks something')
  return thing
}

/** Whether an answer tells anything. */
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

  /** All that the first account holds, row by row. */
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
    expect(empty).toEqual(['delivery_attempt']) // written by delivery alone, and read by the delivery's id
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
        // The types of the table say that each attack is for the port under whose name it stands.
        const run = (own ? attack.own : attack) as Attack<unknown>
        return { name: `${port}.${method}`, port: port as PortName, run, own }
      }),
  )

  it.each(attacks)('see and change nothing of each other by $name', async ({ port, run, own }) => {
    for (const target of [a, { ...a, ...a.alone }]) {
      const before = holdings()
      const answer = await store.write((tx) => run(tx[port], target, b)).catch(() => undefined) // refused is as good
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
      const ofA = await whole(store.categoriesAsJson(a.account, scope, fields))
      const ofB = await whole(store.categoriesAsJson(b, scope, fields))
      expect([ofA.includes(MARK), ofB]).toEqual([true, ''])
    }
    const names = (account: AccountId) =>
      whole(store.tagNamesAsJson({ accountId: account, bankId: a.bank.id }, {}))
    expect(await names(a.account)).toContain(MARK)
    expect(await names(b)).toBe('')
  })
})

async function whole(texts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of texts) text += chunk
  return text
}
