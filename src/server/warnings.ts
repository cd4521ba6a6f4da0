import type { Config } from '../config/config.ts'
import { baseUrlOf } from './base-url.ts'

/** Something that works, but not as people may expect. */
export interface Warning {
  readonly about: 'links' | 'mail' | 'settings'
  readonly sentence: string
}

const LOOPBACK = /^(localhost|127\.[\d.]+|::1|\[::1\])$/

/** What the settings leave open, in sentences that say what to set. */
export function warningsOf(
  config: Pick<Config, 'publicUrl' | 'host' | 'port' | 'tls' | 'smtpUrl' | 'ignoredVariables'>,
): readonly Warning[] {
  const warnings: Warning[] = []
  if (config.ignoredVariables.length > 0) {
    warnings.push({
      about: 'settings',
      sentence: `${config.ignoredVariables.join(', ')} come from the cluster and have no effect; a service of another name avoids them.`,
    })
  }
  if (config.publicUrl === undefined && !LOOPBACK.test(config.host)) {
    warnings.push({
      about: 'links',
      sentence: `Links in mails and certificates lead to ${baseUrlOf(config)}: set QUADRIVIUM_PUBLIC_URL to the address by which people reach this server.`,
    })
  }
  if (config.smtpUrl === undefined) {
    warnings.push({
      about: 'mail',
      sentence:
        'No mail server is set: invitations and links for new passwords wait in the outbox until QUADRIVIUM_SMTP_URL says which.',
    })
  }
  return warnings
}
