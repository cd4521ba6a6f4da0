import { afterEach, expect, it, vi } from 'vitest'
import { print, table } from './print.ts'

const EVIL = 'Eve\u001b[2J\u009b31m\u202e\r\nroot'
const spelled = 'Eve\\u001b[2J\\u009b31m\\u202e\\r\\nroot'

afterEach(() => vi.restoreAllMocks())

it('steers no terminal by a name in a table', () => {
  expect(table(['name', 'id'], [[EVIL, 1]]).split('\n')).toEqual([
    `name${' '.repeat(spelled.length - 4)}  id`,
    `${spelled}  1`,
  ])
})

it('steers no terminal by a name in a sentence or in JSON', () => {
  const lines: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
  print(false, undefined, () => `Deleted Eve\u001b[2J\u009b31m.\nDone.`)
  print(true, { name: EVIL }, () => '')
  expect(lines[0]).toBe('Deleted Eve\\u001b[2J\\u009b31m.\nDone.')
  expect(lines[1]).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
  expect(JSON.parse(lines[1] ?? '')).toEqual({ name: EVIL })
})
