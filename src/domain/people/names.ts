/** One name as first and last: split at its last blank; a single word is the last name. */
export function splitName(text: string): { readonly firstName: string | null; readonly lastName: string } {
  const name = text.trim()
  // Looked for from the right: a pattern tries each of many blanks in turn, and takes hours for a name of a million.
  let last = name.length
  while (last > 0 && !/\s/.test(name.charAt(last - 1))) last--
  if (last === 0) return { firstName: null, lastName: name }
  return { firstName: name.slice(0, last).trimEnd(), lastName: name.slice(last) }
}
