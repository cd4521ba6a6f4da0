import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAccount } from '../../src/domain/academy/tenancy.ts'
import type { AuditEntry } from '../../src/domain/audit.ts'
import { getEndOfChanges, listAuditInOrder, listChanges } from '../../src/domain/list-changes.ts'
import type { Cursor, Page } from '../../src/domain/page.ts'
import { type Principal, SYSTEM_ITSELF } from '../../src/domain/principal.ts'
import { recordAudit, recordAudits } from '../../src/domain/record-audit.ts'
import type { Store } from '../../src/domain/store.ts'
import type { HeldClock } from './fresh-store.ts'
import { randomFrom } from './random.ts'

const WRITERS = 8
const EACH = 25

/** What a reader of changes is promised, on whichever engine. */
export function changesContract(
  engine: string,
  open: () => Promise<{ store: Store; clock: HeldClock; close(): Promise<void> }>,
): void {
  describe(`changes on ${engine}`, () => {
    let store: Store
    let clock: HeldClock
    let close = () => Promise.resolve()
    let owner: Principal
    beforeAll(async () => {
      const world = await open()
      ;({ store, clock } = world)
      close = () => world.close()
      ;({ owner } = await store.write((tx) =>
        createAccount(tx, SYSTEM_ITSELF, { name: 'Academy', language: 'en' }, []),
      ))
    })
    afterAll(() => close())

    const change = (subjectId: number, subject: 'course' | 'group' = 'course') =>
      ({ action: 'update', subject, subjectId, after: { n: subjectId } }) as const
    const follow = async (after: Cursor | null, subject?: 'course' | 'group') => {
      const seen: AuditEntry[] = []
      for (;;) {
        const { items, next, more } = await store.read((reader) =>
          listChanges(reader, owner, { after, limit: 7, ...(subject ? { subject: [subject] } : {}) }),
        )
        expect(items.length).toBeLessThanOrEqual(7)
        seen.push(...items)
        after = JSON.parse(JSON.stringify(next)) as Cursor // as a client has it
        if (!more) return { seen, after }
      }
    }

    it('are seen once each by who goes on where they were, while eight write', async () => {
      const chance = randomFrom(11)
      let after = await store.read((reader) => getEndOfChanges(reader, owner))
      const [from] = [after]
      let writing = WRITERS
      const write = async (writer: number) => {
        for (let n = 0; n < EACH; n++) {
          const [first, second] = [writer * 1_000 + 2 * n, writer * 1_000 + 2 * n + 1]
          await store.write(async (tx) => {
            await recordAudit(tx, owner, change(first))
            // Operations overlap: some have their ids long before they are committed.
            for (let wait = chance.below(6); wait > 0; wait--) await tx.members.hasManager(owner.accountId)
            await recordAudit(tx, owner, change(second))
          })
        }
        writing--
      }
      const seen: AuditEntry[] = []
      const read = async () => {
        while (writing > 0) {
          const found = await follow(after)
          seen.push(...found.seen)
          after = found.after
          await new Promise((resolve) => setImmediate(resolve))
        }
      }
      await Promise.all([read(), ...Array.from({ length: WRITERS }, (_, writer) => write(writer))])
      seen.push(...(await follow(after)).seen)

      const expected = Array.from({ length: WRITERS }, (_, writer) =>
        Array.from({ length: 2 * EACH }, (__, n) => writer * 1_000 + n),
      ).flat()
      expect(seen.map(({ subjectId }) => subjectId).sort((a, b) => a - b)).toEqual(expected)
      // Whoever reads them all later sees them in the same order, and so does the trail.
      const again = await follow(from)
      expect(again.seen.map(({ id }) => id)).toEqual(seen.map(({ id }) => id))
      const { items } = await store.read((reader) =>
        listAuditInOrder(reader, owner, {
          filter: { subject: ['course'] },
          sort: [{ by: 'committed', descending: true }],
          page: { after: null, limit: 500 },
        }),
      )
      expect(items.map(({ id }) => id).reverse()).toEqual(seen.map(({ id }) => id))
    })

    it('of one subject are found behind however many others', async () => {
      const from = await store.read((reader) => getEndOfChanges(reader, owner))
      await store.write(async (tx) => {
        await recordAudits(
          tx,
          owner,
          Array.from({ length: 6_000 }, (_, n) => change(n)),
        )
        await recordAudit(tx, owner, change(1, 'group'))
      })
      const first = await store.read((reader) =>
        listChanges(reader, owner, { after: from, limit: 7, subject: ['group'] }),
      )
      expect([first.items.length, first.more]).toEqual([0, true])
      const { seen, after } = await follow(from, 'group')
      expect(seen.map(({ subject, subjectId }) => [subject, subjectId])).toEqual([['group', 1]])
      expect(await follow(after, 'group')).toEqual({ seen: [], after })
      expect(await store.read((reader) => getEndOfChanges(reader, owner))).toEqual(after)
    })

    it('say by which request they came', async () => {
      const from = await store.read((reader) => getEndOfChanges(reader, owner))
      await store.write((tx) => recordAudit(tx, { ...owner, requestId: 'r-1' }, change(5, 'group')))
      const { seen } = await follow(from)
      expect(seen.map(({ requestId, door }) => [requestId, door])).toEqual([['r-1', owner.door]])
    })

    it('are listed by who, what, which and when', async () => {
      clock.advance(60_000)
      const [now, other] = [clock.now(), { ...owner, door: 'rev' }]
      await store.write((tx) => recordAudit(tx, other, change(7, 'group')))
      clock.advance(1)
      await store.write((tx) => recordAudit(tx, owner, { ...change(7, 'group'), action: 'delete' }))
      const list = async (filter: Parameters<typeof listAuditInOrder>[2]['filter'], descending = false) => {
        const items: AuditEntry[] = []
        let after: Cursor | null = null
        do {
          const page: Page<AuditEntry> = await store.read((reader) =>
            listAuditInOrder(reader, owner, {
              filter,
              sort: [{ by: 'committed', descending }],
              page: { after, limit: 3 },
            }),
          )
          items.push(...page.items)
          after = page.next
        } while (after !== null)
        return items.map(({ door, action, at }) => `${door} ${action} ${at - now}`)
      }
      const both = ['rev update 0', `${owner.door} delete 1`]
      expect(await list({ subject: ['group'], subjectId: [7] })).toEqual(both)
      expect(await list({ subject: ['group'], subjectId: [7] }, true)).toEqual(both.toReversed())
      expect(await list({ from: now })).toEqual(both)
      expect(await list({ from: now }, true)).toEqual(both.toReversed())
      expect(await list({ from: now, before: now + 1 })).toEqual(both.slice(0, 1))
      expect(await list({ door: ['rev'] })).toEqual(both.slice(0, 1))
      expect(await list({ action: ['delete'], member: [null] })).toEqual(both.slice(1))
      expect(await list({ action: ['delete'], member: [1] })).toEqual([])
    })

    it('come in shorter pages where their texts are long', async () => {
      const from = await store.read((reader) => getEndOfChanges(reader, owner))
      const text = 'x'.repeat(3 * 1024 * 1024)
      for (const subjectId of [1, 2, 3]) {
        await store.write((tx) => recordAudit(tx, owner, { ...change(subjectId), after: { text } }))
      }
      const page = await store.read((reader) => listChanges(reader, owner, { after: from, limit: 100 }))
      expect(page.items.map(({ subjectId }) => subjectId)).toEqual([1])
      expect(page.more).toBe(true)
      const { seen } = await follow(from)
      expect(seen.map(({ subjectId }) => subjectId)).toEqual([1, 2, 3])
    })
  })
}
