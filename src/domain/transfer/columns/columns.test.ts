import { describe, expect, it } from 'vitest'
import { COLUMNS } from './all-columns.ts'
import { headerOf, KINDS } from './column.ts'

describe('the columns', () => {
  it('of each kind are there', () => {
    expect(Object.keys(COLUMNS)).toStrictEqual([...KINDS])
  })

  it.each(KINDS)('of %s have headers of their own, whatever product they come from', (kind) => {
    const headers = Object.entries<{ readonly aliases?: readonly string[] }>(COLUMNS[kind]).flatMap(
      ([name, { aliases = [] }]) => [headerOf(name), ...aliases],
    )
    expect(new Set(headers).size).toBe(headers.length)
    expect(headers).toStrictEqual(headers.map(headerOf))
  })
})
