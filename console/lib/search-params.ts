// Addresses that people can read and send: `?status=active&sort=-created`, one text for each name.

/** The parameters of any page of the console. */
export type Search = Readonly<Record<string, string | undefined>>

export function parseSearch(text: string): Search {
  return Object.fromEntries(new URLSearchParams(text))
}

export function writeSearch(search: Search): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== '') parameters.set(name, value)
  }
  // Commas and colons separate values, and may stand in a query as they are.
  const written = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  return written === '' ? '' : `?${written}`
}
