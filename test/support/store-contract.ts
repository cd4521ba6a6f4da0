import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { BLANK_COURSE, BLANK_PROGRAM, NOBODY } from './blank-values.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createCategory,
  deleteCategory,
  updateCategory,
  type NewCategory,
} from '../../src/domain/taxonomy/categories.ts'
import type { Category, CategoryScope } from '../../src/domain/taxonomy/category.ts'
import type { CourseValues } from '../../src/domain/courses/course.ts'
import type {
  AccountId,
  CategoryId,
  CategoryTagId,
  CertificateId,
  CourseId,
  GroupId,
  MemberId,
  ProgramId,
} from '../../src/domain/ids.ts'
import type { MemberValues } from '../../src/domain/people/member.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { recordAudits } from '../../src/domain/record-audit.ts'
import type { Role } from '../../src/domain/roles.ts'
import type { AuditFilter } from '../../src/domain/audit.ts'
import type { Reader, Store, Writer } from '../../src/domain/store.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { sha256 } from '../../src/lib/digest.ts'
import { hasControl } from '../../src/lib/text.ts'
import type { FoundEntity } from '../../src/domain/people/entity-search.ts'

/** A store to test, and the clock that it reads. */
export interface OpenedStore {
  readonly store: Store
  readonly clock: { advance(milliseconds: number): void; now(): number }
  close(): Promise<void>
}

// Text that some escaping, length or order somewhere may get wrong.
const NASTY = [
  `"quoted"`,
  `it's`,
  `back\\slash`,
  `line\nfeed\ttab`,
  `bell\u0007 escape\u001b delete\u007f`,
  `separators\u2028and\u2029so on`,
  `emoji 👩‍🏫 astral 𝒳`,
  `é composed, e\u0301 not`,
  `</script>&amp;<!--`,
  `percent % under_score`,
  `{"json":[1,null]}`,
  `$1 ? :name @p`,
  `x'; DROP TABLE category; --`,
  `long ${'ä'.repeat(240)}`,
]

// UTF-16 puts the astral sign between the other two; code points put it last.
const BMP_HIGH = '\uff5e wave'
const ASTRAL = '\u{1d4b3} script'

const NO_IDS = [0, -1, 1.5, NaN, Infinity, 2 ** 53, -(2 ** 60), 1e300]
const NO_GUIDS = ['', 'x', '\u0000', 'f47ac10b-58cc-4372-a567-0e02b2c3d47', "' OR 1=1 --"]
const ALL = { offset: 0, limit: 1_000 }
const CREATED = { action: 'create', subject: 'course', subjectId: 1 } as const

