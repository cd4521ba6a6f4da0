import { SYSTEM_ITSELF } from '../src/domain/principal.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount } from '../src/domain/academy/tenancy.ts'
import type { AuditEntry } from '../src/domain/audit.ts'
import { createCourse } from '../src/domain/courses/courses.ts'
import { deleteCourse } from '../src/domain/learning/delete-course.ts'
import { createProgram } from '../src/domain/courses/programs.ts'
import { deleteProgram } from '../src/domain/learning/delete-program.ts'
import { createWebhook, deleteWebhook } from '../src/domain/delivery/webhooks.ts'
import { WEBHOOK_EVENTS } from '../src/domain/delivery/webhook.ts'
import { DomainError } from '../src/domain/errors.ts'
import { enrolMember, unenrolMember } from '../src/domain/learning/enrolments.ts'
import { joinProgram, leaveProgram } from '../src/domain/learning/program-memberships.ts'
import { createGroup, deleteGroup } from '../src/domain/people/groups.ts'
import { deleteMember } from '../src/domain/learning/delete-member.ts'
import { createMember } from '../src/domain/people/members.ts'
import { addMemberToGroup, removeMemberFromGroups } from '../src/domain/people/group-membership.ts'
import type { Principal } from '../src/domain/principal.ts'
import type { Store, Writer } from '../src/domain/store.ts'
import { createCategory, deleteCategory } from '../src/domain/taxonomy/categories.ts'
import { addCategoryTag, removeCategoryTag } from '../src/domain/taxonomy/category-tags.ts'
import { openFreshPostgres, openPostgresAt, startPostgres, type TestPostgres } from './support/postgres.ts'

// What SQLite's one writer hides: two nodes that do the same thing, or opposite things, at the same moment.

const ROUNDS = 12

let server: TestPostgres
let nodes: readonly [Store, Store]
let owner: Principal
let made = 0

beforeAll(async () => {
  server = await startPostgres()
  const { store, url } = await openFreshPostgres(server)
  nodes = [store, await openPostgresAt(url)]
  ;({ owner } = await store.write((tx) =>
    createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
  ))
  await store.write((tx) =>
    createWebhook(tx, owner, {
      url: 'https://receiver.example.com/',
      events: WEBHOOK_EVENTS,
      format: 'coursepath',
      singleAttempt: false,
      sealedSecret: 'sealed',
    }),
  )
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await server.stop()
})

const name = () => `thing ${++made}`
const member = (tx: Writer) => {
  const username = name()
  return createMember(tx, owner, { username, lastName: username, status: 'active' })
}
const course = (tx: Writer) => createCourse(tx, owner, { name: name() })
const category = async (tx: Writer) =>
  (await createCategory(tx, owner, { name: name(), parent: null })).category

/** Runs the works at both nodes at once. Which were done; the others must have been refused in the domain's words. */
async function atOnce(...works: readonly ((tx: Writer) => Promise<unknown>)[]): Promise<boolean[]> {
  const outcomes = await Promise.allSettled(works.map((work, i) => nodes[i % 2 === 0 ? 0 : 1].write(work)))
  return outcomes.map((outcome) => {
    if (outcome.status === 'fulfilled') return true
    if (!(outcome.reason instanceof DomainError) || outcome.reason.kind === 'unavailable')
      throw outcome.reason as Error
    return false
  })
}

async function newest(): Promise<number> {
  const [entry] = await nodes[0].read((reader) => reader.audit.listNewest(owner.accountId, {}, 1))
  return entry?.id ?? 0
}

/** What was written into the trail since then, as `action subject id`. */
async function written(since: number): Promise<string[]> {
  const entries = await nodes[0].read((reader) => reader.audit.list(owner.accountId, since, 10_000))
  return entries.map(({ action, subject, subjectId }: AuditEntry) => `${action} ${subject} ${subjectId}`)
}

/** The events of that kind that were put into the outbox for these people. */
async function events(event: string, members: readonly number[]): Promise<number> {
  const [webhook] = await nodes[0].read((reader) => reader.webhooks.list(owner.accountId))
  const all = await nodes[0].read((reader) =>
    reader.outbox.list(owner.accountId, { kind: 'webhook_event', webhookId: webhook?.id ?? null }, 100_000),
  )
  return all.filter(
    ({ payload }) => 'memberId' in payload && payload.event === event && members.includes(payload.memberId),
  ).length
}

