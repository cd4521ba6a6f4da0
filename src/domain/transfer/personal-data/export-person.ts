import type { ZippedFile } from '../../../lib/zip.ts'
import { getActor } from '../../actor.ts'
import type { AuditEntry } from '../../audit.ts'
import { eachPage } from '../../each-page.ts'
import type { Subject } from '../../errors.ts'
import type { MemberId } from '../../ids.ts'
import type { Cursor } from '../../page.ts'
import { requireMember } from '../../people/members.ts'
import { demand, mayHandlePersonalData } from '../../permissions.ts'
import type { Principal } from '../../principal.ts'
import type { Reader, Store } from '../../store.ts'

const PART = 200

/**
 * Everything that is known of a person, a file for each kind of it: their profile, groups, courses with results, attempts
 * at quizzes, certificates, mails, keys and sessions without their secrets, and the audit trail about them and of them.
 * @throws not_found, forbidden at once
 */
export async function listPersonalData(
  store: Pick<Store, 'read' | 'readLong'>,
  by: Principal,
  id: MemberId,
): Promise<readonly ZippedFile[]> {
  const { accountId } = by
  const small = await store.read(async (reader) => {
    demand(mayHandlePersonalData(await getActor(reader, by)), 'member', 'export')
    return smallFiles(reader, by, id)
  })
  const enrolments = small.enrolments.map((one) => one.id)
  return [
    ...Object.entries(small.files).map(([name, content]) => whole(`${name}.json`, content)),
    { name: 'mails.jsonl', content: lines(mails()) },
    { name: 'attempts.jsonl', content: lines(attempts()) },
    { name: 'history.jsonl', content: lines(history()) },
    { name: 'actions.jsonl', content: lines(actions()) },
  ]

  function mails(): AsyncIterable<readonly object[]> {
    return eachPage(async (before: number | null) =>
      read(async (reader) => {
        const sent = await reader.outbox.listMailsOfMember(accountId, id, { before, limit: PART })
        const items: object[] = []
        for (const mail of sent) {
          const delivery = await reader.outbox.find(accountId, mail.id)
          // The link in it may let its reader in.
          const body = delivery?.kind === 'mail' ? delivery.payload.body : null
          items.push({ ...mail, at: instant(mail.at), body })
        }
        return { items, next: sent.at(-1)?.id ?? null }
      }),
    )
  }

  async function* attempts(): AsyncGenerator<readonly object[]> {
    for (const enrolment of enrolments) {
      yield* eachPage(async (before: number | null) => {
        const part = await read((reader) =>
          reader.enrolments.listAttempts(accountId, enrolment, { before, limit: PART }),
        )
        const items = part.map((one) => ({ enrolment, ...one, at: instant(one.at) }))
        return { items, next: part.at(-1)?.id ?? null }
      })
    }
  }

  /** What happened to the person, whoever did it: without the names of others. */
  async function* history(): AsyncGenerator<readonly object[]> {
    const subjects: readonly (readonly [Subject, readonly number[]])[] = [
      ['member', [id]],
      ['invitation', [id]],
      ['enrolment', enrolments],
      ['program_membership', small.memberships.map((one) => one.id)],
      ['session', small.sessions.map((one) => one.id)],
    ]
    for (const [subject, ids] of subjects) {
      yield* eachPage(async (before: number | null) => {
        const part = await read((reader) =>
          reader.audit.listOfSubjects(accountId, subject, ids, { before, limit: PART }),
        )
        const items = part.map((entry) => ({
          ...actionOf(entry),
          byThemself: entry.memberId === id,
          before: entry.before,
          after: entry.after,
        }))
        return { items, next: part.at(-1)?.id ?? null }
      })
    }
  }

  /** What the person did. What the things were before and after is not theirs. */
  function actions(): AsyncIterable<readonly object[]> {
    return eachPage(async (after: Cursor | null) => {
      const { items, next } = await read((reader) =>
        reader.audit.listByKey(accountId, { filter: { member: [id] }, page: { after, limit: PART } }),
      )
      return { items: items.map(actionOf), next }
    })
  }

  /** Rights may have been taken since the part before. */
  function read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return store.read(async (reader) => {
      demand(mayHandlePersonalData(await getActor(reader, by)), 'member', 'export')
      return work(reader)
    })
  }
}

/** What there is little of, of one person. */
async function smallFiles(reader: Reader, by: Principal, id: MemberId) {
  const { accountId } = by
  const member = await requireMember(reader, by, { id })
  const { id: _, lastSeen, invited, activated, created, modified, ...values } = member
  const courses = await reader.enrolments.listOwn(accountId, id)
  const programs = await reader.programMemberships.listOwn(accountId, id)
  const sessions = await reader.sessions.listOfMember(accountId, id)
  const keys = await reader.credentials.list(accountId)
  const groups = await reader.members.listGroups(accountId, id)
  const certificates = [
    ...courses.map(({ enrolment, course }) => ({ of: course.name, certificate: enrolment.certificate })),
    ...programs.map(({ membership, program }) => ({ of: program.name, certificate: membership.certificate })),
  ].flatMap(({ of, certificate }) =>
    certificate === null
      ? []
      : [
          {
            ...certificate,
            of,
            created: instant(certificate.created),
            expires: instant(certificate.expires),
          },
        ],
  )
  const files = {
    profile: {
      id,
      ...values,
      roles: await reader.members.listOwnRoles(accountId, id),
      invited: instant(invited),
      activated: instant(activated),
      lastSeen: instant(lastSeen),
      created: instant(created),
      modified: instant(modified),
    },
    groups: groups.map(({ name, code }) => ({ name, code })),
    courses: courses.map(({ enrolment, course }) => {
      const { certificate: _certificate, memberId: _member, ...result } = enrolment
      return {
        course: course.name,
        ...result,
        created: instant(result.created),
        started: instant(result.started),
        completed: instant(result.completed),
        modified: instant(result.modified),
      }
    }),
    programs: programs.map(({ membership, program }) => {
      const { certificate: _certificate, memberId: _member, ...state } = membership
      return {
        program: program.name,
        ...state,
        created: instant(state.created),
        completed: instant(state.completed),
        modified: instant(state.modified),
      }
    }),
    certificates,
    subscriptions: await reader.subscriptions.listCategoryGuids(accountId, id),
    sessions: sessions.map((session) => ({
      door: session.door,
      agent: session.agent,
      created: instant(session.created),
      expires: instant(session.expires),
    })),
    keys: keys.flatMap(({ memberId, door, label, created: made, revoked, lastUsed }) =>
      memberId === id
        ? [{ door, label, created: instant(made), revoked: instant(revoked), lastUsed: instant(lastUsed) }]
        : [],
    ),
  }
  return {
    files,
    enrolments: courses.map(({ enrolment }) => enrolment),
    memberships: programs.map(({ membership }) => membership),
    sessions,
  }
}

function actionOf({ at, door, action, subject, subjectId }: AuditEntry) {
  return { at: instant(at), door, action, subject, subjectId }
}

function whole(name: string, content: object): ZippedFile {
  return { name, content: once(`${JSON.stringify(content, null, 2)}\n`) }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

async function* lines(parts: AsyncIterable<readonly object[]>): AsyncGenerator<string> {
  for await (const part of parts) yield part.map((one) => `${JSON.stringify(one)}\n`).join('')
}

function instant(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
