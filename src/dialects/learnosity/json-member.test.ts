import fc from 'fast-check'
import { anyCharacter } from '../../../test/support/any-character.ts'
import { describe, expect, it } from 'vitest'
import { memberSources } from './json-member.ts'

describe('the source text of a member', () => {
  it.each([
    ['{"a":1,"b":2}', 'b', '2'],
    ['{ "a" : [1, {"b": "}"}] , "b" :  {"x":"\\"]"}  }', 'b', '{"x":"\\"]"}'],
    ['{ "a" : [1, {"b": "}"}] , "b" :  {"x":"\\"]"}  }', 'a', '[1, {"b": "}"}]'],
    ['{"request":{"limit": 1.0e2}}', 'request', '{"limit": 1.0e2}'],
    ['{"b":"\\\\","a":true}', 'a', 'true'],
    ['{"\\u0062":null}', 'b', 'null'],
    ['{"b":1,"b":2}', 'b', '2'],
    ['\n{\t"b"\r:-0.5\n}', 'b', '-0.5'],
    ['{"b":[]}', 'b', '[]'],
    ['{"b":{}}', 'b', '{}'],
    ['{}', 'b', undefined],
    ['{"a":{"b":1}}', 'b', undefined],
  ])('of %s: %s is %s', async (json, name, source) => {
    expect((await memberSources(json)).get(name)).toBe(source)
  })

  it('is what stands there, whatever it holds and however it is spaced', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: anyCharacter }), fc.jsonValue(), {
          minKeys: 1,
          noNullPrototype: true,
        }),
        fc.integer({ min: 0, max: 4 }),
        async (object, indent) => {
          const json = JSON.stringify(object, null, indent)
          const sources = await memberSources(json)
          for (const [name, value] of Object.entries(object)) {
            const source = sources.get(name)
            expect(json).toContain(source)
            expect(source?.trim()).toBe(source)
            expect(JSON.parse(source ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
          }
        },
      ),
    )
  })
})
