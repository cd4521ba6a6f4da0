import Type from 'typebox'
import { getLetterhead } from '../../domain/academy/address.ts'
import { demandInstallation, lockAccount, setHosts, updateAccount } from '../../domain/academy/tenancy.ts'
import { NO_WORDS } from '../../domain/learning/invitation.ts'
import {
  findInvitationText,
  getInvitationPreview,
  setInvitationText,
} from '../../domain/learning/invitations.ts'
import { passwordResetWords } from '../../domain/access/password-reset-words.ts'
import { fullName } from '../../domain/people/member.ts'
import { getOwnRights } from '../../domain/people/own-rights.ts'
import type { Reader, Writer } from '../../domain/store.ts'
import { HttpFault } from '../../http/faults.ts'
import { Problem } from '../problems/problem.ts'
import { thing, told } from '../table/answer.ts'
import type { Call } from '../table/call.ts'
import { does, reads, writes, type Operation } from '../table/operation.ts'
import { change, request } from '../table/shapes.ts'
import { presentSettings } from './present-settings.ts'
import { MailPreview, Settings, settingsValues } from './settings-shapes.ts'

/** More than any that is taken: what is somewhat too long is refused by the domain, which says how long it may be. */
const LONGEST_PICTURE = 2_000_000
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
    read: async (reader, call) => thing(await settingsNow(reader, call)),
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
    current: lockedSettings,
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
      return thing(await settingsNow(tx, call))
    },
  }),
  writes({
    id: 'setLogo',
    method: 'PUT',
    path: '/settings/logo',
    summary: 'Give the academy a logo',
    description:
      'The body is the picture: PNG or JPEG, at most 200 kB and a million pixels. Pages, mails and certificates show it.',
    scope: 'settings:write',
    file: ['image/png', 'image/jpeg'],
    answers: { 200: Settings },
    readFile: async ({ store }, call) => {
      await store.read((reader) => demandInstallation(reader, call.by)) // before the picture is read
      return pictureOf(call)
    },
    current: lockedSettings,
    write: async (tx, call, logo) => {
      await updateAccount(tx, call.by, { logo })
      return thing(await settingsNow(tx, call))
    },
  }),
  writes({
    id: 'deleteLogo',
    method: 'DELETE',
    path: '/settings/logo',
    summary: 'Take the logo away',
    scope: 'settings:write',
    answers: { 200: Settings },
    current: lockedSettings,
    write: async (tx, call) => {
      await updateAccount(tx, call.by, { logo: null })
      return thing(await settingsNow(tx, call))
    },
  }),
  does({
    id: 'previewMail',
    method: 'POST',
    path: '/settings/mail-preview',
    summary: 'How a mail would look',
    description:
      'As you would get it, without sending it. `invitationText` is tried in place of the saved text of invitations; in it `{name}`, `{firstName}`, `{academy}` and `{invitedTo}` stand for what they say.',
    scope: 'settings:read',
    body: request({
      kind: Type.Enum(['invitation', 'password_reset']),
      language: Type.String({ minLength: 2, maxLength: 50, description: 'BCP 47: of who gets it.' }),
      invitationText: Type.Optional(settingsValues.invitationText),
    }),
    answers: { 200: MailPreview },
    example: { body: { kind: 'invitation', language: 'de' } },
    run: async ({ store, settings, renderMail }, { by, body: { kind, language, invitationText } }) =>
      store.read(async (reader) => {
        const { member } = await getOwnRights(reader, by)
        const { name, firstName, lastName } = { ...member, name: fullName(member) }
        const text = invitationText === undefined ? undefined : { ...NO_WORDS, ...invitationText }
        const letterhead = await getLetterhead(reader, by.accountId, { publicUrl: settings.publicUrl })
        const words =
          kind === 'invitation'
            ? await getInvitationPreview(reader, by, {
                text,
                language,
                reader: { name, firstName: firstName ?? lastName },
              })
            : passwordResetWords(language, letterhead.academy)
        const { subject, body, action } = words
        // A link of a preview leads to where the pages stand, and opens nothing.
        const link = { url: letterhead.address, label: action }
        const mail = { to: member.email ?? '', name, locale: language, subject, body, link }
        return told({ subject, ...renderMail(mail, letterhead) })
      }),
  }),
]

/** The bytes of the picture that is sent. @throws HttpFault body_too_large, malformed_body */
async function pictureOf({ file }: Call): Promise<Uint8Array> {
  if (file === undefined) throw new Problem('malformed_body')
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of file.content) {
    length += part.length
    if (length > LONGEST_PICTURE) throw new HttpFault('body_too_large')
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/** Reports what is missing. The domain makes the actual check. @throws Problem session_needed, confirmation_needed */
function demandConfirmed({ by, caller }: Call): void {
  if (by.isConfirmed === true) return
  throw new Problem(caller.way === 'token' ? 'session_needed' : 'confirmation_needed')
}

async function lockedSettings(tx: Writer, call: Pick<Call, 'by' | 'services'>): Promise<object> {
  await lockAccount(tx, call.by)
  return settingsNow(tx, call)
}

function settingsNow(reader: Reader, { by, services }: Pick<Call, 'by' | 'services'>): Promise<object> {
  const { publicUrl, sessionLifetime, limitRates } = services.settings
  return presentSettings(reader, by, { publicUrl, sessionLifetime, limitRates, doors: services.doors })
}
