import type { Ids } from '../../lib/ids.ts'

/** Length of a consumer's public key (contract 2.1). */
export const CONSUMER_KEY_LENGTH = 16

/** A new public key: letters and digits. */
export function newConsumerKey(ids: Ids): string {
  let key = ''
  while (key.length < CONSUMER_KEY_LENGTH) key += ids.token(CONSUMER_KEY_LENGTH).replace(/[-_]/g, '')
  return key.slice(0, CONSUMER_KEY_LENGTH)
}
