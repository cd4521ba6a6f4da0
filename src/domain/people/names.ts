/** Splits a full name into first and last name at its last blank; a single word is the last name. */
export function splitName(text: string): { readonly firstName: string | null; readonly lastName: string } {
  const name = text.trim()
  // Searched from the right: a regular expression tries each of many blanks in turn, and takes hours for a name of a
  // million characters.
  let last = name.length
  while (last > 0 && !/\s/.test(name.charAt(last - 1))) last--
  if (last === 0) return { firstName: null, lastName: name }
  return { firstName: name.slice(0, last).trimEnd(), lastName: name.slice(last) }
}
