import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseUniqueJsonBody } from './json-body.ts'

const BOUNDS = { values: 10_000, members: 10_000 }

const repeated = async (text: string) =>
  (await parseUniqueJsonBody(Buffer.from(text), 'application/json', BOUNDS)).repeated

it.each([
  ['{"name":"a","name":"b"}', ['/name']],
  ['{"a":1,"b":{"c":1,"d":[{},{"e":1,"e":2}],"c":2}}', ['/b/d/1/e', '/b/c']],
  ['[{"a":1},{"a":1,"a":1,"a":1}]', ['/1/a']],
  ['{"na\\u006de":1,"name":2}', ['/name']],
  ['{"a/b~c":1 , "a/b~c" : 2}', ['/a~1b~0c']],
  ['{"__proto__":1,"__proto__":2}', ['/__proto__']],
  ['{"":1,"":2}', ['/']],
])('%s gives %j more than once', async (text, pointers) => expect(await repeated(text)).toEqual(pointers))

it.each([
  '{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]}',
  '{"a":"{\\"b\\":1,\\"b\\":2}","b:":":"}',
  '{"__proto__":{"a":1},"constructor":2,"1":3,"01":4}',
  '[]',
  '"a:b"',
  'null',
])('%s gives nothing more than once', async (text) => expect(await repeated(text)).toEqual([]))

it('finds nothing in any value, and what is put into it twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), async (value, name) => {
      const text = JSON.stringify(value)
      expect(await repeated(text)).toEqual([])
      const twice = `${JSON.stringify({ [name]: value }).slice(0, -1)},${JSON.stringify(name)}:1}`
      expect(await repeated(twice)).toEqual([`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`])
    }),
    { numRuns: 200 },
  )
})

it('reports the first of many', async () => {
  const names = Array.from({ length: 100 }, (_, at) => `"k${at}":1,"k${at}":2`)
  expect(await repeated(`{${names.join()}}`)).toHaveLength(20)
})
