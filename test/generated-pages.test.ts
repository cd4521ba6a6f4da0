import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { generatedPages } from '../bin/pages/generated-pages.ts'

it.each([...generatedPages()])('%s is as the code makes it (`npm run pages`)', (path, text) => {
  expect(readFileSync(join(import.meta.dirname, '..', path), 'utf8')).toBe(text)
})
