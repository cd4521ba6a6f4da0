import type { LoggedRequest } from '../../http/request-log.ts'
import { instant } from '../table/shapes.ts'

/** A request at a door. @param names the labels of the academy's keys  @param node which node answered it */
export function presentRequest(
  { id, at, credentialId, memberId, ...request }: LoggedRequest,
  names: ReadonlyMap<number, string>,
  node: string,
) {
  return {
    id,
    node,
    door: request.door,
    at: instant(at),
    credential: presentKey(credentialId, names),
    personId: memberId,
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

/** A key with its label; a label that isn't known any more is null. */
export function presentKey(credentialId: number | null, names: ReadonlyMap<number, string>) {
  return credentialId === null ? null : { id: credentialId, name: names.get(credentialId) ?? null }
}
