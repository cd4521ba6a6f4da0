import { SYSTEM_ITSELF, systemOf } from '../domain/principal.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BLANK_COURSE, NOBODY } from '../../test/support/blank-values.ts'
import { openFreshStore } from '../../test/support/fresh-store.ts'
import { RecordingExecutor } from '../../test/support/recording-executor.ts'
import { sendPasswordReset } from '../domain/access/password-resets.ts'
import { createAccount } from '../domain/academy/tenancy.ts'
import { deleteCourse } from '../domain/learning/delete-course.ts'
import { deleteProgram } from '../domain/learning/delete-program.ts'
import { updateProgram } from '../domain/learning/update-program.ts'
import { WEBHOOK_EVENTS } from '../domain/delivery/webhook.ts'
import type { CourseId, GroupId, MemberId } from '../domain/ids.ts'
import { createItemBank, getItemBank } from '../domain/item-bank/item-banks.ts'
import { listTagsInOrder } from '../domain/item-bank/tag-views.ts'
import { listTaggablesInOrder } from '../domain/item-bank/taggable-views.ts'
import { createTaggables } from '../domain/item-bank/taggables.ts'
import { createOrUpdateTags } from '../domain/item-bank/tags.ts'
import type { Group } from '../domain/people/group.ts'
import { createGroup, updateGroup } from '../domain/people/groups.ts'
import { listHolderGuids } from '../domain/people/holder-guids.ts'
import { listGroupsOfPeople, listPersonViews, listPersonViewsById } from '../domain/people/person-view.ts'
import { createMember, updateMember } from '../domain/people/members.ts'
import { createCategory, listLevel } from '../domain/taxonomy/categories.ts'
import { listCategoriesOfCourses } from '../domain/taxonomy/category-tags.ts'
import { listAncestors, listCategoriesInOrder, listPolicies } from '../domain/taxonomy/category-view.ts'
import { listGroupsOfCourses } from '../domain/courses/course-groups.ts'
import { listCoursesInOrder } from '../domain/courses/list-courses.ts'
import { setContent } from '../domain/learning/set-content.ts'
import type { Principal } from '../domain/principal.ts'
import type { Writer } from '../domain/store.ts'
import { SqliteConnection } from './engines/sqlite/connection.ts'
import { SqliteExecutor } from './engines/sqlite/sqlite-executor.ts'
import { checkProgramDefinition, getWholeProgram } from '../domain/learning/program-definition.ts'
import { Handle } from './handles.ts'

// Operations on many objects take as many statements as on a few.

const FEW = 20
const MANY = 190

let connection: SqliteConnection
let remove: () => void
let owner: Principal
let people: MemberId[]

const handle = () => new Handle(new SqliteExecutor(connection, 1), () => crypto.randomUUID())

beforeAll(async () => {
  const fresh = await openFreshStore()
  await fresh.store.close()
  remove = fresh.remove
  connection = new SqliteConnection({ path: fresh.path, durability: 'off' }, 'write')
  connection.db.exec('BEGIN')
  const tx = handle()
  ;({ owner } = await createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []))
  await tx.webhooks.insert(owner.accountId, {
    url: 'https://receiver.example/',
    events: WEBHOOK_EVENTS,
    singleAttempt: false,
    format: 'coursepath',
    sealedSecret: 'sealed',
  })
  people = []
  for (let n = 0; n < MANY; n++) {
    const values = { ...NOBODY, username: `person ${n}`, lastName: `Person ${n}` }
    people.push((await tx.members.insert(owner.accountId, values)).id)
  }
})
afterAll(() => {
  connection.db.exec('COMMIT')
  connection.close()
  remove()
})

async function statementsOf(work: (tx: Writer) => Promise<unknown>): Promise<number> {
  const recording = new RecordingExecutor(new SqliteExecutor(connection, 1))
  await work(new Handle(recording, () => crypto.randomUUID()))
  return recording.statements.length + recording.inserts
}

/** How many statements it takes with few objects, and with many. */
async function counts(work: (size: number) => Promise<number>): Promise<[number, number]> {
  return [await work(FEW), await work(MANY)]
}

async function courseOf(members: readonly MemberId[]): Promise<CourseId> {
  const tx = handle()
  const { id } = await tx.courses.insert(owner.accountId, { ...BLANK_COURSE, name: 'A course' })
  await tx.enrolments.insertAll(owner.accountId, [id], members)
  return id
}

async function programOf(members: readonly MemberId[], courseIds: readonly CourseId[]) {
  const tx = handle()
  const program = await tx.programs.insert(owner.accountId, {
    name: 'A program',
    code: null,
    description: null,
    courseIds,
    locale: null,
    thumbnailUrl: null,
    isActive: true,
    certificate: null,
  })
  for (const member of members) await tx.programMemberships.insert(owner.accountId, program.id, member)
  return program.id
}

