import { getAddress } from '../domain/academy/address.ts'
import type { Reader } from '../domain/store.ts'
import type { Call } from './table/call.ts'

/** The origin of the academy's pages. It is never taken from the request. */
export function addressOf(reader: Reader, { by, services }: Pick<Call, 'by' | 'services'>): Promise<string> {
  return getAddress(reader, by.accountId, services.settings.publicUrl)
}
