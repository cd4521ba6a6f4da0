import { getAddress } from '../../domain/academy/address.ts'
import type { Account } from '../../domain/academy/accounts.ts'
import { getAccount } from '../../domain/academy/tenancy.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { Services } from '../dialect.ts'

/** Where the roster begins. */
export const ROOT = '/ims/oneroster/rostering/v1p2'

/** What records refer to besides each other. */
export interface Context {
  /** The origin of the academy's address. */
  readonly address: string
  readonly academy: Account
  /** The current year in UTC: the one academic session. */
  readonly year: number
}

/** A reference to another record. */
export interface Reference {
  readonly href: string
  readonly sourcedId: string
  readonly type: string
}

export async function contextOf(
  reader: Reader,
  by: Principal,
  { clock, settings }: Pick<Services, 'clock' | 'settings'>,
): Promise<Context> {
  return {
    address: await getAddress(reader, by.accountId, settings.publicUrl),
    academy: await getAccount(reader, by),
    year: new Date(clock.now()).getUTCFullYear(),
  }
}

export function reference({ address }: Context, plural: string, type: string, sourcedId: string): Reference {
  return { href: `${address}${ROOT}/${plural}/${sourcedId}`, sourcedId, type }
}

/** The academy as an org. */
export function academyReference(context: Context): Reference {
  return reference(context, 'orgs', 'org', context.academy.guid)
}

/** The current year as a term. */
export function sessionReference(context: Context): Reference {
  return reference(context, 'academicSessions', 'academicSession', sessionId(context))
}

export function sessionId({ year }: Context): string {
  return `year-${year}`
}
