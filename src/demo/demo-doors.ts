// How the demo academy is entered, door by door. What a door needs stands in its own folder (`DemoPart`).
import type { DemoPart, DemoPerson, DemoSource, DoorSheet } from '../dialects/demo-part.ts'
import type { Dialect } from '../dialects/dialect.ts'
import type { dialects } from '../dialects/dialects.ts'
import { apiPart, type ApiAccess } from './api-part.ts'
import { listKeys } from '../domain/access/credentials.ts'
import type { MemberId } from '../domain/ids.ts'
import type { Door, Principal } from '../domain/principal.ts'
import type { Reader, Writer } from '../domain/store.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import { academy } from './content/academy.ts'
import { learners } from './content/learners.ts'
import type { Secrets } from './demo-secrets.ts'

type AccessOf<D> = D extends { readonly demo: () => Promise<DemoPart<object, infer Access>> } ? Access : never

/** Everything that a script needs to use the open doors (docs/design.md 8), under the names that it prints them by. */
export type DemoAccess = {
  readonly console: { readonly email: string; readonly password: string }
  /** Who signs in to the pages to learn. They are printed for people, and left out of `--json`. */
  readonly learners: Readonly<Record<'english' | 'german', Pick<DemoPerson, 'email' | 'password'>>>
  /** Our own API, by a token of the manager. */
  readonly api: ApiAccess
} & { readonly [D in (typeof dialects)[number] as D['name']]: AccessOf<D> }

/** One door of the academy, with what opens it. */
export interface DemoDoor {
  readonly door: Door
  readonly part: DemoPart
  readonly access: object
}

/** What the demo's keys are for, in lists of keys. */
const DEMO_LABEL = 'Demo'

/** The only people of the academy with a password. */
export type DemoPeople = DemoSource['people']

export function demoPeople(secret: Secrets): DemoPeople {
  return {
    head: person(academy.contact, secret('console password')),
    admin: person('tomas.havelka', secret('rev password')),
    learner: person(learners.english, secret('rev viewer password')),
    germanLearner: person(learners.german, secret('german learner password')),
  }
}

/** The doors that have a part in the demo, with their secrets, derived from the academy's seed. */
export async function demoDoors(secret: Secrets, doors: readonly Dialect[]): Promise<readonly DemoDoor[]> {
  const source: DemoSource = { secret, people: demoPeople(secret) }
  const found: DemoDoor[] = []
  for (const { name, demo } of doors) {
    const part = await demo?.()
    if (part !== undefined) found.push({ door: name, part, access: part.access(source) })
  }
  found.push({ door: 'api', part: apiPart, access: apiPart.access(source) })
  return found
}

/** The doors for which the academy has no key: all of a new one's, and those that opened after an older one was made. */
export async function doorsWithoutKey(
  reader: Reader,
  by: Principal,
  doors: readonly DemoDoor[],
): Promise<readonly DemoDoor[]> {
  const credentials = await listKeys(reader, by)
  // One that was revoked counts: whoever ended it meant to.
  const opened = credentials.filter(({ label }) => label === DEMO_LABEL).map(({ door }) => door)
  return doors.filter(({ door }) => !opened.includes(door))
}

/**
 * Registers the keys of these doors.
 * @param memberId finds a person of the academy by username
 */
export async function registerDemoKeys(
  tx: Writer,
  by: Principal,
  doors: readonly DemoDoor[],
  box: SealedBox,
  memberId: (username: string) => Promise<MemberId | undefined>,
): Promise<void> {
  for (const { part, access } of doors)
    await part.register(tx, by, access, { label: DEMO_LABEL, box, memberId })
}

/** The ways in, as a script gets them. */
export async function placeDemoAccess(
  reader: Reader,
  by: Principal,
  { head, learner, germanLearner }: DemoPeople,
  doors: readonly DemoDoor[],
): Promise<DemoAccess> {
  const placed: Record<string, object> = {
    console: { email: head.email, password: head.password },
    learners: { english: learner, german: germanLearner },
  }
  for (const { door, part, access } of doors) placed[door] = await part.place(reader, by, access)
  return placed as DemoAccess // a door's part gives what its type says
}

/** What is told of the academy: its pages, then each door. */
export async function demoSheets(
  baseUrl: string,
  access: DemoAccess,
  doors: readonly Dialect[],
): Promise<readonly DoorSheet[]> {
  const { console, learners: readers } = access
  const sheets: DoorSheet[] = [
    {
      title: `The pages: ${baseUrl}/login`,
      credentials: [
        ['learner', `${readers.english.email}, password ${readers.english.password}`],
        ['learner, German', `${readers.german.email}, password ${readers.german.password}`],
        ['manager', `${console.email}, password ${console.password}`],
      ],
    },
  ]
  sheets.push(apiPart.sheet(baseUrl, access.api))
  for (const { name, demo } of doors) {
    const part = await demo?.()
    const placed = (access as Readonly<Record<string, object>>)[name]
    if (part !== undefined && placed !== undefined) sheets.push(part.sheet(baseUrl, placed))
  }
  return sheets
}

function person(username: string, password: string): DemoPerson {
  return { username, email: `${username}@${academy.domain}`, password }
}
