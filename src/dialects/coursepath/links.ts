import { activationPath, getAddress } from '../../domain/academy/address.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Services } from '../dialect.ts'

/**
 * The public address of the academy's pages. It is never taken from the request: a header must not decide where a
 * mailed link leads.
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
