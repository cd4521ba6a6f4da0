import Type, { type Static } from 'typebox'
import { listSessionsOfMember, revokeSessionsOfMember } from '../../domain/access/sessions.ts'
import { issuePasswordReset } from '../../domain/access/password-resets.ts'
import { activationPath } from '../../domain/academy/address.ts'
import type { MemberId } from '../../domain/ids.ts'
import { countLearning } from '../../domain/learning/count-learning.ts'
import { deleteMember } from '../../domain/learning/delete-member.ts'
import { ENROLMENT_SORTS } from '../../domain/learning/enrolment-list.ts'
import { INVITATION_LIFETIME } from '../../domain/learning/invitation.ts'
import { inviteMember } from '../../domain/learning/invitations.ts'
import { listEnrolmentsInOrder } from '../../domain/learning/list-enrolments.ts'
import { listAuditNames } from '../../domain/audit-names.ts'
import { listTimeline } from '../../domain/learning/timeline.ts'
import { createOrUpdatePerson, type PersonKey } from '../../domain/people/create-or-update-person.ts'
import { GROUP_SORTS } from '../../domain/people/group-list.ts'
import { listGroupViewsOfMember } from '../../domain/people/group-view.ts'
import { lockMember, updateMember } from '../../domain/people/members.ts'
import { createPersonView, getPersonView, listPersonViews } from '../../domain/people/person-view.ts'
import { PERSON_SORTS } from '../../domain/people/person-list.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { foldAddress } from '../../lib/mail-address.ts'
import { Enrolment } from '../enrolments/enrolment-shapes.ts'
import { enrolmentFilter, enrolmentFilters, enrolmentExpand } from '../enrolments/list-parameters.ts'
import { presentEnrolment } from '../enrolments/present-enrolment.ts'
import { Group } from '../groups/group-shapes.ts'
import { presentGroup } from '../groups/present-group.ts'
import { created, DONE, thing, told } from '../table/answer.ts'
import { bulk } from '../table/bulk.ts'
import type { Call } from '../table/call.ts'
import {
  listAnswer,
  listParameters,
  listRequest,
  searched,
  whenChanged,
  whenChangedFilter,
} from '../table/lists.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { FIXED_SORTS, newestFirst, pageOfAll } from '../table/short-lists.ts'
import { personAt, personName, unlessMissing } from '../table/places.ts'
import { Problem } from '../problems/problem.ts'
import { addressOf } from '../address.ts'
import { instant, orNull, page, request } from '../table/shapes.ts'
import { peopleExpand, peopleFilter, peopleFilters } from './list-parameters.ts'
import { newPerson, personChange } from './parse-person.ts'
import {
  NewPerson,
  Person,
  PersonChange,
  PersonUnderKey,
  SentInvitation,
  SentReset,
  Session,
  TimelineEntry,
} from './person-shapes.ts'
import { presentPerson, presentSession, presentTimelineEntry } from './present-person.ts'

const TOKEN_BYTES = 32
const TAKEN = ['username_taken', 'email_taken'] as const

