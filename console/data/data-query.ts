import type { Backups, Import } from '../lib/api-types.ts'
import { bodyQuery, thingQuery } from '../lib/queries.ts'

export function importQuery(id: number | string) {
  return thingQuery<Import>(`/imports/${id}`)
}

export function backupsQuery() {
  return bodyQuery<Backups>('/backups', { limit: 500 })
}
