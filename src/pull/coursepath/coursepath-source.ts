import { createHmac, randomUUID } from 'node:crypto'
import type { Role } from '../../domain/roles.ts'
import { idOf, numberOf, objectOf, objectsOf, textOf, textsOf, type Fields } from '../answer-shapes.ts'
import { countedPages } from '../counted-pages.ts'
import {
  flagCell,
  instantCell,
  listCell,
  neededCell,
  numberCell,
  textCell,
  type PulledRow,
} from '../pulled-row.ts'
import type { ScratchMap } from '../scratch.ts'
import type { SourceClient } from '../source-client.ts'
import type { Login, Reading, Source } from '../source.ts'

const ROLES: readonly Role[] = ['manager', 'assistant', 'auditor', 'trainer', 'author', 'learner']
const PAGE = 1_000

/** What was read of each kind: how later rows name it, by its id at the source. */
interface Known {
  readonly groups: ScratchMap
  readonly people: ScratchMap
  readonly courses: ScratchMap
  readonly programs: ScratchMap
}

/** Coursepath's API v1 (docs/contracts/coursepath.md): people, groups, courses, programs, and results. */
export const coursepathSource: Source = {
  name: 'coursepath',
  needs: {
    user: {
      means: "a manager's e-mail address; without it the secret is a personal key",
      isRequired: false,
    },
    secret: 'the API key of the academy, or a personal key',
  },
  kinds: ['groups', 'people', 'memberships', 'courses', 'programs', 'enrolments', 'program-members'],
  async *read(reading) {
    const map = () => reading.scratch.createMap()
    const known = { groups: map(), people: map(), courses: map(), programs: map() }
    yield* readGroups(reading, known)
    yield* readPeople(reading, known)
    yield* readMemberships(reading, known)
    yield* readCourses(reading, known)
    yield* readPrograms(reading, known)
    yield* readEnrolments(reading, known)
    yield* readProgramMembers(reading, known)
  },
}

async function* readGroups(reading: Reading, { groups }: Known): AsyncIterable<PulledRow> {
  for await (const page of listOf(reading, '/groups')) {
    for (const group of page) {
      const id = idOf(group.id, 'a group')
      const name = textOf(group.name) ?? ''
      const own = await reading.keys.code('groups', { sourceKey: `coursepath:${id}`, code: null, name })
      groups.set(id, own.key)
      yield { kind: 'groups', cells: { id: own.id, code: neededCell(own.key), name: neededCell(name) } }
    }
  }
}

async function* readPeople(reading: Reading, { people }: Known): AsyncIterable<PulledRow> {
  for await (const page of listOf(reading, '/members')) {
    for (const member of page) {
      const id = idOf(member.id, 'a member')
      const email = textOf(member.email)
      const {
        key,
        id: ownId,
        roles,
        name: ownName,
      } = await reading.keys.person({
        sourceKey: `coursepath:${id}`,
        externalId: textOf(member.externalId),
        username: null,
        email,
      })
      people.set(id, `external:${key}`)
      const held = textsOf(member.roles)
      yield {
        kind: 'people',
        cells: {
          id: ownId,
          external_id: neededCell(key),
          email: neededCell(email),
          // This door doesn't tell where the last name begins: a name that is here already stays as it is parted.
          name: textOf(member.name) === ownName ? '' : neededCell(textOf(member.name)),
          language: textCell(textOf(member.locale)),
          country: textCell(textOf(member.country)),
          company: textCell(textOf(member.company)),
          department: textCell(textOf(member.department)),
          association: textCell(textOf(member.association)),
          identification: textCell(textOf(member.identification)),
          registration: textCell(textOf(member.registration)),
          // The roles that this door doesn't know stay.
          roles: listCell([
            ...ROLES.filter((role) => held.includes(role)),
            ...roles.filter((role) => !ROLES.includes(role)),
          ]),
          status: member.active === false ? 'inactive' : 'active',
        },
      }
    }
  }
}

async function* readMemberships(reading: Reading, { groups, people }: Known): AsyncIterable<PulledRow> {
  for (const [id, group] of groups.entries()) {
    for await (const page of listOf(reading, `/groups/${id}/members`)) {
      for (const member of page) {
        const person = people.get(idOf(member.id, 'a member'))
        if (person === undefined) reading.note(gone('A member of a group'))
        else yield { kind: 'memberships', cells: { group: neededCell(`code:${group}`), person } }
      }
    }
  }
}