describe('of several that delete the same at once, one does, and is written down once:', () => {
  it('a person with enrolments', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const person = await nodes[0].write(async (tx) => {
        const one = await member(tx)
        for (let i = 0; i < 3; i++) await enrolMember(tx, owner, (await course(tx)).id, one.id)
        return one
      })
      const before = await newest()
      const remove = (tx: Writer) => deleteMember(tx, owner, { id: person.id })
      expect((await atOnce(remove, remove, remove, remove)).filter(Boolean)).toHaveLength(1)
      const trail = await written(before)
      expect(new Set(trail).size).toBe(trail.length)
      expect(trail.filter((line) => line.startsWith('delete enrolment'))).toHaveLength(3)
      expect(trail).toContain(`delete member ${person.id}`)
      expect(await events('enrolment_deleted', [person.id])).toBe(3)
    }
  })

  it('a course with people, tags and a program', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { id, people } = await nodes[0].write(async (tx) => {
        const one = await course(tx)
        const people = [await member(tx), await member(tx)]
        const program = await createProgram(tx, owner, { name: name(), courseIds: [one.id] })
        for (const person of people) await joinProgram(tx, owner, program.id, person.id)
        await addCategoryTag(tx, owner, { categoryId: (await category(tx)).id, courseId: one.id, code: null })
        return { id: one.id, people: people.map((person) => person.id) }
      })
      const before = await newest()
      const remove = (tx: Writer) => deleteCourse(tx, owner, id)
      expect((await atOnce(remove, remove, remove)).filter(Boolean)).toHaveLength(1)
      const trail = await written(before)
      expect(trail.filter((line) => line === `delete course ${id}`)).toHaveLength(1)
      expect(trail.filter((line) => line.startsWith('delete enrolment'))).toHaveLength(2)
      expect(trail.filter((line) => line.startsWith('delete category_tag'))).toHaveLength(1)
      expect(await events('enrolment_deleted', people)).toBe(2)
    }
  })

  it.each<[string, (tx: Writer) => Promise<(tx: Writer) => Promise<unknown>>]>([
    [
      'a group',
      async (tx) => {
        const { guid } = await createGroup(tx, owner, { name: name(), members: [(await member(tx)).guid] })
        return (other) => deleteGroup(other, owner, { guid })
      },
    ],
    [
      'a category',
      async (tx) => {
        const { id } = await category(tx)
        return (other) => deleteCategory(other, owner, { id })
      },
    ],
    [
      'a tag',
      async (tx) => {
        const place = { categoryId: (await category(tx)).id, courseId: (await course(tx)).id, code: null }
        const { id } = await addCategoryTag(tx, owner, place)
        return (other) => removeCategoryTag(other, owner, id)
      },
    ],
    [
      'a program',
      async (tx) => {
        const { id } = await createProgram(tx, owner, { name: name(), courseIds: [(await course(tx)).id] })
        await joinProgram(tx, owner, id, (await member(tx)).id)
        return (other) => deleteProgram(other, owner, id)
      },
    ],
    [
      'an enrolment',
      async (tx) => {
        const [{ id }, person] = [await course(tx), await member(tx)]
        await enrolMember(tx, owner, id, person.id)
        return (other) => unenrolMember(other, owner, id, person.id)
      },
    ],
    [
      'a membership of a program',
      async (tx) => {
        const { id } = await createProgram(tx, owner, { name: name(), courseIds: [] })
        const person = await member(tx)
        await joinProgram(tx, owner, id, person.id)
        return (other) => leaveProgram(other, owner, id, person.id)
      },
    ],
    [
      'a webhook',
      async (tx) => {
        const { id } = await createWebhook(tx, owner, {
          url: 'https://other.example.com/',
          events: ['enrolment_created'],
          format: 'coursepath',
          singleAttempt: false,
          sealedSecret: 'sealed',
        })
        return (other) => deleteWebhook(other, owner, id)
      },
    ],
  ])('%s', async (_, prepare) => {
    for (let round = 0; round < ROUNDS; round++) {
      const remove = await nodes[0].write(prepare)
      const before = await newest()
      expect((await atOnce(remove, remove, remove)).filter(Boolean)).toHaveLength(1)
      const trail = await written(before)
      expect(trail.length).toBeGreaterThan(0)
      expect(new Set(trail).size).toBe(trail.length)
    }
  })
})

