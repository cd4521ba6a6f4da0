import { createBackupJob, demandBackups } from '../../src/domain/learning/backup-jobs.ts'
import {
  setStoreKey,
  getKeyFitness,
  isKeyOfStore,
  revokeStoreKey,
} from '../../src/domain/academy/sealed-secrets.ts'
import {
  addHost,
  createAccount,
  demandInstallation,
  getAccount,
  lockAccount,
  removeHost,
  setHosts,
  updateAccount,
  findAccount,
  listAccounts,
  setDemoSeed,
} from '../../src/domain/academy/tenancy.ts'
import {
  addConsumerKey,
  listBanksOfConsumer,
  addConsumerSecret,
  updateConsumer,
  createConsumer,
  getConsumer,
  removeConsumerSecret,
  setConsumerActive,
  listConsumerKeys,
} from '../../src/domain/access/consumers.ts'
import {
  createAccessToken,
  listAccessTokens,
  recordTokenUse,
  revokeAccessToken,
} from '../../src/domain/access/access-tokens.ts'
import { claimRequest, findAnswer, recordAnswer } from '../../src/domain/access/kept-answers.ts'
import { getOwnRights, isStaff } from '../../src/domain/people/own-rights.ts'
import {
  createKey,
  getKey,
  recordKeyUse,
  revokeKey,
  listKeys,
  updateKey,
} from '../../src/domain/access/credentials.ts'
import { deleteKeptForm, findKeptForm, sweepForms } from '../../src/domain/access/forms.ts'
import {
  revokeOtherSessions,
  revokeOwnSession,
  extendSession,
  listOwnSessions,
  listSessionsOfMember,
  revokeSessionsOfMember,
  createSession,
} from '../../src/domain/access/sessions.ts'
import {
  addImportRows,
  createImport,
  createPlan,
  createRun,
  deleteImport,
  demandImport,
  findJobOfImport,
  getImport,
  listImportRows,
  listImports,
  lockImport,
  sweepImports,
} from '../../src/domain/transfer/imports.ts'
import { findOrCreatePullKey } from '../../src/domain/transfer/pull-key.ts'
import { setResultOfEnrolment } from '../../src/domain/learning/given-results.ts'
import { filesOfCsv, readImport } from '../../src/domain/transfer/read-import.ts'
import { listReports } from '../../src/domain/transfer/report-import.ts'
import { issuePasswordReset, sendPasswordReset } from '../../src/domain/access/password-resets.ts'
import { setPassword } from '../../src/domain/access/set-password.ts'
import { UsedTokenMemory } from '../../src/domain/access/used-token-memory.ts'
import { sweepTokens, useToken } from '../../src/domain/access/used-tokens.ts'
import { recordRecording } from '../../src/domain/access/recordings.ts'
import { countSigningKeys, createSigningKey, listSigningKeys } from '../../src/domain/access/signing-keys.ts'
import { listGroupsOfCourses, setGroupsOfCourse } from '../../src/domain/courses/course-groups.ts'
import { createCourse, updateCourse } from '../../src/domain/courses/courses.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import {
  findVisibleCourse,
  getCourse,
  listCourses,
  listCoursesOfMember,
  listAllCourses,
  findCourse,
  findCertificateTerms,
} from '../../src/domain/courses/read-courses.ts'
import {
  getProgram,
  listPrograms,
  listProgramsOfMember,
  findProgram,
} from '../../src/domain/courses/read-programs.ts'
import {
  createWebhook,
  addTestDelivery,
  setWebhookSecret,
  getWebhook,
  lockWebhook,
  updateWebhook,
  listWebhooks,
  deleteWebhook,
  replayDeliveries,
  disableWebhook,
  enableWebhook,
} from '../../src/domain/delivery/webhooks.ts'
import {
  countBankContents,
  createItemBank,
  deleteItemBank,
  updateItemBank,
  listItemBanks,
  getItemBank,
  lockItemBank,
  type OpenedBank,
} from '../../src/domain/item-bank/item-banks.ts'
import {
  getItemPool,
  listItemPools,
  listItemPoolsInOrder,
  createItemPool,
  deleteItemPool,
  updateItemPool,
} from '../../src/domain/item-bank/item-pools.ts'
import {
  createTagHierarchy,
  getTagHierarchy,
  listTagHierarchies,
  listTagsBelow,
  deleteTagHierarchy,
} from '../../src/domain/item-bank/tag-hierarchies.ts'
import {
  createTaggables,
  deleteTaggable,
  listTaggables,
  updateTaggable,
  updateTaggings,
} from '../../src/domain/item-bank/taggables.ts'
import { listHistoryIn } from '../../src/domain/item-bank/bank-history.ts'
import { countRetagging, updateTagsOf } from '../../src/domain/item-bank/retagging.ts'
import {
  getTaggableView,
  listTaggableHistoryInOrder,
  listTaggablesInOrder,
} from '../../src/domain/item-bank/taggable-views.ts'
import { countTagsToOrder, listTagsOfType, setTagOrder } from '../../src/domain/item-bank/tag-order.ts'
import {
  getTagView,
  listTagHistoryInOrder,
  listTagsByWords,
  listTagsInOrder,
} from '../../src/domain/item-bank/tag-views.ts'
import {
  createTag,
  deleteTag,
  findTag,
  getTagType,
  updateTag,
  updateTagType,
  listTagHistory,
  listTags,
  createOrUpdateTags,
  listTagTypes,
  listTagNamesAsJson,
} from '../../src/domain/item-bank/tags.ts'
import { createOrUpdateMember } from '../../src/domain/learning/create-or-update-member.ts'
import {
  createOrUpdateCourse,
  checkCourseDefinition,
  getWholeCourse,
} from '../../src/domain/learning/course-definition.ts'
import { deleteCourse } from '../../src/domain/learning/delete-course.ts'
import { deleteMember } from '../../src/domain/learning/delete-member.ts'
import { deleteProgram } from '../../src/domain/learning/delete-program.ts'
import { updateProgram } from '../../src/domain/learning/update-program.ts'
import {
  createEnrolmentView,
  enrolMember,
  getEnrolment,
  lockEnrolment,
  updateEnrolment,
  listEnrolments,
  unenrolMember,
} from '../../src/domain/learning/enrolments.ts'
import {
  getEnrolmentCertificate,
  getEnrolmentView,
  listAttempts,
} from '../../src/domain/learning/enrolment-view.ts'
import { getQuizResults } from '../../src/domain/learning/quiz-results.ts'
import { countLearning } from '../../src/domain/learning/count-learning.ts'
import { countEndedPeriods, listPastResults, sweepPeriods } from '../../src/domain/learning/periods.ts'
import { listHolderGuids } from '../../src/domain/people/holder-guids.ts'
import { createOrUpdateGroup } from '../../src/domain/people/create-or-update-group.ts'
import { createOrUpdateCodedCourse } from '../../src/domain/courses/create-or-update-coded-course.ts'
import { createOrUpdateCodedProgram } from '../../src/domain/learning/create-or-update-coded-program.ts'
import { createOrUpdateCategory } from '../../src/domain/taxonomy/create-or-update-category.ts'
import { createOrUpdatePerson } from '../../src/domain/people/create-or-update-person.ts'
import { listTimeline } from '../../src/domain/learning/timeline.ts'
import {
  createPersonView,
  getPersonId,
  getPersonView,
  listGroupsOfPeople,
  listPersonIds,
  listPersonViews,
  listPersonViewsById,
} from '../../src/domain/people/person-view.ts'
import { NO_WORDS } from '../../src/domain/learning/invitation.ts'
import {
  inviteMember,
  getInvitationPreview,
  setInvitationText,
  findInvitationText,
} from '../../src/domain/learning/invitations.ts'
import {
  finishCourse,
  finishLesson,
  getLearning,
  retakeCourse,
  startCourse,
  takeQuiz,
  getCourseView,
} from '../../src/domain/learning/learning.ts'
import { claimDeliveries, settleDelivery } from '../../src/domain/delivery/carry-out-deliveries.ts'
import { listDeliveriesInOrder, listMailsInOrder } from '../../src/domain/delivery/list-deliveries.ts'
import { deleteOldAudit, listOldAudit } from '../../src/domain/audit-retention.ts'
import { deleteOutlived, RETENTION } from '../../src/domain/retention.ts'
import { getWorkload } from '../../src/domain/learning/workload.ts'
import { listMembers } from '../../src/domain/learning/list-members.ts'
import {
  listEnrolmentsInOrder,
  findMembershipView,
  listProgramMembersInOrder,
} from '../../src/domain/learning/list-enrolments.ts'
import {
  getCountedCourse,
  listCountedCourses,
  getCountedProgram,
  getProgramId,
  getCourseId,
  listCourseIds,
  listCourseTitles,
  listCoursesInOrder,
  listProgramsInOrder,
  lockCourse,
  lockProgram,
} from '../../src/domain/courses/list-courses.ts'
import {
  getGroupView,
  listGroupsInOrder,
  listGroupViewsOfMember,
} from '../../src/domain/people/group-view.ts'
import { listPeopleInOrder } from '../../src/domain/people/list-people.ts'
import {
  getCategoryView,
  listAncestors,
  listCategoriesInOrder,
  listPolicies,
} from '../../src/domain/taxonomy/category-view.ts'
import {
  listEnrollableCourses,
  listOwnCourses,
  listOwnPrograms,
  getProgramView,
} from '../../src/domain/learning/own-learning.ts'
import {
  createOrUpdateProgram,
  checkProgramDefinition,
  listProgramsByName,
  getWholeProgram,
} from '../../src/domain/learning/program-definition.ts'
import {
  getProgramMembership,
  joinProgram,
  leaveProgram,
  lockProgramMembership,
  updateProgramMembership,
} from '../../src/domain/learning/program-memberships.ts'
import { getContent, setContent } from '../../src/domain/learning/set-content.ts'
import {
  cancelJob,
  createInviteJob,
  createProgramInviteJob,
  getJob,
  listChangedJobs,
  listJobs,
  lockJob,
} from '../../src/domain/learning/jobs.ts'
import { findLastAttempt, listAttemptsAfter } from '../../src/domain/delivery/watch-attempts.ts'
import { listEntities } from '../../src/domain/people/list-entities.ts'
import {
  findMemberByAddress,
  findMemberByNameOrAddress,
  findMember,
  findMembersNamed,
} from '../../src/domain/people/find-member.ts'
import {
  addGroupMember,
  addMemberToGroup,
  removeGroupMember,
  setGroupMembers,
  removeMemberFromGroups,
  listGroups,
  listGroupsOfMember,
} from '../../src/domain/people/group-membership.ts'
import {
  createGroup,
  deleteGroup,
  updateGroup,
  getGroup,
  getGroupWithRoles,
  listGroupMembers,
  listGroupsWithRoles,
  lockGroup,
} from '../../src/domain/people/groups.ts'
import { isWorthSending } from '../../src/domain/people/mailed-links.ts'
import {
  createMember,
  createProfile,
  demandManagement,
  demandUpdateMember,
  updateMember,
  getMember,
  getProfile,
  getMemberWithRoles,
  lockMember,
} from '../../src/domain/people/members.ts'
import type { Principal, System } from '../../src/domain/principal.ts'
import type { Reader, Store, Writer } from '../../src/domain/store.ts'
import { listCategoriesAsJson, listContributableAsJson } from '../../src/domain/taxonomy/stream-categories.ts'
import {
  createCategory,
  deleteCategory,
  updateCategory,
  getCategory,
  getCategoryWithChildren,
  getPlacedPolicy,
  listCategories,
  countSubtree,
  getContributableChoice,
  listLevel,
  lockCategory,
} from '../../src/domain/taxonomy/categories.ts'
import {
  addCourseToCategory,
  listCategoriesOfCourses,
  listCategoryTagsAsJson,
  addCategoryTag,
  removeCourseFromCategory,
  setCategoriesOfCourse,
  removeCategoryTag,
} from '../../src/domain/taxonomy/category-tags.ts'
import {
  listSubscriptions,
  addSubscription,
  removeSubscription,
} from '../../src/domain/taxonomy/subscriptions.ts'
import { listItemTagRecords, listTagRecords } from '../../src/domain/transfer/records/bank-records.ts'
import { listCourseRecords, listProgramRecords } from '../../src/domain/transfer/records/course-records.ts'
import {
  listEnrolmentRecords,
  listProgramMemberRecords,
} from '../../src/domain/transfer/records/enrolment-records.ts'
import {
  listGroupRecords,
  listMembershipRecords,
  listPeopleRecords,
} from '../../src/domain/transfer/records/people-records.ts'
import { listCourseTopicRecords, listTopicRecords } from '../../src/domain/transfer/records/topic-records.ts'
import { erasePerson } from '../../src/domain/transfer/personal-data/erase-person.ts'
import { listPersonalData } from '../../src/domain/transfer/personal-data/export-person.ts'
import { listAllTables, listAsTable } from '../../src/domain/transfer/exports/export-tables.ts'
import { listTopicsAsCase } from '../../src/domain/transfer/exports/export-case.ts'
import { listTopicsAsSkos } from '../../src/domain/transfer/exports/export-skos.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { HeldClock } from './fresh-store.ts'
import { INVITATION, type RightsWorld } from './rights-world.ts'
import { getCoverage } from '../../src/domain/learning/coverage.ts'
import { getOverview } from '../../src/domain/learning/overview.ts'
import { countPeople, countResults } from '../../src/domain/learning/count-people.ts'
import { listAuditNames } from '../../src/domain/audit-names.ts'
import { getEndOfChanges, listAuditInOrder, listChanges } from '../../src/domain/list-changes.ts'
import { listAudit } from '../../src/domain/list-audit.ts'
import { createTestMail, recordTestMail } from '../../src/domain/delivery/test-mails.ts'
import {
  demandMails,
  getWebhookDelivery,
  findMail,
  resendMail,
} from '../../src/domain/delivery/deliveries.ts'