describe('as many statements for 190 as for 20', () => {
  it('to delete a course, its people told of it and written down', async () => {
    const [few, many] = await counts(async (size) => {
      const id = await courseOf(people.slice(0, size))
      return statementsOf((tx) => deleteCourse(tx, owner, id))
    })
    expect(many).toBe(few)
    expect(many).toBeLessThan(50)
  })

  it('to delete a program', async () => {
    const [few, many] = await counts(async (size) => {
      const id = await programOf(people.slice(0, size), [await courseOf([])])
      return statementsOf((tx) => deleteProgram(tx, owner, id))
    })
    expect(many).toBe(few)
  })

  it('to put a course into a program, and everybody into the course', async () => {
    const [few, many] = await counts(async (size) => {
      const kept = await courseOf([])
      const id = await programOf(people.slice(0, size), [kept])
      const added = await courseOf([])
      return statementsOf((tx) => updateProgram(tx, owner, id, { courseIds: [kept, added] }))
    })
    expect(many).toBe(few)
  })

  it('to replace the content of a course that nobody has begun', async () => {
    const [few, many] = await counts(async (size) => {
      const id = await courseOf(people.slice(0, size))
      return statementsOf((tx) => setContent(tx, owner, id, { lessons: [], quiz: null }))
    })
    expect(many).toBe(few)
  })

  it('to read a program as a whole, and to check one', async () => {
    const courses = await Promise.all(Array.from({ length: MANY }, () => courseOf([])))
    const [few, many] = await counts(async (count) => {
      const some = courses.slice(0, count)
      const program = await programOf([], some)
      return statementsOf(async (tx) => {
        const whole = await getWholeProgram(tx, owner, program)
        expect(whole.courses).toEqual(some)
        const definition = { values: { name: 'Another' }, courses: some }
        expect(await checkProgramDefinition(tx, owner, definition)).toEqual([])
      })
    })
    expect(many).toBe(few)
  })

  it('to list programs with their courses', async () => {
    const course = await courseOf([])
    for (let n = 0; n < MANY; n++) await programOf([], [course])
    const [few, many] = await counts((limit) =>
      statementsOf((tx) =>
        tx.programs.listPart(owner.accountId, { filter: { of: 'all' }, page: { offset: 0, limit } }),
      ),
    )
    expect([few, many]).toEqual([2, 3]) // the text lengths of a large page are read
  })

  it('to replace the members of a group', async () => {
    const [few, many] = await counts(async (size) => {
      const tx = handle()
      const guids: string[] = []
      for (const id of people.slice(0, size)) {
        guids.push((await tx.members.find(owner.accountId, { id }))?.guid ?? '')
      }
      const group = await createGroup(tx, owner, { name: `All ${size}`, members: guids.slice(1) })
      return statementsOf((writer) => updateGroup(writer, owner, { id: group.id }, { members: guids }))
    })
    expect(many).toBe(few)
  })

  it('to open a level of restricted categories', async () => {
    const tx = handle()
    const [few, many] = await counts(async (size) => {
      const { category: parent } = await createCategory(tx, owner, { name: `Level ${size}`, parent: null })
      for (let n = 0; n < size; n++) {
        const draft = { name: `Topic ${n}`, parent: { id: parent.id }, restricted: true }
        await createCategory(tx, owner, draft)
      }
      return statementsOf(async (reader) => {
        expect((await listLevel(reader, owner, { id: parent.id })).length).toBe(size)
      })
    })
    expect(many).toBe(few)
  })

  it('to check the courses of a program', async () => {
    const [few, many] = await counts(async (size) => {
      const courseIds: CourseId[] = []
      for (let n = 0; n < size; n++) courseIds.push(await courseOf([]))
      const id = await programOf([], [])
      return statementsOf((writer) => updateProgram(writer, owner, id, { courseIds }))
    })
    expect(many).toBe(few)
  })

  it('to put people into a group and take them out', async () => {
    const [few, many] = await counts(async (size) => {
      const name = `Patched ${size}`
      const [coming, going] = [people.slice(0, size / 2), people.slice(size / 2, size)]
      const guids = async (ids: readonly MemberId[]) => {
        const found: string[] = []
        for (const id of ids) found.push((await handle().members.find(owner.accountId, { id }))?.guid ?? '')
        return found
      }
      const { id } = await createGroup(handle(), owner, { name, members: await guids(going) })
      const patch = {
        addMembers: await guids(coming),
        removeMembers: await guids(going),
      }
      const count = await statementsOf((tx) => updateGroup(tx, owner, { id }, patch))
      expect(await handle().groups.countMembers(owner.accountId, id)).toBe(coming.length)
      return count
    })
    expect(many).toBe(few)
  })

  it('to show people, with their groups, managers and invitations', async () => {
    const [manager] = people
    const tx = handle()
    const group = await createGroup(tx, owner, { name: 'Shown' })
    for (const id of people) await tx.groups.addMember(owner.accountId, group.id, id)
    for (const id of people.slice(1)) {
      await updateMember(tx, owner, { id }, { managerId: manager as MemberId })
    }
    const [few, many] = await counts((size) => {
      const page = { after: null, limit: size }
      return statementsOf(async (reader) => {
        const views = await listPersonViews(reader, owner, { filter: {}, page })
        expect(views.items).toHaveLength(size)
        const ids = views.items.map(({ member }) => member.id)
        const groups = await listGroupsOfPeople(reader, owner, ids)
        expect(groups.size).toBe(size)
        expect((await listPersonViewsById(reader, owner, ids)).size).toBe(size)
      })
    })
    expect(many).toBe(few)
  })

  it('to find the holders of a policy', async () => {
    const tx = handle()
    const { accountId } = owner
    const guids = [...(await tx.members.listGuids(accountId, people)).values()]
    const members = await Promise.all(people.map((id) => tx.members.find(accountId, { id })))
    for (const [n, id] of people.entries()) {
      await updateMember(tx, owner, { id }, { email: `holder${n}@example.com`, externalId: `HOLDS-${n}` })
    }
    const groups: Group[] = []
    for (let n = 0; n < MANY; n++) {
      const values = { code: `HOLDS-${n}` }
      groups.push(await tx.groups.insert(accountId, `Holds ${n}`, values))
    }
    const [few, many] = await counts((size) =>
      statementsOf(async (reader) => {
        const found = await listHolderGuids(reader, owner, {
          people: [
            ...people.slice(0, size).map((id) => ({ id })),
            ...guids.slice(0, size).map((guid) => ({ guid })),
            ...members.slice(0, size).map((member) => ({ username: member?.username ?? '' })),
            ...people.slice(0, size).map((_, n) => ({ email: `HOLDER${n}@example.com` })),
            ...people.slice(0, size).map((_, n) => ({ externalId: `holds-${n}` })),
          ],
          groups: [
            ...groups.slice(0, size).map(({ id }) => ({ id })),
            ...groups.slice(0, size).map(({ guid }) => ({ guid })),
            ...groups.slice(0, size).map(({ code }) => ({ code: code ?? '' })),
          ],
        })
        const theirs = guids.slice(0, size)
        expect(found.people).toEqual([theirs, theirs, theirs, theirs, theirs].flat())
        const ofGroups = groups.slice(0, size).map(({ guid }) => guid)
        expect(found.groups).toEqual([ofGroups, ofGroups, ofGroups].flat())
      }),
    )
    expect(many).toBe(few)
  })

  it('to tell how large groups are', async () => {
    const tx = handle()
    const groups: GroupId[] = []
    for (let n = 0; n < MANY; n++) groups.push((await tx.groups.insert(owner.accountId, `Group ${n}`)).id)
    await tx.groups.addMember(owner.accountId, groups[0] as GroupId, people[0] as MemberId)
    const sizes = await tx.tallies.countInGroups(owner.accountId, groups)
    expect([sizes.size, sizes.get(groups[0] as GroupId), sizes.get(groups[1] as GroupId)]).toEqual([
      MANY,
      1,
      0,
    ])
    const [few, many] = await counts((size) =>
      statementsOf((tx) => tx.tallies.countInGroups(owner.accountId, groups.slice(0, size))),
    )
    expect([few, many]).toEqual([1, 1])
  })
})

