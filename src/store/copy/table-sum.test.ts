import { expect, it } from 'vitest'
import type { CopiedRow } from './copied-tables.ts'
import { RowSum } from './table-sum.ts'

function sumOf(...rows: readonly CopiedRow[]) {
  const sum = new RowSum()
  for (const row of rows) sum.add(row)
  return sum.sum
}

const [one, other, third]: readonly [CopiedRow, CopiedRow, CopiedRow] = [
  [1, 'ä', null],
  [2, '', 0.5],
  [3, 'null', -1],
]

it('is the same whatever the order of the rows', () => {
  expect(sumOf(one, other, third)).toEqual(sumOf(third, one, other))
  expect(sumOf(one, other, third).rows).toBe(3)
})

it('tells rows that are missing, there twice, or changed', () => {
  const others = [
    sumOf(one, other),
    sumOf(one, other, third, third),
    sumOf(one, one, third),
    sumOf(one, other, [3, null, -1]),
    sumOf(one, other, ['3', 'null', -1]),
    sumOf(one, other, ['null', 3, -1]),
  ]
  expect(new Set([...others, sumOf(one, other, third)].map(({ digest }) => digest)).size).toBe(7)
  expect(sumOf(one, one).digest).not.toBe(sumOf(other, other).digest)
})