/** A call of an operation, and in whose name it succeeds. */
interface Called {
  readonly by?: 'owner' | 'system' | 'learner' | 'taker'
  readonly call: (tx: Writer, by: Principal, its: RightsWorld) => Promise<unknown>
}
import type { DeliveryId, EnrolmentId, MemberId, TagTypeNumber } from '../../src/domain/ids.ts'

/** The beginning of a list by key. */
const FIRST_PAGE = { filter: {}, page: { after: null, limit: 10 }, total: true }
const JOB = { linkPrefix: 'https://here/activate?token=', lifetime: 1000 }
/** A token that is made anew, and a request that may be sent again. */
const TOKEN = { token: 'the token of a script', label: 'x', scopes: ['*:write'], networks: [], expires: null }
const REQUEST = { key: 'one', method: 'POST', path: '/groups', content: '{}' }

const PAGE = { offset: 0, limit: 100 }
const ALL = { filter: {}, page: PAGE }
const page = () => ALL

/** The server's own work takes its own principal, which nobody else can make: here somebody tries. */
const posing = (by: Principal) => by as Principal & System

const opened = (reader: Reader, by: Principal, { bank }: RightsWorld): Promise<OpenedBank> =>
  getItemBank(reader, by, bank.id, 'read')

const DUE = { kind: 'mail', limit: 1, except: [], lease: 'lease' } as const

const TAG = { type: 'Secret type', name: 'Secret tag' }
/** The number of that tag. */
const tagNumber = async (reader: Reader, { owner, bank }: RightsWorld): Promise<number> => {
  const { place } = await getItemBank(reader, owner, bank.id, 'read')
  const [type] = await reader.tags.listTypes(place, [TAG.type])
  const [tag] =
    type === undefined ? [] : await reader.tags.listByPairs(place, [{ type: type.number, name: TAG.name }])
  return tag?.number ?? 0
}

/** The number of its type. */
const typeNumber = async (reader: Reader, { owner, bank }: RightsWorld): Promise<TagTypeNumber> => {
  const opened = await getItemBank(reader, owner, bank.id, 'read')
  return (await getTagType(reader, opened, { name: TAG.type })).number
}

/** The enrolment of the member in the course. */
async function enrolmentIn(tx: Writer, { owner, course, member }: RightsWorld): Promise<EnrolmentId> {
  return (await getEnrolment(tx, owner, course.id, member.id)).id
}

