import type { LoggedRequest } from '../../http/request-log.ts'
import { instant } from '../table/shapes.ts'

/** The names of the keys and the people that requests were made by. */
export interface Callers {
  readonly keys: ReadonlyMap<number, string>
  readonly people: ReadonlyMap<number, string>
}

/** A request at a door. @param node which node answered it */
export function presentRequest(
  { id, at, credentialId, memberId, ...request }: LoggedRequest,
  { keys, people }: Callers,
  node: string,
) {
  return {
    id,
    node,
    door: request.door,
    at: instant(at),
    credential: named(credentialId, keys),
    person: named(memberId, people),
    method: request.method,
    path: request.path,
    status: request.status,
    milliseconds: request.milliseconds,
    error: request.error,
    requestId: request.requestId,
    requestBody: request.requestBody,
    answerBody: request.answerBody,
  }
}

/** A key or a person with their name; null where that isn't known any more. */
export function named(id: number | null, names: ReadonlyMap<number, string>) {
  return id === null ? null : { id, name: names.get(id) ?? null }
}
