import type { DoorSheet } from '../../dialects/demo-part.ts'
import { dialects } from '../../dialects/dialects.ts'
import { demoSheets, type DemoAccess } from '../../demo/demo-doors.ts'

/** Tells how to use the demo academy that is served at the address. */
export async function demoBanner(baseUrl: string, access: DemoAccess): Promise<string> {
  return `The demo academy is served at ${baseUrl}\n\n${await demoCredentials(baseUrl, access)}`
}

/** The credentials of the demo academy, door by door, for people. */
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
