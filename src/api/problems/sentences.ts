import { pickLanguage } from '../../domain/languages.ts'
import type { Fault, ProblemCode } from './catalogue.ts'
import { arabic } from './sentences-ar.ts'
import { german } from './sentences-de.ts'
import { english } from './sentences-en.ts'
import { spanish } from './sentences-es.ts'
import { french } from './sentences-fr.ts'
import type { Format, Sentences } from './sentences-of-language.ts'

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
  const { faults, formats } = SENTENCES[language]
  if (fault.code === 'too_short' && fault.limit === 1) return faults.required(fault) // an empty text
  const format = formatOf(fault)
  return format === undefined ? faults[fault.code](fault) : formats[format]
}

/** What a value must be that isn't: by its key, the last in its pointer that isn't a number. */
function formatOf({ code, pointer = '', parameter, header, hint }: Fault): Format | undefined {
  if (hint !== undefined) return undefined
  if (code === 'not_allowed' && pointer + (parameter ?? '') + (header ?? '') === '') return 'noBody'
  if (code === 'malformed' && parameter === 'cursor') return 'cursor'
  if (code === 'malformed' && /^\/lessons\/\d+\/content$/.test(pointer)) return 'address'
  if (pointer === '/logo' && (code === 'malformed' || code === 'too_long')) return 'picture'
  const formats = code === 'malformed' ? FORMATS : code === 'not_allowed' ? ALLOWED : {}
  const key = pointer.split('/').findLast((part) => !/^\d*$/.test(part))
  return key !== undefined && Object.hasOwn(formats, key) ? formats[key] : undefined
}

const FORMATS: Readonly<Record<string, Format>> = {
  email: 'email',
  to: 'email',
  sender: 'sender',
  timeZone: 'timeZone',
  language: 'language',
  country: 'country',
  url: 'address',
  thumbnailUrl: 'address',
  address: 'origin',
  host: 'host',
  hosts: 'host',
  domains: 'host',
  choices: 'answers',
  networks: 'network',
  ...Object.fromEntries(
    [
      'name',
      'title',
      'firstName',
      'lastName',
      'username',
      'externalId',
      'label',
      'company',
      'department',
    ].map((key) => [key, 'plainText'] as const),
  ),
}

/** Of values that are good in themselves, but not here. */
const ALLOWED: Readonly<Record<string, Format>> = {
  url: 'receiver',
  manager: 'other',
  expires: 'future',
  enrolled: 'past',
  started: 'past',
  completed: 'past',
  certificateIssued: 'past',
}
