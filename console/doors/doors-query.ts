import type { Door, DoorRequest, Page, WholeCredential } from '../lib/api-types.ts'
import { bodyQuery, thingQuery } from '../lib/queries.ts'

export const doorsQuery = bodyQuery<Page<Door>>('/doors')

export function credentialQuery(id: number | string) {
  return thingQuery<WholeCredential>(`/credentials/${id}`)
}

export function requestQuery(door: string, id: number | string) {
  return bodyQuery<DoorRequest>(`/doors/${door}/requests/${id}`)
}
