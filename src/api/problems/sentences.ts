import { pickLanguage } from '../../domain/languages.ts'
import type { Fault, ProblemCode } from './catalogue.ts'
import { arabic } from './sentences-ar.ts'
import { german } from './sentences-de.ts'
import { english } from './sentences-en.ts'
import { spanish } from './sentences-es.ts'
import { french } from './sentences-fr.ts'
import type { Sentences } from './sentences-of-language.ts'

/** The languages of problem details. */
export const DETAIL_LANGUAGES = ['en', 'de', 'fr', 'es', 'ar'] as const
export type DetailLanguage = (typeof DETAIL_LANGUAGES)[number]

/** The best available language for an `Accept-Language` header, by preference; English as the fallback. */
export function detailLanguage(accepted: string | undefined): DetailLanguage {
  if (accepted === undefined || accepted.length > LONGEST_WISH) return 'en'
  const wishes = accepted
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';')
      const quality = parameters
        .map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1])
        .find((one) => one !== undefined)
      return { tag, quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
  return pickLanguage(DETAIL_LANGUAGES, ...wishes.map(({ tag }) => tag)) ?? 'en'
}

const LONGEST_WISH = 1000

// A language without a sentence for each code does not compile.
const SENTENCES: Readonly<Record<DetailLanguage, Sentences>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  ar: arabic,
}

/** The sentence that tells a person what to do about a problem. */
export function problemSentence(language: DetailLanguage, code: ProblemCode, about?: string): string {
  return SENTENCES[language].problems[code](about)
}

/** The sentence about one value. */
export function faultSentence(language: DetailLanguage, fault: Fault): string {
  return SENTENCES[language].faults[fault.code](fault)
}
