import { SHORTEST_PASSWORD } from '../../domain/access/passwords.ts'
import { getAddress, logoPath } from '../../domain/academy/address.ts'
import { getAccount, listHosts } from '../../domain/academy/tenancy.ts'
import { countSigningKeys } from '../../domain/access/signing-keys.ts'
import { NO_WORDS } from '../../domain/learning/invitation.ts'
import { findInvitationText } from '../../domain/learning/invitations.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { ApiDoor } from '../api-services.ts'
import { instant } from '../table/shapes.ts'

const ACADEMY = { of: 'academy' } as const

/** What an academy's settings depend on besides the academy. */
export interface SettingsOfServer {
  readonly publicUrl: string
  /** In milliseconds. */
  readonly sessionLifetime: number
  readonly limitRates: boolean
  readonly doors: readonly Pick<ApiDoor, 'name' | 'keys'>[]
}

/** The settings of an academy as the API shows them. @throws forbidden */
export async function presentSettings(
  reader: Reader,
  by: Principal,
  { publicUrl, sessionLifetime, limitRates, doors }: SettingsOfServer,
) {
  const invitationText = (await findInvitationText(reader, by, ACADEMY)) ?? NO_WORDS
  const { id, guid, name, language, address, sender, accent, logo, timeZone, auditDays, created } =
    await getAccount(reader, by)
  return {
    id,
    guid,
    name,
    language,
    address,
    sender,
    accent,
    logoUrl: logo === null ? null : `${await getAddress(reader, id, publicUrl)}${logoPath(logo)}`,
    timeZone,
    retention: { auditDays },
    signIn: {
      password: true,
      signedLink: await hasSigningKey(reader, by, doors),
      sessionMinutes: sessionLifetime / 60_000,
      passwordLength: SHORTEST_PASSWORD,
      wrongPasswordsWait: limitRates,
    },
    hosts: await listHosts(reader, id),
    invitationText,
    created: instant(created),
  }
}

/** Whether the academy has a key by which another system signs people in. */
async function hasSigningKey(
  reader: Reader,
  by: Principal,
  doors: SettingsOfServer['doors'],
): Promise<boolean> {
  for (const { name, keys } of doors) {
    if (keys?.kind === 'signing' && (await countSigningKeys(reader, by, name)) > 0) return true
  }
  return false
}
