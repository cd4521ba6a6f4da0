import type { Server, Settings } from '../lib/api-types.ts'
import { bodyQuery, thingQuery } from '../lib/queries.ts'

export function settingsQuery() {
  return thingQuery<Settings>('/settings')
}

export function serverQuery() {
  return bodyQuery<Server>('/server')
}
