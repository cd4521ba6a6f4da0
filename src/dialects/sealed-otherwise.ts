import type { CredentialId } from '../domain/ids.ts'
import type { SealedBox } from '../lib/sealed-box.ts'
import type { Services } from './dialect.ts'

/** The reported keys, per server. */
const told = new WeakMap<SealedBox, Set<CredentialId>>()

/**
 * Logs that a key's secret was sealed with another server key: once for each key, not for each of a client's many
 * requests.
 */
export function noteSealedOtherwise(
  { log, sealedBox }: Pick<Services, 'log' | 'sealedBox'>,
  door: string,
  credential: CredentialId,
): void {
  const known = told.get(sealedBox) ?? new Set()
  if (known.has(credential)) return
  told.set(sealedBox, known.add(credential))
  log.error(
    { door, credential },
    'the secret of a key was sealed with another server key: nothing signed with it passes',
  )
}
