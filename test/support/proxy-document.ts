import { readFileSync } from 'node:fs'

/** The headers by which proxies tell where a request came from, beside the host. */
export const FORWARDING = [
  'host',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'forwarded',
] as const

export type Sent = Readonly<Record<string, string>>

const text = readFileSync(new URL('../../docs/proxy.md', import.meta.url), 'utf8')

/** The rows of the table in docs/proxy.md: a proxy, and what it sends. @throws when there is no table */
export function rowsOfDocument(): readonly (readonly [proxy: string, sent: Sent])[] {
  const table = text.split('\n| proxy |')[1]?.split('\n\n', 1)[0]
  if (table === undefined) throw new Error('The table is gone from docs/proxy.md.')
  return table
    .split('\n')
    .slice(2)
    .map((line) => {
      const [proxy = '', ...cells] = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim())
      const sent = FORWARDING.flatMap((name, i) => (cells[i] ? [[name, cells[i]] as const] : []))
      return [proxy, Object.fromEntries(sent)]
    })
}

/** The settings of a proxy as docs/proxy.md shows them. @throws when there are none, or several */
export function snippetOf(language: string): string {
  const found = [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\`$`, 'gm'))]
  const [snippet] = found
  if (snippet?.[1] === undefined || found.length > 1)
    throw new Error(`docs/proxy.md shows ${found.length} settings of ${language}.`)
  return snippet[1]
}
