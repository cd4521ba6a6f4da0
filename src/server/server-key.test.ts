import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BadServerKey, loadServerKey, makeDataDir, readServerKey, serverKeyPath } from './server-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is made at the first start, for its owner alone, and kept', () => {
  const key = loadServerKey(folder, undefined)
  expect(key).toHaveLength(32)
  expect(readdirSync(folder)).toEqual(['server.key'])
  expect(statSync(join(folder, 'server.key')).mode & 0o777).toBe(0o600)
  expect(loadServerKey(folder, undefined)).toEqual(key)
  expect(readServerKey(serverKeyPath(folder))).toEqual(key)
})

it('comes from the setting where there is one, and then no file is made', () => {
  const given = Buffer.alloc(40, 9)
  expect(loadServerKey(folder, given.toString('base64'))).toEqual(given)
  expect(readdirSync(folder)).toEqual([])
})

it('is not made by looking for it', () => {
  expect(readServerKey(serverKeyPath(folder))).toBeUndefined()
  expect(readdirSync(folder)).toEqual([])
})

it('is not made anew over a file that holds no key', () => {
  writeFileSync(serverKeyPath(folder), 'c2hvcnQ=\n')
  expect(() => loadServerKey(folder, undefined)).toThrow(BadServerKey)
  expect(readFileSync(serverKeyPath(folder), 'utf8')).toBe('c2hvcnQ=\n')
})

it('lives in a folder for its owner alone', () => {
  const path = join(folder, 'a', 'data')
  const config = { dataDir: path, databaseUrl: undefined }
  makeDataDir(config)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  makeDataDir(config)
})
