// A public generator makes types for a client of our own API's document, and a client that uses them compiles.
import openapiTypes, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { beforeAll, expect, it } from 'vitest'
import { ownDocument } from '../src/api/openapi/own-document.ts'

let types: string

beforeAll(async () => {
  types = astToString(await openapiTypes(JSON.stringify(ownDocument())))
})

const CLIENT = `
import type { components, paths } from './types.ts'
type List = paths['/groups']['get']['responses'][200]['content']['application/json']
type NewGroup = paths['/groups']['post']['requestBody']['content']['application/json']
export async function namesOfGroups(): Promise<string[]> {
  const { items, next }: List = await (await fetch('/api/quadrivium/v1/groups')).json()
  const cursor: string | null = next
  return cursor === null ? items.map((group: components['schemas']['Group']) => group.name) : []
}
export const wish: NewGroup = { name: 'First aiders', roles: ['trainer'] }
`

/** What the compiler has to say of a client. */
function complaints(client: string): string[] {
  const files = new Map([
    ['/types.ts', types],
    ['/client.ts', client],
  ])
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  }
  const disk = ts.createCompilerHost(options)
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => files.has(name) || disk.fileExists(name),
    readFile: (name) => files.get(name) ?? disk.readFile(name),
    getSourceFile: (name, language, ...more) => {
      const text = files.get(name)
      return text === undefined
        ? disk.getSourceFile(name, language, ...more)
        : ts.createSourceFile(name, text, language)
    },
  }
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

it('makes a client that compiles', () => {
  expect(complaints(CLIENT)).toEqual([])
})

it('finds what the document does not have', () => {
  expect(complaints(CLIENT.replace("name: 'First", "nmae: 'First"))).toHaveLength(1)
})
