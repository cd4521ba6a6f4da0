import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyCharacter } from '../../../test/support/any-character.ts'
import { type Cell, readCell, showCell, type ValueOf } from './cells.ts'
import { by, plainly, readReference } from './references.ts'

/** Texts that are likely to be mistaken for something else. */
const hostile = fc.oneof(
  fc.string({ unit: anyCharacter, minLength: 1 }),
  fc
    .array(
      fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', '|', '>', '\\', ' ', 'a', '‮'),
      {
        minLength: 1,
      },
    )
    .map((parts) => parts.join('')),
  fc.constantFrom(
    '<clear>',
    "'<clear>",
    "''<CLEAR>",
    ' <clear> ',
    ' ',
    "' ",
    '\uFEFF',
    '=1+1',
    "'=1+1",
    "'tis",
    '-5',
    'name:x',
  ),
)
const written = hostile
const part = written.map((text) => text.trim()).filter((text) => text !== '')

function roundTrip<C extends Cell>(cell: C, value: ValueOf<C>): void {
  const shown = showCell(cell, value)
  expect(readCell(cell, shown)).toStrictEqual({ says: 'value', value })
  expect(shown).not.toMatch(/^[=+\-@\t\r]/)
}

describe('a cell', () => {
  it('gives back each text', () => {
    fc.assert(fc.property(written, (text) => roundTrip({ is: 'text' }, text)))
  })

  it('gives back each list and each path', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        roundTrip({ is: 'list' }, parts)
        roundTrip({ is: 'path' }, parts)
      }),
    )
  })

  it('gives back each number, day, instant and boolean', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.date({ min: new Date(0), noInvalidDate: true }),
        fc.boolean(),
        (number, at, yes) => {
          fc.pre(at.getUTCFullYear() < 10_000)
          roundTrip({ is: 'number' }, number)
          roundTrip({ is: 'number', decimals: 2 }, number / 100)
          roundTrip({ is: 'day' }, at.toISOString().slice(0, 10))
          roundTrip({ is: 'instant' }, at.getTime())
          roundTrip({ is: 'boolean' }, yes)
        },
      ),
    )
  })

  it('keeps a text of a megabyte', () => {
    roundTrip({ is: 'text' }, `=${'"x",\n'.repeat(200_000)}`)
    roundTrip({ is: 'list' }, ['\\|'.repeat(500_000), 'b'])
  })

  it('says nothing when it is empty, and clears on request', () => {
    for (const content of ['', ' ', '\t']) {
      expect(readCell({ is: 'text' }, content)).toStrictEqual({ says: 'nothing' })
    }
    expect(readCell({ is: 'number' }, ' <Clear> ')).toStrictEqual({ says: 'clear' })
    expect(showCell({ is: 'list' }, [])).toBe('')
    expect(showCell({ is: 'text' }, null)).toBe('')
  })

  it.each([
    ['yes', true],
    ['TRUE', true],
    [' 1', true],
    ['No', false],
    ['false', false],
    ['0', false],
  ])('reads %j as %s', (content, value) => {
    expect(readCell({ is: 'boolean' }, content)).toStrictEqual({ says: 'value', value })
  })

  it.each([
    ['2026-11-28', '2026-11-28T00:00:00.000Z'],
    ['2026-11-28 09:30', '2026-11-28T09:30:00.000Z'],
    ['2026-11-28T09:30:15+01:00', '2026-11-28T08:30:15.000Z'],
    ['2026-11-28t09:30:15.25-0530', '2026-11-28T15:00:15.250Z'],
  ])('reads the time %s', (content, instant) => {
    expect(readCell({ is: 'instant' }, content)).toStrictEqual({ says: 'value', value: Date.parse(instant) })
  })

  it('knows a word in other writings, and as others call it', () => {
    const cell = { is: 'choice', of: ['not_started', 'passed'], also: { '1': 'passed' } } as const
    expect(readCell(cell, 'Not started')).toStrictEqual({ says: 'value', value: 'not_started' })
    expect(readCell(cell, '1')).toStrictEqual({ says: 'value', value: 'passed' })
    expect(readCell({ is: 'list', of: ['media_admin'] }, 'Media-Admin|')).toStrictEqual({
      says: 'value',
      value: ['media_admin'],
    })
  })

  it.each<[Cell, string, string]>([
    [{ is: 'boolean' }, 'maybe', '“maybe” is neither yes nor no.'],
    [{ is: 'number' }, '1.5', '“1.5” is not a whole number.'],
    [{ is: 'number', decimals: 2 }, '0.333', '“0.333” has more than 2 digits behind the point.'],
    [{ is: 'number' }, '1e3', '“1e3” is not a number such as 90.'],
    [{ is: 'number' }, '-1', '“-1” is not a number such as 90.'],
    [{ is: 'day' }, '2026-02-30', '“2026-02-30” is not a day such as 2026-11-28.'],
    [{ is: 'day' }, '28.11.2026', '“28.11.2026” is not a day such as 2026-11-28.'],
    [
      { is: 'instant' },
      '2026-11-28T25:00Z',
      '“2026-11-28T25:00Z” is not a time such as 2026-11-28T09:30:00Z.',
    ],
    [{ is: 'choice', of: ['a', 'b'] }, 'c', '“c” is none of a, b.'],
    [{ is: 'list', of: ['a', 'b'] }, 'a|x', '“x” is none of a, b.'],
  ])('says what is wrong: %j %s', (cell, content, reason) => {
    expect(readCell(cell, content)).toStrictEqual({ says: 'fault', reason })
  })
})

describe('a reference', () => {
  it('is read by the way it was written', () => {
    fc.assert(
      fc.property(part, (value) => {
        expect(readReference('group', plainly('group', value))[0]).toStrictEqual({ way: 'name', value })
        expect(readReference('course', by('name', value))).toStrictEqual([{ way: 'name', value }])
      }),
    )
  })

  it('is never an id unless it says so', () => {
    expect(readReference('program', '12')).toStrictEqual([
      { way: 'code', value: '12' },
      { way: 'name', value: '12' },
    ])
    expect(readReference('program', 'ID:12')).toStrictEqual([{ way: 'id', value: '12' }])
  })
})
