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

/** The inputs for a door's part of the demo academy. */
export interface DemoSource {
  /** A secret derived from a name: always the same for one academy. 32 letters and digits. */
  readonly secret: (name: string) => string
  /** `head` and `admin` are managers. The learners are not: `learner` reads English, `germanLearner` German. */
  readonly people: Readonly<Record<'head' | 'admin' | 'learner' | 'germanLearner', DemoPerson>>
}

/** What registers keys in the demo academy. */
export interface DemoRegistrar {
  /** The purpose of the keys, shown in lists of keys. */
  readonly label: string
  readonly box: SealedBox
  /** Finds a person of the academy by username. */
  readonly memberId: (username: string) => Promise<MemberId | undefined>
}

/** The output for one door: its credentials, and a command that works when pasted into a shell. */
export interface DoorSheet {
  readonly title: string
  readonly credentials: readonly (readonly [label: string, value: string])[]
  readonly curl?: string
}

/**
 * How to access the demo academy through one door.
 * @template Access what a script needs to use the door (docs/design.md 8), under the names by which it prints them
 * @template Placed the same with data that only the store has
 */
export interface DemoPart<Access extends object = object, Placed extends Access = Access> {
  /** Methods, so that parts with different types of access fit in one list. */
  access(source: DemoSource): Access
  /** Registers the door's key in the academy. */
  register(tx: Writer, by: Principal, access: Access, registrar: DemoRegistrar): Promise<void>
  place(reader: Reader, by: Principal, access: Access): Promise<Placed>
  sheet(baseUrl: string, access: Access): DoorSheet
}
