/**
 * The name of a person whose address alone is known: `john.smith@…` is John Smith (docs/contracts/coursepath.md 7.2).
 */
export function nameOfAddress(address: string): string {
  const local = address.split('@', 1)[0] ?? ''
  const words = local
    .split('+', 1)[0]
    ?.replace(/[._-]+/g, ' ')
    .trim()
  if (words === undefined || words === '') return local
  return words.replace(/(^| )(\S)/gu, (_, blank: string, first: string) => blank + first.toUpperCase())
}
