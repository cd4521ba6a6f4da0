import type { DoorSheet } from '../../dialects/demo-part.ts'
import { dialects } from '../../dialects/dialects.ts'
import { demoSheets, type DemoAccess } from '../../demo/demo-doors.ts'

/** The text printed when the demo academy is served. It ends with how to log in. */
export function demoBanner(
  baseUrl: string,
  { console, learners: { english, german } }: DemoAccess,
  dataDir: string,
): string {
  return `Open ${baseUrl}/console to run the demo academy, Aldermark Academy. Learners start at ${baseUrl}.
Its data is in ${dataDir}.
  npm run demo   credentials and a working curl line for each API
  Ctrl+C         stops the server; npm start continues where it stopped
  README.md      what to try next, and how to start an academy of your own

  Manager   ${console.email}   password ${console.password}
  Learner   ${english.email}   password ${english.password}
  German    ${german.email}   password ${german.password}
`
}

/** The credentials of the demo academy for each door, as readable text. */
export async function demoCredentials(baseUrl: string, access: DemoAccess): Promise<string> {
  const sheets = await demoSheets(baseUrl, access, dialects)
  return sheets.map((sheet) => lines(sheet).join('\n')).join('\n\n') + '\n'
}

function lines({ title, credentials, curl }: DoorSheet): string[] {
  const width = Math.max(...credentials.map(([label]) => label.length))
  return [
    title,
    ...credentials.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`),
    ...(curl === undefined ? [] : [`  ${curl}`]),
  ]
}
