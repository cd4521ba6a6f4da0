import type { Named, Person } from '../lib/api-types.ts'
import { thingQuery } from '../lib/queries.ts'

/** A person as their page shows them: with their groups. */
export type PersonInGroups = Person & { readonly groups: readonly Named[] }

export function personQuery(id: number | string) {
  return thingQuery<PersonInGroups>(`/people/${id}`, { expand: 'groups' })
}
