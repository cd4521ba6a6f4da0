import type { Door, DoorRequest, Page, WholeCredential } from '../lib/api-types.ts'
import { bodyQuery, thingQuery } from '../lib/queries.ts'

/** Our own API among the doors: it has a page of its own. */
export const OWN_API = 'api'

export const doorsQuery = bodyQuery<Page<Door>>('/doors')

export function credentialQuery(id: number | string) {
  return thingQuery<WholeCredential>(`/credentials/${id}`)
}

export function requestQuery(door: string, id: number | string) {
  return bodyQuery<DoorRequest>(`/doors/${door}/requests/${id}`)
}
