/** At its last blank; a single word is the last name (docs/design.md 4). */
export function splitName(name: string): { firstName: string | null; lastName: string } {
  const words = name.trim()
  const blank = words.lastIndexOf(' ')
  if (blank === -1) return { firstName: null, lastName: words }
  return { firstName: words.slice(0, blank).trim(), lastName: words.slice(blank + 1) }
}
