import { useSyncExternalStore } from 'react'
import type { Language } from '../words/languages.ts'

/** What a person has set for this browser. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark'
  readonly density: 'comfortable' | 'dense'
  /** null: the person's own language. */
  readonly language: Language | null
  /** Whether the sidebar shows icons only. */
  readonly isNavigationNarrow: boolean
  /** Whether the overview leaves out what a new academy begins with. */
  readonly hidesFirstSteps: boolean
}

const USUAL: Preferences = {
  theme: 'system',
  density: 'comfortable',
  language: null,
  isNavigationNarrow: false,
  hidesFirstSteps: false,
}
const PLACE = 'quadrivium.preferences'
const listeners = new Set<() => void>()
let current = read()

function read(): Preferences {
  try {
    return { ...USUAL, ...(JSON.parse(localStorage.getItem(PLACE) ?? '{}') as Partial<Preferences>) }
  } catch {
    return USUAL
  }
}

export function preferences(): Preferences {
  return current
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  localStorage.setItem(PLACE, JSON.stringify(current))
  showPreferences()
  for (const listener of listeners) listener()
}

/** Sets theme and density on the document; the stylesheets do the rest. */
export function showPreferences(): void {
  document.documentElement.dataset.theme = current.theme
  document.documentElement.dataset.density = current.density
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

// Another tab has changed them.
globalThis.addEventListener('storage', ({ key }) => {
  if (key !== PLACE) return
  current = read()
  showPreferences()
  for (const listener of listeners) listener()
})
