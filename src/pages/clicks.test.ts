import { describe } from 'vitest'
import { testClicks } from '../../test/support/clicks.ts'

describe('on SQLite', () => {
  testClicks(3, () => Promise.resolve(undefined))
})
