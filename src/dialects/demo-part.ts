import type { MemberId } from '../domain/ids.ts'
import type { Principal } from '../domain/principal.ts'
import type { Reader, Writer } from '../domain/store.ts'
import type { SealedBox } from '../lib/sealed-box.ts'

/** A person of the demo academy who can sign in. */
export interface DemoPerson {
  readonly username: string
  readonly email: string
  readonly password: string
}

/** What a door's part of the demo academy is made from. */
export interface DemoSource {
  /** The secret under a name: always the same for one academy. Letters and digits, 32 of them. */
  readonly secret: (name: string) => string
  /** `head` and `admin` are managers. The learners are none: `learner` reads English, `germanLearner` German. */
  readonly people: Readonly<Record<'head' | 'admin' | 'learner' | 'germanLearner', DemoPerson>>
}

/** What registers keys in the demo academy. */
export interface DemoRegistrar {
  /** What the keys are for, in lists of keys. */
  readonly label: string
  readonly box: SealedBox
  /** Finds a person of the academy by username. */
  readonly memberId: (username: string) => Promise<MemberId | undefined>
}

/** What is told of one door: its credentials, and a line that works when it is pasted into a shell. */
export interface DoorSheet {
  readonly title: string
  readonly credentials: readonly (readonly [label: string, value: string])[]
  readonly curl?: string
}

/**
 * How the demo academy is entered by one door.
 * @template Access what a script needs to use the door (docs/design.md 8), under the names that it prints them by
 * @template Placed the same with what only the store knows
 */
export interface DemoPart<Access extends object = object, Placed extends Access = Access> {
  /** Methods, so that parts with accesses of their own fit in one list. */
  access(source: DemoSource): Access
  /** Registers the door's key in the academy. */
  register(tx: Writer, by: Principal, access: Access, registrar: DemoRegistrar): Promise<void>
  place(reader: Reader, by: Principal, access: Access): Promise<Placed>
  sheet(baseUrl: string, access: Access): DoorSheet
}
