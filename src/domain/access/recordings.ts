import { recordAudit } from '../record-audit.ts'
import type { Door, Principal } from '../principal.ts'
import type { Writer } from '../store.ts'
import { demandKeys } from './credentials.ts'

/** A time in which the bodies of requests at a door are kept; null: that ends now. */
export interface Recording {
  readonly door: Door
  readonly until: number | null
}

/** Notes that somebody wants to read what others send to a door, or no longer does. @throws forbidden */
export async function recordRecording(tx: Writer, by: Principal, { door, until }: Recording): Promise<void> {
  await demandKeys(tx, by)
  await recordAudit(tx, by, {
    action: 'update',
    subject: 'account',
    subjectId: by.accountId,
    after: { recordedDoor: door, recordedUntil: until },
  })
}
