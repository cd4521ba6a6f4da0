import fc from 'fast-check'
import { expect, it } from 'vitest'
import { localPath } from './local-path.ts'

it.each([
  ['/', '/'],
  ['/courses', '/courses'],
  ['/5/course?lesson=2#top', '/5/course?lesson=2#top'],
  ['/a/../b', '/b'],
  ['/%2F%2Fevil.example', '/%2F%2Fevil.example'],
  ['/x?next=https://evil.example', '/x?next=https://evil.example'],
  ['/@evil.example', '/@evil.example'],
  ['/kurs/größe', '/kurs/gr%C3%B6%C3%9Fe'],
  ['/\u2028', '/%E2%80%A8'],
])('%s is followed', (text, path) => expect(localPath(text)).toBe(path))

it.each([
  undefined,
  null,
  '',
  'courses',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  ' /courses',
  '/courses\r\nSet-Cookie: a=b',
  '/a/..//evil.example',
  '/.//evil.example',
  '/./\\evil.example',
  '/%2e%2e//evil.example',
  'https://evil.example/',
  'https:evil.example',
  'javascript:alert(1)',
  '/\u0000',
])('%j is not', (text) => expect(localPath(text)).toBeUndefined())

it('never leads away, whatever a browser makes of it', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '//',
    '\t',
    '@',
    ':',
    '%2f',
    '%5c',
    'evil.example',
    '?',
    '#',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 }), (pieces) => {
      const path = localPath(pieces.join(''))
      if (path !== undefined) expect(new URL(path, 'https://own.example').origin).toBe('https://own.example')
    }),
  )
})
