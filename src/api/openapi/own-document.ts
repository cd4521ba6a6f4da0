import { readFileSync } from 'node:fs'
import { operations } from '../operations.ts'
import { makeDocument } from './make-document.ts'

/** The document of this API as this version of the product has it. It is written to disk when the product is built. */
export function ownDocument(): object {
  const path = new URL('../../../package.json', import.meta.url) // as far from src/api/openapi as from dist/api/openapi
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }
  return makeDocument(operations, version)
}
