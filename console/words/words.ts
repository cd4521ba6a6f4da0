import { createContext, use } from 'react'
import type { Words } from './en.ts'
import type { Language } from './languages.ts'

export type { Words }

const LOADED: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import('./en.ts')).en,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  ar: async () => (await import('./ar.ts')).ar,
  pseudo: async () => (await import('./pseudo.ts')).pseudo,
}

/** Loads the texts of one language. */
export function loadWords(language: Language): Promise<Words> {
  return LOADED[language]()
}

export interface Spoken {
  readonly language: Language
  readonly words: Words
}

export const SpokenContext = createContext<Spoken | undefined>(undefined)

function useSpoken(): Spoken {
  const spoken = use(SpokenContext)
  if (spoken === undefined) throw new Error('The texts are not loaded yet.')
  return spoken
}

export function useWords(): Words {
  return useSpoken().words
}

export function useLanguage(): Language {
  return useSpoken().language
}
