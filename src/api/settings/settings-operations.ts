import { logoPath } from '../../domain/academy/address.ts'
import { lockAccount, getAccount, listHosts, setHosts, updateAccount } from '../../domain/academy/tenancy.ts'
import { countSigningKeys } from '../../domain/access/signing-keys.ts'
import { NO_WORDS } from '../../domain/learning/invitation.ts'
import { findInvitationText, setInvitationText } from '../../domain/learning/invitations.ts'
import type { Reader } from '../../domain/store.ts'
import type { ApiDoor } from '../api-services.ts'
import { Problem } from '../problems/problem.ts'
import { thing } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { reads, writes, type Operation } from '../table/operation.ts'
import { change, instant } from '../table/shapes.ts'
import { Settings, settingsValues } from './settings-shapes.ts'

const ACADEMY = { of: 'academy' } as const

/** `/settings`: the academy's own settings. */
export const settingsOperations: readonly Operation[] = [
  reads({
    id: 'getSettings',
    path: '/settings',
    summary: 'The settings of the academy',
    scope: 'settings:read',
    answers: { 200: Settings },
    example: {},
    read: async (reader, call) => thing(await presentSettings(reader, call)),
  }),
  writes({
    id: 'updateSettings',
    method: 'PATCH',
    path: '/settings',
    summary: 'Change the settings of the academy',
    description:
      '`address`, `hosts` and `sender` lead people and mails to where they say, and what `retention` lets go never comes back: changing them needs a signed-in browser in which the password was shown within 15 minutes.',
    scope: 'settings:write',
    body: change(settingsValues),
    answers: { 200: Settings },
    problems: ['taken', 'session_needed', 'confirmation_needed'],
    example: { body: { accent: '#1c5fb8' } },
    current: async (tx, call) => {
      await lockAccount(tx, call.by)
      return presentSettings(tx, call)
    },
    write: async (tx, call) => {
      const { hosts, invitationText, retention, ...rest } = call.body
      const { auditDays } = retention ?? {}
      const values = { ...rest, ...(auditDays !== undefined && { auditDays }) }
      const isGuarded = [hosts, values.address, values.sender, auditDays].some((one) => one !== undefined)
      if (isGuarded) demandConfirmed(call)
      if (Object.keys(values).length > 0) await updateAccount(tx, call.by, values)
      if (hosts !== undefined) await setHosts(tx, call.by, hosts)
      if (invitationText !== undefined) {
        const before = (await findInvitationText(tx, call.by, ACADEMY)) ?? NO_WORDS
        const words = invitationText === null ? NO_WORDS : { ...before, ...invitationText }
        await setInvitationText(tx, call.by, ACADEMY, words)
      }
      return thing(await presentSettings(tx, call))
    },
  }),
]

/** Reports what is missing. The domain makes the actual check. @throws Problem session_needed, confirmation_needed */
function demandConfirmed({ by, caller }: Call): void {
  if (by.isConfirmed === true) return
  throw new Problem(caller.way === 'token' ? 'session_needed' : 'confirmation_needed')
}

async function presentSettings(reader: Reader, { by, services }: Call): Promise<object> {
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
    logoUrl: logo === null ? null : `${address ?? services.settings.publicUrl}${logoPath(logo)}`,
    timeZone,
    retention: { auditDays },
    signIn: {
      password: true,
      signedLink: await hasSigningKey(reader, by, services.doors),
      sessionMinutes: services.settings.sessionLifetime / 60_000,
    },
    hosts: await listHosts(reader, id),
    invitationText,
    created: instant(created),
  }
}

/** Whether the academy has a key by which another system signs people in. */
async function hasSigningKey(reader: Reader, by: Call['by'], doors: readonly ApiDoor[]): Promise<boolean> {
  for (const { name, keys } of doors) {
    if (keys?.kind === 'signing' && (await countSigningKeys(reader, by, name)) > 0) return true
  }
  return false
}
