import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { listCoursesInOrder, listProgramsInOrder } from '../../src/domain/courses/list-courses.ts'
import { listMailsInOrder } from '../../src/domain/delivery/list-deliveries.ts'
import { outgoingMail } from '../../src/domain/delivery/events.ts'
import type { MemberId } from '../../src/domain/ids.ts'
import type { Cursor, CursorQuery, Page } from '../../src/domain/page.ts'
import { listGroupsInOrder } from '../../src/domain/people/group-view.ts'
import { listPeopleInOrder } from '../../src/domain/people/list-people.ts'
import type { MemberValues, MemberWithRoles } from '../../src/domain/people/member.ts'
import { type Principal, SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import type { Reader, Store, Writer } from '../../src/domain/store.ts'
import { listCategoriesInOrder } from '../../src/domain/taxonomy/category-view.ts'
import { createCategory } from '../../src/domain/taxonomy/categories.ts'
import { searchWords } from '../../src/lib/search-words.ts'
import { BLANK_COURSE, NOBODY } from './blank-values.ts'
import { randomFrom } from './random.ts'

type List<Item> = (
  reader: Reader,
  by: Principal,
  query: CursorQuery<Record<string, never>>,
) => Promise<Page<Item>>

const NAMES = new Intl.Collator('en')

/** What a search by words promises, on whichever engine. */
export function searchContract(
  engine: string,
  open: () => Promise<{ store: Store; close(): Promise<void> }>,
): void {
  describe(`searches by words on ${engine}`, () => {
    let store: Store
    let close = () => Promise.resolve()
    let owner: Principal
    const ids = new Map<string, MemberId>()
    beforeAll(async () => {
      const world = await open()
      store = world.store
      close = () => world.close()
      ;({ owner } = await store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
      ))
      const { owner: other } = await store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Other', language: 'en' }, []),
      )
      await store.write(async (tx) => {
        await tx.members.insert(other.accountId, { ...NOBODY, username: 'x', lastName: 'Müller' })
        await add(tx, 'hannah', { firstName: 'Hannah', lastName: 'Obermüller' })
        await add(tx, 'mueller-2', { firstName: 'Ann', lastName: 'Müllers', externalId: 'HR-4711' })
        await add(tx, 'mueller', { firstName: 'Ann', lastName: 'MULLER', email: 'am@firm.example' })
        await add(tx, 'li', { firstName: 'Li', lastName: 'O’Brien' })
        await add(tx, 'lisa', { firstName: 'Lisa', lastName: 'Ali' })
      })
    })
    afterAll(() => close())

    const add = async (tx: Writer, username: string, values: Partial<MemberValues>) => {
      const { id } = await tx.members.insert(owner.accountId, {
        ...NOBODY,
        ...(values as MemberValues),
        username,
      })
      ids.set(username, id)
    }
    const walk = async <Item>(list: List<Item>, q: string, more: object = {}, limit = 2) => {
      const items: Item[] = []
      let after: Cursor | null = null
      do {
        const page: Page<Item> = await store.read((reader) =>
          list(reader, owner, { filter: {}, q, page: { after, limit }, ...more }),
        )
        items.push(...page.items)
        after = JSON.parse(JSON.stringify(page.next)) as Cursor | null
      } while (after !== null)
      return items
    }
    const people = async (q: string, more: object = {}) => {
      return usernames(await walk(listPeopleInOrder, q, more))
    }
    const usernames = (found: Page<MemberWithRoles>['items']) => found.map(({ member }) => member.username)

    it('find the word first, then what begins with it, then what holds it', async () => {
      expect(await people('müller')).toEqual(['mueller', 'mueller-2', 'hannah'])
      expect(await people('Muller')).toEqual(['mueller', 'mueller-2', 'hannah'])
    })

    it('find only what every word fits', async () => {
      expect(await people('ann müller')).toEqual(['mueller', 'mueller-2', 'hannah'])
      expect(await people('ann 4711')).toEqual(['mueller-2'])
      expect(await people('lisa muller')).toEqual([])
    })

    it('find one or two letters at the beginning of words', async () => {
      expect(await people('li')).toEqual(['li', 'lisa'])
      expect(await people('l')).toEqual(['li', 'lisa'])
      expect(await people('o’b')).toEqual(['li'])
      expect(await people('li ali')).toEqual(['lisa'])
    })

    it('find by every field, and nothing by no word', async () => {
      expect(await people('am@firm.example')).toEqual(['mueller'])
      expect(await people('hr-4711')).toEqual(['mueller-2'])
      expect(await people('-')).toEqual([])
      expect(await people('\u0000')).toEqual([])
      expect(await people(`" OR "`)).toEqual([])
      expect(await people('%')).toEqual([])
    })

    it('take filters, another order and a count', async () => {
      const sort = [{ by: 'lastName', descending: true }]
      expect(await people('muller', { sort })).toEqual(['hannah', 'mueller-2', 'mueller'])
      expect(await people('muller', { filter: { externalId: ['hr-4711'] } })).toEqual(['mueller-2'])
      const { total } = await store.read((reader) =>
        listPeopleInOrder(reader, owner, {
          filter: {},
          q: 'muller',
          page: { after: null, limit: 1 },
          total: true,
        }),
      )
      expect(total).toBe(3)
    })

    it('find groups, courses, programs, categories and mails', async () => {
      await store.write(async (tx) => {
        const { accountId } = owner
        await tx.groups.insert(accountId, 'Årsmöte')
        await tx.courses.insert(accountId, { ...BLANK_COURSE, name: 'Safety first', code: 'SAF-1' })
        await tx.programs.insert(accountId, {
          name: 'Safety program',
          code: null,
          description: null,
          courseIds: [],
          locale: null,
          thumbnailUrl: null,
          isActive: true,
          certificate: null,
        })
        await createCategory(tx, owner, { name: 'Safety', parent: null, code: 'T-9' })
        const mail = { locale: 'en', body: '', link: null, name: 'Ann Müller', to: 'am@firm.example' }
        for (const subject of ['Greetings', 'Farewell']) {
          await tx.outbox.add(
            accountId,
            outgoingMail(ids.get('mueller') ?? (0 as MemberId), { ...mail, subject }),
          )
        }
      })
      expect(await walk(listGroupsInOrder as List<unknown>, 'arsmote')).toHaveLength(1)
      expect(await walk(listCoursesInOrder as List<unknown>, 'saf first')).toHaveLength(1)
      expect(await walk(listProgramsInOrder as List<unknown>, 'safe')).toHaveLength(1)
      expect(await walk(listCategoriesInOrder as List<unknown>, 't-9')).toHaveLength(1)
      expect(await walk(listMailsInOrder as List<unknown>, 'greetings müller')).toHaveLength(1)
    })

    it('rank many as they rank few', async () => {
      const kinds = [
        { word: 'atomquark', rank: 2 },
        { word: 'quark', rank: 0 },
        { word: 'quarkstar', rank: 1 },
      ]
      const written = Array.from({ length: 1_300 }, (_, number) => ({
        username: `many-${number}`,
        ...(kinds[number % 3] ?? { word: '', rank: 0 }),
      }))
      await store.write(async (tx) => {
        for (const { username, word } of written)
          await add(tx, username, { lastName: word, firstName: 'Zoë' })
      })
      const expected = written.toSorted((one, other) => one.rank - other.rank).map(({ username }) => username)
      expect(await walk(listPeopleInOrder, 'quark', {}, 300).then(usernames)).toEqual(expected)
      expect(await walk(listPeopleInOrder, 'zoe quark', {}, 300).then(usernames)).toEqual(expected)
      expect(await people('quarksta zo 1262')).toEqual(['many-1262'])
      const byName = written.toSorted((one, other) => NAMES.compare(one.word, other.word))
      const sort = [{ by: 'lastName', descending: false }]
      for (const q of ['quark', 'zoe quark', 'zo qua']) {
        expect(await walk(listPeopleInOrder, q, { sort }, 300).then(usernames)).toEqual(
          byName.map(({ username }) => username),
        )
      }
    })

    it('know of what is written at once, and find nobody twice or by what they were', async () => {
      const chance = randomFrom(3)
      const names = ['Ann', 'Anna', 'Johanna', 'Bob', 'Bo', 'Ben', 'Benn']
      const model = new Map<string, string>()
      for (let round = 0; round < 600; round++) {
        await store.write(async (tx) => {
          const username = `zz${chance.below(200)}`
          const name = `${chance.pick(names)} ${chance.pick(names)}`
          const known = ids.get(username)
          if (known === undefined) {
            await add(tx, username, { lastName: name })
            model.set(username, name)
          } else if (chance.oneIn(3)) {
            await tx.members.delete(owner.accountId, known)
            ids.delete(username)
            model.delete(username)
          } else {
            await tx.members.update(owner.accountId, known, { lastName: name })
            model.set(username, name)
          }
        })
        if (round % 120 !== 119) continue
        for (const q of ['zz ann', 'zz bo', 'zz b', 'zz nna', 'zz enn ann']) {
          const expected = [...model]
            .map(([username, name]) => ({ username, rank: rankOf(searchWords(`${username} ${name}`), q) }))
            .filter(({ rank }) => rank !== undefined)
            .map(({ username, rank }) => ({ username, rank: rank ?? 0, id: ids.get(username) ?? 0 }))
            .sort((one, other) => one.rank - other.rank || one.id - other.id)
            .map(({ username }) => username)
          const found = (await people(q)).filter((username) => username.startsWith('zz'))
          expect(found, `${q} in round ${round}`).toEqual(expected)
        }
      }
    })
  })
}

function rankOf(words: readonly string[], q: string): number | undefined {
  const asked = searchWords(q)
  const fits = [
    (word: string) => words.includes(word),
    (word: string) => words.some((one) => one.startsWith(word)),
    (word: string) => words.some((one) => (word.length < 3 ? one.startsWith(word) : one.includes(word))),
  ]
  const rank = fits.findIndex((fit) => asked.every(fit))
  return rank === -1 ? undefined : rank
}