/** Operations that take a right, which learners haven't. */
export const WITH_A_RIGHT: Readonly<Record<string, Called>> = {
  // academy
  getKeyFitness: { by: 'system', call: (tx, by, { box }) => getKeyFitness(tx, posing(by), box) },
  isKeyOfStore: { by: 'system', call: (tx, by, { box }) => isKeyOfStore(tx, posing(by), box) },
  revokeStoreKey: { by: 'system', call: (tx, by) => revokeStoreKey(tx, posing(by)) },
  setStoreKey: { by: 'system', call: (tx, by, { box }) => setStoreKey(tx, posing(by), box) },
  listAccounts: { by: 'system', call: (tx, by) => listAccounts(tx, posing(by)) },
  findAccount: { by: 'system', call: (tx, by) => findAccount(tx, posing(by), { id: by.accountId }) },
  setDemoSeed: { call: (tx, by) => setDemoSeed(tx, by, 'sealed') },
  listAudit: { call: (tx, by) => listAudit(tx, by, FIRST_PAGE) },
  listAuditInOrder: { call: (tx, by) => listAuditInOrder(tx, by, FIRST_PAGE) },
  listChanges: { call: (tx, by) => listChanges(tx, by, { after: null, limit: 10 }) },
  getEndOfChanges: { call: (tx, by) => getEndOfChanges(tx, by) },
  listAuditNames: { call: (tx, by) => listAuditNames(tx, by, []) },
  erasePerson: { call: (tx, by, { member }) => erasePerson(tx, by, member.id) },
  listPeopleRecords: { call: (tx, by) => listPeopleRecords(tx, by, FIRST_PAGE) },
  listTopicRecords: { call: (tx, by) => listTopicRecords(tx, by, FIRST_PAGE) },
  listGroupRecords: { call: (tx, by) => listGroupRecords(tx, by, FIRST_PAGE) },
  listMembershipRecords: { call: (tx, by) => listMembershipRecords(tx, by, FIRST_PAGE) },
  listCourseRecords: { call: (tx, by) => listCourseRecords(tx, by, FIRST_PAGE) },
  listCourseTopicRecords: { call: (tx, by) => listCourseTopicRecords(tx, by, FIRST_PAGE) },
  listProgramRecords: { call: (tx, by) => listProgramRecords(tx, by, FIRST_PAGE) },
  listEnrolmentRecords: { call: (tx, by) => listEnrolmentRecords(tx, by, FIRST_PAGE) },
  listProgramMemberRecords: { call: (tx, by) => listProgramMemberRecords(tx, by, FIRST_PAGE) },
  listTagRecords: { call: (tx, by) => listTagRecords(tx, by, FIRST_PAGE) },
  listItemTagRecords: { call: (tx, by) => listItemTagRecords(tx, by, FIRST_PAGE) },
  listPeopleInOrder: { call: (tx, by) => listPeopleInOrder(tx, by, FIRST_PAGE) },
  listGroupsInOrder: { call: (tx, by) => listGroupsInOrder(tx, by, FIRST_PAGE) },
  listCoursesInOrder: { call: (tx, by) => listCoursesInOrder(tx, by, FIRST_PAGE) },
  listProgramsInOrder: { call: (tx, by) => listProgramsInOrder(tx, by, FIRST_PAGE) },
  listEnrolmentsInOrder: { call: (tx, by) => listEnrolmentsInOrder(tx, by, FIRST_PAGE) },
  findMembershipView: {
    call: (tx, by, { program, member }) =>
      findMembershipView(tx, by, { programId: program.id, memberId: member.id }),
  },
  listProgramMembersInOrder: { call: (tx, by) => listProgramMembersInOrder(tx, by, FIRST_PAGE) },
  getKey: { call: (tx, by, { key }) => getKey(tx, by, key) },
  listBanksOfConsumer: {
    call: (tx, by, { consumer }) => listBanksOfConsumer(tx, by, consumer.credentialId),
  },
  listKeys: { call: (tx, by) => listKeys(tx, by) },
  listConsumerKeys: { call: (tx, by) => listConsumerKeys(tx, by) },
  findCourse: { call: (tx, by, { course }) => findCourse(tx, by, { id: course.id }) },
  findProgram: { call: (tx, by, { program }) => findProgram(tx, by, program.id) },
  getOverview: { call: (tx, by) => getOverview(tx, by, 30) },
  getCoverage: { call: (tx, by) => getCoverage(tx, by) },
  countPeople: { call: (tx, by, { course }) => countPeople(tx, by, { course: course.id }) },
  findInvitationText: { call: (tx, by) => findInvitationText(tx, by, { of: 'academy' }) },
  createAccount: {
    by: 'system',
    call: (tx, by) => createAccount(tx, posing(by), { name: 'New', language: 'en' }, []),
  },
  updateAccount: {
    call: (tx, by) => updateAccount(tx, by, { address: `https://new${by.accountId}.example.com` }),
  },
  addHost: { call: (tx, by) => addHost(tx, by, `host${by.accountId}.example.com`) },
  setHosts: { call: (tx, by) => setHosts(tx, by, [`set${by.accountId}.example.com`]) },
  removeHost: {
    call: async (tx, by, { owner }) => {
      if (by === owner) await addHost(tx, by, 'old.example.com')
      return removeHost(tx, by, 'old.example.com')
    },
  },
  useToken: {
    by: 'system',
    call: (tx, by, { consumer: key }) =>
      useToken(
        tx,
        by,
        { jti: 'one', digest: 'one', expires: tx.now + 1000, email: 'a@example.com', key },
        { host: 'localhost', use: 'one' },
      ),
  },
  sweepTokens: {
    by: 'system',
    call: (tx, by) => sweepTokens(tx, by, new UsedTokenMemory(new HeldClock())),
  },
  // access
  sendPasswordReset: {
    by: 'system',
    call: (tx, by) =>
      sendPasswordReset(tx, posing(by), 'nobody', { token: 'token', linkTo: (token) => token }),
  },
  createConsumer: {
    call: (tx, by, { bank }) =>
      createConsumer(tx, by, {
        door: 'learnosity',
        label: 'new',
        key: 'ponmlkjihgfedcba',
        sealedSecret: 'sealed',
        domains: ['localhost'],
        banks: new Map([[bank.id, 'write']]),
        primaryBankId: bank.id,
      }),
  },
  addConsumerKey: {
    call: (tx, by, { consumer }) =>
      addConsumerKey(tx, by, consumer.credentialId, {
        door: 'learnosity',
        label: 'new',
        key: 'ponmlkjihgfedcba',
        sealedSecret: 'sealed',
      }),
  },
  updateConsumer: {
    call: (tx, by, { consumer }) =>
      updateConsumer(tx, by, consumer.credentialId, { domains: ['new.example'] }),
  },
  getConsumer: { call: (tx, by, { consumer }) => getConsumer(tx, by, consumer.credentialId) },
  addConsumerSecret: {
    call: (tx, by, { consumer }) => addConsumerSecret(tx, by, consumer.credentialId, 'sealed'),
  },
  removeConsumerSecret: {
    call: async (tx, by, { consumer, owner }) => {
      if (by === owner) await addConsumerSecret(tx, by, consumer.credentialId, 'sealed')
      return removeConsumerSecret(tx, by, consumer.credentialId)
    },
  },
  setConsumerActive: {
    call: (tx, by, { consumer }) => setConsumerActive(tx, by, consumer.credentialId, false),
  },
  createKey: {
    call: (tx, by, { learner }) =>
      createKey(tx, by, { door: 'rev', label: 'new', key: 'a new key', memberId: learner.memberId }),
  },
  recordTokenUse: {
    by: 'system',
    call: (tx, by, { key }) => recordTokenUse(tx, by, { id: key, memberId: 0 as MemberId }),
  },
  createAccessToken: { call: (tx, by, { taker }) => createAccessToken(tx, by, taker.memberId, TOKEN) },
  listAccessTokens: { call: (tx, by, { taker }) => listAccessTokens(tx, by, taker.memberId) },
  revokeAccessToken: {
    call: async (tx, by, { taker, owner }) => {
      const { id } = await createAccessToken(tx, owner, taker.memberId, TOKEN)
      await revokeAccessToken(tx, by, taker.memberId, id)
    },
  },
  recordKeyUse: { by: 'system', call: (tx, by, { key }) => recordKeyUse(tx, by, key) },
  recordRecording: { call: (tx, by) => recordRecording(tx, by, { door: 'rev', until: null }) },
  updateKey: { call: (tx, by, { key }) => updateKey(tx, by, key, { label: 'Other' }) },
  revokeKey: { call: (tx, by, { key }) => revokeKey(tx, by, key) },
  createSigningKey: {
    call: (tx, by, { box }) =>
      createSigningKey(tx, by, box, { door: 'coursepath', label: 'new', secret: 'secret' }),
  },
  listSigningKeys: { by: 'system', call: (tx, by, { box }) => listSigningKeys(tx, by, box, 'coursepath') },
  sweepPeriods: { by: 'system', call: (tx, by) => sweepPeriods(tx, by, 100) },
  sweepForms: { by: 'system', call: (tx, by) => sweepForms(tx, by) },
  setPassword: { call: (tx, by, { learner }) => setPassword(tx, by, { id: learner.memberId }, 'a hash') },
  // people
  findMemberByAddress: { call: (tx, by, { member }) => findMemberByAddress(tx, by, member.email ?? '') },
  findMemberByNameOrAddress: {
    call: (tx, by, { member }) => findMemberByNameOrAddress(tx, by, member.username),
  },
  isWorthSending: {
    by: 'system',
    call: (tx, by) => isWorthSending(tx, posing(by), { of: 'invitation', tokenHash: sha256(INVITATION) }),
  },
  createMember: { call: (tx, by) => createMember(tx, by, { username: 'new', lastName: 'New' }) },
  createProfile: { call: (tx, by) => createProfile(tx, by, { username: 'new', lastName: 'New' }) },
  createPersonView: { call: (tx, by) => createPersonView(tx, by, { username: 'new', lastName: 'New' }) },
  updateMember: {
    call: (tx, by, { member }) => updateMember(tx, by, { id: member.id }, { title: 'Doctor' }),
  },
  demandUpdateMember: {
    call: (tx, by, { member }) => demandUpdateMember(tx, by, member.id, ['title']),
  },
  getMemberWithRoles: { call: (tx, by, { member }) => getMemberWithRoles(tx, by, member.id) },
  demandManagement: { call: (tx, by, { member }) => demandManagement(tx, by, member) },
  deleteMember: { call: (tx, by, { member }) => deleteMember(tx, by, { id: member.id }) },
  createGroup: { call: (tx, by) => createGroup(tx, by, { name: 'New' }) },
  updateGroup: { call: (tx, by, { group }) => updateGroup(tx, by, { id: group.id }, { name: 'Other' }) },
  deleteGroup: { call: (tx, by, { group }) => deleteGroup(tx, by, { id: group.id }) },
  listGroups: { call: (tx, by) => listGroups(tx, by, page) },
  listGroupsOfMember: { call: (tx, by, { member }) => listGroupsOfMember(tx, by, member.id, page) },
  addGroupMember: {
    call: (tx, by, { group, learner }) => addGroupMember(tx, by, { id: group.id }, learner.memberId),
  },
  removeGroupMember: {
    call: (tx, by, { group, member }) => removeGroupMember(tx, by, { id: group.id }, member.id),
  },
  getPersonView: { call: (tx, by, { member }) => getPersonView(tx, by, { id: member.id }) },
  getPersonId: { call: (tx, by, { member }) => getPersonId(tx, by, { id: member.id }) },
  listPersonViews: { call: (tx, by) => listPersonViews(tx, by, FIRST_PAGE) },
  listPersonIds: { call: (tx, by, { member }) => listPersonIds(tx, by, [{ id: member.id }]) },
  setGroupMembers: {
    call: (tx, by, { group, member }) => setGroupMembers(tx, by, { id: group.id }, [member.id]),
  },
  createOrUpdateGroup: { call: (tx, by) => createOrUpdateGroup(tx, by, 'CODE', { name: 'By code' }) },
  listPersonViewsById: { call: (tx, by, { member }) => listPersonViewsById(tx, by, [member.id]) },
  countLearning: { call: (tx, by, { member }) => countLearning(tx, by, member.id) },
  listGroupViewsOfMember: {
    call: (tx, by, { member }) => listGroupViewsOfMember(tx, by, member.id, FIRST_PAGE),
  },
  createOrUpdatePerson: {
    call: (tx, by) =>
      createOrUpdatePerson(
        tx,
        by,
        { externalId: 'HR-1' },
        {
          draft: { username: 'by key', lastName: 'By key' },
          change: { lastName: 'By key' },
        },
      ),
  },
  listGroupsOfPeople: { call: (tx, by, { member }) => listGroupsOfPeople(tx, by, [member.id]) },
  lockMember: { call: (tx, by, { member }) => lockMember(tx, by, { id: member.id }) },
  listSessionsOfMember: { call: (tx, by, { member }) => listSessionsOfMember(tx, by, member.id) },
  revokeSessionsOfMember: { call: (tx, by, { member }) => revokeSessionsOfMember(tx, by, member.id) },
  issuePasswordReset: {
    call: (tx, by, { member }) =>
      issuePasswordReset(tx, by, member.id, { token: 'token', linkTo: (token) => token }),
  },
  listTimeline: {
    call: (tx, by, { member }) => listTimeline(tx, by, member.id, FIRST_PAGE),
  },
  getEnrolmentView: {
    call: async (tx, by, world) => getEnrolmentView(tx, by, await enrolmentIn(tx, world)),
  },
  lockEnrolment: {
    call: async (tx, by, world) => lockEnrolment(tx, by, await enrolmentIn(tx, world)),
  },
  listPastResults: {
    call: async (tx, by, world) => listPastResults(tx, by, await enrolmentIn(tx, world), FIRST_PAGE),
  },
  countEndedPeriods: { call: (tx, by, { course }) => countEndedPeriods(tx, by, course.id, 1) },
  findCertificateTerms: { call: (tx, by, { course }) => findCertificateTerms(tx, by, course.id) },
  getQuizResults: { call: (tx, by, { course }) => getQuizResults(tx, by, course.id) },
  listAttempts: {
    call: async (tx, by, world) => listAttempts(tx, by, await enrolmentIn(tx, world), FIRST_PAGE),
  },
  getEnrolmentCertificate: {
    call: async (tx, by, world) => {
      const enrolment = await enrolmentIn(tx, world)
      await tx.certificates.issue(world.owner.accountId, {
        of: { enrolment },
        code: 'Secret code',
        name: 'Course',
        holder: 'Secret holder',
        expires: null,
      })
      return getEnrolmentCertificate(tx, by, enrolment)
    },
  },
  updateEnrolment: {
    call: async (tx, by, world) =>
      updateEnrolment(tx, by, await enrolmentIn(tx, world), { dueDate: '2030-01-01' }),
  },
  addMemberToGroup: {
    call: (tx, by, { learner }) => addMemberToGroup(tx, by, learner.memberId, () => 'Known group'),
  },
  removeMemberFromGroups: {
    call: (tx, by, { member }) => removeMemberFromGroups(tx, by, member.id, () => undefined),
  },
  // taxonomy
  createCategory: { call: (tx, by) => createCategory(tx, by, { name: 'New', parent: null }) },
  createOrUpdateCodedCourse: {
    call: (tx, by) => createOrUpdateCodedCourse(tx, by, 'CODE', () => ({ name: 'By code' })),
  },
  createOrUpdateCodedProgram: {
    call: (tx, by) => createOrUpdateCodedProgram(tx, by, 'CODE', () => ({ name: 'By code' })),
  },
  createOrUpdateCategory: { call: (tx, by) => createOrUpdateCategory(tx, by, 'CODE', { name: 'By code' }) },
  updateCategory: {
    call: (tx, by, { category }) => updateCategory(tx, by, { id: category.id }, { name: 'Other' }),
  },
  deleteCategory: { call: (tx, by, { category }) => deleteCategory(tx, by, { id: category.id }) },
  addCategoryTag: {
    call: (tx, by, { category, openCourse }) =>
      addCategoryTag(tx, by, { categoryId: category.id, courseId: openCourse.id, code: null }),
  },
  listCategoryTagsAsJson: {
    call: (tx, by) => listCategoryTagsAsJson(tx, by, ALL, []),
  },
  addCourseToCategory: {
    call: (tx, by, { category, openCourse }) =>
      addCourseToCategory(tx, by, { id: category.id }, openCourse.id),
  },
  removeCourseFromCategory: {
    call: (tx, by, { category, course }) => removeCourseFromCategory(tx, by, { id: category.id }, course.id),
  },
  setCategoriesOfCourse: {
    call: (tx, by, { course }) => setCategoriesOfCourse(tx, by, course.id, []),
  },
  listCategoriesOfCourses: { call: (tx, by, { course }) => listCategoriesOfCourses(tx, by, [course.id]) },
  removeCategoryTag: { call: (tx, by, { tag }) => removeCategoryTag(tx, by, tag) },
  // courses
  getCountedCourse: { call: (tx, by, { course }) => getCountedCourse(tx, by, { id: course.id }) },
  getCountedProgram: { call: (tx, by, { program }) => getCountedProgram(tx, by, program) },
  getProgramId: { call: (tx, by, { program }) => getProgramId(tx, by, program) },
  lockProgram: { call: (tx, by, { program }) => lockProgram(tx, by, program) },
  getCourseId: { call: (tx, by, { course }) => getCourseId(tx, by, { id: course.id }) },
  listCourseIds: { call: (tx, by, { course }) => listCourseIds(tx, by, [{ id: course.id }]) },
  listCourseTitles: { call: (tx, by, { course }) => listCourseTitles(tx, by, [course.id]) },
  lockCourse: { call: (tx, by, { course }) => lockCourse(tx, by, { id: course.id }) },
  listGroupsOfCourses: { call: (tx, by, { course }) => listGroupsOfCourses(tx, by, [course.id]) },
  setGroupsOfCourse: {
    call: (tx, by, { course, group }) => setGroupsOfCourse(tx, by, course.id, [{ id: group.id }]),
  },
  getContent: { call: (tx, by, { course }) => getContent(tx, by, course.id) },
  countResults: { call: (tx, by, { course }) => countResults(tx, by, { course: course.id }) },
  getCourse: { call: (tx, by, { course }) => getCourse(tx, by, course.id) },
  listAllCourses: { call: (tx, by) => listAllCourses(tx, by, ALL) },
  createCourse: { call: (tx, by) => createCourse(tx, by, { name: 'New' }) },
  updateCourse: { call: (tx, by, { course }) => updateCourse(tx, by, course.id, { name: 'Other' }) },
  listCoursesOfMember: { call: (tx, by, { member }) => listCoursesOfMember(tx, by, member.id, page) },
  createProgram: { call: (tx, by) => createProgram(tx, by, { name: 'New', courseIds: [] }) },
  getProgram: { call: (tx, by, { program }) => getProgram(tx, by, program.id) },
  listProgramsOfMember: { call: (tx, by, { member }) => listProgramsOfMember(tx, by, member.id, page) },
  // learning
  setContent: { call: (tx, by, { course }) => setContent(tx, by, course.id, { lessons: [], quiz: null }) },
  deleteCourse: { call: (tx, by, { course }) => deleteCourse(tx, by, course.id) },
  getWholeCourse: { call: (tx, by, { course }) => getWholeCourse(tx, by, course.id) },
  checkCourseDefinition: {
    call: (tx, by, { course }) => checkCourseDefinition(tx, by, { id: course.id, values: {} }),
  },
  createOrUpdateCourse: {
    call: (tx, by, { course }) => createOrUpdateCourse(tx, by, { id: course.id, values: { name: 'Other' } }),
  },
  updateProgram: { call: (tx, by, { program }) => updateProgram(tx, by, program.id, { name: 'Other' }) },
  deleteProgram: { call: (tx, by, { program }) => deleteProgram(tx, by, program.id) },
  getWholeProgram: { call: (tx, by, { program }) => getWholeProgram(tx, by, program.id) },
  listProgramsByName: { call: (tx, by) => listProgramsByName(tx, by, 'Secret program') },
  checkProgramDefinition: {
    call: (tx, by, { program }) => checkProgramDefinition(tx, by, { id: program.id, values: {} }),
  },
  createOrUpdateProgram: {
    call: (tx, by, { program }) =>
      createOrUpdateProgram(tx, by, { id: program.id, values: { name: 'Other' } }),
  },
  getEnrolment: { call: (tx, by, { course, member }) => getEnrolment(tx, by, course.id, member.id) },
  listEnrolments: {
    call: (tx, by, { course }) => listEnrolments(tx, by, course.id, () => ALL),
  },
  enrolMember: { call: (tx, by, { course, learner }) => enrolMember(tx, by, course.id, learner.memberId) },
  createEnrolmentView: {
    call: (tx, by, { course, learner }) =>
      createEnrolmentView(tx, by, { courseId: course.id, memberId: learner.memberId }),
  },
  unenrolMember: { call: (tx, by, { course, member }) => unenrolMember(tx, by, course.id, member.id) },
  getProgramMembership: {
    call: (tx, by, { program, member }) => getProgramMembership(tx, by, program.id, member.id),
  },
  createProgramInviteJob: { call: (tx, by, { program }) => createProgramInviteJob(tx, by, program.id, JOB) },
  demandInstallation: { call: (tx, by) => demandInstallation(tx, by) },
  demandBackups: { call: (tx, by) => demandBackups(tx, by) },
  createBackupJob: { call: (tx, by) => createBackupJob(tx, by, false) },
  setResultOfEnrolment: {
    call: async (tx, by, its) => setResultOfEnrolment(tx, by, await enrolmentIn(tx, its), { progress: 50 }),
  },
  demandImport: { call: (tx, by) => demandImport(tx, by, 'people') },
  createImport: { call: (tx, by) => createImport(tx, by, 'people', IMPORT) },
  addImportRows: { call: async (tx, by, { owner }) => addImportRows(tx, by, await imported(tx, owner), []) },
  createPlan: { call: async (tx, by, { owner }) => createPlan(tx, by, await imported(tx, owner), []) },
  createRun: { call: async (tx, by, { owner }) => createRun(tx, by, await imported(tx, owner, 'planned')) },
  getImport: { call: async (tx, by, { owner }) => getImport(tx, by, await imported(tx, owner)) },
  findJobOfImport: { call: async (tx, by, { owner }) => findJobOfImport(tx, by, await imported(tx, owner)) },
  lockImport: { call: async (tx, by, { owner }) => lockImport(tx, by, await imported(tx, owner)) },
  deleteImport: { call: async (tx, by, { owner }) => deleteImport(tx, by, await imported(tx, owner)) },
  listImportRows: {
    call: async (tx, by, { owner }) => {
      const filter = { import: await imported(tx, owner) }
      return listImportRows(tx, by, { filter, page: { after: null, limit: 10 } })
    },
  },
  sweepImports: { by: 'system', call: (tx, by) => sweepImports(tx, by, 0) },
  findOrCreatePullKey: { by: 'system', call: (tx, by) => findOrCreatePullKey(tx, by, 'key') },
  createInviteJob: { call: (tx, by, { course }) => createInviteJob(tx, by, course.id, JOB) },
  getJob: {
    call: async (tx, by, { course, owner }) =>
      getJob(tx, by, (await createInviteJob(tx, owner, course.id, JOB)).id),
  },
  lockJob: {
    call: async (tx, by, { course, owner }) =>
      lockJob(tx, by, (await createInviteJob(tx, owner, course.id, JOB)).id),
  },
  cancelJob: {
    call: async (tx, by, { course, owner }) =>
      cancelJob(tx, by, (await createInviteJob(tx, owner, course.id, JOB)).id),
  },
  listAttemptsAfter: {
    call: (tx, by) => listAttemptsAfter(tx, by, { kind: 'mail', after: 0, limit: 10 }),
  },
  findLastAttempt: { call: (tx, by) => findLastAttempt(tx, by, 'webhook_event') },
  joinProgram: { call: (tx, by, { program, learner }) => joinProgram(tx, by, program.id, learner.memberId) },
  lockProgramMembership: {
    call: (tx, by, { program, member }) => lockProgramMembership(tx, by, program.id, member.id),
  },
  updateProgramMembership: {
    call: (tx, by, { program, member }) =>
      updateProgramMembership(
        tx,
        by,
        { programId: program.id, memberId: member.id },
        { dueDate: '2030-01-01' },
      ),
  },
  leaveProgram: { call: (tx, by, { program, member }) => leaveProgram(tx, by, program.id, member.id) },
  createOrUpdateMember: {
    call: (tx, by, { course }) =>
      createOrUpdateMember(
        tx,
        by,
        () => ({
          draft: { username: 'new@example.com', lastName: 'New', email: 'new@example.com' },
          change: () => ({}),
        }),
        { of: 'course', courseId: course.id },
      ),
  },
  listMembers: {
    call: (tx, by) => listMembers(tx, by, { of: 'account' }, () => ({ filter: { texts: {} }, page: PAGE })),
  },
  inviteMember: {
    call: (tx, by, { member }) =>
      inviteMember(tx, by, member.id, {
        place: { of: 'academy' },
        words: () => NO_WORDS,
        token: 'the token of another invitation',
        lifetime: 60_000,
        linkTo: () => 'https://academy.example.com/',
      }),
  },
  getInvitationPreview: {
    call: (tx, by) =>
      getInvitationPreview(tx, by, { language: 'en', reader: { name: 'Ada', firstName: 'Ada' } }),
  },
  setInvitationText: {
    call: (tx, by) => setInvitationText(tx, by, { of: 'academy' }, { ...NO_WORDS, subject: 'Come' }),
  },
  getLearning: { by: 'taker', call: (tx, by, { course }) => getLearning(tx, by, course.id) },
  getCourseView: { by: 'taker', call: (tx, by, { course }) => getCourseView(tx, by, course.id) },
  startCourse: { by: 'taker', call: (tx, by, { course }) => startCourse(tx, by, course.id) },
  finishLesson: {
    by: 'taker',
    call: async (tx, by, { course, content }) => {
      const [lesson] = content.lessons
      if (lesson === undefined) throw new Error('no lesson')
      return finishLesson(tx, by, course.id, lesson.id)
    },
  },
  takeQuiz: { by: 'taker', call: (tx, by, { course }) => takeQuiz(tx, by, course.id, [[0]]) },
  finishCourse: { by: 'taker', call: (tx, by, { openCourse }) => finishCourse(tx, by, openCourse.id) },
  retakeCourse: { by: 'taker', call: (tx, by, { course }) => retakeCourse(tx, by, course.id) },
  getProgramView: { by: 'taker', call: (tx, by, { program }) => getProgramView(tx, by, program.id) },
  // item banks
  countBankContents: {
    call: async (tx, by, its) => countBankContents(tx, await opened(tx, by, its)),
  },
  updateItemBank: { call: (tx, by, { bank }) => updateItemBank(tx, by, bank.id, { name: 'Renamed' }) },
  deleteItemBank: { call: (tx, by, { bank }) => deleteItemBank(tx, by, bank.id) },
  updateItemPool: {
    call: (tx, by, { bank }) => updateItemPool(tx, by, bank.id, { id: 'Secret pool', name: 'Renamed' }),
  },
  updateTaggable: {
    call: (tx, by, { bank }) =>
      updateTaggable(tx, by, bank.id, { kind: 'item', reference: 'Secret item', title: 'Renamed' }),
  },
  deleteTaggable: {
    call: (tx, by, { bank }) => deleteTaggable(tx, by, bank.id, { kind: 'item', reference: 'Secret item' }),
  },
  createItemBank: {
    call: (tx, by) => createItemBank(tx, by, { name: 'New', pagingKey: 'a key for paging' }),
  },
  listItemBanks: { call: (tx, by) => listItemBanks(tx, by) },
  getItemBank: { call: (tx, by, its) => opened(tx, by, its) },
  lockItemBank: { call: (tx, by, { bank }) => lockItemBank(tx, by, bank.id) },
  createItemPool: {
    call: (tx, by, { bank }) =>
      createItemPool(tx, by, bank.id, {
        id: 'new',
        name: 'New',
        status: 'published',
        items: ['Secret item'],
        pagingKey: 'another key for paging',
      }),
  },
  deleteItemPool: { call: (tx, by, { bank }) => deleteItemPool(tx, by, bank.id, 'Secret pool') },
  getItemPool: { call: async (tx, by, its) => getItemPool(tx, await opened(tx, by, its), 'Secret pool') },
  listItemPools: {
    call: async (tx, by, its) =>
      listItemPools(tx, await opened(tx, by, its), { filter: {}, page: { after: null, limit: 10 } }),
  },
  listItemPoolsInOrder: {
    call: async (tx, by, its) => listItemPoolsInOrder(tx, await opened(tx, by, its), FIRST_PAGE),
  },
  getTagHierarchy: {
    call: async (tx, by, its) => getTagHierarchy(tx, await opened(tx, by, its), 'Secret hierarchy'),
  },
  getTagType: {
    call: async (tx, by, its) => getTagType(tx, await opened(tx, by, its), { name: 'Secret type' }),
  },
  listTagsInOrder: {
    call: async (tx, by, its) => listTagsInOrder(tx, await opened(tx, by, its), FIRST_PAGE),
  },
  listTagsByWords: { call: async (tx, by) => listTagsByWords(tx, by, { q: 'a', most: 5 }) },
  getTagView: {
    call: async (tx, by, its) => getTagView(tx, await opened(tx, by, its), await tagNumber(tx, its)),
  },
  listTagHistoryInOrder: {
    call: async (tx, by, its) =>
      listTagHistoryInOrder(tx, await opened(tx, by, its), await tagNumber(tx, its), FIRST_PAGE),
  },
  createTag: { call: (tx, by, { bank }) => createTag(tx, by, bank.id, { type: 'Secret type', name: 'new' }) },
  updateTag: {
    call: async (tx, by, its) =>
      updateTag(tx, by, its.bank.id, { number: await tagNumber(tx, its), description: 'Words' }),
  },
  listTaggablesInOrder: {
    call: async (tx, by, its) =>
      listTaggablesInOrder(tx, await opened(tx, by, its), {
        ...FIRST_PAGE,
        filter: { kind: 'item' },
      }),
  },
  getTaggableView: {
    call: async (tx, by, its) =>
      getTaggableView(tx, await opened(tx, by, its), 'item', { reference: 'Secret item' }),
  },
  createTagHierarchy: {
    call: (tx, by, { bank }) =>
      createTagHierarchy(tx, by, bank.id, { reference: 'new', types: ['Secret type'], branches: [] }),
  },
  deleteTagHierarchy: { call: (tx, by, { bank }) => deleteTagHierarchy(tx, by, bank.id, 'Secret hierarchy') },
  listTagTypes: { call: async (tx, by, its) => listTagTypes(tx, await opened(tx, by, its)) },
  listTagHierarchies: {
    call: async (tx, by, its) => listTagHierarchies(tx, await opened(tx, by, its), undefined),
  },
  listTagsBelow: {
    call: async (tx, by, its) => listTagsBelow(tx, await opened(tx, by, its), 'Secret hierarchy', []),
  },
  createTaggables: {
    call: (tx, by, { bank }) =>
      createTaggables(tx, by, bank.id, [
        { kind: 'item', reference: 'new', title: 'New', status: 'published', tags: [] },
      ]),
  },
  listHistoryIn: {
    call: async (tx, by, its) =>
      listHistoryIn(
        tx,
        await opened(tx, by, its),
        { subject: 'tag', number: await tagNumber(tx, its) },
        FIRST_PAGE,
      ),
  },
  updateTagsOf: {
    call: (tx, by, { bank }) =>
      updateTagsOf(tx, by, bank.id, { kind: 'item', reference: 'Secret item', add: [TAG] }),
  },
  countRetagging: {
    call: async (tx, by, its) =>
      countRetagging(tx, await opened(tx, by, its), { kind: 'item', reference: 'Secret item', add: [TAG] }),
  },
  findTag: { call: async (tx, by, its) => findTag(tx, await opened(tx, by, its), TAG) },
  listTaggableHistoryInOrder: {
    call: async (tx, by, its) =>
      listTaggableHistoryInOrder(
        tx,
        await opened(tx, by, its),
        { kind: 'item', reference: 'Secret item' },
        FIRST_PAGE,
      ),
  },
  updateTaggings: {
    call: (tx, by, { bank }) =>
      updateTaggings(tx, by, bank.id, {
        kind: 'item',
        taggings: [{ reference: 'Secret item', tags: [] }],
        how: 'replace',
      }),
  },
  listTaggables: {
    call: async (tx, by, its) =>
      listTaggables(tx, await opened(tx, by, its), {
        filter: { kind: 'item' },
        page: { after: null, limit: 10 },
      }),
  },
  listTags: {
    call: async (tx, by, its) =>
      listTags(tx, await opened(tx, by, its), { filter: {}, page: { after: null, limit: 10 } }),
  },
  createOrUpdateTags: {
    call: (tx, by, { bank }) =>
      createOrUpdateTags(tx, by, bank.id, { tags: [{ type: 'Secret type', name: 'new' }] }),
  },
  deleteTag: {
    call: (tx, by, { bank }) => deleteTag(tx, by, bank.id, { type: 'Secret type', name: 'Secret loose tag' }),
  },
  listTagHistory: { call: async (tx, by, its) => listTagHistory(tx, await opened(tx, by, its), TAG) },
  updateTagType: {
    call: (tx, by, { bank }) => updateTagType(tx, by, bank.id, { name: 'Secret type', description: 'Words' }),
  },
  listTagsOfType: {
    call: async (tx, by, its) => listTagsOfType(tx, await opened(tx, by, its), await typeNumber(tx, its)),
  },
  setTagOrder: {
    call: async (tx, by, its) =>
      setTagOrder(tx, by, its.bank.id, { type: await typeNumber(tx, its), tags: [await tagNumber(tx, its)] }),
  },
  countTagsToOrder: {
    call: async (tx, by, its) =>
      countTagsToOrder(tx, await opened(tx, by, its), {
        type: await typeNumber(tx, its),
        tags: [await tagNumber(tx, its)],
      }),
  },
  // delivery
  createWebhook: {
    call: (tx, by) =>
      createWebhook(tx, by, {
        url: 'https://new.example.com/',
        events: ['enrolment_created'],
        format: 'coursepath',
        singleAttempt: false,
        sealedSecret: 'sealed',
      }),
  },
  claimDeliveries: {
    by: 'system',
    call: (tx, by) => claimDeliveries(tx, posing(by), { ...DUE, until: tx.now + 1 }),
  },
  listOldAudit: {
    by: 'system',
    call: (tx, by) => listOldAudit(tx, posing(by), { before: 0, after: null, limit: 1 }),
  },
  deleteOldAudit: { by: 'system', call: (tx, by) => deleteOldAudit(tx, posing(by), []) },
  deleteOutlived: {
    by: 'system',
    call: async (tx, by) => {
      const part = { now: 0, tokensBefore: 0, settings: { deliveryDays: 1 }, most: 1 }
      for (const rule of RETENTION) await deleteOutlived(tx, posing(by), rule, part)
    },
  },
  getWorkload: { by: 'system', call: (tx, by) => getWorkload(tx, posing(by)) },
  settleDelivery: {
    by: 'system',
    call: async (tx, by) => {
      const [delivery] = (await tx.outbox.claim({ ...DUE, until: tx.now + 1 })).deliveries
      if (delivery === undefined) throw new Error('nothing is due')
      const attempt = { at: tx.now, milliseconds: 1, answer: '250' }
      const outcome = { lease: DUE.lease, settlement: { state: 'sent' }, attempt } as const
      if (!(await settleDelivery(tx, posing(by), delivery, outcome))) throw new Error('it was not ours')
    },
  },
  listMailsInOrder: { call: (tx, by) => listMailsInOrder(tx, by, FIRST_PAGE) },
  listDeliveriesInOrder: { call: (tx, by) => listDeliveriesInOrder(tx, by, FIRST_PAGE) },
  findMail: { call: (tx, by) => findMail(tx, by, 1 as DeliveryId) },
  demandMails: { call: (tx, by) => demandMails(tx, by) },
  createTestMail: { call: (tx, by) => createTestMail(tx, by, 'ops@example.com') },
  recordTestMail: {
    by: 'system',
    call: async (tx, by, { owner }) => {
      const test = await createTestMail(tx, owner, 'ops@example.com')
      return recordTestMail(tx, posing(by), test, { at: tx.now, milliseconds: 1, answer: '250' })
    },
  },
  resendMail: { call: (tx, by) => resendMail(tx, by, 1 as DeliveryId) },
  listWebhooks: { call: (tx, by) => listWebhooks(tx, by) },
  getWebhook: { call: (tx, by, { webhook }) => getWebhook(tx, by, webhook.id) },
  lockWebhook: { call: (tx, by, { webhook }) => lockWebhook(tx, by, webhook.id) },
  updateWebhook: {
    call: (tx, by, { webhook }) => updateWebhook(tx, by, webhook.id, { singleAttempt: true }),
  },
  setWebhookSecret: { call: (tx, by, { webhook }) => setWebhookSecret(tx, by, webhook.id, 'sealed') },
  addTestDelivery: { call: (tx, by, { webhook }) => addTestDelivery(tx, by, webhook.id) },
  getWebhookDelivery: {
    call: async (tx, by, { owner, webhook }) => {
      const { id } = await addTestDelivery(tx, owner, webhook.id)
      return getWebhookDelivery(tx, by, webhook.id, id)
    },
  },
  deleteWebhook: { call: (tx, by, { webhook }) => deleteWebhook(tx, by, webhook.id) },
  enableWebhook: { call: (tx, by, { webhook }) => enableWebhook(tx, by, webhook.id) },
  disableWebhook: { call: (tx, by, { webhook }) => disableWebhook(tx, by, webhook.id) },
  replayDeliveries: {
    call: (tx, by, { webhook }) => replayDeliveries(tx, by, webhook.id, { from: 0, to: 1, sentToo: true }),
  },
}

