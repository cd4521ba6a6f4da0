import { getLetterhead } from '../../domain/academy/address.ts'
import { demandInstallation, getAccount } from '../../domain/academy/tenancy.ts'
import { JOB_DAYS, RETENTION } from '../../domain/retention.ts'
import type { ApiInstallation } from '../api-services.ts'
import { Problem } from '../problems/problem.ts'
import { told } from '../table/answer.ts'
import { does, type Operation } from '../table/operation.ts'
import { instantOrNull } from '../table/shapes.ts'
import { Server } from './server-shapes.ts'

const DAY = 24
/** Of what nobody can set. */
const IMPORT_DAYS = 30

/** `/server`: the server that the academy is on. */
export const serverOperations: readonly Operation[] = [
  does({
    id: 'getServer',
    method: 'GET',
    path: '/server',
    summary: 'The server: its version, its store, and what is set for all its academies',
    description:
      'For managers. Its settings are changed where the server is started: `quadrivium config list` names them.',
    scope: 'settings:read',
    answers: { 200: Server },
    example: {},
    run: async ({ store, settings, installation }, { by }) => {
      const { account, sender } = await store.read(async (reader) => {
        await demandInstallation(reader, by)
        const { publicUrl } = settings
        const letterhead = await getLetterhead(reader, by.accountId, {
          publicUrl,
          mailFrom: installation?.mailFrom,
        })
        return { account: await getAccount(reader, by), sender: letterhead.sender }
      })
      if (installation === undefined) throw new Problem('unavailable')
      const { version, engine, mail, sessionDays, invitationDays, corsOrigins } = installation
      return told({
        version,
        engine,
        storeBytes: (await store.measure()).bytes,
        lastBackup: instantOrNull(installation.lastBackup() ?? null),
        mail: {
          server: mail?.server ?? null,
          isSecure: mail?.isSecure ?? false,
          sender: sender.name === null ? sender.address : `${sender.name} <${sender.address}>`,
        },
        sessionDays,
        invitationDays,
        corsOrigins,
        retention: [
          ...RETENTION.map(({ id: thing, setting }) => ({
            thing,
            hours: HOURS[thing]?.(installation) ?? null,
            setting: setting === undefined ? null : `QUADRIVIUM_${setting}`,
          })),
          {
            thing: 'audit',
            hours: auditHours(installation, account.auditDays),
            setting: 'QUADRIVIUM_AUDIT_DAYS',
          },
        ],
      })
    },
  }),
]

const HOURS: Readonly<Record<string, (installation: ApiInstallation) => number>> = {
  sessions: ({ sessionDays }) => sessionDays * DAY,
  password_resets: () => 1,
  invitations: ({ invitationDays }) => invitationDays * DAY,
  used_tokens: () => 2,
  kept_forms: () => DAY,
  kept_answers: () => DAY,
  deliveries: ({ deliveryDays }) => deliveryDays * DAY,
  jobs: () => JOB_DAYS * DAY,
  imports: () => IMPORT_DAYS * DAY,
}

/** The server keeps the trail for so long at most; the academy may keep less. */
function auditHours({ auditDays: most }: ApiInstallation, own: number | null): number | null {
  return most === undefined ? null : Math.min(most, own ?? most) * DAY
}
