import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BadServerKey, givenServerKey, makeDataDir, makeServerKey, serverKeyPath } from './server-key.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quadrivium-key-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('is made for its owner alone, and kept', () => {
  const key = makeServerKey(serverKeyPath(folder))
  expect(key).toHaveLength(32)
  expect(readdirSync(folder)).toEqual(['server.key'])
  expect(statSync(join(folder, 'server.key')).mode & 0o777).toBe(0o600)
  expect(givenServerKey(folder, undefined)).toEqual(key)
  expect(makeServerKey(serverKeyPath(folder))).toEqual(key)
})

it('comes from the setting where there is one, and then no file is made', () => {
  const given = Buffer.alloc(40, 9)
  expect(givenServerKey(folder, given.toString('base64'))).toEqual(given)
  expect(readdirSync(folder)).toEqual([])
})

it('is not made by looking for it', () => {
  expect(givenServerKey(folder, undefined)).toBeUndefined()
  expect(readdirSync(folder)).toEqual([])
})

it('is not made anew over a file that holds no key', () => {
  writeFileSync(serverKeyPath(folder), 'c2hvcnQ=\n')
  expect(() => givenServerKey(folder, undefined)).toThrow(BadServerKey)
  expect(() => makeServerKey(serverKeyPath(folder))).toThrow(BadServerKey)
  expect(readFileSync(serverKeyPath(folder), 'utf8')).toBe('c2hvcnQ=\n')
})

it('lives in a folder for its owner alone', () => {
  const path = join(folder, 'a', 'data')
  const config = { dataDir: path, databaseUrl: undefined }
  makeDataDir(config)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  makeDataDir(config)
})
