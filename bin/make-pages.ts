// Writes the pages of docs/ that are made from the code: `npm run pages`. test/generated-pages.test.ts fails while one is old.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generatedPages } from './pages/generated-pages.ts'

for (const [path, text] of generatedPages()) {
  writeFileSync(join(import.meta.dirname, '..', path), text)
}
