import { describe, expect, it } from 'vitest'
import { switchOffWords } from '../delivery/switch-off-words.ts'
import { chooseLocale } from '../pages/language.ts'
import { passwordResetWords } from './access/password-reset-words.ts'
import { isLanguage } from '../lib/language-tag.ts'
import { pickLanguage } from './languages.ts'
import { builtInWords } from './learning/invitation-words.ts'

it.each([
  [['de'], 'de'],
  [['DE'], 'de'],
  [['de-AT'], 'de'],
  [['de_AT'], 'de'],
  [[' De_at '], 'de'],
  [['fr', 'de'], 'de'],
  [[null, undefined, '', 'en-GB'], 'en'],
  [['fr'], undefined],
  [['constructor'], undefined],
  [['__proto__'], undefined],
  [['toString'], undefined],
  [[], undefined],
] as const)('of %j it picks %j', (tags, language) => {
  expect(pickLanguage(['en', 'de'], ...tags)).toBe(language)
})

describe('mails and pages', () => {
  const webhook = {
    id: 1 as never,
    url: 'https://receiver.example/',
    events: [],
    singleAttempt: false,
    format: 'coursepath' as const,
    off: null,
    failingSince: null,
    created: 0,
    modified: 0,
    rotatedUntil: null,
  }
  const subjects = (tag: string) => [
    builtInWords(tag, 'X').subject,
    passwordResetWords(tag, 'X').subject,
    switchOffWords(tag, webhook, 'gone').subject,
    chooseLocale({ wish: undefined, person: tag, academy: undefined, browser: undefined }),
  ]

  it.each(['de', 'DE', 'de-AT', 'de_AT', 'De_de'])('speak German for %s', (tag) => {
    expect(subjects(tag)).toEqual([
      'Einladung zu X',
      'Ihr Passwort für X',
      'Ein Webhook wurde abgeschaltet',
      'de',
    ])
  })

  it.each([...Object.getOwnPropertyNames(Object.prototype), 'constructor-x', 'xx', '', '-'])(
    'speak English for %j',
    (tag) => {
      expect(subjects(tag)).toEqual([
        'Invitation to X',
        'Your password for X',
        'A webhook was switched off',
        'en',
      ])
    },
  )
})

it('knows a language tag', () => {
  for (const tag of ['en', 'DE', 'de-AT', 'de_AT', 'zh_Hant_TW', 'sr-Latn'])
    expect.soft(isLanguage(tag), tag).toBe(true)
  for (const tag of [
    '',
    'e',
    '5',
    'english!',
    'de-',
    'de AT',
    'de-A',
    'constructor',
    `en-${'x'.repeat(200)}`,
  ])
    expect.soft(isLanguage(tag), tag).toBe(false)
})
