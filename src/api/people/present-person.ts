import type { SentMail } from '../../domain/delivery/delivery.ts'
import type { Session } from '../../domain/access/session.ts'
import type { AuditNames } from '../../domain/audit-names.ts'
import type { TimelineEntry } from '../../domain/learning/timeline.ts'
import type { Group } from '../../domain/people/group.ts'
import { fullName, type PersonTitle } from '../../domain/people/member.ts'
import type { PersonView } from '../../domain/people/person-view.ts'
import { presentNames } from '../audit/present-audit.ts'
import { wordOf } from '../problems/of-domain.ts'
import { instant, instantOrNull } from '../table/shapes.ts'

/** A person as the API shows them. */
export function presentPerson({ member, roles, manager, invitation }: PersonView) {
  return {
    id: member.id,
    guid: member.guid,
    externalId: member.externalId,
    username: member.username,
    email: member.email,
    firstName: member.firstName,
    lastName: member.lastName,
    name: fullName(member),
    title: member.title,
    phone: member.phone,
    language: member.language,
    timeZone: member.timeZone,
    country: member.country,
    company: member.company,
    department: member.department,
    association: member.association,
    identification: member.identification,
    registration: member.registration,
    manager: manager && presentTitle(manager),
    roles,
    status: member.status,
    invitation: { ...invitation, at: instantOrNull(invitation.at) },
    lastSeen: instantOrNull(member.lastSeen),
    created: instant(member.created),
    modified: instant(member.modified),
  }
}

/** The reference to a person in other things. */
export function presentTitle(person: PersonTitle) {
  return { id: person.id, name: fullName(person) }
}

/** The reference to a group in a person. */
export function presentGroupTitle({ id, name }: Group) {
  return { id, name }
}

export function presentSession({ id, door, agent, created, expires }: Session) {
  return { id, door, agent, created: instant(created), expires: instant(expires) }
}

export function presentTimelineEntry(entry: TimelineEntry, names: AuditNames) {
  const { kind, at } = entry
  const nothing = { change: null, mail: null, result: null }
  switch (entry.kind) {
    case 'change': {
      const { id, action, subject, subjectId, door, memberId, requestId, before, after } = entry.change
      const person = memberId === null ? null : { id: memberId, name: names.person(memberId) }
      return {
        id: `change:${id}`,
        kind,
        at: instant(at),
        ...nothing,
        change: {
          id,
          action,
          subject: wordOf(subject),
          subjectId,
          ...presentNames(entry.change, names),
          door,
          person,
          requestId,
          before,
          after,
        },
      }
    }
    case 'mail':
      return { id: `mail:${entry.mail.id}`, kind, at: instant(at), ...nothing, mail: presentMail(entry.mail) }
    case 'attempt': {
      const { enrolmentId, course, score, passed } = entry.attempt
      const result = { enrolment: enrolmentId, course: titleOf(course), score, success: passed }
      return { id: `attempt:${entry.attempt.id}`, kind, at: instant(at), ...nothing, result }
    }
    case 'completion': {
      const { id, course, score, success } = entry.completion
      return {
        id: `completion:${id}`,
        kind,
        at: instant(at),
        ...nothing,
        result: { enrolment: id, course: titleOf(course), score, success },
      }
    }
  }
}

function presentMail({ id, to, subject, state, reason }: SentMail) {
  return { id, to, subject, state: state === 'given_up' ? 'failed' : state, reason }
}

function titleOf({ id, name }: { readonly id: number; readonly name: string }) {
  return { id, name }
}
