import type { ApiInstallation } from '../api/api-services.ts'
import type { Config } from '../config/config.ts'
import { sendTestMail, type TestMailServices } from '../delivery/mail/test-mail.ts'
import { readLastBackup } from './last-backup.ts'
import { ownVersion } from './own-version.ts'

interface InstallationServices extends Pick<TestMailServices, 'store' | 'clock' | 'ids'> {
  /** Of the installation, once it listens. */
  readonly publicUrl: () => string
}

/** The server as those who run an academy on it see it in the API. */
export function describeInstallation(
  config: Config,
  { store, clock, ids, publicUrl }: InstallationServices,
): ApiInstallation {
  const { dataDir, databaseUrl, smtpUrl, mailFrom, sessionDays, invitationDays, deliveryDays } = config
  const { auditDays, corsOrigins } = config
  return {
    version: ownVersion(),
    engine: databaseUrl === undefined ? 'sqlite' : 'postgres',
    lastBackup: () => (databaseUrl === undefined ? readLastBackup(dataDir) : undefined),
    mail:
      smtpUrl === undefined
        ? undefined
        : {
            server: new URL(smtpUrl).host,
            isSecure: new URL(smtpUrl).protocol === 'smtps:',
            test: (by, to) => {
              const installation = { publicUrl: publicUrl(), mailFrom }
              return sendTestMail({ store, clock, ids, url: smtpUrl, installation }, by, to)
            },
          },
    mailFrom,
    sessionDays,
    invitationDays,
    deliveryDays,
    auditDays,
    corsOrigins,
  }
}
