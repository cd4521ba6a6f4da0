import { readFileSync } from 'node:fs'
import { operations } from '../operations.ts'
import { makeDocument } from './make-document.ts'

/** The document of this API in this version of the product. The build writes it to disk. */
export function ownDocument(): object {
  const path = new URL('../../../package.json', import.meta.url) // the same path from src and from dist
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string }
  return makeDocument(operations, version)
}
