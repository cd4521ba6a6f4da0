import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBracketed, type Parameter, type Parameters } from './bracketed-parameters.ts'
import { parseQuery } from './form.ts'

const parsed = (text: string) => JSON.stringify(parseBracketed(parseQuery(`?${text}`)))

describe('parameters with brackets', () => {
  it.each([
    ['', '{}'],
    ['a=1', '{"a":"1"}'],
    ['a', '{"a":""}'],
    ['=1', '{"":"1"}'],
    ['a=1&a=2', '{"a":"2"}'],
    ['a=x+y&b=x%20y', '{"a":"x y","b":"x y"}'],
    ['tag[id]=1&tag[code]=2', '{"tag":{"id":"1","code":"2"}}'],
    ['tag%5Bid%5D=1', '{"tag":{"id":"1"}}'],
    ['tag[id]=1&tag[id]=2', '{"tag":{"id":"2"}}'],
    ['a[b][c]=1', '{"a":{"b":{"c":"1"}}}'],
    ['a[]=1&a[]=2', '{"a":["1","2"]}'],
    ['a[b][]=1&a[b][]=2', '{"a":{"b":["1","2"]}}'],
    ['a[][b]=1&a[][c]=2&a[][b]=3', '{"a":[{"b":"1","c":"2"},{"b":"3"}]}'],
    ['a[][b][c]=1&a[][b][d]=2&a[][b][c]=3', '{"a":[{"b":{"c":"1","d":"2"}},{"b":{"c":"3"}}]}'],
    ['a[][b][]=1&a[][b][]=2', '{"a":[{"b":["1","2"]}]}'],
    ['a[][]=1&a[][]=2', '{"a":[["1"],["2"]]}'],
  ])('%s is %s', (text, tree) => expect(parsed(text)).toBe(tree))

  it.each([
    ['a=1&a[b]=2', '{"a":{"b":"2"}}'],
    ['a[b]=1&a=2', '{"a":"2"}'],
    ['a[]=1&a[b]=2', '{"a":{"b":"2"}}'],
    ['a[b]=1&a[]=2', '{"a":["2"]}'],
    ['a[]=1&a[][b]=2', '{"a":["1",{"b":"2"}]}'],
  ])('used in two ways, %s is %s', (text, tree) => expect(parsed(text)).toBe(tree))

  it.each(['[a]', '[]', 'a[', 'a]', 'a[b', 'a[b]c', 'a[[b]]', 'a[b]]', '[a][b]'])(
    'takes %s, whose brackets are out of place, as a plain name',
    (name) => expect(parsed(`${encodeURIComponent(name)}=1`)).toBe(JSON.stringify({ [name]: '1' })),
  )

  it.each([
    [String.raw`tag\[id\]=1`, '{"tag":{"id":"1"}}'],
    ['tag%5C%5Bid%5C%5D=1', '{"tag":{"id":"1"}}'],
    [String.raw`tag[\id]=1`, String.raw`{"tag":{"\\id":"1"}}`],
  ])('drops a backslash before a bracket: %s is %s', (text, tree) => expect(parsed(text)).toBe(tree))

  it('passes over names that are nested deeper than any client nests them', () => {
    const name = (depth: number) => `a${'[b]'.repeat(depth)}`
    expect(parsed(`${name(31)}=1`)).toContain('"1"')
    expect(parsed(`${name(32)}=1&c=2`)).toBe('{"c":"2"}')
    expect(parsed(`${name(100_000)}=1&c=2`)).toBe('{"c":"2"}')
  })

  it('gives back any tree that the reference encoder wrote', () => {
    fc.assert(
      fc.property(fc.dictionary(name, branch, { noNullPrototype: false }), (tree) => {
        const text = encode(tree)
          .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
          .join('&')
        expect(parseBracketed(parseQuery(`?${text}`))).toEqual(bare(tree))
      }),
    )
  })

  it('makes of every text a tree of mappings without prototype, and leaves Object.prototype as it was', () => {
    const before = Reflect.ownKeys(Object.prototype)
    const nasty = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '', 'a', '\\')
    const hostile = fc
      .array(fc.tuple(fc.constantFrom('[', ']', '][', ''), nasty), { maxLength: 8 })
      .map((pieces) => pieces.flat().join(''))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.oneof(hostile, fc.string()), fc.string())), (pairs) => {
        demandBare(parseBracketed(pairs))
        expect(Reflect.ownKeys(Object.prototype)).toEqual(before)
      }),
    )
    parseBracketed([
      ['__proto__[polluted]', 'yes'],
      ['a[constructor][prototype][polluted]', 'yes'],
      ['a[][__proto__][polluted]', 'yes'],
    ])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

// What can be written with brackets at all: no empty lists or mappings, and in a list of mappings each has the same
// names in the same order, as the next one begins where a name comes again.
const name = fc.oneof(
  fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => !/[[\]\\]/.test(text)),
  fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty'),
)
const value = fc.string({ unit: 'grapheme' })
const rows = fc
  .tuple(
    fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    fc.array(value, { minLength: 3, maxLength: 9 }),
  )
  .map(([names, values]) =>
    Array.from({ length: Math.ceil(values.length / names.length) }, (_, row) =>
      bare(
        Object.fromEntries(names.map((name, column) => [name, values[row * names.length + column] ?? ''])),
      ),
    ),
  )
const { branch } = fc.letrec<{ branch: Parameter }>((tie) => ({
  branch: fc.oneof(
    { maxDepth: 4 },
    value,
    fc.array(value, { minLength: 1, maxLength: 4 }),
    rows,
    fc.dictionary(name, tie('branch'), { minKeys: 1, maxKeys: 4, noNullPrototype: false }),
  ),
}))

function encode(tree: Readonly<Record<string, Parameter>>): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]) => encodeValue(name, value))
}

function encodeValue(name: string, value: Parameter): [string, string][] {
  if (typeof value === 'string') return [[name, value]]
  if (Array.isArray(value)) return value.flatMap((one) => encodeValue(`${name}[]`, one))
  return Object.entries(value).flatMap(([inner, one]) => encodeValue(`${name}[${inner}]`, one))
}

/** The same tree without prototypes. */
function bare(tree: Readonly<Record<string, Parameter>>): Parameters {
  const copy = Object.create(null) as Parameters
  for (const [name, value] of Object.entries(tree)) {
    copy[name] = typeof value === 'string' || Array.isArray(value) ? value : bare(value)
  }
  return copy
}

function demandBare(value: Parameter): void {
  if (typeof value === 'string') return
  if (!Array.isArray(value)) expect(Object.getPrototypeOf(value)).toBeNull()
  for (const one of Object.values(value)) demandBare(one)
}
