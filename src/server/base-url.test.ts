import { expect, it } from 'vitest'
import { baseUrlOf } from './base-url.ts'

it.each([
  [{ publicUrl: undefined, host: '127.0.0.1', port: 4000 }, 'http://127.0.0.1:4000'],
  [{ publicUrl: undefined, host: 'learn', port: 80 }, 'http://learn:80'],
  [{ publicUrl: undefined, host: '0.0.0.0', port: 4000 }, 'http://127.0.0.1:4000'],
  [{ publicUrl: undefined, host: '::', port: 4000 }, 'http://[::1]:4000'],
  [{ publicUrl: undefined, host: 'fd00::1', port: 4000 }, 'http://[fd00::1]:4000'],
  [{ publicUrl: 'https://learn.example.com', host: '0.0.0.0', port: 4000 }, 'https://learn.example.com'],
])('%j is reached at %s', (config, url) => {
  expect(baseUrlOf(config)).toBe(url)
})
