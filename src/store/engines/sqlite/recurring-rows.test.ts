import { describe, expect, it } from 'vitest'
import { recurringQuery, type Query, type Value } from '../../engine.ts'
import type { Row } from './prepared.ts'
import { RecurringRows } from './recurring-rows.ts'

const byToken = recurringQuery<{ hash: string }>()(({ db }, $) =>
  db.selectFrom('session').select('id').where('token_hash', '=', $.hash),
)
const byLookup = recurringQuery<{ lookup: string }>()(({ db }, $) =>
  db.selectFrom('credential').select('id').where('lookup', '=', $.lookup),
)

/** Requests the row for a value; `lookedUp` names each value that was looked up. */
function asking(row: Row | undefined) {
  const rows = new RecurringRows()
  const lookedUp: Value[] = []
  const ask = (value: Value, query: Query<never, unknown> = byToken) =>
    rows.first(query, [value], () => {
      lookedUp.push(value)
      return row
    })
  return { rows, lookedUp, ask }
}

describe('recurring rows', () => {
  it('are looked up once', () => {
    const { lookedUp, ask } = asking({ id: 1 })
    expect([ask('a'), ask('a'), ask('b')]).toEqual([{ id: 1 }, { id: 1 }, { id: 1 }])
    expect(lookedUp).toEqual(['a', 'b'])
  })

  it('are told apart by query, and by the kind of a value', () => {
    const { lookedUp, ask } = asking({ id: 1 })
    ask('1')
    ask(1)
    ask('1', byLookup)
    expect(lookedUp).toEqual(['1', 1, '1'])
  })

  it('are looked up anew after they were let go', () => {
    const { rows, lookedUp, ask } = asking({ id: 1 })
    ask('a')
    rows.forget()
    ask('a')
    expect(lookedUp).toEqual(['a', 'a'])
  })

  it('are none where there is none: guesses are never held', () => {
    const { lookedUp, ask } = asking(undefined)
    expect([ask('a'), ask('a')]).toEqual([undefined, undefined])
    expect(lookedUp).toEqual(['a', 'a'])
  })

  it('stay a thousand at the most', () => {
    const { lookedUp, ask } = asking({ id: 1 })
    for (let number = 0; number <= 1_000; number++) ask(number)
    ask(1_000)
    ask(0)
    expect(lookedUp.slice(-2)).toEqual([1_000, 0])
  })

  it('hold four million characters at the most, and none that would take a quarter of them', () => {
    const pages = asking({ json: 'x'.repeat(1_000_000) })
    for (const page of [1, 2, 3, 4, 4, 3, 5, 5, 4]) pages.ask(page)
    expect(pages.lookedUp).toEqual([1, 2, 3, 4, 5, 4])
    const long = asking({ json: 'x'.repeat(1_100_000) })
    for (const page of [1, 1]) long.ask(page)
    expect(long.lookedUp).toEqual([1, 1])
  })
})
