import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import type { AuditEntry } from '../../src/domain/audit.ts'
import type { Course } from '../../src/domain/courses/course.ts'
import type { Lesson } from '../../src/domain/courses/lesson.ts'
import { createCourse } from '../../src/domain/courses/courses.ts'
import { deleteCourse } from '../../src/domain/learning/delete-course.ts'
import { createProgram } from '../../src/domain/courses/programs.ts'
import { deleteProgram } from '../../src/domain/learning/delete-program.ts'
import { updateProgram } from '../../src/domain/learning/update-program.ts'
import { WEBHOOK_EVENTS } from '../../src/domain/delivery/webhook.ts'
import type { CategoryId, MemberId, WebhookId } from '../../src/domain/ids.ts'
import { carryOn, finishPendingWork } from '../../src/domain/transfer/carry-on.ts'
import { getCourse, listCoursesOfMember } from '../../src/domain/courses/read-courses.ts'
import { enrolMember } from '../../src/domain/learning/enrolments.ts'
import { PORTION } from '../../src/domain/learning/large-work.ts'
import { setContent } from '../../src/domain/learning/set-content.ts'
import { getProgram, listPrograms } from '../../src/domain/courses/read-programs.ts'
import { joinProgram } from '../../src/domain/learning/program-memberships.ts'
import { getCertificate } from '../../src/domain/learning/certificates.ts'
import { deleteMember } from '../../src/domain/learning/delete-member.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { setGroupMembers } from '../../src/domain/people/group-membership.ts'
import { createGroup, deleteGroup } from '../../src/domain/people/groups.ts'
import type { Reader, Store, Writer } from '../../src/domain/store.ts'
import { createCategory, deleteCategory, updateCategory } from '../../src/domain/taxonomy/categories.ts'
import type { Category } from '../../src/domain/taxonomy/category.ts'
import type { CategoryTag } from '../../src/domain/taxonomy/category-tag.ts'
import { addCategoryTag } from '../../src/domain/taxonomy/category-tags.ts'
import type { Enrolment } from '../../src/domain/learning/enrolment.ts'
import { BLANK_COURSE, NOBODY } from './blank-values.ts'
import type { OpenedStore } from './store-contract.ts'

const PEOPLE = 2 * PORTION + 50

