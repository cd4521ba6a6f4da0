import { describe, expect, it } from 'vitest'
import { PROBLEMS, type ProblemCode } from './catalogue.ts'
import { DETAIL_LANGUAGES, detailLanguage, faultSentence, problemSentence } from './sentences.ts'

describe('the language of a detail', () => {
  it.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['nl', 'en'],
    ['de', 'de'],
    ['de-AT,en;q=0.5', 'de'],
    ['nl, fr-CA;q=0.8, es;q=0.9', 'es'],
    ['fr;q=0, ar', 'ar'],
    ['fr;q=0', 'en'],
    ['AR-eg', 'ar'],
    ['es-419', 'es'],
    ['en;q=0.1, fr;q=0.2', 'fr'],
    ['fr;q=nonsense', 'fr'],
    [`de,${'x'.repeat(1000)}`, 'en'],
  ])('for Accept-Language %j is %s', (accepted, language) => {
    expect(detailLanguage(accepted)).toBe(language)
  })
})

describe('the sentences', () => {
  const codes = Object.keys(PROBLEMS) as ProblemCode[]

  it('differ in each language, and hold what they are about', () => {
    for (const code of codes) {
      const all = DETAIL_LANGUAGES.map((language) => problemSentence(language, code, 'SAF-100'))
      expect(new Set(all).size, code).toBe(DETAIL_LANGUAGES.length)
      expect(new Set(all.map((text) => text.includes('SAF-100'))).size, code).toBeLessThan(3)
    }
    for (const language of DETAIL_LANGUAGES) {
      expect(problemSentence(language, 'code_taken', 'SAF-100')).toContain('SAF-100')
      expect(problemSentence(language, 'code_taken')).not.toMatch(/undefined|["„“«»]/)
    }
  })

  it.each([
    ['/email', 'This is not an e-mail address.', 'Das ist keine E-Mail-Adresse.'],
    ['/3/email', 'This is not an e-mail address.', 'Das ist keine E-Mail-Adresse.'],
    ['/sender', 'This is not a sender.', 'Das ist kein Absender.'],
    ['/timeZone', 'There is no such time zone.', 'Diese Zeitzone gibt es nicht.'],
    ['/url', 'An address begins with https://.', 'Eine Adresse beginnt mit https://.'],
    ['/lessons/0/content', 'An address begins with https://.', 'Eine Adresse beginnt mit https://.'],
    ['/address', 'Write an address without a path', 'Schreiben Sie eine Adresse ohne Pfad'],
    ['/domains', 'This is not the name of a host.', 'Das ist kein Name eines Rechners.'],
    ['/hosts/0', 'This is not the name of a host.', 'Das ist kein Name eines Rechners.'],
    ['/constructor', 'This has the wrong format.', 'Das ist nicht lesbar.'],
  ])('say what the value at %s must be', (pointer, english, german) => {
    const fault = { pointer, code: 'malformed' } as const
    expect(faultSentence('en', fault)).toContain(english)
    expect(faultSentence('de', fault)).toContain(german)
    const all = DETAIL_LANGUAGES.map((language) => faultSentence(language, fault))
    expect(new Set(all).size).toBe(DETAIL_LANGUAGES.length)
  })

  it.each([
    ['/url', 'A webhook’s address begins with https://', 'Die Adresse eines Webhooks beginnt mit https://'],
    ['/manager', 'Nobody can be their own manager.', 'Niemand kann die eigene Führungskraft sein.'],
    ['/expires', 'Choose a later time.', 'Wählen Sie einen späteren Zeitpunkt.'],
    ['/completed', 'Choose an earlier time.', 'Wählen Sie einen früheren Zeitpunkt.'],
    [
      '/parts',
      'This is not allowed in the current state, or',
      'Das ist im jetzigen Zustand nicht möglich, oder',
    ],
  ])('say why the value at %s can’t be this one', (pointer, english, german) => {
    const fault = { pointer, code: 'not_allowed' } as const
    expect(faultSentence('en', fault)).toContain(english)
    expect(faultSentence('de', fault)).toContain(german)
    const all = DETAIL_LANGUAGES.map((language) => faultSentence(language, fault))
    expect(new Set(all).size).toBe(DETAIL_LANGUAGES.length)
  })

  it('say what is wrong with a value, with its hint', () => {
    const fault = { pointer: '/nmae', code: 'unknown_key', hint: 'name' } as const
    expect(DETAIL_LANGUAGES.map((language) => faultSentence(language, fault))).toEqual([
      'Unknown key. Did you mean name?',
      'Diesen Schlüssel gibt es nicht. Gemeint ist vielleicht name?',
      'Clé inconnue. Vouliez-vous dire name ?',
      'Clave desconocida. ¿Quería decir name?',
      'مفتاح غير معروف. هل تقصد name؟',
    ])
    expect(faultSentence('fr', { ...fault, code: 'not_one_of', hint: ['a', 'b', 'c'] })).toBe(
      'Cette valeur doit être l’une de celles-ci : a, b ou c.',
    )
  })
})
