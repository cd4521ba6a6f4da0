import type { Group } from '../lib/api-types.ts'
import { thingQuery } from '../lib/queries.ts'

export function groupQuery(id: number | string) {
  return thingQuery<Group>(`/groups/${id}`)
}