describe('pages of a bank', () => {
  it('show what each tag is used for and who wrote it, and the tags of each item, whatever their number', async () => {
    const { id } = await createItemBank(handle(), owner, { name: 'Bank', pagingKey: 'key' })
    const numbered = (word: string) => Array.from({ length: MANY }, (_, n) => `${word} ${n}`)
    const tags = numbered('tag').map((name) => ({ type: 'type', name }))
    await createOrUpdateTags(handle(), owner, id, { tags })
    await createTaggables(
      handle(),
      owner,
      id,
      numbered('item').map((reference) => ({
        kind: 'item' as const,
        reference,
        title: null,
        status: 'published' as const,
        tags: tags.slice(0, 2),
      })),
    )
    const opened = await getItemBank(handle(), owner, id, 'read')
    const page = (limit: number) => ({ after: null, limit })
    const shown: number[] = []
    const [fewTags, manyTags] = await counts((limit) =>
      statementsOf(async (tx) => {
        const { items } = await listTagsInOrder(tx, opened, { filter: {}, page: page(limit) })
        shown.push(items.length)
        expect(items[0]?.usage).toEqual({ count: MANY, isCapped: false })
      }),
    )
    const [fewItems, manyItems] = await counts((limit) =>
      statementsOf(async (tx) => {
        const query = { filter: { kind: 'item' as const }, page: page(limit) }
        const { items } = await listTaggablesInOrder(tx, opened, query)
        shown.push(items.length)
        expect(items.every((one) => one.tags.length === 2)).toBe(true)
      }),
    )
    expect(shown).toEqual([FEW, MANY, FEW, MANY])
    // The lengths of descriptions are read if a page is long.
    expect(manyTags).toBeLessThanOrEqual(fewTags + 1)
    expect(manyItems).toBe(fewItems)
  })
})

