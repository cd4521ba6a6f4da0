import type { PictureType } from '../../lib/picture.ts'
import type { AccountId } from '../ids.ts'

/** What an academy says of itself. */
export interface AccountValues {
  readonly name: string
  /** BCP 47 */
  readonly language: string
  /** Where its pages stand: an origin; null: as `getAddress` finds it. */
  readonly address: string | null
  /** In whose name its mails go out: `a@example.com` or `Academy <a@example.com>`; null: as `getSender` finds it. */
  readonly sender: string | null
  /** The colour of its buttons, such as `#1c5fb8`; null: the built-in one. */
  readonly accent: string | null
  /** An IANA time zone: where its days begin and end; null: UTC. */
  readonly timeZone: string | null
  /** How many days its audit trail is kept, if the server doesn't keep it for fewer; null: as long as the server does. */
  readonly auditDays: number | null
}

/** A tenant: owns everything else. */
export interface Account extends AccountValues {
  readonly id: AccountId
  readonly guid: string
  /** Names the logo, another one otherwise; null: there is none. */
  readonly logo: string | null
  /** The seed of the demo academy's secrets, sealed with the server key; null in any other account. */
  readonly demoSeed: string | null
  readonly created: number
}

/** An academy's picture. */
export interface Logo {
  readonly type: PictureType
  /** Base64. */
  readonly content: string
}

export type NewAccount = Pick<Account, 'name' | 'language'>
