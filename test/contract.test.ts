import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FAULTS, PROBLEMS } from '../src/api/problems/catalogue.ts'
import {
  contractTable,
  operationsInCode,
  operationsInContract,
  parametersInCode,
  parametersInContract,
  shapesInCode,
  shapesInContract,
} from './support/contract-tables.ts'

// The tables of docs/contracts/quadrivium.md against the table of operations: neither can change without the other.

const sorted = <V>(entries: ReadonlyMap<string, V>) =>
  [...entries].sort(([one], [other]) => (one < other ? -1 : 1))

describe('the contract of our own API', () => {
  it('names every operation with its statuses of success, and no other', () => {
    expect(operationsInContract().size).toBeGreaterThan(150)
    expect(sorted(operationsInContract())).toEqual(sorted(operationsInCode()))
  })

  it('names every parameter, order and embedding of what is read', () => {
    expect(sorted(parametersInContract())).toEqual(sorted(parametersInCode()))
  })

  it('names every key of every thing, with its type, whether it may be null, and when it is there', () => {
    expect(shapesInContract().size).toBeGreaterThan(50)
    expect(sorted(shapesInContract())).toEqual(sorted(shapesInCode()))
  })

  it('names every problem with its status, and every fault of a value', () => {
    expect(contractTable('code')).toEqual(
      Object.entries(PROBLEMS).map(([code, { status, title }]) => [code, String(status), title]),
    )
    const contract = readFileSync(join(import.meta.dirname, '../docs/contracts/quadrivium.md'), 'utf8')
    const [, faults = ''] = /Codes of single values, in `errors`: (.*)\.\n/.exec(contract) ?? []
    expect(faults.split(', ')).toEqual(FAULTS.map((code) => `\`${code}\``))
  })
})
