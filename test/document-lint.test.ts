// Redocly's lint over every OpenAPI document that there is, without its command line, which would report its use.
import { readFile } from 'node:fs/promises'
import { createConfig, lintFromString, type BaseResolver } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import { ownDocument } from '../src/api/openapi/own-document.ts'
import { dialects } from '../src/dialects/dialects.ts'
import type { Dialect } from '../src/dialects/dialect.ts'
import { toy } from './support/toy-dialect/toy-dialect.ts'

const documents: readonly (readonly [name: string, read: () => Promise<string>])[] = [
  ['quadrivium', async () => JSON.stringify(ownDocument())],
  ...[...dialects, toy].flatMap(({ name, document }: Dialect) =>
    document === undefined ? [] : [[name, () => readFile(document.file, 'utf8')] as const],
  ),
]

/** A document is whole: what it refers to elsewhere is not there for whoever reads it below /docs. */
const nothingElse = {
  resolveExternalRef: (base: string | null, ref: string) =>
    Promise.reject(new Error(`${base ?? 'the document'} refers to ${ref}`)),
} as unknown as BaseResolver

async function lint(source: string): Promise<string[]> {
  const config = await createConfig({
    extends: ['recommended'],
    // A link that leads elsewhere has no answer of 200.
    rules: { 'operation-2xx-response': 'off' },
  })
  const problems = await lintFromString({
    source,
    absoluteRef: 'document.json',
    config,
    externalRefResolver: nothingElse,
  })
  return problems.map(
    ({ ruleId, message, location }) =>
      `${ruleId}: ${message} ${location.map(({ pointer }) => pointer ?? '').join(' ')}`,
  )
}

describe('OpenAPI documents', () => {
  it.each(documents)('%s passes the lint', async (_name, read) => {
    expect(await lint(await read())).toEqual([])
  })

  it('are found wanting where they are', async () => {
    const { paths, ...rest } = ownDocument() as { paths: Readonly<Record<string, object>> }
    const found = await lint(JSON.stringify({ ...rest, paths: { ...paths, '/nobody/{id}': paths['/me'] } }))
    expect(found.map((line) => line.split(':', 1)[0])).toEqual(
      expect.arrayContaining(['path-parameters-defined', 'operation-operationId-unique']),
    )
  })
})
