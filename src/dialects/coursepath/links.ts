import { activationPath, getAddress } from '../../domain/academy/address.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Services } from '../dialect.ts'

/**
 * Where the academy's pages stand, as seen by people. It is never taken from the request: whoever sends a link by mail
 * must not be told by a header where it leads.
 */
export async function findPages({ store, settings }: Services, { accountId }: Principal): Promise<Pages> {
  const address = await store.read((reader) => getAddress(reader, accountId, settings.publicUrl))
  return {
    course: (id) => `${address}/${id}/course`,
    program: (id) => `${address}/${id}/program`,
    certificate: (id, code) => `${address}/certificates/${id}-${code}`,
    activation: (token) => address + activationPath(token),
  }
}

export interface Pages {
  readonly course: (id: number) => string
  readonly program: (id: number) => string
  readonly certificate: (id: number, code: string) => string
  readonly activation: (token: string) => string
}
