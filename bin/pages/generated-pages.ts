import { format, resolveConfig } from 'prettier'
import { differencesByDoor, type Difference } from './differences.ts'
import { doorPages } from './door-pages.ts'
import { settingsPage } from './settings-page.ts'

/** The files that are made from the code: path from the root, and text. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const differences = differencesByDoor()
  const modules = await Promise.all(
    [...differences].map(
      async ([door, list]) =>
        [`src/dialects/${door}/${door}-differences.ts`, await differencesModule(door, list)] as const,
    ),
  )
  return new Map([['docs/settings.md', settingsPage()], ...doorPages(differences), ...modules])
}

/** The same list for the server itself, which tells it in our own API. */
async function differencesModule(door: string, differences: readonly Difference[]): Promise<string> {
  const text = `// Written by \`npm run pages\` from the tests that show each difference. Don't edit it here.

/** How this API differs from the vendor's, one sentence each. */
export const ${door}Differences: readonly string[] = ${JSON.stringify(differences.map(({ sentence }) => sentence))}
`
  return format(text, { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' })
}
