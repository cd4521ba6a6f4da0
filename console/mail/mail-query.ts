import type { WholeMail } from '../lib/api-types.ts'
import { thingQuery } from '../lib/queries.ts'

export function mailQuery(id: number | string) {
  return thingQuery<WholeMail>(`/mails/${id}`)
}
