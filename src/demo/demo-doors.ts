// How the demo academy is entered, door by door: what is printed for a script, whose passwords are set, which keys are
// registered. A door that opens adds its part here.
import { CONSUMER_KEY_LENGTH } from '../domain/access/consumers.ts'
import { createKey } from '../domain/access/credentials.ts'
import type { MemberId } from '../domain/ids.ts'
import type { Door, Principal } from '../domain/principal.ts'
import { createSigningKey } from '../domain/access/signing-keys.ts'
import type { Reader, Writer } from '../domain/store.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { academy } from './content/academy.ts'
import { people } from './content/people.ts'
import type { Secrets } from './demo-secrets.ts'

/** Everything that a script needs to use the open doors (docs/design.md 8), under the names that it prints them by. */
export interface DemoAccess {
  readonly console: { readonly email: string; readonly password: string }
  readonly intellum: { readonly apiKey: string }
  readonly rev: {
    readonly username: string
    readonly password: string
    readonly apiKey: string
    readonly secret: string
    readonly viewer: { readonly username: string; readonly password: string }
  }
  readonly learnosity: {
    readonly consumerKey: string
    readonly consumerSecret: string
    readonly domain: string
  }
  readonly coursepath: {
    readonly signingKey: string
    readonly adminEmail: string
    readonly learnerEmail: string
  }
}

/** The access with what only the store knows: an item bank, a course and a program to begin with. */
export interface PlacedDemoAccess extends DemoAccess {
  readonly learnosity: DemoAccess['learnosity'] & { readonly organisationId: number }
  readonly coursepath: DemoAccess['coursepath'] & { readonly courseId: number; readonly programId: number }
}

/** What the demo's keys are for, in lists of keys. */
export const DEMO_LABEL = 'Demo'
const DEMO_DOORS = ['intellum', 'rev', 'learnosity', 'coursepath'] as const

const HEAD = academy.contact
const REV_ADMIN = 'tomas.havelka' // a manager, as Rev's AccountAdmin
const REV_VIEWER = usernameOfFirst('Machine operator') // a learner, as Rev's MediaViewer

/** The access of every door, derived from the academy's seed. */
export function demoAccess(secret: Secrets): DemoAccess {
  return {
    console: { email: emailOf(HEAD), password: secret('console password') },
    intellum: { apiKey: secret('intellum key') },
    rev: {
      username: REV_ADMIN,
      password: secret('rev password'),
      apiKey: secret('rev key'),
      secret: secret('rev secret'),
      viewer: { username: REV_VIEWER, password: secret('rev viewer password') },
    },
    learnosity: {
      consumerKey: secret('learnosity key').slice(0, CONSUMER_KEY_LENGTH),
      consumerSecret: secret('learnosity secret'),
      domain: 'localhost',
    },
    coursepath: {
      signingKey: secret('coursepath signing key'),
      adminEmail: emailOf(HEAD),
      learnerEmail: emailOf(REV_VIEWER),
    },
  }
}

/** The only passwords of the academy, by username. */
export function demoPasswords({ console, rev }: DemoAccess): ReadonlyMap<string, string> {
  return new Map([
    [HEAD, console.password],
    [rev.username, rev.password],
    [rev.viewer.username, rev.viewer.password],
  ])
}

/** The doors for which the academy has no key: all of a new one's, and those that opened after an older one was made. */
export async function doorsWithoutKey(reader: Reader, by: Principal): Promise<readonly Door[]> {
  const credentials = await reader.credentials.list(by.accountId)
  // One that was revoked counts: whoever ended it meant to.
  const doors = credentials.filter(({ label }) => label === DEMO_LABEL).map(({ door }) => door)
  return DEMO_DOORS.filter((door) => !doors.includes(door))
}

/**
 * Registers the keys of these doors.
 * @param memberId finds a person of the academy by username; without that person no key is made
 */
export async function registerDemoKeys(
  tx: Writer,
  by: Principal,
  { intellum, rev, coursepath }: DemoAccess,
  box: SealedBox,
  doors: readonly Door[],
  memberId: (username: string) => Promise<MemberId | undefined>,
): Promise<void> {
  const label = DEMO_LABEL
  if (doors.includes('intellum')) {
    await createKey(tx, by, { door: 'intellum', label, key: intellum.apiKey, memberId: null })
  }
  const holder = doors.includes('rev') ? await memberId(rev.username) : undefined
  if (holder !== undefined) {
    await createKey(tx, by, { door: 'rev', label, key: rev.apiKey, secret: rev.secret, memberId: holder })
  }
  if (doors.includes('coursepath')) {
    await createSigningKey(tx, by, box, { door: 'coursepath', label, secret: coursepath.signingKey })
  }
}

function emailOf(username: string): string {
  return `${username}@${academy.domain}`
}

function usernameOfFirst(title: string): string {
  const person = people.find((one) => one.title === title)
  if (person === undefined) throw new Error(`the academy has no ${title}`)
  return person.username
}