describe('nothing vanishes without being written down', () => {
  it('or is written down twice, when a tag goes with its category and with its course at once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { tag, topic, one } = await nodes[0].write(async (tx) => {
        const [topic, one] = [await category(tx), await course(tx)]
        const tag = await addCategoryTag(tx, owner, { categoryId: topic.id, courseId: one.id, code: null })
        return { tag, topic, one }
      })
      const before = await newest()
      await atOnce(
        (tx) => deleteCategory(tx, owner, { id: topic.id }),
        (tx) => deleteCourse(tx, owner, one.id),
        (tx) => removeCategoryTag(tx, owner, tag.id),
      )
      const lines = await written(before)
      expect(lines.filter((line) => line.startsWith('delete category_tag'))).toEqual([
        `delete category_tag ${tag.id}`,
      ])
    }
  })

  it('when a tag is put on while its category or course is deleted', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [topic, one, other] = await nodes[0].write(async (tx) => [
        await category(tx),
        await course(tx),
        await course(tx),
      ])
      const before = await newest()
      const tag = (courseId: number) => (tx: Writer) =>
        addCategoryTag(tx, owner, { categoryId: topic.id, courseId, code: null })
      const remove =
        round % 2 === 0
          ? (tx: Writer) => deleteCategory(tx, owner, { id: topic.id })
          : (tx: Writer) => deleteCourse(tx, owner, one.id)
      await atOnce(tag(one.id), remove, tag(other.id))
      const lines = await written(before)
      const left = await nodes[0].read(async (reader) => [
        ...(await reader.categoryTags.listOfCourse(owner.accountId, one.id)),
        ...(await reader.categoryTags.listOfCourse(owner.accountId, other.id)),
      ])
      const held = new Set<string>()
      for (const line of lines) {
        const [action, subject, id] = line.split(' ')
        if (subject !== 'category_tag') continue
        if (action === 'create') held.add(String(id))
        else held.delete(String(id))
      }
      expect([...held].sort()).toEqual(left.map(({ id }) => String(id)).sort())
    }
  })

  it('when people come into courses, programs and groups that are deleted with them', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { person, lesson, program, group } = await nodes[0].write(async (tx) => {
        const lesson = await course(tx)
        return {
          person: await member(tx),
          lesson,
          program: await createProgram(tx, owner, { name: name(), courseIds: [lesson.id] }),
          group: await createGroup(tx, owner, { name: name() }),
        }
      })
      const before = await newest()
      await atOnce(
        (tx) => joinProgram(tx, owner, program.id, person.id),
        (tx) =>
          [
            () => deleteMember(tx, owner, { id: person.id }),
            () => deleteCourse(tx, owner, lesson.id),
            () => deleteProgram(tx, owner, program.id),
          ][round % 3]?.() ?? Promise.resolve(),
        (tx) => enrolMember(tx, owner, lesson.id, person.id),
        (tx) => addMemberToGroup(tx, owner, person.id, () => group.name),
        (tx) => removeMemberFromGroups(tx, owner, person.id, () => undefined),
      )
      const held = new Set<string>()
      for (const line of await written(before)) {
        const [action, ...rest] = line.split(' ')
        if (action === 'create') held.add(rest.join(' '))
        else if (action === 'delete') held.delete(rest.join(' '))
      }
      const { enrolments, memberships } = await nodes[0].read(async (reader) => ({
        enrolments: await reader.enrolments.listOfMember(owner.accountId, person.id),
        memberships: await reader.programMemberships.listOfMember(owner.accountId, person.id),
      }))
      expect([...held].sort()).toEqual(
        [
          ...enrolments.map(({ id }) => `enrolment ${id}`),
          ...memberships.map(({ id }) => `program_membership ${id}`),
        ].sort(),
      )
      const created = await events('enrolment_created', [person.id])
      expect(created - (await events('enrolment_deleted', [person.id]))).toBe(enrolments.length)
    }
  })
})
