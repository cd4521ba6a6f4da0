import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountId } from '../../src/domain/ids.ts'
import type { Cursor, SortKey } from '../../src/domain/page.ts'
import type { Member, MemberValues } from '../../src/domain/people/member.ts'
import type { PersonFilter, PersonSort } from '../../src/domain/people/person-list.ts'
import type { Store, Writer } from '../../src/domain/store.ts'
import { SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import { fold } from '../../src/lib/text.ts'
import type { Executor } from '../../src/store/engine.ts'
import { pageByKey } from '../../src/store/keyset.ts'
import { PEOPLE, peopleRequest } from '../../src/store/queries/people/people-lists.ts'
import { NOBODY } from './blank-values.ts'
import type { HeldClock } from './fresh-store.ts'
import { randomFrom } from './random.ts'

/** A store, its clock, and a way to run statements of one's own on a snapshot of it. */
export interface KeysetWorld {
  readonly store: Store
  readonly clock: HeldClock
  read<T>(work: (run: Executor) => Promise<T>): Promise<T>
  close(): Promise<void>
}

type Sort = readonly SortKey<PersonSort>[]

/** Small ones, so that few people make many windows. */
const BOUNDS = [
  { few: 1_000, windows: [4, 9], entries: [4, 9], probed: 1_000 },
  { few: 3, windows: [4, 9], entries: [4, 9], probed: 1_000 },
  { few: 3, windows: [2, 5], entries: [3, 7], probed: 12 },
  { few: 0, windows: [1], entries: [1], probed: 0 },
]

const SORTS: readonly PersonSort[] = ['name', 'lastName', 'firstName', 'email', 'created', 'modified']

/** What a list by key promises, on whichever engine. */
export function keysetContract(engine: string, open: () => Promise<KeysetWorld>): void {
  describe(`lists by key on ${engine}`, () => {
    const chance = randomFrom(7)
    const dice = (below: number) => chance.below(below)
    const pick = <T>(from: readonly T[]) => chance.pick(from)
    let world: KeysetWorld
    let account: AccountId
    let made = 0
    beforeAll(async () => {
      world = await open()
      const { owner } = await world.store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
      )
      account = owner.accountId
      for (let n = 0; n < 60; n++) await world.store.write((tx) => insert(tx))
    })
    afterAll(() => world.close())

    const person = (): Partial<MemberValues> => ({
      firstName: pick(['Ann', 'Bob', 'Özil', null]),
      lastName: pick(['Lee', 'Moe', 'lee']),
      email: dice(3) === 0 ? null : `${dice(1_000_000)}@example.com`,
      company: pick(['Acme', 'Bolt', null]),
      department: pick(['Sales', 'Legal']),
      status: pick(['active', 'active', 'suspended']),
    })
    const insert = (tx: Writer) => {
      if (dice(2) === 0) world.clock.advance(1)
      return tx.members.insert(account, {
        ...NOBODY,
        ...(person() as MemberValues),
        username: `person-${made++}`,
      })
    }
    const everybody = async () => {
      const rows = await world.store.read((reader) =>
        reader.members.list(
          account,
          { of: 'account' },
          { filter: { texts: {} }, page: { offset: 0, limit: 10_000 } },
        ),
      )
      return rows.map(({ member }) => member)
    }
    const pageAfter = (
      filter: PersonFilter,
      sort: Sort,
      after: Cursor | null,
      limit: number,
      bounds = BOUNDS[0],
    ) =>
      world.read(async (run) => {
        const request = peopleRequest(run, account, { filter, sort, page: { after, limit } })
        const { ids, next } = await pageByKey(run, PEOPLE, request, bounds)
        return { ids, next }
      })
    const walk = async (
      filter: PersonFilter,
      sort: Sort,
      limit: number,
      bounds: (typeof BOUNDS)[number],
      between: () => Promise<unknown> = () => Promise.resolve(),
    ) => {
      const ids: number[] = []
      let after: Cursor | null = null
      for (let pages = 0; pages < 2_000; pages++) {
        const page: Awaited<ReturnType<typeof pageAfter>> = await pageAfter(
          filter,
          sort,
          after,
          limit,
          bounds,
        )
        expect(page.ids.length).toBeLessThanOrEqual(limit)
        ids.push(...page.ids)
        // A client sends it back as text.
        after = JSON.parse(JSON.stringify(page.next)) as Cursor | null
        if (after === null) return ids
        await between()
      }
      throw new Error('The walk has no end.')
    }

    const sortings = (): Sort => {
      const fields = new Set(Array.from({ length: dice(4) }, () => pick(SORTS)))
      return [...fields].map((by) => ({ by, descending: dice(2) === 0 }))
    }
    const filters = (): PersonFilter => ({
      ...(dice(3) === 0 ? { company: [pick(['ACME', 'bolt', null])] } : {}),
      ...(dice(4) === 0 ? { company: ['acme', 'bolt'] } : {}),
      ...(dice(3) === 0 ? { department: ['sales'] } : {}),
      ...(dice(3) === 0 ? { status: [pick(['active', 'suspended'] as const)] } : {}),
      ...(dice(4) === 0 ? { email: [null] } : {}),
      ...(dice(4) === 0 ? { createdFrom: world.clock.now() - 15 } : {}),
      ...(dice(4) === 0 ? { modifiedFrom: world.clock.now() - 5 - dice(15) } : {}),
      ...(dice(4) === 0 ? { modifiedBefore: world.clock.now() - 5 } : {}),
    })

    it('hold what fits, in the order asked for, whatever the page and however it is looked for', async () => {
      const all = await everybody()
      for (let round = 0; round < 60; round++) {
        const [filter, sort, limit, bounds] = [filters(), sortings(), 1 + dice(30), pick(BOUNDS)]
        const expected = all.filter((member) => fits(filter, member)).sort(comparing(sort))
        const asked = JSON.stringify({ filter, sort, limit, bounds })
        expect(await walk(filter, sort, limit, bounds), asked).toEqual(expected.map(({ id }) => id))
      }
    })

    it('begin where a range of the first field begins, and end where it ends, on pages that are full', async () => {
      const all = await everybody()
      const now = world.clock.now()
      for (const by of ['created', 'modified'] as const) {
        for (const [from, before] of [
          [now - 8, undefined],
          [undefined, now - 8],
          [now - 12, now - 4],
        ]) {
          const filter: PersonFilter = {
            ...(from !== undefined && { [`${by}From`]: from }),
            ...(before !== undefined && { [`${by}Before`]: before }),
          }
          const fitting = all.filter((one) => (from ?? 0) <= one[by] && one[by] < (before ?? Infinity))
          expect(fitting.length).toBeGreaterThan(3)
          expect(fitting.length).toBeLessThan(all.length)
          for (const descending of [false, true]) {
            const sort: Sort = [{ by, descending }]
            const expected = [...fitting].sort(comparing(sort)).map(({ id }) => id)
            // So few rows are read that those before the range would fill the page.
            const bounds = { few: 0, windows: [1], entries: [1], probed: 0 }
            const first = await pageAfter(filter, sort, null, 3, bounds)
            expect(first.ids).toEqual(expected.slice(0, 3))
            const second = await pageAfter(filter, sort, first.next, 500, bounds)
            expect([second.ids, second.next]).toEqual([expected.slice(3), null])
          }
        }
      }
    })

    it('show everybody who was there throughout once, whatever is written between pages', async () => {
      for (let round = 0; round < 8; round++) {
        const [sort, bounds] = [sortings(), pick(BOUNDS)]
        const changing = sort.some(({ by }) => by === 'modified')
        const before = await everybody()
        const gone = new Set<number>()
        const moved = new Set<number>()
        const ids = await walk({}, sort, 1 + dice(9), bounds, () =>
          world.store.write(async (tx) => {
            const victim = pick(before)
            if (dice(3) === 0) await insert(tx)
            else if (dice(3) === 0 && gone.size < 4 && !gone.has(victim.id)) {
              gone.add(victim.id)
              await tx.members.delete(account, victim.id)
            } else if (!gone.has(victim.id)) {
              moved.add(victim.id)
              await tx.members.update(account, victim.id, changing ? { title: 'x' } : person())
            }
          }),
        )
        const stayed = before.map(({ id }) => id).filter((id) => !gone.has(id) && !moved.has(id))
        for (const id of stayed)
          expect(
            ids.filter((one) => one === id),
            JSON.stringify(sort),
          ).toEqual([id])
        for (let n = (await everybody()).length; n < 60; n++) await world.store.write((tx) => insert(tx))
      }
    })

    it('go on behind somebody who was deleted meanwhile', async () => {
      const sort = [{ by: 'name', descending: false }] as const
      const first = await pageAfter({}, sort, null, 5)
      const rest = await pageAfter({}, sort, first.next, 5)
      const last = first.ids.at(-1) as Member['id']
      await world.store.write((tx) => tx.members.delete(account, last))
      expect(await pageAfter({}, sort, first.next, 5)).toEqual(rest)
    })

    it('find nothing behind a place that none of them can have shown', async () => {
      const sort = [{ by: 'created', descending: false }] as const
      for (const after of [
        { values: [], id: 1 },
        { values: ['text'], id: 1 },
        { values: [null], id: 1 },
        { values: [1.5], id: 1 },
        { values: [1], id: 2 ** 60 },
      ]) {
        expect(await pageAfter({}, sort, after, 5)).toEqual({ ids: [], next: null })
      }
      const byName = [{ by: 'name', descending: false }] as const
      expect(await pageAfter({}, byName, { values: ['\u0000'], id: 1 }, 5)).toEqual({ ids: [], next: null })
    })
  })
}