const createPerson = writes({
  id: 'createPerson',
  method: 'POST',
  path: '/people',
  summary: 'Create a person',
  description: 'They have no password: invite them. Without a role they are a learner.',
  scope: 'people:write',
  body: NewPerson,
  answers: { 201: Person },
  problems: TAKEN,
  example: { body: { email: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace' } },
  write: async (tx, { by, body }) => {
    const view = await createPersonView(tx, by, await newPerson(tx, by, body))
    return created(presentPerson(view), `/people/${view.member.id}`)
  },
})

const updatePerson = writes({
  id: 'updatePerson',
  method: 'PATCH',
  path: '/people/{person}',
  summary: 'Change a person',
  description:
    'Whoever is barred by it is signed out everywhere. A username that is the e-mail address follows it.',
  scope: 'people:write',
  body: PersonChange,
  answers: { 200: Person },
  problems: TAKEN,
  example: { body: { department: 'Sales', timeZone: 'Europe/Vienna' } },
  current: currentPerson,
  effects: async (tx, { by, path, body: { status = 'active' } }) => {
    if (status === 'active') return { sessionsEnded: 0 }
    const sessions = await listSessionsOfMember(tx, by, await personAt(tx, by, path.person))
    return { sessionsEnded: sessions.length }
  },
  write: async (tx, { by, path, body }) => {
    const id = await personAt(tx, by, path.person)
    await updateMember(tx, by, { id }, await personChange(tx, by, body))
    return thing(await personNow(tx, by, id))
  },
})

const deletePerson = writes({
  id: 'deletePerson',
  method: 'DELETE',
  path: '/people/{person}',
  summary: 'Delete a person',
  description: 'With their enrolments, results, certificates, sessions and keys.',
  scope: 'people:write',
  answers: { 204: null },
  current: currentPerson,
  effects: async (tx, { by, path }) => {
    const { enrolments, certificates, programMemberships } = await countLearning(
      tx,
      by,
      await personAt(tx, by, path.person),
    )
    return {
      enrolmentsDeleted: enrolments,
      certificatesDeleted: certificates,
      programMembershipsDeleted: programMemberships,
    }
  },
  write: async (tx, { by, path }) => {
    await deleteMember(tx, by, { id: await personAt(tx, by, path.person) })
    return DONE
  },
})

const invitePerson = writes({
  id: 'invitePerson',
  method: 'POST',
  path: '/people/{person}/invite',
  summary: 'Invite a person to the academy',
  description: 'Links that were sent before end. What is left out of the words is as it is set up.',
  scope: 'people:write',
  body: request({
    subject: Type.Optional(orNull(Type.String({ maxLength: 255 }))),
    body: Type.Optional(orNull(Type.String({ maxLength: 20_000 }))),
    action: Type.Optional(orNull(Type.String({ maxLength: 100 }))),
  }),
  answers: { 200: SentInvitation },
  problems: ['conflict'],
  write: async (tx, call) => {
    const { by, path, body, services } = call
    const address = await addressOf(tx, call)
    const { member, subject, at } = await inviteMember(tx, by, await personAt(tx, by, path.person), {
      place: { of: 'academy' },
      words: () => ({
        subject: body.subject ?? null,
        body: body.body ?? null,
        action: body.action ?? null,
      }),
      token: services.ids.token(TOKEN_BYTES),
      lifetime: services.settings.invitationLifetime ?? INVITATION_LIFETIME,
      linkTo: (token) => address + activationPath(token),
    })
    return told({ to: member.email, subject, at: instant(at) })
  },
})

/** `/people`: the people of the academy. */
export const personOperations: readonly Operation[] = [
  reads({
    id: 'listPeople',
    path: '/people',
    summary: 'People',
    scope: 'people:read',
    query: { ...listParameters(PERSON_SORTS), ...searched, ...peopleFilters },
    answers: { 200: page(Person) },
    expand: peopleExpand,
    example: { query: 'status=active&sort=lastName&limit=10' },
    read: async (reader, call) => {
      const people = await listPersonViews(reader, call.by, {
        ...listRequest(call, PERSON_SORTS),
        filter: peopleFilter(call.query),
      })
      return listAnswer(call, people, presentPerson)
    },
  }),
  createPerson,
  reads({
    id: 'getPerson',
    path: '/people/{person}',
    summary: 'A person',
    scope: 'people:read',
    answers: { 200: Person },
    expand: peopleExpand,
    read: async (reader, { by, path }) =>
      thing(presentPerson(await getPersonView(reader, by, personName(path.person)))),
  }),
  updatePerson,
  writes({
    id: 'putPerson',
    method: 'PUT',
    path: '/people/{person}',
    summary: 'Create or update a person by a key of yours',
    description:
      'At `/people/external:HR-4711`, `email:…` or `username:…`: the person is made, or, where there is one of that key, is changed. What isn’t said stays as it is. An id or a GUID must be of somebody who is there.',
    scope: 'people:write',
    body: PersonUnderKey,
    answers: { 200: Person, 201: Person },
    problems: TAKEN,
    example: {
      path: '/people/external:HR-4711',
      body: { email: 'ada.king@example.com', firstName: 'Ada', lastName: 'King' },
    },
    current: async (tx, call) => (await unlessMissing(() => currentPerson(tx, call))) ?? null,
    write: putPerson,
  }),
  deletePerson,
  bulk({
    id: 'bulkPeople',
    path: '/people/bulk',
    summary: 'Create, update, delete and invite many people at once',
    scope: 'people:write',
    place: 'person',
    verbs: { create: createPerson, update: updatePerson, delete: deletePerson, invite: invitePerson },
    example: [{ op: 'create', email: 'grace@example.com', firstName: 'Grace', lastName: 'Hopper' }],
  }),
  reads({
    id: 'listEnrolmentsOfPerson',
    path: '/people/{person}/enrolments',
    summary: 'The enrolments of a person',
    scope: 'people:read',
    query: { ...listParameters(ENROLMENT_SORTS), ...enrolmentFilters },
    answers: { 200: page(Enrolment) },
    expand: enrolmentExpand,
    read: async (reader, call) => {
      const member = await personAt(reader, call.by, call.path.person)
      const enrolments = await listEnrolmentsInOrder(reader, call.by, {
        ...listRequest(call, ENROLMENT_SORTS),
        filter: { ...enrolmentFilter(call.query), member: [member] },
      })
      const address = await addressOf(reader, call)
      return listAnswer(call, enrolments, (one) => presentEnrolment(one, address))
    },
  }),
  reads({
    id: 'listGroupsOfPerson',
    path: '/people/{person}/groups',
    summary: 'The groups that a person is in',
    scope: 'people:read',
    query: { ...listParameters(GROUP_SORTS), ...searched, ...whenChanged },
    answers: { 200: page(Group) },
    read: async (reader, call) => {
      const member = await personAt(reader, call.by, call.path.person)
      const groups = await listGroupViewsOfMember(reader, call.by, member, {
        ...listRequest(call, GROUP_SORTS),
        filter: whenChangedFilter(call.query),
      })
      return listAnswer(call, groups, presentGroup)
    },
  }),
  reads({
    id: 'listTimeline',
    path: '/people/{person}/timeline',
    summary: 'The timeline of a person',
    description:
      'The newest first, unless sorted: changes of the person, their invitations and enrolments, mails to them, tries at quizzes and courses completed. For those who may read the audit trail.',
    scope: 'audit:read',
    query: listParameters(['at']),
    answers: { 200: page(TimelineEntry) },
    read: async (reader, call) => {
      const member = await personAt(reader, call.by, call.path.person)
      const query = { ...listRequest(call, ['at']), filter: {} }
      const entries = await listTimeline(reader, call.by, member, query)
      const changes = entries.items.flatMap((entry) => (entry.kind === 'change' ? [entry.change] : []))
      const names = await listAuditNames(reader, call.by, changes)
      return listAnswer(call, entries, (entry) => presentTimelineEntry(entry, names))
    },
  }),
  invitePerson,
  writes({
    id: 'resetPassword',
    method: 'POST',
    path: '/people/{person}/password-reset',
    summary: 'Send a person a link to reset the password',
    scope: 'people:write',
    answers: { 200: SentReset },
    problems: ['conflict'],
    write: async (tx, call) => {
      const { by, path, services } = call
      const address = await addressOf(tx, call)
      const { to, at, expires } = await issuePasswordReset(tx, by, await personAt(tx, by, path.person), {
        token: services.ids.token(TOKEN_BYTES),
        linkTo: (token) => `${address}/reset-password?token=${encodeURIComponent(token)}`,
      })
      return told({ to, at: instant(at), expires: instant(expires) })
    },
  }),
  reads({
    id: 'listSessionsOfPerson',
    path: '/people/{person}/sessions',
    summary: 'The sessions of a person',
    scope: 'people:read',
    description: 'The newest first, unless sorted.',
    query: listParameters(FIXED_SORTS),
    answers: { 200: page(Session) },
    read: async (reader, call) => {
      const { by, path } = call
      const sessions = await listSessionsOfMember(reader, by, await personAt(reader, by, path.person))
      const part = pageOfAll(sessions, newestFirst(listRequest(call, FIXED_SORTS)))
      return listAnswer(call, part, presentSession)
    },
  }),
  writes({
    id: 'endSessionsOfPerson',
    method: 'DELETE',
    path: '/people/{person}/sessions',
    summary: 'Sign a person out everywhere',
    scope: 'people:write',
    answers: { 204: null },
    effects: async (tx, { by, path }) => {
      const sessions = await listSessionsOfMember(tx, by, await personAt(tx, by, path.person))
      return { sessionsEnded: sessions.length }
    },
    write: async (tx, { by, path }) => {
      await revokeSessionsOfMember(tx, by, await personAt(tx, by, path.person))
      return DONE
    },
  }),
]

async function putPerson(tx: Writer, { by, path, body }: Call<unknown, Static<typeof PersonUnderKey>>) {
  const place = personName(path.person)
  const said = await personChange(tx, by, body)
  if (!('externalId' in place)) {
    const isKey = 'email' in place || 'username' in place
    const known = isKey ? await unlessMissing(() => personAt(tx, by, path.person)) : undefined
    if (!isKey || known !== undefined) {
      const id = known ?? (await personAt(tx, by, path.person))
      await updateMember(tx, by, { id }, said)
      return thing(await personNow(tx, by, id))
    }
    demandSameKey(place, body)
  }
  const { username, email } = { ...body, ...place }
  const name = username ?? email ?? undefined
  if (name === undefined) throw new Problem('invalid', { errors: [{ pointer: '/email', code: 'required' }] })
  const { id, isNew } = await createOrUpdatePerson(tx, by, place, {
    draft: { ...said, lastName: body.lastName, username: name },
    change: said,
  })
  const now = await personNow(tx, by, id)
  return isNew ? created(now, `/people/${id}`) : thing(now)
}

/** A new person has the key of the path: another one in the body would be without effect. @throws Problem invalid */
function demandSameKey(
  place: Exclude<PersonKey, { externalId: string }>,
  body: Static<typeof PersonUnderKey>,
) {
  const [key, value] =
    'email' in place ? (['email', place.email] as const) : (['username', place.username] as const)
  const given = body[key]
  if (given === undefined || (given !== null && foldAddress(given) === foldAddress(value))) return
  throw new Problem('invalid', { errors: [{ pointer: `/${key}`, code: 'not_one_of', hint: [value] }] })
}

async function personNow(reader: Reader, by: Call['by'], id: MemberId) {
  return presentPerson(await getPersonView(reader, by, { id }))
}

async function currentPerson(tx: Writer, { by, path }: Call): Promise<unknown> {
  const { id } = await lockMember(tx, by, { id: await personAt(tx, by, path.person) })
  return personNow(tx, by, id)
}