async function* readCourses(reading: Reading, { courses }: Known): AsyncIterable<PulledRow> {
  for await (const page of listOf(reading, '/courses')) {
    for (const course of page) {
      const id = idOf(course.id, 'a course')
      const name = textOf(course.name) ?? ''
      const own = await reading.keys.code('courses', { sourceKey: `coursepath:${id}`, code: null, name })
      courses.set(id, own.key)
      const duration = numberOf(course.duration)
      yield {
        kind: 'courses',
        cells: {
          id: own.id,
          code: neededCell(own.key),
          name: neededCell(name),
          summary: textCell(textOf(course.description)),
          duration_minutes: numberCell(duration === null ? null : duration / 60_000),
          active: flagCell(course.published === true),
          visibility: textOf(course.visibility) ?? '',
          self_enrolment: textOf(course.selfEnrollment) ?? '',
          language: textCell(textOf(course.locale)),
          thumbnail_url: textCell(textOf(course.thumbnailUrl)),
        },
      }
    }
  }
}

async function* readPrograms(reading: Reading, { courses, programs }: Known): AsyncIterable<PulledRow> {
  for await (const page of listOf(reading, '/programs')) {
    for (const program of page) {
      const name = textOf(program.name) ?? ''
      const id = idOf(program.id, 'a program')
      const own = await reading.keys.code('programs', { sourceKey: `coursepath:${id}`, code: null, name })
      programs.set(id, own.key)
      const inside = textsOf(program.courseIds).flatMap((id) => courses.get(id) ?? [])
      yield {
        kind: 'programs',
        cells: {
          id: own.id,
          code: neededCell(own.key),
          name: neededCell(name),
          description: textCell(textOf(program.description)),
          language: textCell(textOf(program.locale)),
          thumbnail_url: textCell(textOf(program.thumbnailUrl)),
          active: flagCell(program.published === true),
          courses: listCell(inside.map((code) => `code:${code}`)),
        },
      }
    }
  }
}

async function* readEnrolments(reading: Reading, { courses, people }: Known): AsyncIterable<PulledRow> {
  for (const [id, course] of courses.entries()) {
    for await (const page of listOf(reading, `/courses/${id}/coursemembers`)) {
      for (const enrolment of page) {
        const person = people.get(idOf(enrolment.memberId, 'an enrolment'))
        if (person === undefined) {
          reading.note(gone('Somebody in a course'))
          continue
        }
        const certificate = enrolment.certificate as Fields | null | undefined
        yield {
          kind: 'enrolments',
          cells: {
            person,
            course: neededCell(`code:${course}`),
            enrolled: instantCell(textOf(enrolment.created)),
            started: instantCell(textOf(enrolment.started)),
            progress: numberCell(numberOf(enrolment.progress) ?? 0),
            score: numberCell(numberOf(enrolment.score)),
            success: typeof enrolment.success === 'boolean' ? flagCell(enrolment.success) : '',
            completed: textCell(textOf(enrolment.completed)),
            certificate_issued: instantCell(textOf(certificate?.created)),
            certificate_expires: instantCell(textOf(certificate?.expires)),
          },
        }
      }
    }
  }
}

async function* readProgramMembers(reading: Reading, { programs, people }: Known): AsyncIterable<PulledRow> {
  for (const [id, program] of programs.entries()) {
    for await (const page of listOf(reading, `/programs/${id}/members`)) {
      for (const member of page) {
        const memberId = idOf(member.id, 'a member')
        const person = people.get(memberId)
        if (person === undefined) {
          reading.note(gone('Somebody in a program'))
          continue
        }
        const membership = await one(reading, `/programs/${id}/members/${memberId}/programmember`)
        yield {
          kind: 'program-members',
          cells: {
            person,
            program: neededCell(`code:${program}`),
            completed: instantCell(textOf(membership.completed)),
          },
        }
      }
    }
  }
}

function gone(what: string): string {
  return `${what} is left out: the person came or went while it was read.`
}

function listOf(reading: Reading, path: string): AsyncIterable<readonly Fields[]> {
  const part = async (offset: number, limit: number) =>
    objectsOf(await ask(reading, `${path}?offset=${offset}&limit=${limit}`), 'records')
  return countedPages({
    first: 0,
    size: PAGE,
    idOf: ({ id }) => idOf(id, 'a record'),
    met: reading.scratch.createMap(),
    page: (number) => part(number * PAGE, PAGE),
    lastOf: async (number) => (await part(number * PAGE + PAGE - 1, 1))[0],
  })
}

async function one(reading: Reading, path: string): Promise<Fields> {
  return objectOf(await ask(reading, path), 'a record')
}

function ask({ client, login }: Reading, path: string): Promise<unknown> {
  return client.json({
    key: `GET ${path}`,
    send: () => ({
      path: `/api/v1${path}`,
      headers: { authorization: `Bearer ${tokenOf(login, client)}` },
    }),
  })
}

/** A personal key as it is; else a token for this one call, signed with the academy's key. */
function tokenOf({ user, secret }: Login, { now }: SourceClient): string {
  if (user === undefined) return secret
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { jti: randomUUID(), iat: Math.floor(now / 1000), email: user }
  const signed = `${part({ typ: 'JWT', alg: 'HS256' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