function fits(filter: PersonFilter, member: Member): boolean {
  const company = member.company === null ? null : fold(member.company)
  return (
    (filter.company === undefined ||
      filter.company.some((one) => (one === null ? null : fold(one)) === company)) &&
    (filter.department === undefined || member.department === 'Sales') &&
    (filter.status === undefined || filter.status.includes(member.status)) &&
    (filter.email === undefined || member.email === null) &&
    (filter.createdFrom === undefined || member.created >= filter.createdFrom) &&
    (filter.modifiedFrom === undefined || member.modified >= filter.modifiedFrom) &&
    (filter.modifiedBefore === undefined || member.modified < filter.modifiedBefore)
  )
}

function comparing(sort: Sort): (one: Member, other: Member) => number {
  return (one, other) => {
    for (const { by, descending } of sort) {
      const difference = compare(valueOf(one, by), valueOf(other, by))
      if (difference !== 0) return descending ? -difference : difference
    }
    const way = sort.at(-1)?.descending === true ? -1 : 1
    return way * (one.id - other.id)
  }
}

function valueOf(member: Member, by: PersonSort): string | number | null {
  const { firstName, lastName } = member
  switch (by) {
    case 'name':
    case 'firstName':
      return fold(firstName === null ? lastName : `${firstName} ${lastName}`)
    case 'lastName':
      return fold(`${lastName} ${firstName ?? ''}`)
    case 'email':
      return member.email === null ? null : fold(member.email)
    default:
      return member[by]
  }
}

/** No value comes before all others; texts are compared by their code points, which here are all of the first plane. */
function compare(one: string | number | null, other: string | number | null): number {
  if (one === other) return 0
  if (one === null) return -1
  if (other === null) return 1
  return one < other ? -1 : 1
}