/** What every store does alike, whatever its engine. */
export function storeContract(engine: string, open: () => Promise<OpenedStore>): void {
  describe(`the store on ${engine}`, () => {
    let opened: OpenedStore
    let store: Store
    let account: AccountId
    let by: Principal

    beforeAll(async () => {
      opened = await open()
      ;({ store } = opened)
    })
    afterAll(() => opened.close())

    // Each test has an account of its own: what the others left is none of its business.
    beforeEach(async () => {
      ;({ owner: by } = await store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
      ))
      account = by.accountId
    })

    const write = <T>(work: (tx: Writer) => Promise<T>) => store.write(work)
    const read = <T>(work: (reader: Reader) => Promise<T>) => store.read(work)

    describe('a part of an operation', () => {
      const group = (tx: Writer, name: string) => tx.groups.insert(account, name)
      const names = () =>
        read(async (reader) =>
          (await reader.groups.list(account, { filter: {}, page: ALL })).map(({ name }) => name),
        )

      it('is undone alone when it fails, and the operation goes on', async () => {
        const refused = await write(async (tx) => {
          await group(tx, 'before')
          const error: unknown = await tx
            .attempt(async () => {
              await group(tx, 'of the part')
              await group(tx, 'before') // taken: the index says so
            })
            .catch((reason: unknown) => reason)
          await tx.attempt(() => group(tx, 'of another part'))
          await group(tx, 'after')
          return error
        })
        expect(refused).toMatchObject({ kind: 'conflict', issues: [{ subject: 'group', field: 'name' }] })
        expect(await names()).toEqual(['before', 'of another part', 'after'])
      })

      it('goes with the operation when that fails', async () => {
        const failed = write(async (tx) => {
          await tx.attempt(() => group(tx, 'in vain'))
          throw new Error('undone')
        })
        await expect(failed).rejects.toThrow('undone')
        expect(await names()).toEqual([])
      })
    })

    // An engine takes only so many values in a statement, and JavaScript only so many arguments in a call.
    describe('lists of any length', () => {
      const MANY = 70_000
      const ENTRIES = 130_000
      const numbers = Array.from({ length: MANY }, (_, n) => 1_000_000 + n)
      const texts = numbers.map((n) => `nobody ${n}`)
      const guids = numbers.map((n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`)
      const none = { offset: 0, limit: 10 }

      it.each<[string, (tx: Writer) => Promise<unknown>]>([
        [
          'courses',
          (tx) => tx.courses.list(account, { filter: { id: numbers, code: texts, name: texts }, page: none }),
        ],
        [
          'durations',
          (tx) => tx.courses.list(account, { filter: { duration: numbers, author: texts }, page: none }),
        ],
        [
          'categories',
          (tx) =>
            tx.categories.list(account, { filter: { id: numbers, name: texts, code: texts }, page: none }),
        ],
        ['children', (tx) => tx.categories.listChildren(account, numbers as CategoryId[])],
        ['policy items', (tx) => tx.categories.listPolicyItemsOf(account, numbers as CategoryId[])],
        [
          'people',
          (tx) =>
            tx.members.list(
              account,
              { of: 'account' },
              { filter: { texts: { email: texts, name: texts } }, page: none },
            ),
        ],
        [
          'roles of groups',
          async (tx) => [...(await tx.groups.listRolesOfAll(account, numbers as GroupId[]))],
        ],
        [
          'results',
          async (tx) => [
            ...(await tx.enrolments.countPassed(account, numbers as MemberId[], numbers as CourseId[])),
          ],
        ],
        [
          'GUIDs',
          async (tx) =>
            [
              ...(await tx.members.listIds(account, guids)),
              ...(await tx.groups.listIds(account, guids)),
            ].filter((id) => id !== undefined),
        ],
      ])('find nothing by %s that nobody has', async (_, look) => {
        expect(await write(look)).toEqual([])
      })

      it('are written down', async () => {
        const change = { action: 'delete', subject: 'category', subjectId: 1 } as const
        await write((tx) =>
          recordAudits(
            tx,
            by,
            Array.from({ length: ENTRIES }, () => change),
          ),
        )
        const entries = await read((reader) => reader.audit.listOfSubject(account, 'category', 1))
        expect(entries.length).toBe(ENTRIES)
      })
    })

    async function topic(
      name: string,
      parent?: Category,
      more: Partial<NewCategory> = {},
    ): Promise<Category> {
      const above = parent === undefined ? null : { id: parent.id }
      const { category } = await write((tx) => createCategory(tx, by, { name, parent: above, ...more }))
      return category
    }

    const person = (username: string, more: Partial<MemberValues> = {}) =>
      write((tx) => tx.members.insert(account, { ...NOBODY, username, lastName: username, ...more }))
    const course = (name: string, more: Partial<CourseValues> = {}) =>
      write((tx) => tx.courses.insert(account, { ...BLANK_COURSE, name, ...more }))
    const group = (name: string) => write((tx) => tx.groups.insert(account, name))

    async function list(scope: CategoryScope): Promise<Record<string, unknown>[]> {
      const fields = [
        ['id', 'id'],
        ['guid', 'guid'],
        ['name', 'name'],
        ['"path"', 'fullPath'],
        ['restricted', 'restricted'],
        ['kind', { word: 'a "word"' }],
      ] as const
      let text = ''
      for await (const chunk of store.listCategoriesAsJson(account, scope, fields)) text += chunk
      return JSON.parse(`[${text}]`) as Record<string, unknown>[]
    }

    const namesOf = async (scope: CategoryScope) => (await list(scope)).map((one) => one.name)

    it('looks something up by one statement, and refuses a second', async () => {
      const one = await topic('One')
      const find = (reader: Reader) => reader.categories.find(account, { id: one.id })
      expect(await store.lookUp(find)).toEqual(one)
      const twice = store.lookUp(async (reader) => [await find(reader), await find(reader)])
      await expect(twice).rejects.toThrow('More statements ran than were allowed.')
      expect(await store.lookUp(find)).toEqual(one)
    })

    it('writes something by one statement, and refuses a second', async () => {
      const use = (token: string) => (tx: Writer) => tx.usedTokens.insert(account, token, token, 0)
      expect(await store.writeOne(use('one'))).toBe(true)
      expect(await Promise.all([store.writeOne(use('one')), store.writeOne(use('two'))])).toEqual([
        false,
        true,
      ])
      const twice = store.writeOne(async (tx) => [await use('three')(tx), await use('four')(tx)])
      await expect(twice).rejects.toThrow('More statements ran than were allowed.')
      expect(await store.write(use('four'))).toBe(true)
    })

    it('says how much room it takes', async () => {
      expect((await store.measure()).bytes).toBeGreaterThan(100_000)
    })

    describe('a past', () => {
      const DAY = 24 * 60 * 60_000
      const course = (tx: Writer, name: string) => tx.courses.insert(account, { ...BLANK_COURSE, name })

      it('is one operation, each part of which has its own instant', async () => {
        const now = opened.clock.now()
        const made = await store.writePast(async (at) => {
          const first = await course(at(now - 400 * DAY), 'First')
          await recordAudits(at(now - 300 * DAY), by, [CREATED])
          const second = await course(at(now - 300 * DAY), 'Second')
          await recordAudits(at(now), by, [CREATED])
          return [first, second]
        })
        expect(made.map(({ created }) => now - created)).toEqual([400 * DAY, 300 * DAY])
        const trail = await read((reader) => reader.audit.listNewest(account, {}, 2))
        expect(trail.map(({ at }) => now - at)).toEqual([0, 300 * DAY])
        expect(await read((reader) => reader.courses.list(account, { filter: {}, page: ALL }))).toEqual(made)
      })

      it('neither goes back nor ahead of the present, and leaves nothing behind then', async () => {
        const now = opened.clock.now()
        for (const wrong of [now - 2 * DAY, now + 1, NaN]) {
          const past = store.writePast(async (at) => {
            await course(at(now - DAY), 'Lost')
            await course(at(wrong), 'Wrong')
          })
          await expect(past).rejects.toThrow(RangeError)
        }
        expect(await read((reader) => reader.courses.list(account, { filter: {}, page: ALL }))).toEqual([])
      })
    })

    describe('categories', () => {
      it('come back as they went in', async () => {
        const made = await write((tx) =>
          tx.categories.insert(account, {
            parentId: null,
            name: 'Ünïcode 👩‍🏫',
            fullPath: 'Ünïcode 👩‍🏫',
            sortPath: 'ünïcode 👩‍🏫',
            restricted: true,
            createdBy: 77 as MemberId,
            isActive: false,
            isVisible: true,
            description: '',
            pictureFileName: null,
            locale: 'de-AT',
            code: 'Code\n1',
          }),
        )
        expect(made).toEqual({
          id: made.id,
          guid: made.guid,
          parentId: null,
          name: 'Ünïcode 👩‍🏫',
          fullPath: 'Ünïcode 👩‍🏫',
          sortPath: 'ünïcode 👩‍🏫',
          restricted: true,
          createdBy: 77,
          isActive: false,
          isVisible: true,
          description: '',
          pictureFileName: null,
          locale: 'de-AT',
          code: 'Code\n1',
          created: opened.clock.now(),
          modified: opened.clock.now(),
        })
        expect(typeof made.id).toBe('number')
        for (const ref of [{ id: made.id }, { guid: made.guid }, { guid: made.guid.toUpperCase() }]) {
          expect(await read((reader) => reader.categories.find(account, ref))).toEqual(made)
        }
        expect(await read((reader) => reader.categories.findByCode(account, 'Code\n1'))).toEqual(made)
      })

      it('have growing ids that are never used again', async () => {
        const first = await topic('One')
        await write((tx) => deleteCategory(tx, by, { id: first.id }))
        const second = await topic('Two')
        expect(second.id).toBeGreaterThan(first.id)
      })

      it.each([...NO_IDS.map((id) => ({ id })), ...NO_GUIDS.map((guid) => ({ guid }))])(
        'are not found by %o',
        async (ref) => {
          await topic('One')
          const found = await read(async (reader) => [
            await reader.categories.find(account, ref),
            await reader.categories.findLineage(account, ref),
            await reader.members.find(account, ref),
            await reader.groups.find(account, ref),
          ])
          expect(found).toEqual([undefined, [], undefined, undefined])
        },
      )

      it('have one name among siblings, whatever its case or spelling', async () => {
        const parent = await topic('Parent')
        await topic('\u00c9cole', parent)
        await topic('\u00c9cole')
        const taken = { kind: 'conflict', issues: [{ subject: 'category', field: 'name', problem: 'taken' }] }
        await expect(topic('e\u0301COLE', parent)).rejects.toMatchObject(taken)
        await expect(topic(' e\u0301cole ')).rejects.toMatchObject(taken)
      })

      it('have one code in the account, whose case matters and which may be long', async () => {
        const long = 'x'.repeat(2_000)
        await topic('One', undefined, { code: long })
        await topic('Two', undefined, { code: long.toUpperCase() })
        const taken = { kind: 'conflict', issues: [{ subject: 'category', field: 'code', problem: 'taken' }] }
        await expect(topic('Three', undefined, { code: long })).rejects.toMatchObject(taken)
        const found = await read((reader) => reader.categories.findByCode(account, long))
        expect(found?.name).toBe('One')
        expect(await read((reader) => reader.categories.findByCode(account, 'y'))).toBeUndefined()
      })

      it('tell what is above them, from themselves to the top', async () => {
        const top = await topic('Top')
        const middle = await topic('Middle', top)
        const low = await topic('Low', middle)
        await topic('Other', top)
        const above = await read((reader) => reader.categories.findLineage(account, { guid: low.guid }))
        expect(above).toEqual([low, middle, top])
        expect(await read((reader) => reader.categories.findLineage(account, { id: top.id }))).toEqual([top])
      })

      it('may stand hundreds deep', async () => {
        let lowest = await topic('0')
        for (let depth = 1; depth < 300; depth++) lowest = await topic(String(depth), lowest)
        const above = await read((reader) => reader.categories.findLineage(account, { id: lowest.id }))
        expect(above.map((one) => one.name)).toEqual(Array.from({ length: 300 }, (_, i) => String(299 - i)))
        expect((await namesOf({ of: 'account' })).at(-1)).toBe('299')
      })

      it('are listed by path, segment by segment, by code point, without regard to case', async () => {
        const a = await topic('a')
        await topic('a b')
        await topic('a!b')
        await topic('B')
        await topic('c')
        await topic('Z', a)
        await topic('y', a)
        await topic(ASTRAL, a)
        await topic(BMP_HIGH, a)
        const sorted = ['a', 'y', 'Z', BMP_HIGH, ASTRAL, 'a b', 'a!b', 'B', 'c']
        expect(await namesOf({ of: 'account' })).toEqual(sorted)
        const tree = await read((reader) => reader.categories.listTree(account))
        expect(tree.map((one) => one.name)).toEqual(sorted)
        const below = tree.slice(0, 5)
        const ids = await write((tx) => tx.categories.listSubtreeIds(account, a))
        expect(ids).toEqual(below.map(({ id }) => id))
        const listed = await read((reader) => reader.categories.listByIds(account, ids))
        expect(new Set(listed)).toEqual(new Set(below))
        const level = await read((reader) => reader.categories.listLevel(account, a.id))
        expect(level.map((one) => one.name)).toEqual(['y', 'Z', BMP_HIGH, ASTRAL])
      })

      it.each(NASTY.filter((name) => !hasControl(name)))(
        'keep the name %j, also in lists and paths',
        async (name) => {
          const top = await topic(name)
          const below = await topic(`${name} below`.slice(0, 255), top, { restricted: true })
          expect(top.name).toBe(name)
          const expected = (one: Category, fullPath: string) => ({
            id: one.id,
            guid: one.guid,
            name: one.name,
            '"path"': fullPath,
            restricted: one.restricted,
            kind: 'a "word"',
          })
          const [first, second] = [expected(top, name), expected(below, `${name}\\${below.name}`)]
          expect(await list({ of: 'account' })).toEqual([first, second])
          expect(await list({ of: 'top' })).toEqual([first])
          expect(await list({ of: 'children', parent: top.guid })).toEqual([second])
          expect(await list({ of: 'descendants', parent: top.guid })).toEqual([second])
          expect(
            await read((reader) => reader.categories.list(account, { filter: { name: [name] }, page: ALL })),
          ).toEqual([top])
        },
      )

      it('are listed in each scope', async () => {
        const top = await topic('Top')
        const low = await topic('Low', await topic('Middle', top))
        await topic('Topping')
        expect(await namesOf({ of: 'top' })).toEqual(['Top', 'Topping'])
        expect(await namesOf({ of: 'children', parent: top.guid })).toEqual(['Middle'])
        expect(await namesOf({ of: 'descendants', parent: top.guid })).toEqual(['Middle', 'Low'])
        expect(await namesOf({ of: 'descendants', parent: low.guid })).toEqual([])
        for (const parent of NO_GUIDS) {
          expect(await list({ of: 'children', parent })).toEqual([])
          expect(await list({ of: 'descendants', parent })).toEqual([])
        }
      })

      it('are moved and renamed with all that is below, and nothing beside', async () => {
        const one = await topic('One')
        const child = await topic('Child 👩‍🏫', one)
        await topic('Grandchild', child)
        await topic('One more')
        const two = await topic('Two')
        await write((tx) => updateCategory(tx, by, { id: one.id }, { parent: { id: two.id }, name: 'Ōne 𝒳' }))
        expect((await list({ of: 'account' })).map((each) => each['"path"'])).toEqual([
          'One more',
          'Two',
          'Two\\Ōne 𝒳',
          'Two\\Ōne 𝒳\\Child 👩‍🏫',
          'Two\\Ōne 𝒳\\Child 👩‍🏫\\Grandchild',
        ])
        const [moved] = await read((reader) => reader.categories.listLevel(account, two.id))
        if (moved === undefined) throw new Error('nothing below')
        const longest = await write((tx) => tx.categories.findLongestPath(account, moved))
        expect(longest).toBe(30) // the emoji of a teacher is three code points, the script letter one
      })

      it('are counted once for each course, with all below them', async () => {
        const top = await topic('Top')
        const middle = await topic('Middle', top)
        const bottom = await topic('Bottom', middle)
        const empty = await topic('Empty')
        const put = async (name: string, ...categories: readonly Category[]) => {
          const { id } = await course(name)
          for (const { id: categoryId } of categories)
            await write((tx) => tx.categoryTags.insert(account, { categoryId, courseId: id, code: null }))
        }
        await put('Everywhere', bottom, top, middle)
        await put('Above', top)
        const { covered, ...sums } = await read((reader) => reader.overview.countCoverage(account))
        expect(sums).toEqual({ categories: 4, courses: 2 })
        expect(covered.toSorted((a, b) => a.id - b.id)).toEqual([
          { id: top.id, parent: null, courses: 2 },
          { id: middle.id, parent: top.id, courses: 1 },
          { id: empty.id, parent: null, courses: 0 },
        ])
      })

      it('are deleted with all that is below, tags and policy items, and nothing beside', async () => {
        const holder = await person('holder')
        const top = await topic('Top', undefined, {
          policy: () => ({
            items: [{ holder: 'member', guid: holder.guid, share: 'manager' }],
            unreadable: [],
          }),
        })
        const low = await topic('Low', top)
        const beside = await topic('Top 2')
        const { id: courseId } = await course('Course')
        for (const { id: categoryId } of [top, low, beside]) {
          await write((tx) => tx.categoryTags.insert(account, { categoryId, courseId, code: null }))
        }
        await write((tx) => deleteCategory(tx, by, top))
        expect(await namesOf({ of: 'account' })).toEqual(['Top 2'])
        const tags = await read((reader) => reader.categoryTags.listOfCourse(account, courseId))
        expect(tags.map((tag) => tag.categoryId)).toEqual([beside.id])
        expect(await read((reader) => reader.categories.listTreePolicyItems(account))).toEqual([])
      })

      it('are chosen from one after another, with what somebody holds of them', async () => {
        const [holder, other, holders] = [
          await person('holder'),
          await person('other'),
          await group('holders'),
        ]
        const item = (one: { guid: string }, kind: 'member' | 'group') =>
          ({
            restricted: true,
            policy: () => ({
              items: [{ holder: kind, guid: one.guid, share: 'manager' as const }],
              unreadable: [],
            }),
          }) as const
        const top = await topic('Open')
        await topic('Held', top, item(holder, 'member'))
        await topic('Held by all', top, item(holders, 'group'))
        await topic('Another’s', top, item(other, 'member'))
        const seen: unknown[] = []
        const list = store.listCategoriesAsJson(account, { of: 'account' }, [['name', 'name']], {
          holders: { members: [holder.id], groups: [holders.id] },
          keeps: ({ parentId, restricted, held }) => {
            seen.push([parentId, restricted, held])
            return held
          },
        })
        let text = ''
        for await (const piece of list) text += piece
        expect(text).toBe('{"name":"Held"},{"name":"Held by all"}')
        expect(seen).toEqual([
          [null, false, false],
          [top.id, true, false],
          [top.id, true, true],
          [top.id, true, true],
        ])
      })

      it('are changed where something is said, and stay where nothing is', async () => {
        const made = await topic('One', undefined, { description: 'text', pictureFileName: 'x.png' })
        opened.clock.advance(1_000)
        await write((tx) => tx.categories.update(account, made.id, { description: null, isVisible: false }))
        const after = await read((reader) => reader.categories.find(account, { id: made.id }))
        expect(after).toEqual({
          ...made,
          description: null,
          isVisible: false,
          modified: made.modified + 1_000,
        })
      })

      it('hold policy items in their order, with the GUIDs of who holds them', async () => {
        const [member, holders] = [await person('member'), await group('holders')]
        const made = await topic('One')
        const items = [
          { holder: { kind: 'group', id: holders.id }, holderGuid: holders.guid, share: 'contributor' },
          { holder: { kind: 'member', id: member.id }, holderGuid: member.guid, share: 'manager' },
          { holder: { kind: 'group', id: holders.id }, holderGuid: holders.guid, share: 'manager' },
        ] as const
        await write((tx) => tx.categories.setPolicyItems(account, made.id, items))
        const placed = items.map((item) => ({ ...item, categoryId: made.id }))
        const kept = await read(async (reader) => [
          await reader.categories.listPolicyItems(account, made.id),
          await reader.categories.listPolicyItemsOf(account, [made.id]),
          await reader.categories.listTreePolicyItems(account),
        ])
        expect(kept).toEqual([items, placed, placed])
        const below = await topic('Below', made)
        const inPlace = await read(async (reader) => [
          await reader.categories.findPlaced(account, { id: made.id }),
          await reader.categories.findPlaced(account, { guid: below.guid.toUpperCase() }),
          await reader.categories.findPlaced(account, { guid: crypto.randomUUID() }),
        ])
        const shown = ({ id, guid, name, restricted }: typeof made) => ({ id, guid, name, restricted })
        expect(inPlace).toEqual([
          { category: shown(made), parentGuid: null, hasPolicyItems: true },
          { category: shown(below), parentGuid: made.guid, hasPolicyItems: false },
          undefined,
        ])
        await write((tx) => tx.categories.setPolicyItems(account, made.id, []))
        expect(await read((reader) => reader.categories.listPolicyItems(account, made.id))).toEqual([])
      })

      it('come in pages by id, and by each filter', async () => {
        const one = await topic('One', undefined, { code: 'A', locale: 'de', isActive: false })
        opened.clock.advance(10)
        const two = await topic('Two', one, { code: 'a', locale: 'en', isVisible: false })
        const three = await topic('Three')
        const page = (filter: Parameters<Reader['categories']['list']>[1]['filter'], paging = ALL) =>
          read((reader) => reader.categories.list(account, { filter, page: paging }))
        expect(await page({})).toEqual([one, two, three])
        expect(await page({}, { offset: 1, limit: 1 })).toEqual([two])
        expect(await page({}, { offset: 3, limit: 5 })).toEqual([])
        expect(await page({ id: [three.id, one.id, 999_999_999] })).toEqual([one, three])
        expect(await page({ parentId: [one.id] })).toEqual([two])
        expect(await page({ name: ['Two', 'One', 'two'] })).toEqual([one, two])
        expect(await page({ code: ['a'] })).toEqual([two])
        expect(await page({ locale: ['de'] })).toEqual([one])
        expect(await page({ isActive: false })).toEqual([one])
        expect(await page({ isVisible: true })).toEqual([one, three])
        expect(await page({ modified: { from: two.modified, to: two.modified } })).toEqual([two, three])
        expect(await page({ locale: ['en'], isVisible: true, name: ['Three', 'Two'] })).toEqual([three])
        for (const none of [{ id: [] }, { name: [] }, { code: [] }, { id: NO_IDS }, { parentId: NO_IDS }]) {
          expect(await page(none)).toEqual([])
        }
        expect(await page({ name: ['\u0000'] })).toEqual([])
        expect(await page({ name: ['Two', '\ud800'], locale: ['en', '\u0000'] })).toEqual([two])
      })

      it('are found among the children of several, and by name below one', async () => {
        const [one, two] = [await topic('One'), await topic('Two')]
        const child = await topic('Child', two)
        const other = await topic('Child', one)
        const children = (parents: CategoryId[]) =>
          read((reader) => reader.categories.listChildren(account, parents))
        expect(await children([one.id, two.id])).toEqual([child, other])
        expect(await children([])).toEqual([])
        expect(await read((reader) => reader.categories.findChild(account, two.id, 'child'))).toEqual(child)
        expect(await read((reader) => reader.categories.findChild(account, null, 'child'))).toBeUndefined()
        expect(await read((reader) => reader.categories.findChild(account, null, 'one'))).toEqual(one)
      })
    })

    describe('subscriptions', () => {
      it('are made and ended once, and listed by path', async () => {
        const one = await person('one')
        const other = await person('other')
        const b = await topic('B')
        const below = await topic('Below', b)
        const a = await topic('A')
        const guids = (member = one) =>
          read((reader) => reader.subscriptions.listCategoryGuids(account, member.id))
        const add = (category: Category) =>
          write((tx) => tx.subscriptions.insert(account, one.id, category.id))
        expect([await add(below), await add(b), await add(a), await add(b)]).toEqual([
          true,
          true,
          true,
          false,
        ])
        expect(await guids()).toEqual([a.guid, b.guid, below.guid])
        expect(await guids(other)).toEqual([])
        const end = () => write((tx) => tx.subscriptions.delete(account, one.id, a.id))
        expect([await end(), await end()]).toEqual([true, false])
        expect(await guids()).toEqual([b.guid, below.guid])
      })

      it('go with the category and those below it, and with the member', async () => {
        const one = await person('one')
        const b = await topic('B')
        const below = await topic('Below', b)
        const c = await topic('C')
        for (const { id } of [b, below, c]) await write((tx) => tx.subscriptions.insert(account, one.id, id))
        await write((tx) => deleteCategory(tx, by, b))
        expect(await read((reader) => reader.subscriptions.listCategoryGuids(account, one.id))).toEqual([
          c.guid,
        ])
        await write((tx) => tx.members.delete(account, one.id))
        expect(await read((reader) => reader.subscriptions.listCategoryGuids(account, one.id))).toEqual([])
      })
    })

    describe('category tags', () => {
      const FIELDS = [
        ['id', 'id'],
        ['category', 'categoryId'],
        ['course', 'courseId'],
        ['code', 'code'],
        ['type', { word: 'Course' }],
      ] as const

      it('come back as they went in, and as JSON', async () => {
        const category = await topic('One')
        const tags = []
        for (const code of [null, ...NASTY]) {
          const { id: courseId } = await course('Course')
          tags.push(
            await write((tx) => tx.categoryTags.insert(account, { categoryId: category.id, courseId, code })),
          )
        }
        const text = await read((reader) =>
          reader.categoryTags.listAsJson(account, { filter: {}, page: ALL }, FIELDS),
        )
        expect(JSON.parse(text)).toEqual(
          tags.map((tag) => ({
            id: tag.id,
            category: category.id,
            course: tag.courseId,
            code: tag.code,
            type: 'Course',
          })),
        )
        for (const tag of tags) {
          const { id, categoryId, courseId, code } = tag
          const found = await read(async (reader) => [
            await reader.categoryTags.find(account, id),
            await reader.categoryTags.findByPair(account, categoryId, courseId),
            await (code === null ? Promise.resolve(tag) : reader.categoryTags.findByCode(account, code)),
          ])
          expect(found).toEqual([tag, tag, tag])
        }
        const take = (limit: number) =>
          write((tx) => tx.categoryTags.deleteOfCategories(account, [category.id], limit))
        const taken = await take(2)
        expect(taken).toHaveLength(2)
        expect(new Set([...taken, ...(await take(1_000))])).toEqual(new Set(tags))
        expect(await take(1_000)).toEqual([])
      })

      it('are one for each pair and each code', async () => {
        const [category, other] = [await topic('One'), await topic('Two')]
        const { id: courseId } = await course('Course')
        const tag = (categoryId: CategoryId, code: string | null) =>
          write((tx) => tx.categoryTags.insert(account, { categoryId, courseId, code }))
        const { id } = await tag(category.id, 'A')
        await expect(tag(category.id, null)).rejects.toMatchObject({ issues: [{ field: 'categoryId' }] })
        await expect(tag(other.id, 'A')).rejects.toMatchObject({
          kind: 'conflict',
          issues: [{ subject: 'category_tag', field: 'code', problem: 'taken' }],
        })
        expect(await write((tx) => tx.categoryTags.delete(account, id))).toBe(true)
        expect(await write((tx) => tx.categoryTags.delete(account, id))).toBe(false)
        await tag(other.id, 'A')
      })

      it('come in pages by id, and by each filter', async () => {
        const [one, two] = [await topic('One'), await topic('Two')]
        const { id: courseId } = await course('Course')
        const first = await write((tx) =>
          tx.categoryTags.insert(account, { categoryId: two.id, courseId, code: 'A' }),
        )
        const second = await write((tx) =>
          tx.categoryTags.insert(account, { categoryId: one.id, courseId, code: null }),
        )
        const page = async (
          filter: Parameters<Reader['categoryTags']['listAsJson']>[1]['filter'],
          paging = ALL,
        ) => {
          const ids = [['id', 'id']] as const
          const text = await read((reader) =>
            reader.categoryTags.listAsJson(account, { filter, page: paging }, ids),
          )
          return (JSON.parse(text) as { id: number }[]).map((tag) => tag.id)
        }
        expect(await page({})).toEqual([first.id, second.id])
        expect(await page({}, { offset: 1, limit: 9 })).toEqual([second.id])
        expect(await page({ categoryId: [one.id] })).toEqual([second.id])
        expect(await page({ courseId: [courseId], code: ['A', 'B'] })).toEqual([first.id])
        expect(await page({ id: [second.id, first.id] })).toEqual([first.id, second.id])
        for (const none of [{ id: [] }, { code: [] }, { id: NO_IDS }, { categoryId: NO_IDS }]) {
          expect(await page(none)).toEqual([])
        }
      })

      it.each(NO_IDS)('are not found by %d', async (id) => {
        const found = await read(async (reader) => [
          await reader.categoryTags.find(account, id as CategoryTagId),
          await reader.categoryTags.findByPair(account, id as CategoryId, id as CourseId),
          await reader.courses.find(account, id as CourseId),
          await reader.programs.find(account, id as ProgramId),
        ])
        expect(found).toEqual([undefined, undefined, undefined, undefined])
      })
    })

    describe('courses and programs', () => {
      it('come back as they went in', async () => {
        const values: CourseValues = {
          ...BLANK_COURSE,
          name: NASTY.join(' '),
          type: 'scorm',
          code: 'C 1',
          summary: 'line\nline',
          duration: 2 ** 53 - 1,
          isActive: false,
          author: 'Ünï',
          locale: 'pt-BR',
          certificate: { name: 'Diploma', days: 365 },
        }
        const made = await course(values.name, values)
        const now = opened.clock.now()
        expect(made).toEqual({ ...values, id: made.id, created: now, modified: now })
        expect(await read((reader) => reader.courses.find(account, made.id))).toEqual(made)
        expect(await read((reader) => reader.courses.findByCode(account, 'C 1'))).toEqual(made)
        expect(await read((reader) => reader.courses.findByCode(account, 'c 1'))).toBeUndefined()
      })

      it('are changed where something is said', async () => {
        const made = await course('One', { code: 'A', duration: 5 })
        opened.clock.advance(5)
        await write((tx) => tx.courses.update(account, made.id, { duration: null, code: 'B' }))
        const after = await read((reader) => reader.courses.findByCode(account, 'B'))
        expect(after).toEqual({ ...made, duration: null, code: 'B', modified: made.modified + 5 })
        expect(await read((reader) => reader.courses.findByCode(account, 'A'))).toBeUndefined()
      })

      it('come in pages by id, and by each filter', async () => {
        const one = await course('One', { code: 'A', author: 'Ann', type: 'link' })
        opened.clock.advance(10)
        const two = await course('Two', { isActive: false, inCatalog: false, visibility: 'groups' })
        const page = (filter: Parameters<Reader['courses']['list']>[1]['filter'], paging = ALL) =>
          read((reader) => reader.courses.list(account, { filter, page: paging }))
        expect(await page({})).toEqual([one, two])
        expect(await page({}, { offset: 1, limit: 1 })).toEqual([two])
        expect(await page({ name: ['Two'] })).toEqual([two])
        expect(await page({ code: ['A'] })).toEqual([one])
        expect(await page({ type: ['link'], author: ['Ann', 'Bob'] })).toEqual([one])
        expect(await page({ isActive: false, inCatalog: false })).toEqual([two])
        expect(await page({ created: { from: 0, to: one.created } })).toEqual([one])
        expect(await page({ modified: { from: two.modified, to: Number.MAX_SAFE_INTEGER } })).toEqual([two])
        for (const none of [{ id: [] }, { id: NO_IDS }, { type: [] }, { name: ['\u0000'] }]) {
          expect(await page(none)).toEqual([])
        }
      })

      it('can be begun when they are open, and aren’t taken yet', async () => {
        const { id: member } = await person('lea')
        const { id: team } = await group('Team')
        const open = { selfEnrolment: 'allowed' } as const
        const [taken, free] = [await course('Taken', open), await course('Free', open)]
        const closed = { ...open, visibility: 'groups', inCatalog: false } as const
        const [ours, theirs] = [await course('Ours', closed), await course('Theirs', closed)]
        await course('Draft', { ...open, isActive: false })
        await course('By invitation')
        await write(async (tx) => {
          await tx.groups.addMember(account, team, member)
          await tx.courseGroups.set(account, ours.id, [team])
          await tx.courseGroups.set(account, theirs.id, [])
          await tx.enrolments.insert(account, taken.id, member)
        })
        const enrollable = (paging = ALL) =>
          read((reader) => reader.courses.listEnrollable(account, member, { filter: {}, page: paging }))
        expect(await enrollable()).toEqual([free, ours])
        expect(await enrollable({ offset: 1, limit: 1 })).toEqual([ours])
      })

      it('give certificates that know the score they stand for', async () => {
        const { id: member } = await person('lea')
        const [scored, unscored] = [await course('Scored'), await course('Unscored')]
        const program = await write((tx) =>
          tx.programs.insert(account, { ...BLANK_PROGRAM, name: 'Program', courseIds: [] }),
        )
        const paper = { name: 'Diploma', holder: 'Lea', expires: null }
        const [first, second, third] = await write(async (tx) => {
          const one = await tx.enrolments.insert(account, scored.id, member)
          const two = await tx.enrolments.insert(account, unscored.id, member)
          const membership = await tx.programMemberships.insert(account, program.id, member)
          if (one === undefined || two === undefined || membership === undefined) throw new Error('taken')
          await tx.enrolments.update(account, one.id, { score: 66.67 })
          await tx.certificates.issue(account, { ...paper, code: 'a', of: { enrolment: one.id } })
          await tx.certificates.issue(account, { ...paper, code: 'b', of: { enrolment: two.id } })
          await tx.certificates.issue(account, { ...paper, code: 'c', of: { membership: membership.id } })
          return [
            (await tx.enrolments.find(account, scored.id, member))?.certificate,
            (await tx.enrolments.find(account, unscored.id, member))?.certificate,
            (await tx.programMemberships.find(account, program.id, member))?.certificate,
          ]
        })
        const scoreOf = (id: CertificateId | undefined) =>
          read((reader) => reader.certificates.findScore(account, id ?? (0 as CertificateId)))
        expect([await scoreOf(first?.id), await scoreOf(second?.id), await scoreOf(third?.id)]).toEqual([
          66.67,
          null,
          null,
        ])
        expect(
          await read((reader) => reader.certificates.find(account, first?.id ?? (0 as CertificateId))),
        ).toEqual(first)
        for (const none of NO_IDS) {
          expect(
            await read((reader) => reader.certificates.find(account, none as CertificateId)),
          ).toBeUndefined()
        }
      })

      it('keep the result of a period with its certificate when the next one begins', async () => {
        const { id: member } = await person('lea')
        const { id, dueDays, repeatDays } = await course('Yearly', { repeatDays: 365 })
        await course('Once')
        const paper = { name: 'Diploma', holder: 'Lea', expires: null }
        const completed = opened.clock.now()
        const reached = { progress: 100, score: 80.5, success: true, started: completed, completed }
        const blank = { progress: 0, score: null, success: null, started: null, completed: null }
        const { issued, enrolment, due } = await write(async (tx) => {
          const dueDates = new Map([[id, '2030-01-31']])
          const [made] = await tx.enrolments.insertAll(account, [id], [member], dueDates)
          if (made === undefined) throw new Error('taken')
          await tx.enrolments.update(account, made.id, reached)
          await tx.certificates.issue(account, { ...paper, code: 'a', of: { enrolment: made.id } })
          const before = await tx.enrolments.find(account, id, member)
          await tx.enrolments.insertPastResult(account, made.id)
          await tx.enrolments.update(account, made.id, blank)
          await tx.certificates.issue(account, { ...paper, code: 'b', of: { enrolment: made.id } })
          await tx.certificates.revoke(account, made.id)
          const again = await tx.enrolments.lockCompletedBefore(account, id, { before: completed, limit: 9 })
          return { issued: before?.certificate, enrolment: made, due: again }
        })
        expect(await read((reader) => reader.courses.listRepeated(account))).toEqual([
          { id, dueDays, repeatDays },
        ])
        expect(due).toEqual([])
        expect(await read((reader) => reader.enrolments.find(account, id, member))).toMatchObject({
          ...blank,
          certificate: null,
        })
        const { id: past, ...result } = await read(async (reader) => {
          const part = { before: null, limit: 9 }
          const [one, ...more] = await reader.enrolments.listPastResults(account, enrolment.id, part)
          expect(more).toEqual([])
          if (one === undefined) throw new Error('nothing was kept')
          expect(await reader.enrolments.listPastResultsOfMember(account, member)).toMatchObject([one])
          expect(await reader.certificates.findScore(account, one.certificate?.id ?? (0 as never))).toBe(80.5)
          return one
        })
        expect(past).toBeGreaterThan(0)
        const kept = { ...reached, dueDate: '2030-01-31', ended: completed, certificate: issued }
        expect(result).toEqual(kept)
        const [gone] = await write((tx) => tx.enrolments.deleteAll(account, [enrolment]))
        expect(gone?.pastResults).toEqual([{ score: 80.5, success: true, completed, ended: completed }])
      })

      it('are read in parts where their texts are long', async () => {
        const text = '𝒯'.repeat(20_000) // 80,000 bytes
        const made = await write(async (tx) => {
          const ids: CourseId[] = []
          for (let n = 0; n < 60; n++) {
            const values = { ...BLANK_COURSE, name: `Long ${n}`, summary: text }
            ids.push((await tx.courses.insert(account, values)).id)
          }
          return ids
        })
        const part = (offset: number, limit: number) =>
          read((reader) =>
            reader.courses.listPart(account, { filter: { of: 'all' }, page: { offset, limit } }),
          )
        const first = await part(0, 100)
        expect(first.whole).toBe(60)
        expect(first.items.length).toBe(52) // 4 MiB
        const rest = await part(first.items.length, 100)
        expect(rest.whole).toBe(8)
        expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(made)
        expect(first.items[0]?.summary).toBe(text)
        const byKey = await read((reader) =>
          reader.courses.listByKey(account, { filter: {}, page: { after: null, limit: 100 } }),
        )
        expect(byKey.items.map(({ id }) => id)).toEqual(made.slice(0, 52))
        const behind = await read((reader) =>
          reader.courses.listByKey(account, { filter: {}, page: { after: byKey.next, limit: 100 } }),
        )
        expect(behind).toMatchObject({ next: null })
        expect(behind.items.map(({ id }) => id)).toEqual(made.slice(52))
      })

      it('belong together in the order of the program, and leave it when they are deleted', async () => {
        const [one, two] = [await course('One'), await course('Two')]
        const program = await write((tx) =>
          tx.programs.insert(account, { ...BLANK_PROGRAM, name: 'Program', courseIds: [two.id, one.id] }),
        )
        expect(program.courseIds).toEqual([two.id, one.id])
        const part = (paging = ALL) =>
          read((reader) => reader.programs.listPart(account, { filter: { of: 'all' }, page: paging }))
        expect(await part()).toEqual({ items: [program], whole: 1 })
        expect(await part({ offset: 1, limit: 1 })).toEqual({ items: [], whole: 0 })
        expect(await read((reader) => reader.programs.listByName(account, 'PROGRAM'))).toEqual([program])
        expect(await read((reader) => reader.programs.listByName(account, 'Progra'))).toEqual([])
        await write((tx) => tx.courses.delete(account, two.id))
        const after = await read((reader) => reader.programs.find(account, program.id))
        expect(after).toEqual({ ...program, courseIds: [one.id] })
      })

      it('are put together anew, and a program goes without its courses', async () => {
        const [one, two, three] = [await course('One'), await course('Two'), await course('Three')]
        const { id } = await write((tx) =>
          tx.programs.insert(account, { ...BLANK_PROGRAM, name: 'Program', courseIds: [one.id, two.id] }),
        )
        opened.clock.advance(5)
        const change = { certificate: { name: 'Diploma', days: null }, courseIds: [three.id, one.id] }
        await write((tx) => tx.programs.update(account, id, change))
        const now = opened.clock.now()
        const changed = { ...BLANK_PROGRAM, ...change, id, name: 'Program', created: now - 5, modified: now }
        expect(await read((reader) => reader.programs.listWithCourse(account, three.id))).toEqual([changed])
        expect(await read((reader) => reader.programs.listWithCourse(account, two.id))).toEqual([])
        await write(async (tx) => {
          await tx.programs.lock(account, id)
          await tx.invitations.setText(
            account,
            { of: 'program', programId: id },
            { subject: 'S', body: null, action: null },
          )
          await tx.programs.delete(account, id)
        })
        expect(await read((reader) => reader.programs.find(account, id))).toBeUndefined()
        expect(await read((reader) => reader.courses.find(account, one.id))).toEqual(one)
        expect(
          await read((reader) => reader.invitations.findText(account, { of: 'program', programId: id })),
        ).toBeUndefined()
      })
    })

    describe('members and groups', () => {
      it('lose nothing that two write at once after they have looked', async () => {
        const { id } = await person('one')
        const { id: staff } = await group('Staff')
        const roles = ['auditor', 'trainer', 'author', 'media_admin'] as const
        const join = (role: Role) =>
          write(async (tx) => {
            await tx.members.lock(account, id)
            await tx.members.setRoles(account, id, [...(await tx.members.listOwnRoles(account, id)), role])
            await tx.groups.lock(account, staff)
            await tx.groups.setRoles(account, staff, [...(await tx.groups.listRoles(account, staff)), role])
          })
        await Promise.all(roles.map(join))
        const sorted = roles.toSorted()
        expect(await read((reader) => reader.members.listOwnRoles(account, id))).toEqual(sorted)
        expect(await read((reader) => reader.groups.listRoles(account, staff))).toEqual(sorted)
      })

      it('tell the roles of many groups', async () => {
        const groups = await write(async (tx) => {
          const made = []
          for (let i = 0; i < 501; i++) made.push(await tx.groups.insert(account, `Group ${i}`))
          for (const { id } of made.slice(1)) await tx.groups.setRoles(account, id, ['trainer', 'author'])
          return made.map(({ id }) => id)
        })
        for (const some of [groups, groups.slice(0, 500), []]) {
          const roles = await read((reader) => reader.groups.listRolesOfAll(account, some))
          expect([...roles.keys()].toSorted((a, b) => a - b)).toEqual(some.slice(1)) // they grow
          expect(new Set([...roles.values()].map(String))).toEqual(
            new Set(some.length > 1 ? ['author,trainer'] : []),
          )
        }
      })

      it('come back as they went in', async () => {
        const values: MemberValues = {
          ...NOBODY,
          username: 'Ünï',
          firstName: NASTY[0] ?? null,
          lastName: NASTY[6] ?? '',
          email: 'A@Example.com',
          title: '',
          phone: '+1',
          language: 'fr',
          status: 'suspended',
          company: 'Acme',
          country: 'AT',
        }
        const made = await person(values.username, values)
        expect(made).toMatchObject(values)
        expect(await read((reader) => reader.members.find(account, { guid: made.guid }))).toEqual(made)
        expect(await read((reader) => reader.members.findByUsername(account, 'ünï'))).toEqual(made)
        expect(await read((reader) => reader.members.findByEmail(account, 'a@example.com'))).toEqual(made)
        for (const text of ['Ünï', '', '\u0000', '\ud800']) {
          expect(await read((reader) => reader.members.findByUsername(account, text))).toBeUndefined()
          expect(await read((reader) => reader.members.findByEmail(account, text))).toBeUndefined()
          expect(await read((reader) => reader.groups.findByName(account, text))).toBeUndefined()
        }
      })

      it('have one username and one address each, and may have no address', async () => {
        await person('Ann', { email: 'ann@example.com' })
        await person('bob')
        await person('eve')
        const taken = (field: string) => ({ kind: 'conflict', issues: [{ subject: 'member', field }] })
        await expect(person('ANN')).rejects.toMatchObject(taken('username'))
        await expect(person('x', { email: 'Ann@Example.com' })).rejects.toMatchObject(taken('email'))
        await group('One')
        await expect(group('ONE')).rejects.toMatchObject({ issues: [{ subject: 'group', field: 'name' }] })
      })

      it('hold roles themselves and through groups', async () => {
        const ann = await person('ann')
        const [one, two] = [await group('One'), await group('Two')]
        await write(async (tx) => {
          await tx.members.setRoles(account, ann.id, ['learner', 'author', 'learner'])
          await tx.groups.setRoles(account, one.id, ['author', 'manager'])
          await tx.groups.setRoles(account, two.id, ['trainer'])
          await tx.members.setGroups(account, ann.id, [one.id, one.id])
        })
        const roles = await read(async (reader) => ({
          own: await reader.members.listOwnRoles(account, ann.id),
          status: await reader.members.findStatus(account, ann.id),
          powers: await reader.members.findPowers(account, ann.id),
          ofNobody: await reader.members.findPowers(account, 0 as MemberId),
          ofGroup: await reader.groups.listRoles(account, one.id),
          ofAll: [...(await reader.groups.listRolesOfAll(account, [one.id, two.id]))].toSorted(),
          ofNone: [...(await reader.groups.listRolesOfAll(account, []))],
          groupIds: await reader.members.listGroupIds(account, ann.id),
          groups: await reader.members.listGroups(account, ann.id),
        }))
        expect(roles).toEqual({
          own: ['author', 'learner'],
          status: NOBODY.status,
          powers: {
            status: NOBODY.status,
            roles: new Set(['author', 'learner', 'manager']),
            groups: new Set([one.id]),
          },
          ofNobody: undefined,
          ofGroup: ['author', 'manager'],
          ofAll: [
            [one.id, ['author', 'manager']],
            [two.id, ['trainer']],
          ],
          ofNone: [],
          groupIds: [one.id],
          groups: [one],
        })
      })

      it('come and go in groups', async () => {
        const people = []
        for (const name of ['a', 'b', 'c']) people.push(await person(name))
        const ids = people.map((one) => one.id)
        const { id } = await group('One')
        const guids = (after: number, limit: number) =>
          read((reader) => reader.groups.listMemberGuids(account, id, after, limit))
        await write((tx) => tx.groups.setMembers(account, id, [...ids].reverse()))
        expect(await guids(0, 10)).toEqual(people.map((one) => ({ id: one.id, guid: one.guid })))
        expect((await guids(ids[0] ?? 0, 1)).map((one) => one.id)).toEqual([ids[1]])
        await write(async (tx) => {
          await tx.groups.removeMember(account, id, ids[0] as MemberId)
          await tx.groups.addMember(account, id, ids[1] as MemberId)
        })
        expect(await read((reader) => reader.groups.countMembers(account, id))).toBe(2)
        await write((tx) => tx.members.delete(account, ids[1] as MemberId))
        expect(await read((reader) => reader.groups.countMembers(account, id))).toBe(1)
        await write((tx) => tx.groups.delete(account, id))
        expect(await read((reader) => reader.groups.find(account, { id }))).toBeUndefined()
        expect(await read((reader) => reader.members.listGroupIds(account, ids[2] as MemberId))).toEqual([])
      })

      it('are found by a word, groups first, each kind by name, page by page', async () => {
        await group('Zoo people')
        await group('academy')
        await person('ann', { firstName: 'Ann', lastName: 'Zoë', email: 'x@example.com' })
        await person('bob', { firstName: null, lastName: 'ábel' })
        await person('high', { lastName: BMP_HIGH })
        await person('astral', { lastName: ASTRAL })
        const label = (one: FoundEntity) => (one.kind === 'group' ? one.group.name : one.member.username)
        const search = (text: string, more: Partial<Parameters<Reader['members']['listEntities']>[1]> = {}) =>
          read((reader) =>
            reader.members.listEntities(account, { kinds: ['group', 'member'], text, limit: 100, ...more }),
          )
        const all = ['academy', 'Zoo people', 'ann', 'bob', 'high', 'astral']
        expect((await search('')).map(label)).toEqual(all)
        expect((await search('zo')).map(label)).toEqual(['Zoo people', 'ann'])
        expect((await search('ann zoë')).map(label)).toEqual(['ann'])
        expect((await search('x@example.com')).map(label)).toEqual(['ann'])
        expect((await search('%')).map(label)).toEqual([])
        expect((await search('', { kinds: ['member'] })).map(label)).toEqual(all.slice(2))
        for (const text of ['\u0000', '\ud800']) expect(await search(text)).toEqual([])

        const paged: string[] = []
        let after: FoundEntity['position'] | undefined
        for (let pages = 0; pages < 10; pages++) {
          const page = await search('', { limit: 2, ...(after === undefined ? {} : { after }) })
          paged.push(...page.map(label))
          after = page.at(-1)?.position
          if (page.length < 2) break
        }
        expect(paged).toEqual(all)
        const count = (text: string) =>
          read((reader) => reader.members.countEntities(account, { kinds: ['group', 'member'], text }))
        expect([await count(''), await count('zo'), await count('\u0000')]).toEqual([6, 2, 0])
      })

      it('are counted by how they came in, and each day from a midnight on', async () => {
        const ann = await person('ann')
        await person('bob')
        await person('cut off', { status: 'suspended' })
        await write((tx) => tx.members.markInvited(account, ann.id))
        await write((tx) => tx.members.markActivated(account, ann.id))
        const now = opened.clock.now()
        const day = 24 * 60 * 60 * 1_000
        const midnight = now - (now % day)
        const begun = { mails: 1, people: 2, courses: 0, clients: 0 } // joined by mail, and others than barred ones
        const standing = { failedDeliveries: 0, failedMails: 0, uninvited: 1, unmanaged: 0, ...begun }
        const since = (from: number) => read((reader) => reader.overview.countStanding(account, from))
        expect(await since(midnight)).toEqual({ ...standing, invited: 1, accepted: 1 })
        expect(await since(now + 1)).toEqual({ ...standing, invited: 0, accepted: 0 })
        expect(await read((reader) => reader.overview.countByDay(account, midnight - day))).toEqual([
          { at: midnight - day, enrolments: 0, completions: 0 },
          { at: midnight, enrolments: 0, completions: 0 },
        ])
      })

      it('keep a password beside them', async () => {
        const ann = await person('ann')
        expect(await read((reader) => reader.members.findPassword(account, ann.id))).toBeNull()
        await write((tx) => tx.members.setPassword(account, ann.id, '$argon2id$…'))
        expect(await read((reader) => reader.members.findPassword(account, ann.id))).toBe('$argon2id$…')
      })

      it('are changed where something is said', async () => {
        const ann = await person('ann', { email: 'ann@example.com', firstName: 'Ann' })
        opened.clock.advance(7)
        await write((tx) => tx.members.update(account, ann.id, { email: null, lastName: 'Zoë' }))
        const after = await read((reader) => reader.members.find(account, { id: ann.id }))
        expect(after).toEqual({ ...ann, email: null, lastName: 'Zoë', modified: ann.modified + 7 })
        const renamed = await write(async (tx) => {
          const { id } = await tx.groups.insert(account, 'One')
          await tx.groups.setName(account, id, 'Two')
          return tx.groups.findByName(account, 'two')
        })
        expect(renamed?.name).toBe('Two')
        expect(
          (await read((reader) => reader.groups.list(account, { filter: {}, page: ALL }))).map(
            (one) => one.name,
          ),
        ).toEqual(['Two'])
      })
    })

    describe('keys and sessions', () => {
      it('are found by their digest before the account is known, until they end', async () => {
        const ann = await person('ann')
        const key = await write((tx) =>
          tx.credentials.insert(account, {
            door: 'rev',
            label: 'CI',
            memberId: ann.id,
            lookup: sha256(`key of ${account}`),
            secretHash: 'hash',
          }),
        )
        expect(await read((reader) => reader.credentials.findByLookup(sha256(`key of ${account}`)))).toEqual(
          key,
        )
        expect(await read((reader) => reader.credentials.list(account))).toEqual([key])
        const open = (token: string, expires: number, credentialId: typeof key.id | null) =>
          write((tx) =>
            tx.sessions.insert(account, {
              door: 'rev',
              tokenHash: sha256(`${token} ${account}`),
              memberId: ann.id,
              credentialId,
              agent: null,
              expires,
              ends: 9_000,
            }),
          )
        const live = (token: string) =>
          read((reader) => reader.sessions.findByToken(sha256(`${token} ${account}`)))
        const byKey = await open('by key', 1_000, key.id)
        const byPassword = await open('by password', 2_000, null)
        expect([await live('by key'), await live('by password')]).toMatchObject([byKey, byPassword])

        await write((tx) => tx.sessions.extend(account, byKey.id, 1_500))
        await write((tx) => tx.sessions.extend(account, byKey.id, 1_200))
        expect((await live('by key'))?.expires).toBe(1_500)

        opened.clock.advance(3)
        await write((tx) => tx.credentials.markUsed(account, key.id))
        const [used] = await read((reader) => reader.credentials.list(account))
        expect(used?.lastUsed).toBe(opened.clock.now())

        expect(await write((tx) => tx.credentials.revoke(account, key.id))).toBe(true)
        expect(await write((tx) => tx.credentials.revoke(account, key.id))).toBe(false)
        expect(
          await read((reader) => reader.credentials.findByLookup(sha256(`key of ${account}`))),
        ).toBeUndefined()
        expect([await live('by key'), await live('by password')]).toMatchObject([undefined, byPassword])

        await write((tx) => tx.sessions.sweep(account, 2_000, 10))
        expect(await live('by password')).toMatchObject(byPassword)
        await write((tx) => tx.sessions.sweep(account, 2_001, 10))
        expect(await live('by password')).toBeUndefined()

        await open('one', 9_000, null)
        const two = await open('two', 9_000, null)
        expect(await write((tx) => tx.sessions.revoke(account, ann.id, two.id))).toBe(true)
        expect([(await live('one'))?.expires, await live('two')]).toEqual([9_000, undefined])
        // Of another member's sessions none ends.
        const one = await live('one')
        const stranger = (ann.id + 1) as MemberId
        expect(await write((tx) => tx.sessions.revoke(account, stranger, one?.id ?? two.id))).toBe(false)
        const three = await open('three', 8_000, null)
        const seen = opened.clock.now()
        const four = await open('four', seen + 5, null)
        expect(await read((reader) => reader.sessions.listOfMember(account, ann.id))).toEqual([four])
        expect(await write((tx) => tx.sessions.sweep(account, 9_001, 1))).toBe(1)
        expect([await live('three'), await live('one')]).toMatchObject([undefined, { id: one?.id }])
        expect(three.ends).toBe(9_000)
        await write((tx) => tx.sessions.revokeAllOfMember(account, ann.id))
        expect(await live('one')).toBeUndefined()
      })
    })

    describe('links to choose a new password', () => {
      const hash = (name: string) => sha256(`${name} reset of ${account}`)
      const ask = (member: MemberId, name: string, expires: number) =>
        write((tx) =>
          tx.passwordResets.insert(account, {
            memberId: member,
            tokenHash: hash(name),
            email: 'a@example.com',
            expires,
          }),
        )
      const live = (name: string) => read((reader) => reader.passwordResets.findByToken(hash(name)))

      it('are found by the digest of their token, and taken by one of several at once', async () => {
        const ann = await person('ann')
        await ask(ann.id, 'one', 1_000)
        const one = { accountId: account, memberId: ann.id, expires: 1_000, email: 'a@example.com' }
        expect(await live('one')).toEqual(one)
        expect(await live('two')).toBeUndefined()
        await expect(ask(ann.id, 'one', 2_000)).rejects.toThrow()
        const taken = await Promise.all(
          Array.from({ length: 4 }, () => write((tx) => tx.passwordResets.deleteByToken(hash('one')))),
        )
        expect(taken.filter((each) => each !== undefined)).toEqual([one])
        expect(await live('one')).toBeUndefined()
      })

      it('are counted, end with their time, and go with their person', async () => {
        const [ann, ben] = [await person('ann'), await person('ben')]
        await ask(ann.id, 'old', 1_000)
        await ask(ann.id, 'new', 2_000)
        await ask(ben.id, 'other', 1_500)
        const count = (member: MemberId) => read((reader) => reader.passwordResets.count(account, member))
        expect([await count(ann.id), await count(ben.id)]).toEqual([2, 1])
        await write((tx) => tx.passwordResets.sweep(account, 1_001, 10))
        expect([await count(ann.id), await live('old')]).toEqual([1, undefined])
        await write((tx) => tx.passwordResets.revokeAllOfMember(account, ann.id))
        expect([await count(ann.id), await count(ben.id)]).toEqual([0, 1])
        await write((tx) => tx.members.delete(account, ben.id))
        expect(await live('other')).toBeUndefined()
      })
    })

    describe('the audit trail', () => {
      it('keeps what was written, in order', async () => {
        const before = await read((reader) => reader.audit.list(account, 0, 10))
        const entry = {
          door: 'cli',
          credentialId: null,
          memberId: null,
          requestId: 'request-1',
          action: 'update',
          subject: 'category',
          subjectId: 2 ** 53 - 1,
          before: { text: NASTY, no: null, yes: true, half: 0.5 },
          after: null,
        } as const
        await write((tx) => tx.audit.add(account, [entry, { ...entry, subjectId: 2 }]))
        await write((tx) => tx.audit.add(account, []))
        const after = await read((reader) => reader.audit.list(account, before.at(-1)?.id ?? 0, 10))
        expect(after).toEqual([
          { ...entry, id: after[0]?.id, at: opened.clock.now() },
          { ...entry, subjectId: 2, id: after[1]?.id, at: opened.clock.now() },
        ])
        expect(await read((reader) => reader.audit.list(account, after[0]?.id ?? 0, 1))).toEqual([after[1]])
      })

      it('is read from its end, narrowed by each filter', async () => {
        const ann = await person('ann')
        const entry = (subject: 'course' | 'group', subjectId: number, memberId: MemberId | null = null) => ({
          door: 'cli' as const,
          credentialId: null,
          memberId,
          action: 'update' as const,
          subject,
          subjectId,
          before: null,
          after: null,
        })
        await write((tx) => tx.audit.add(account, [entry('course', 1), entry('course', 2, ann.id)]))
        opened.clock.advance(5)
        await write((tx) => tx.audit.add(account, [entry('group', 2), entry('course', 1)]))
        const newest = async (filter: AuditFilter, limit = 3) =>
          (await read((reader) => reader.audit.listNewest(account, filter, limit))).map(
            ({ subject, subjectId }) => `${subject} ${subjectId}`,
          )
        expect(await newest({})).toEqual(['course 1', 'group 2', 'course 2'])
        expect(await newest({ subject: 'course' })).toEqual(['course 1', 'course 2', 'course 1'])
        expect(await newest({ subject: 'course', subjectId: 1 })).toEqual(['course 1', 'course 1'])
        expect(await newest({ subjectId: 2 })).toEqual(['group 2', 'course 2'])
        expect(await newest({ member: ann.id })).toEqual(['course 2'])
        expect(await newest({ since: opened.clock.now() })).toEqual(['course 1', 'group 2'])
        const [last] = await read((reader) => reader.audit.listNewest(account, {}, 1))
        expect(await newest({ before: last?.id ?? 0 }, 2)).toEqual(['group 2', 'course 2'])
      })
    })

    describe('accounts', () => {
      it('are found by the hosts that they answer to', async () => {
        const host = `h${account}.example.com`
        await write((tx) => tx.accounts.insertHost(account, host))
        const found = await read((reader) => reader.accounts.findByHost(host))
        expect(found).toEqual(await read((reader) => reader.accounts.find(account)))
        expect(found).toMatchObject({ id: account, name: 'Academy', language: 'en', demoSeed: null })
        for (const other of ['', 'example.com', '\u0000', '\ud800']) {
          expect(await read((reader) => reader.accounts.findByHost(other))).toBeUndefined()
        }
        await expect(write((tx) => tx.accounts.insertHost(account, host))).rejects.toMatchObject({
          kind: 'conflict',
          issues: [{ subject: 'account', field: 'host', problem: 'taken' }],
        })
        expect(await write((tx) => tx.accounts.deleteHost(account, host))).toBe(true)
        expect(await write((tx) => tx.accounts.deleteHost(account, host))).toBe(false)
        expect(await read((reader) => reader.accounts.findByHost(host))).toBeUndefined()
        await write((tx) => tx.accounts.setDemoSeed(account, 'sealed'))
        expect((await read((reader) => reader.accounts.find(account)))?.demoSeed).toBe('sealed')
        const all = await read((reader) => reader.accounts.list())
        expect(all.map((one) => one.id)).toContain(account)
        expect(await read((reader) => reader.accounts.findOnly())).toBeUndefined() // there are several by now
      })
    })

    it('refuses a value that was never given', async () => {
      const broken = write((tx) => tx.groups.setName(account, 1 as GroupId, undefined as never))
      await expect(broken).rejects.toThrow(TypeError)
      const list = write((tx) => tx.groups.setRoles(account, 1 as GroupId, [undefined as never]))
      await expect(list).rejects.toThrow(TypeError)
    })

    it('answers, and can be written', async () => {
      await store.ping()
      await store.probe()
      await store.probe()
    })
  })
}