/** Operations that serve each person of the academy, with what is theirs or for everybody. Who is barred is refused. */
export const FOR_EVERYBODY: Readonly<Record<string, Called>> = {
  listHolderGuids: {
    call: (tx, by, { member }) => listHolderGuids(tx, by, { people: [{ id: member.id }], groups: [] }),
  },
  isStaff: { call: (tx, by) => isStaff(tx, by) },
  countSigningKeys: { call: (tx, by) => countSigningKeys(tx, by, 'coursepath') },
  listChangedJobs: { call: (tx, by) => listChangedJobs(tx, by, { modified: 0, id: 0 }) },
  listImports: { call: (tx, by) => listImports(tx, by) },
  listJobs: { call: (tx, by) => listJobs(tx, by, { filter: {}, page: { after: null, limit: 10 } }) },
  // What belongs to the one who asks.
  createSession: {
    call: (tx, by) =>
      createSession(tx, by, {
        door: 'rev',
        token: 'the token of a third session',
        lifetime: 1000,
        longest: 1000,
      }),
  },
  extendSession: {
    call: (tx, by, { session }) => extendSession(tx, { session: session.session, principal: by }, 60_000),
  },
  getGroupView: { call: (tx, by, { group }) => getGroupView(tx, by, { id: group.id }) },
  listCountedCourses: { call: (tx, by, { course }) => listCountedCourses(tx, by, [course.id]) },
  lockGroup: { call: (tx, by, { group }) => lockGroup(tx, by, { id: group.id }) },
  getOwnRights: { call: (tx, by) => getOwnRights(tx, by) },
  claimRequest: { call: (tx, by) => claimRequest(tx, by, REQUEST) },
  findAnswer: { call: (tx, by) => findAnswer(tx, by, REQUEST) },
  recordAnswer: { call: (tx, by) => recordAnswer(tx, by, REQUEST, '{}') },
  listOwnSessions: { call: (tx, by) => listOwnSessions(tx, by) },
  revokeOwnSession: { call: (tx, by, { otherSession }) => revokeOwnSession(tx, by, otherSession.session.id) },
  revokeOtherSessions: { call: (tx, by, { session }) => revokeOtherSessions(tx, by, session.session.id) },
  findKeptForm: { call: (tx, by) => findKeptForm(tx, by, '/1/course') },
  deleteKeptForm: { call: (tx, by) => deleteKeptForm(tx, by, '/1/course') },
  listOwnCourses: { call: (tx, by) => listOwnCourses(tx, by) },
  listOwnPrograms: { call: (tx, by) => listOwnPrograms(tx, by) },
  addSubscription: { call: (tx, by, { category }) => addSubscription(tx, by, { id: category.id }) },
  removeSubscription: { call: (tx, by, { category }) => removeSubscription(tx, by, { id: category.id }) },
  listSubscriptions: { call: (tx, by) => listSubscriptions(tx, by) },
  // Those of all that they may see.
  findVisibleCourse: { call: (tx, by, { course }) => findVisibleCourse(tx, by, course.id) },
  listCourses: { call: (tx, by) => listCourses(tx, by, page) },
  listPrograms: { call: (tx, by) => listPrograms(tx, by, page) },
  listEnrollableCourses: { call: (tx, by) => listEnrollableCourses(tx, by, ALL) },
  listLevel: { call: (tx, by) => listLevel(tx, by, null) },
  getContributableChoice: { call: (tx, by) => getContributableChoice(tx, by) },
  // People are chosen by their names, groups and categories by theirs.
  getMember: { call: (tx, by, { member }) => getMember(tx, by, { id: member.id }) },
  getProfile: { call: (tx, by, { member }) => getProfile(tx, by, { id: member.id }) },
  getGroup: { call: (tx, by, { group }) => getGroup(tx, by, { id: group.id }) },
  getCategory: { call: (tx, by, { category }) => getCategory(tx, by, { id: category.id }) },
  getPlacedPolicy: { call: (tx, by, { category }) => getPlacedPolicy(tx, by, { id: category.id }) },
  getCategoryWithChildren: {
    call: (tx, by, { category }) => getCategoryWithChildren(tx, by, { id: category.id }),
  },
  lockCategory: { call: (tx, by, { category }) => lockCategory(tx, by, { id: category.id }) },
  countSubtree: { call: (tx, by, { category }) => countSubtree(tx, by, { id: category.id }) },
  getCategoryView: { call: (tx, by, { category }) => getCategoryView(tx, by, { id: category.id }) },
  listAncestors: { call: (tx, by, { category }) => listAncestors(tx, by, [category.id]) },
  listPolicies: { call: (tx, by, { category }) => listPolicies(tx, by, [category.id]) },
  listCategoriesInOrder: { call: (tx, by) => listCategoriesInOrder(tx, by, FIRST_PAGE) },
  listCategories: { call: (tx, by) => listCategories(tx, by, ALL) },
  lockAccount: { call: (tx, by) => lockAccount(tx, by) },
  getAccount: { call: (tx, by) => getAccount(tx, by) },
  findMember: { call: (tx, by, { member }) => findMember(tx, by, { username: member.username }) },
  findMembersNamed: {
    call: (tx, by, { member }) => findMembersNamed(tx, by, [{ username: member.username }]),
  },
  getGroupWithRoles: { call: (tx, by, { group }) => getGroupWithRoles(tx, by, { id: group.id }) },
  listGroupsWithRoles: { call: (tx, by) => listGroupsWithRoles(tx, by, ALL) },
  listGroupMembers: {
    call: (tx, by, { group }) =>
      listGroupMembers(tx, by, group, { filter: {}, page: { after: null, limit: 10 } }),
  },
  listEntities: {
    call: (tx, by) =>
      listEntities(tx, by, { filter: { kinds: ['group', 'member'] }, page: { after: null, limit: 10 } }),
  },
}

