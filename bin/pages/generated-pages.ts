import { settingsPage } from './settings-page.ts'

/** The pages that are made from the code: path from the root, and text. */
export function generatedPages(): ReadonlyMap<string, string> {
  return new Map([['docs/settings.md', settingsPage()]])
}
