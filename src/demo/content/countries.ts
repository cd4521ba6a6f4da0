import type { Origin } from './name-pools.ts'

type Country = {
  readonly language: string
  /** Whose names its staff carry, one after the other, again from the start when they run out. */
  readonly origins: readonly Origin[]
}

export type CountryCode = keyof typeof countries

export const countries = {
  DE: {
    language: 'de',
    // prettier-ignore
    origins: [
      'german', 'german', 'turkish', 'german', 'german', 'polish', 'german', 'arabic',
      'german', 'german', 'turkish', 'german', 'ukrainian', 'german', 'italian', 'german',
      'german', 'polish', 'german', 'german', 'vietnamese', 'german', 'indian', 'german',
    ],
  },
  CZ: {
    language: 'cs',
    origins: [
      'czechMan',
      'czechWoman',
      'ukrainian',
      'czechMan',
      'czechWoman',
      'czechMan',
      'vietnamese',
      'czechWoman',
    ],
  },
  PT: {
    language: 'pt',
    origins: ['portuguese', 'portuguese', 'portuguese', 'ukrainian', 'portuguese', 'portuguese', 'indian'],
  },
  FR: { language: 'fr', origins: ['french', 'french', 'arabic', 'french', 'french', 'westAfrican'] },
  DK: { language: 'da', origins: ['nordic', 'nordic', 'nordic', 'indian', 'nordic', 'arabic'] },
  SE: { language: 'sv', origins: ['nordic'] },
  NL: { language: 'nl', origins: ['dutch', 'dutch', 'turkish', 'dutch'] },
  GB: { language: 'en', origins: ['british', 'british', 'westAfrican', 'british', 'indian'] },
  IT: { language: 'it', origins: ['italian'] },
  ES: { language: 'es', origins: ['spanish'] },
  PL: { language: 'pl', origins: ['polish', 'polish', 'ukrainian'] },
  TR: { language: 'tr', origins: ['turkish'] },
  AT: { language: 'de', origins: ['german'] },
  IN: { language: 'en', origins: ['indian'] },
} as const satisfies Record<string, Country>