/** What large operations do alike on every engine. */
export function largeWorkContract(engine: string, open: () => Promise<OpenedStore>): void {
  describe(`large operations on ${engine}`, () => {
    let opened: OpenedStore
    let store: Store
    let owner: Principal
    let webhook: WebhookId
    let people: MemberId[]

    beforeAll(async () => {
      opened = await open()
      ;({ store } = opened)
      ;({ owner, webhook, people } = await store.write(async (tx) => {
        const made = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, [])
        const { id } = await tx.webhooks.insert(made.account.id, {
          url: 'https://receiver.example/',
          events: WEBHOOK_EVENTS,
          format: 'coursepath',
          singleAttempt: false,
          sealedSecret: 'sealed',
        })
        const ids: MemberId[] = []
        for (let n = 0; n < PEOPLE; n++) {
          const values = { ...NOBODY, username: `person ${n}`, lastName: `Person ${n}` }
          ids.push((await tx.members.insert(made.account.id, values)).id)
        }
        return { owner: made.owner, webhook: id, people: ids }
      }))
    })
    afterAll(() => opened.close())

    /** A course that everybody takes. */
    const fullCourse = (name: string, more: Partial<typeof BLANK_COURSE> = {}) =>
      store.write(async (tx) => {
        const course = await tx.courses.insert(owner.accountId, { ...BLANK_COURSE, ...more, name })
        await tx.enrolments.insertAll(owner.accountId, [course.id], people)
        return course
      })
    const pass = async (tx: Writer, course: Course, member: MemberId) => {
      const enrolment = await tx.enrolments.find(owner.accountId, course.id, member)
      if (enrolment === undefined) throw new Error('everybody takes it')
      const result = { progress: 100, success: true, score: null, started: 1, completed: 2 }
      await tx.enrolments.update(owner.accountId, enrolment.id, result)
      await tx.certificates.issue(owner.accountId, {
        of: { enrolment: enrolment.id },
        code: 'code',
        name: 'passed',
        holder: 'somebody',
        expires: null,
      })
    }
    const entries = async (from: number): Promise<readonly AuditEntry[]> =>
      store.read((reader) => reader.audit.list(owner.accountId, from, 100_000))
    const lastEntry = async () =>
      (await store.read((reader) => reader.audit.listNewest(owner.accountId, {}, 1)))[0]?.id ?? 0
    const events = (event: string) =>
      store.read(async (reader) => {
        const filter = { kind: 'webhook_event', webhookId: webhook } as const
        const all = await reader.outbox.list(owner.accountId, filter, 100_000)
        return all.filter(({ payload }) => 'event' in payload && payload.event === event)
      })
    const counted = (all: readonly AuditEntry[], subject: string, action: string) =>
      all.filter((entry) => entry.subject === subject && entry.action === action)
    const once = <T>(things: readonly T[]) => expect(new Set(things).size).toBe(things.length)
    const isDone = () => store.read((reader) => reader.pendingWork.findNextDue())

    it('take a deleted course out of sight at once, and its people in portions', async () => {
      const course = await fullCourse('Safety', { code: 'safe' })
      const other = await fullCourse('Other')
      const [first, second] = people as [MemberId, MemberId]
      const last = people.at(-1) as MemberId
      const program = await store.write((tx) =>
        createProgram(tx, owner, { name: 'Both', courseIds: [course.id, other.id] }),
      )
      await store.write(async (tx) => {
        for (const member of [first, last]) await pass(tx, course, member)
        await tx.programMemberships.insert(owner.accountId, program.id, second)
        await pass(tx, other, second)
      })
      const certificate = await store.read(
        async (reader) => (await reader.enrolments.find(owner.accountId, course.id, last))?.certificate,
      )
      const id = certificate?.id
      if (id === undefined) throw new Error('they have passed')
      const before = await lastEntry()
      const total = await store.read((reader) => reader.tallies.count(owner.accountId, { of: 'courses' }))

      await store.write((tx) => deleteCourse(tx, owner, course.id))

      await store.read(async (reader) => {
        const missing = { kind: 'not_found' }
        await expect(getCourse(reader, owner, course.id)).rejects.toMatchObject(missing)
        await expect(getCourse(reader, owner, course.id)).rejects.toMatchObject(missing)
        await expect(getCertificate(reader, owner.accountId, id, 'code')).rejects.toMatchObject(missing)
        expect(await reader.enrolments.find(owner.accountId, course.id, last)).toBeUndefined()
        const paging = { limit: 10, offset: 0 }
        const { items: taken } = await listCoursesOfMember(reader, owner, last, () => ({
          filter: {},
          page: paging,
        }))
        expect(taken.map(({ name }) => name)).toEqual(['Other'])
        expect((await reader.enrolments.listOfMember(owner.accountId, last)).length).toBe(1)
        const own = await reader.enrolments.listOwn(owner.accountId, last)
        expect(own.map(({ course: { name } }) => name)).toEqual(['Other'])
        const named = await reader.courses.list(owner.accountId, {
          filter: { name: ['Safety'] },
          page: paging,
        })
        expect(named).toEqual([])
        expect((await getProgram(reader, owner, program.id)).courseIds).toEqual([other.id])
        expect(await reader.tallies.count(owner.accountId, { of: 'courses' })).toBe(total - 1)
      })
      await expect(store.write((tx) => enrolMember(tx, owner, course.id, second))).rejects.toMatchObject({
        kind: 'not_found',
      })
      await expect(store.write((tx) => deleteCourse(tx, owner, course.id))).rejects.toMatchObject({
        kind: 'not_found',
      })
      await store.write((tx) => createCourse(tx, owner, { name: 'Its successor', code: 'safe' }))
      expect(counted(await entries(before), 'enrolment', 'delete').length).toBe(PORTION)

      await finishPendingWork(store)

      expect(await isDone()).toBeUndefined()
      const all = await entries(before)
      const ended = counted(all, 'enrolment', 'delete')
      expect(ended.length).toBe(PEOPLE)
      once(ended.map(({ subjectId }) => subjectId))
      expect(ended.every(({ door }) => door === owner.door)).toBe(true)
      expect(counted(all, 'course', 'delete').length).toBe(1)
      const reported = (await events('enrolment_deleted')).flatMap(({ payload }) =>
        'courseId' in payload && payload.courseId === course.id ? [payload.memberId] : [],
      )
      expect(reported.length).toBe(PEOPLE)
      once(reported)
      // Who had passed the other course has completed the program without this one.
      const membership = await store.read((reader) =>
        reader.programMemberships.find(owner.accountId, program.id, second),
      )
      expect(membership?.completed).not.toBeNull()
      expect((await events('program_membership_completed')).length).toBe(1)
      expect(await store.read((reader) => reader.tallies.count(owner.accountId, { of: 'courses' }))).toBe(
        total,
      )
      const left = await store.write((tx) =>
        tx.enrolments.lockPortionOfCourse(owner.accountId, course.id, { after: 0, limit: 10 }),
      )
      expect(left).toEqual([])
    })

    it('end the invitations into what is deleted', async () => {
      const course = await fullCourse('By invitation')
      const link = (n: number) => ({
        memberId: people[n] as MemberId,
        place: { of: 'course', courseId: course.id } as const,
        tokenHash: `hash ${n}`,
        email: `p${n}@example.com`,
        expires: Number.MAX_SAFE_INTEGER,
      })
      await store.write(async (tx) => {
        for (let n = 0; n < PORTION + 10; n++) await tx.invitations.insert(owner.accountId, link(n))
      })
      await store.write((tx) => deleteCourse(tx, owner, course.id))
      await finishPendingWork(store)
      expect(await isDone()).toBeUndefined()
      expect(await store.read((reader) => reader.invitations.findByToken('hash 0'))).toBeUndefined()
    })

    it('let everybody in a program follow a change of its courses, and take them out when it goes', async () => {
      const kept = await fullCourse('Kept')
      const dropped = await fullCourse('Dropped')
      const added = await store.write((tx) => createCourse(tx, owner, { name: 'Added' }))
      const program = await store.write(async (tx) => {
        const made = await createProgram(tx, owner, { name: 'Long', courseIds: [kept.id, dropped.id] })
        for (const member of people) await tx.programMemberships.insert(owner.accountId, made.id, member)
        for (const member of people.slice(-3)) await pass(tx, kept, member)
        return made
      })
      let before = await lastEntry()
      const completions = (await events('program_membership_completed')).length
      await store.write((tx) => updateProgram(tx, owner, program.id, { courseIds: [kept.id, added.id] }))
      await finishPendingWork(store)
      const enrolled = counted(await entries(before), 'enrolment', 'create')
      expect(enrolled.length).toBe(PEOPLE)
      once(enrolled.map(({ after }) => after?.memberId))
      const last = people.at(-1) as MemberId
      const membershipOf = (member: MemberId) =>
        store.read((reader) => reader.programMemberships.find(owner.accountId, program.id, member))
      expect(await membershipOf(last)).toMatchObject({ progress: 50, completed: null })

      await store.write((tx) => updateProgram(tx, owner, program.id, { courseIds: [kept.id] }))
      await finishPendingWork(store)
      expect(await membershipOf(last)).toMatchObject({ progress: 100 })
      expect((await events('program_membership_completed')).length).toBe(completions + 3)

      before = await lastEntry()
      await store.write((tx) => deleteProgram(tx, owner, program.id))
      await store.read(async (reader) => {
        await expect(getProgram(reader, owner, program.id)).rejects.toMatchObject({ kind: 'not_found' })
        expect(await reader.programMemberships.find(owner.accountId, program.id, last)).toBeUndefined()
        const { items } = await listPrograms(reader, owner, () => ({
          filter: {},
          page: { limit: 10, offset: 0 },
        }))
        expect(items.map(({ name }) => name)).not.toContain('Long')
        expect(await reader.programMemberships.listOwn(owner.accountId, last)).toEqual([])
      })
      await expect(store.write((tx) => joinProgram(tx, owner, program.id, last))).rejects.toMatchObject({
        kind: 'not_found',
      })
      await finishPendingWork(store)
      const left = counted(await entries(before), 'program_membership', 'delete')
      expect(left.length).toBe(PEOPLE)
      once(left.map(({ subjectId }) => subjectId))
      expect((await events('program_membership_deleted')).length).toBe(PEOPLE)
      expect(await isDone()).toBeUndefined()
    })

    it('count anew for everybody when a course gets other content', async () => {
      const course = await fullCourse('With lessons')
      const lesson = (title: string) => ({ title, kind: 'text', content: 'Read.' }) as const
      const { lessons } = await store.write((tx) =>
        setContent(tx, owner, course.id, { lessons: [lesson('One'), lesson('Two')], quiz: null }),
      )
      const [one, two] = lessons
      await store.write(async (tx) => {
        for (const [n, member] of people.entries()) {
          const enrolment = await tx.enrolments.find(owner.accountId, course.id, member)
          if (enrolment === undefined || one === undefined || two === undefined)
            throw new Error('all are there')
          await tx.enrolments.addFinishedLesson(owner.accountId, enrolment.id, n % 2 === 0 ? one.id : two.id)
          await tx.enrolments.update(owner.accountId, enrolment.id, { started: 1, progress: 50 })
        }
      })
      const completions = (await events('enrolment_completed')).length
      await store.write((tx) => setContent(tx, owner, course.id, { lessons: [lesson('One')], quiz: null }))
      await finishPendingWork(store)
      const all = await store.read((reader) =>
        reader.enrolments.list(owner.accountId, course.id, {
          filter: {},
          page: { limit: PEOPLE, offset: 0 },
        }),
      )
      expect(all.filter(({ completed }) => completed !== null).length).toBe(PEOPLE / 2)
      expect(all.filter(({ progress }) => progress === 0).length).toBe(PEOPLE / 2)
      expect((await events('enrolment_completed')).length).toBe(completions + PEOPLE / 2)
    })

    it('are carried on by several at once, each change once', async () => {
      const courses = [await fullCourse('First'), await fullCourse('Second'), await fullCourse('Third')]
      const before = await lastEntry()
      for (const { id } of courses) await store.write((tx) => deleteCourse(tx, owner, id))
      await Promise.all([1, 2, 3].map(() => finishPendingWork(store)))
      await finishPendingWork(store)
      const ended = counted(await entries(before), 'enrolment', 'delete')
      expect(ended.length).toBe(3 * PEOPLE)
      once(ended.map(({ subjectId }) => subjectId))
      expect(await isDone()).toBeUndefined()
    })

    it('end each enrolment once, though its person goes before its turn comes', async () => {
      const course = await fullCourse('With a guest')
      const program = await store.write((tx) => createProgram(tx, owner, { name: 'Guests', courseIds: [] }))
      const guest = await store.write(async (tx) => {
        const values = { ...NOBODY, username: 'guest', lastName: 'Guest' }
        const { id } = await tx.members.insert(owner.accountId, values)
        await tx.enrolments.insert(owner.accountId, course.id, id)
        for (const member of [...people, id]) {
          await tx.programMemberships.insert(owner.accountId, program.id, member)
        }
        return id
      })
      const before = await lastEntry()
      await store.write((tx) => deleteCourse(tx, owner, course.id))
      await store.write((tx) => deleteProgram(tx, owner, program.id))
      await store.write((tx) => deleteMember(tx, owner, { id: guest }))
      await finishPendingWork(store)
      const all = await entries(before)
      for (const subject of ['enrolment', 'program_membership']) {
        const ended = counted(all, subject, 'delete')
        expect(ended.length).toBe(PEOPLE + 1)
        once(ended.map(({ subjectId }) => subjectId))
      }
      expect(await isDone()).toBeUndefined()
    })

    describe('that nobody may see half done', () => {
      const BELOW = 450
      let top: Category
      let tagged: Course

      beforeAll(async () => {
        ;({ top, tagged } = await store.write(async (tx) => {
          const { category } = await createCategory(tx, owner, { name: 'Topics', parent: null, code: 'top' })
          const made = { top: category, tagged: await createCourse(tx, owner, { name: 'In every topic' }) }
          for (let n = 0; n < BELOW; n++) {
            const parent = n % 2 === 0 ? made.top.id : last(tags).categoryId
            const one = await createCategory(tx, owner, { name: `Topic ${n}`, parent: { id: parent } })
            tags.push(
              await addCategoryTag(tx, owner, {
                categoryId: one.category.id,
                courseId: made.tagged.id,
                code: null,
              }),
            )
            await tx.subscriptions.insert(
              owner.accountId,
              people[n % people.length] as MemberId,
              one.category.id,
            )
          }
          return made
        }))
      })
      const tags: CategoryTag[] = []
      const last = <T>(things: readonly T[]) => things.at(-1) as T

      /** What others see while it is done, once each. */
      async function seenDuring<T>(operation: Promise<unknown>, look: (reader: Reader) => Promise<T>) {
        const seen = new Map<string, T>()
        let looks = 0
        const state = { done: false }
        const settled = operation.finally(() => (state.done = true))
        while (!state.done) {
          const one = await store.read(look)
          looks++
          seen.set(JSON.stringify(one), one)
          await new Promise((resolve) => setImmediate(resolve))
        }
        await settled
        return { looks, seen: [...seen.values()] }
      }

      it('gives others turns: moving a large part of the tree', async () => {
        const moving = store.write((tx) => updateCategory(tx, owner, { id: top.id }, { name: 'Themes' }))
        const { looks, seen } = await seenDuring(moving, async (reader) => {
          const tree = await reader.categories.listTree(owner.accountId)
          return [...new Set(tree.map(({ fullPath }) => fullPath.split('\\')[0]))]
        })
        expect(looks).toBeGreaterThan(2)
        for (const tops of seen) expect([['Topics'], ['Themes']]).toContainEqual(tops)
      })

      it('gives others turns: deleting a large part of the tree', async () => {
        const before = await lastEntry()
        const deleting = store.write((tx) => deleteCategory(tx, owner, { id: top.id }))
        const { looks, seen } = await seenDuring(deleting, async (reader) => [
          (await reader.categories.listTree(owner.accountId)).length,
          (await reader.categoryTags.listOfCourse(owner.accountId, tagged.id)).length,
        ])
        expect(looks).toBeGreaterThan(2)
        for (const counts of seen)
          expect([
            [BELOW + 1, BELOW],
            [0, 0],
          ]).toContainEqual(counts)
        const all = await entries(before)
        expect(all).toHaveLength(2 * BELOW + 1)
        const gone = counted(all, 'category', 'delete').map(({ subjectId }) => subjectId)
        once(gone)
        expect(gone).toHaveLength(BELOW + 1)
        expect(last(gone)).toBe(top.id)
        expect(new Set(counted(all, 'category_tag', 'delete').map(({ subjectId }) => subjectId))).toEqual(
          new Set(tags.map(({ id }) => id)),
        )
        // Each tag before its category, each category before its parent.
        const parentOf = new Map(
          counted(all, 'category', 'delete').map((one) => [one.subjectId, one.before?.parentId]),
        )
        const place = new Map(gone.map((id, index) => [id, index]))
        for (const [id, parent] of parentOf) {
          if (typeof parent === 'number') expect(place.get(id)).toBeLessThan(place.get(parent) ?? -1)
        }
        // Name and code are free at once.
        await store.write((tx) => createCategory(tx, owner, { name: 'Themes', parent: null, code: 'top' }))
      })

      it('gives others turns: deleting a course with very many tags', async () => {
        const { categories, course } = await store.write(async (tx) => {
          const ids: CategoryId[] = []
          const made = await createCourse(tx, owner, { name: 'Everywhere' })
          for (let n = 0; n < BELOW; n++) {
            const { category } = await createCategory(tx, owner, { name: `Place ${n}`, parent: null })
            await addCategoryTag(tx, owner, { categoryId: category.id, courseId: made.id, code: `tag ${n}` })
            ids.push(category.id)
          }
          return { categories: ids, course: made }
        })
        const before = await lastEntry()
        const deleting = store.write((tx) => deleteCourse(tx, owner, course.id))
        const { looks, seen } = await seenDuring(deleting, async (reader) => {
          return (await reader.categoryTags.listOfCourse(owner.accountId, course.id)).length
        })
        expect(looks).toBeGreaterThan(2)
        for (const count of seen) expect([BELOW, 0]).toContain(count)
        expect(counted(await entries(before), 'category_tag', 'delete')).toHaveLength(BELOW)
        const again = { categoryId: last(categories), courseId: tagged.id, code: 'tag 0' }
        await store.write((tx) => addCategoryTag(tx, owner, again))
      })

      it('gives others turns: taking everybody out of a large group, and deleting one', async () => {
        const many = 1_500
        const group = await store.write(async (tx) => {
          const members: MemberId[] = []
          for (let n = 0; n < many; n++) {
            const values = { ...NOBODY, username: `fellow ${n}`, lastName: 'Fellow' }
            members.push((await tx.members.insert(owner.accountId, values)).id)
          }
          const made = await createGroup(tx, owner, { name: 'Everybody' })
          await tx.groups.setMembers(owner.accountId, made.id, members)
          return { ...made, members }
        })
        const size = async (reader: Reader) =>
          (await reader.groups.listMemberGuids(owner.accountId, group.id, 0, many + 1)).length
        const [one] = group.members as [MemberId]
        for (const [change, left] of [
          [(tx: Writer) => setGroupMembers(tx, owner, { id: group.id }, [one]), 1],
          [(tx: Writer) => setGroupMembers(tx, owner, { id: group.id }, group.members), many],
          [(tx: Writer) => deleteGroup(tx, owner, { id: group.id }), 0],
        ] as const) {
          const before = await store.read(size)
          const { looks, seen } = await seenDuring(store.write<unknown>(change), size)
          // On PostgreSQL it takes few statements, and as long as a look or two.
          expect(looks).toBeGreaterThan(engine === 'SQLite' ? 2 : 0)
          for (const count of seen) expect([before, left]).toContain(count)
          expect(await store.read(size)).toBe(left)
        }
        // In the person who came last it is noted afterwards, each time.
        const last = group.members.at(-1) as MemberId
        const noted = async () =>
          (await store.read((reader) => reader.members.find(owner.accountId, { id: last })))?.modified
        const before = await noted()
        opened.clock.advance(1_000)
        await finishPendingWork(store)
        expect(await noted()).toBeGreaterThan(before ?? 0)
      })

      it('gives others turns: taking a lesson away that very many have finished', async () => {
        const many = 2_500
        const lessons = [1, 2].map((n) => ({ title: `Lesson ${n}`, kind: 'text' as const, content: 'text' }))
        const course = await store.write((tx) => createCourse(tx, owner, { name: 'Finished by many' }))
        const content = await store.write((tx) => setContent(tx, owner, course.id, { lessons, quiz: null }))
        const [first, second] = content.lessons as [Lesson, Lesson]
        const enrolments = await store.write(async (tx) => {
          const members: MemberId[] = []
          for (let n = 0; n < many; n++) {
            const values = { ...NOBODY, username: `reader ${n}`, lastName: 'Reader' }
            members.push((await tx.members.insert(owner.accountId, values)).id)
          }
          await tx.enrolments.insertAll(owner.accountId, [course.id], members)
          const page = { after: 0, limit: many + 1 }
          const all = await tx.enrolments.lockPortionOfCourse(owner.accountId, course.id, page)
          for (const { id } of all) {
            for (const lesson of [first, second])
              await tx.enrolments.addFinishedLesson(owner.accountId, id, lesson.id)
          }
          return all
        })
        const [anybody] = enrolments as [Enrolment]
        const change = store.write((tx) =>
          setContent(tx, owner, course.id, { lessons: lessons.slice(0, 1), quiz: null }),
        )
        const { looks, seen } = await seenDuring(change, async (reader) => {
          return [...(await reader.enrolments.listFinishedLessons(owner.accountId, anybody.id))]
        })
        expect(looks).toBeGreaterThan(2)
        for (const marks of seen) expect([[first.id, second.id], [first.id]]).toContainEqual(marks)
        await finishPendingWork(store)
      })
    })

    it('put a work off that fails, which holds up no other', async () => {
      const course = await fullCourse('Last')
      const broken = { kind: 'nobody knows this' } as never
      await store.write((tx) => tx.pendingWork.insert(owner, broken))
      await store.write((tx) => deleteCourse(tx, owner, course.id))
      const failures: unknown[] = []
      const onFailure = (error: unknown) => void failures.push(error)
      await finishPendingWork(store, onFailure)
      expect(failures.length).toBe(1)
      expect(await isDone()).toBe(opened.clock.now() + 1_000)
      expect(
        await store.write((tx) =>
          tx.enrolments.lockPortionOfCourse(owner.accountId, course.id, { after: 0, limit: 10 }),
        ),
      ).toEqual([])
      opened.clock.advance(1_000)
      expect(await carryOn(store, onFailure)).toBe(true)
      expect(failures.length).toBe(2)
      expect(await isDone()).toBe(opened.clock.now() + 2_000)
    })
  })
}
