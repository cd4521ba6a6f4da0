// Writes the files that are made from the code: `npm run pages`. test/generated-pages.test.ts fails while one is old.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { generatedPages } from './pages/generated-pages.ts'

for (const [path, text] of await generatedPages()) {
  const file = join(import.meta.dirname, '..', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
