import { readFileSync } from 'node:fs'

/** The version of this product, as package.json says. */
export function ownVersion(): string {
  // Two folders up from the sources as from what is built of them.
  const path = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
