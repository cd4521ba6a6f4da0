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
      sentence: `Ignored ${config.ignoredVariables.join(', ')}, set by the cluster. Rename the service to avoid this.`,
    })
  }
  if (config.publicUrl === undefined && !LOOPBACK.test(config.host)) {
    warnings.push({
      about: 'links',
      sentence: `Links in mails and certificates point to ${baseUrlOf(config)}. Set QUADRIVIUM_PUBLIC_URL to the address at which people reach this server.`,
    })
  }
  if (config.smtpUrl === undefined) {
    warnings.push({
      about: 'mail',
      sentence:
        'No mail server is configured. Invitations and reset links wait in the outbox until QUADRIVIUM_SMTP_URL is set.',
    })
  }
  return warnings
}
