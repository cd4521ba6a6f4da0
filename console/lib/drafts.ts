// What somebody has typed and not sent survives reloads, sign-ins and closed tabs. Secrets are never kept.

const PREFIX = 'quadrivium.draft.'
const LONGEST_KEPT_MS = 30 * 24 * 60 * 60_000

interface Draft {
  readonly values: Readonly<Record<string, unknown>>
  /** The version of the thing that it changes; undefined: there is none, as of what is new. */
  readonly version?: string | undefined
  /** What these values were in that version. */
  readonly before?: Readonly<Record<string, unknown>>
}

interface Kept extends Draft {
  readonly at: number
}

/** @param name of the form and the thing: `person 12` */
export function readDraft(name: string): Draft | undefined {
  const text = localStorage.getItem(PREFIX + name)
  if (text === null) return undefined
  try {
    return JSON.parse(text) as Kept
  } catch {
    return undefined
  }
}

export function keepDraft(name: string, draft: Draft): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), ...draft } satisfies Kept))
  } catch {
    // The browser's storage is full or closed: the form goes on without a draft.
  }
}

export function dropDraft(name: string): void {
  localStorage.removeItem(PREFIX + name)
}

/** Drops drafts that nobody has touched for a month. */
export function sweepDrafts(now: number): void {
  const names = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index) ?? '')
  for (const name of names.filter((one) => one.startsWith(PREFIX))) {
    try {
      const { at } = JSON.parse(localStorage.getItem(name) ?? '') as Kept
      if (now - at < LONGEST_KEPT_MS) continue
    } catch {
      // not readable: dropped
    }
    localStorage.removeItem(name)
  }
}

/** Drops all drafts: the person has signed out. */
export function dropAllDrafts(): void {
  sweepDrafts(Number.POSITIVE_INFINITY)
}