/** Operations that ask for no right, each with the reason. */
export const FOR_ALL: Readonly<Record<string, string>> = {
  recordBackup: 'The server tells what became of a backup that somebody with the right has asked for.',
  recordInterruptedBackup: 'The server tells it of itself when it starts.',
  findAccountOfHost: 'Whoever comes to a host must be told by which academy they are answered.',
  listHosts: 'Each request to an academy names one of its hosts.',
  findLogo: 'The logo stands on the page on which people sign in.',
  getAddress: 'The address of an academy stands in every mail and page of it.',
  getLetterhead: 'What a mail looks like is seen by everybody who gets one.',
  findPublicCourse: 'It finds only courses that are for everybody on the web.',
  getCertificate: 'Whoever has the code of a certificate may have it proved.',
  getSession: 'The token of a session is what is looked at: by it the person becomes known.',
  findSignedIn: 'The token of a session is what is looked at: by it the person becomes known.',
  findAccessToken: 'The token is what is looked at: by it the person becomes known.',
  findCredential: 'The key is what is looked at: by it the person or the account becomes known.',
  findOwnedKey: 'The key is what is looked at: by it the person becomes known.',
  findConsumerByKey: 'The key is what is looked at: by it the consumer becomes known.',
  signOut: 'It ends the session that was shown, for its own person alone, even when they are barred by now.',
  useForm: 'A form is marked by its own token, which stands on the page that was shown.',
  setKeptForm: 'A form that came too late is kept for the person whom its seal names; only they find it.',
  getPasswordReset: 'The token of the mailed link is the right.',
  resetPassword: 'The token of the mailed link is the right.',
  getInvitation: 'The token of the mailed link is the right.',
  acceptInvitation: 'The token of the mailed link is the right.',
  followInvitation: 'The token of the mailed link is the right, for the person to whom it was mailed.',
}

