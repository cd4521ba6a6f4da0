/** One name as first and last: split at its last blank; a single word is the last name (docs/design.md 4). */
export function splitName(name: string): { firstName: string | null; lastName: string } {
  // Looked for from the right: a pattern tries each of many blanks in turn, and takes hours for a name of a million.
  let last = name.length
  while (last > 0 && !/\s/.test(name.charAt(last - 1))) last--
  if (last === 0) return { firstName: null, lastName: name }
  return { firstName: name.slice(0, last).trimEnd(), lastName: name.slice(last) }
}

/** The name of somebody of whom only the address is known: `john.smith@…` is John Smith (docs/contracts/coursepath.md 7.2). */
export function nameOfAddress(address: string): string {
  const local = address.split('@', 1)[0] ?? ''
  const words = local
    .split('+', 1)[0]
    ?.replace(/[._-]+/g, ' ')
    .trim()
  if (words === undefined || words === '') return local
  return words.replace(/(^| )(\S)/gu, (_, blank: string, first: string) => blank + first.toUpperCase())
}
