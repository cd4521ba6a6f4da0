import { describe, expect, it } from 'vitest'
import { bitsOf, traitOf, traitsOf } from './traits.ts'

const NOBODY = { status: 'active', company: null, department: null, country: null } as const

describe('the traits of a person', () => {
  // Indexes hold them: another number for the same person takes a step of the schema.
  it('are always the same number', () => {
    expect(traitsOf(NOBODY)).toBe(4398046511104)
    expect(traitsOf({ ...NOBODY, status: 'suspended', department: 'sales', country: 'de' })).toBe(
      8796319721235,
    )
  })

  it('tell each part apart, and who has none', () => {
    const person = { ...NOBODY, company: 'acme', department: 'sales', country: 'de' }
    const traits = BigInt(traitsOf(person))
    for (const part of ['status', 'company', 'department', 'country'] as const) {
      const own = traits & BigInt(bitsOf(part))
      expect(own).toBe(BigInt(traitOf(part, person[part])))
      expect(own).not.toBe(0n)
      expect(BigInt(traitsOf(NOBODY)) & BigInt(bitsOf(part))).toBe(BigInt(traitOf(part, NOBODY[part])))
    }
  })

  it('fit into a number that both engines and JavaScript hold exactly', () => {
    const texts = Array.from({ length: 5_000 }, (_, at) => `text ${at}`)
    for (const text of texts) {
      const traits = traitsOf({ status: 'locked_out', company: text, department: text, country: text })
      expect(traits).toBeLessThan(2 ** 46)
    }
    expect(new Set(texts.map((text) => traitOf('country', text))).size).toBeGreaterThan(4_000)
  })
})