/** Steps of operations, which check before they take them. Nobody outside of the domain calls them. */
export const STEPS: Readonly<Record<string, true>> = {
  listCourseReferences: true,
  listProgramReferences: true,
  listTopicReferences: true,
  runJobPortion: true,
  runJobStep: true,
  runImportPortion: true,
  deleteImportPortion: true,
  deleteFromImports: true,
  listStatesOfPerson: true,
  createJob: true,
  inviteMembersPortion: true,
  recordJobFailure: true,
  getActor: true,
  demandActor: true,
  createEnrolments: true,
  settleNewMembership: true,
  getSight: true,
  demandPresent: true,
  recordAudit: true,
  recordAudits: true,
  demandKeys: true,
  demandNewKeys: true,
  requireMember: true,
  getProfileOf: true,
  requireGroup: true,
  requireCourse: true,
  requireProgram: true,
  requireCategory: true,
  demandReadMember: true,
  watchManagers: true,
  revokeMailedLinks: true,
  listPowersOfGroups: true,
  listPowersOfMember: true,
  demandContribute: true,
  checkCourseCode: true,
  checkCourses: true,
  getSeenCourse: true,
  createOrUpdateBankUser: true,
  findTagsToWrite: true,
  listTypesOf: true,
  createOrUpdateKnownTags: true,
  issueCertificate: true,
  deleteCoursePortion: true,
  deleteTagsOfCourse: true,
  deleteProgramPortion: true,
  deleteEnrolment: true,
  deleteProgramMembership: true,
  deleteEnrolmentsOfCourse: true,
  deleteMembershipsOfProgram: true,
  deleteLearningOfMember: true,
  findOrCreateEnrolment: true,
  findOrCreateProgramMembership: true,
  startLargeWork: true,
  getLearningOf: true,
  settleEnrolment: true,
  settlePrograms: true,
  settleProgramPortion: true,
  settleMembersPortion: true,
  listDueDates: true,
  findDueDate: true,
  settleCoursePortion: true,
}

