import type { AccessToken } from '../../domain/access/access-token.ts'
import { instant, instantOrNull } from '../table/shapes.ts'

/** A personal access token as the API shows it. */
export function presentToken({ id, label, scopes, networks, expires, created, lastUsed }: AccessToken) {
  return {
    id,
    label,
    scopes,
    networks,
    expires: instantOrNull(expires),
    created: instant(created),
    lastUsed: instantOrNull(lastUsed),
  }
}
