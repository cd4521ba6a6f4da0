import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generatedPages } from '../bin/pages/generated-pages.ts'

it.each([...(await generatedPages())])('%s is as the code makes it (`npm run pages`)', (path, text) => {
  expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(text)
})
