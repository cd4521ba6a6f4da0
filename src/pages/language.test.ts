import { expect, it } from 'vitest'
import { chooseLocale, localeOf, type LanguageSigns } from './language.ts'

const NONE: LanguageSigns = { wish: undefined, person: null, academy: undefined, browser: undefined }

it.each<[Partial<LanguageSigns>, string]>([
  [{}, 'en'],
  [{ browser: 'de' }, 'de'],
  [{ academy: 'fr', browser: 'de' }, 'de'],
  [{ academy: 'en', browser: 'de' }, 'de'],
  [{ academy: 'de', browser: 'fr' }, 'de'],
  [{ person: 'de-CH', academy: 'en' }, 'de'],
  [{ person: 'fr', academy: 'de', browser: 'en' }, 'en'],
  [{ wish: 'de', person: 'en', academy: 'en' }, 'de'],
  [{ wish: 'nl', person: 'en', academy: 'de' }, 'en'],
])('of %j it takes %s', (signs, locale) => {
  expect(chooseLocale({ ...NONE, ...signs })).toBe(locale)
})

it.each([
  ['fr, de;q=0.8, en;q=0.9', 'en'],
  ['de-AT,en;q=0.5', 'de'],
  ['de;q=0, en;q=0.1', 'en'],
  ['en;q=0.5, DE ; q=0.5', 'en'],
  ['*', 'en'],
  ['fr-FR', 'en'],
  ['de;q=x', 'en'],
  [',;,', 'en'],
])('of a browser that accepts %s it takes %s', (browser, locale) => {
  expect(chooseLocale({ ...NONE, browser })).toBe(locale)
})

it('reads tags', () => {
  expect(['de', 'DE-at', 'de_AT', 'deu', 'en-US', '', null].map(localeOf)).toEqual([
    'de',
    'de',
    'de',
    undefined,
    'en',
    undefined,
    undefined,
  ])
})
