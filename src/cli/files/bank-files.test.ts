import { describe, expect, it } from 'vitest'
import { dialects } from '../../dialects/dialects.ts'
import { parseItemFile, unfitReferences } from './bank-files.ts'

describe('a file of items', () => {
  it("is refused where a door's clients couldn't send a reference", () => {
    const items = parseItemFile(
      ['AM-0001', 'a b', 'é', "it's", '"x"', '`x`', 'a\tb'].map((reference) => ({ reference })),
      [],
    )
    expect(unfitReferences(items, dialects)).toEqual(
      [2, 3, 4, 5, 6].map((index) => ({
        path: `[${index}].reference`,
        text: "has characters that learnosity doesn't allow",
      })),
    )
  })
})