describe('a person', () => {
  const names = () => ({ username: crypto.randomUUID(), email: `${crypto.randomUUID()}@example.com` })

  // One more statement per person is thousands more for a file of people: operations that need it are listed here.
  it('is made by so many statements', async () => {
    const draft = { ...names(), lastName: 'New', firstName: 'Somebody', company: 'Acme' }
    expect(await statementsOf((tx) => createMember(tx, owner, draft))).toBe(4)
  })

  it('is renamed under their lock by so many statements, and not found by the old name', async () => {
    const { id } = await createMember(handle(), owner, { ...names(), lastName: 'Before' })
    expect(await statementsOf((tx) => updateMember(tx, owner, { id }, { lastName: 'After' }))).toBe(12)
    const found = async (q: string) =>
      (await handle().members.listByKey(owner.accountId, { filter: {}, q, page: { after: null, limit: 10 } }))
        .items.length
    expect([await found('after'), await found('before')]).toEqual([1, 0])
  })

  it('costs no more where another field changes, and less where none does', async () => {
    const { id } = await createMember(handle(), owner, { ...names(), lastName: 'Person' })
    expect(await statementsOf((tx) => updateMember(tx, owner, { id }, { phone: '1' }))).toBe(12)
    expect(await statementsOf((tx) => updateMember(tx, owner, { id }, { phone: '1' }))).toBe(9)
  })
})

describe('asking for a new password', () => {
  it('takes as many statements whoever there is', async () => {
    const tx = handle()
    const values = { ...NOBODY, lastName: 'Somebody', status: 'active' as const }
    const email = (name: string) => `${name}@example.com`
    await tx.members.insert(owner.accountId, { ...values, username: 'known', email: email('known') })
    await tx.members.insert(owner.accountId, { ...values, username: 'without address' })
    const barred = { ...values, username: 'barred', email: email('barred'), status: 'suspended' as const }
    await tx.members.insert(owner.accountId, barred)
    const ask = (name: string) =>
      statementsOf((writer) =>
        sendPasswordReset(writer, systemOf(owner.accountId, 'console'), name, {
          token: crypto.randomUUID(),
          linkTo: (token) => `https://academy.example/${token}`,
        }),
      )
    const usual = await ask('known')
    const names = [email('known'), 'nobody', email('nobody'), 'without address', 'barred', '', '\ud800']
    for (const name of names) expect([name, await ask(name)]).toEqual([name, usual])
    for (let links = 2; links < 8; links++) expect(await ask('known')).toBe(usual)
    expect(await handle().outbox.list(owner.accountId, { kind: 'mail', webhookId: null }, 10)).toHaveLength(5)
  })
})

describe('a page of a list of', () => {
  const first = (limit: number) => ({ filter: {}, page: { after: null, limit } })

  it('topics, with what stands above them, policies and rights, asks as often for many as for few', async () => {
    const tx = handle()
    const { category: top } = await createCategory(tx, owner, {
      name: 'Pages',
      parent: null,
      restricted: true,
    })
    for (let n = 0; n < MANY; n++) await createCategory(tx, owner, { name: `Page ${n}`, parent: top })
    const asked = (limit: number) =>
      statementsOf(async (reader) => {
        const { items } = await listCategoriesInOrder(reader, owner, first(limit))
        expect(items).toHaveLength(limit)
        const ids = items.map(({ category }) => category.id)
        await listAncestors(reader, owner, ids)
        await listPolicies(reader, owner, ids)
      })
    const [few, many] = await counts(asked)
    expect(many).toBeLessThanOrEqual(few + 1) // a long page is measured before it is read
  })

  it('courses, with their topics and groups, asks as often for many as for few', async () => {
    for (let n = 0; n < MANY; n++) await courseOf([])
    const asked = (limit: number) =>
      statementsOf(async (reader) => {
        const { items } = await listCoursesInOrder(reader, owner, first(limit))
        expect(items).toHaveLength(limit)
        const ids = items.map(({ course }) => course.id)
        await listCategoriesOfCourses(reader, owner, ids)
        await listGroupsOfCourses(reader, owner, ids)
      })
    const [few, many] = await counts(asked)
    expect(many).toBeLessThanOrEqual(few + 1) // a long page is measured before it is read
  })
})