const IMPORT = { maxRemovals: { percent: 5 }, overwrite: false }

async function imported(tx: Writer, owner: Principal, state: 'reading' | 'planned' = 'reading') {
  const { id } = await createImport(tx, owner, 'people', IMPORT)
  await tx.imports.update(owner.accountId, id, { state })
  return id
}

async function* fileOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** Operations that open transactions themselves: whom they serve, and a call that fits; or why they ask for no right. */
export const WITH_STORE: Readonly<
  Record<
    string,
    | string
    | {
        readonly serves: 'everybody' | 'owner'
        readonly call: (store: Store, by: Principal, its: RightsWorld) => Promise<string>
      }
  >
> = {
  signInByPassword: 'The password is what is looked at: by it the person becomes known.',
  signInByNameOrAddress: 'The password is what is looked at: by it the person becomes known.',
  signInByKey: 'The key and its secret are what is looked at: by them the person becomes known.',
  confirmSession: 'The password of the person of the session that was shown is the right.',
  setOwnPassword: 'The password of the person of the session that was shown is the right.',
  carryOn: 'It carries on what an operation has left for later, in the name of who asked for that.',
  finishPendingWork: 'It carries on what operations have left for later, in the name of who asked for that.',
  listCategoriesAsJson: {
    serves: 'everybody',
    call: async (store, by) =>
      textOf(await listCategoriesAsJson(store, by, { of: 'account' }, [['name', 'name']])),
  },
  listContributableAsJson: {
    serves: 'everybody',
    call: async (store, by) => textOf(await listContributableAsJson(store, by, [['name', 'name']])),
  },
  listAsTable: {
    serves: 'owner',
    call: async (store, by) => textOf(await listAsTable(store, by, 'people', { format: 'csv', filter: {} })),
  },
  listAllTables: {
    serves: 'owner',
    call: async (store, by) => {
      const files = [...(await listAllTables(store, by, { format: 'csv' }))]
      return (await Promise.all(files.map(({ content }) => textOf(content as AsyncIterable<string>)))).join(
        '',
      )
    },
  },
  readImport: {
    serves: 'owner',
    call: async (store, by) => {
      const files = filesOfCsv('groups', 'groups.csv', fileOf('name\nNew\n'))
      return (await readImport(store, by, { kind: 'groups', options: IMPORT, files })).state
    },
  },
  listReports: {
    serves: 'owner',
    call: async (store, by, { owner }) => {
      const id = await store.write((tx) => imported(tx, owner))
      return JSON.stringify(await listReports(store, by, id))
    },
  },
  listPersonalData: {
    serves: 'owner',
    call: async (store, by, { member }) => {
      const files = await listPersonalData(store, by, member.id)
      return (await Promise.all(files.map(({ content }) => textOf(content as AsyncIterable<string>)))).join(
        '',
      )
    },
  },
  listTopicPages: 'It is a step of the two below.',
  listTopicsAsSkos: {
    serves: 'everybody',
    call: async (store, by) => textOf(await listTopicsAsSkos(store, by, { format: 'turtle', filter: {} })),
  },
  listTopicsAsCase: {
    serves: 'everybody',
    call: async (store, by) => textOf(await listTopicsAsCase(store, by, { filter: {} })),
  },
  listTagNamesAsJson: {
    serves: 'owner',
    call: async (store, by, its) =>
      textOf(listTagNamesAsJson(store, await store.read((reader) => opened(reader, by, its)), {})),
  },
}

async function textOf(chunks: AsyncIterable<string> | undefined): Promise<string> {
  const texts: string[] = []
  for await (const chunk of chunks ?? []) texts.push(chunk)
  return texts.join('')
}
