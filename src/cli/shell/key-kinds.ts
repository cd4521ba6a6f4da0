import type { Ids } from '../../lib/ids.ts'

/** What a door's keys are: how they are made, and for whom they act. */
export interface KeyKind {
  readonly make: (ids: Ids) => { readonly key: string; readonly secret?: string }
  readonly actsFor: 'account' | 'member'
  /** Whether clients sign with it: then it is kept sealed instead of as a digest. */
  readonly signs?: true
  /** What the door calls the parts. */
  readonly names: { readonly key: string; readonly secret?: string }
}

// A door that opens adds its line here.
export const keyKinds = {
  intellum: {
    make: (ids) => ({ key: ids.token(24) }),
    actsFor: 'account',
    names: { key: 'api_key' },
  },
  rev: {
    make: (ids) => ({ key: ids.token(18), secret: ids.token(32) }),
    actsFor: 'member',
    names: { key: 'apiKey', secret: 'secret' },
  },
  coursepath: {
    make: (ids) => ({ key: ids.token(32) }),
    actsFor: 'account',
    signs: true,
    names: { key: 'signingKey' },
  },
} as const satisfies Record<string, KeyKind>

export type KeyDoor = keyof typeof keyKinds

/** The doors that keys can be made for. */
export const KEY_DOORS = Object.keys(keyKinds) as KeyDoor[] // its keys are just these
