import { randomBytes, randomUUID } from 'node:crypto'

/** Where identifiers that nobody can guess come from, so that tests can hold them still. */
export interface Ids {
  /** A GUID: 8-4-4-4-12 hexadecimal digits, lower case. */
  guid(): string
  /** Opaque text out of `A-Z a-z 0-9 - _`, made from that many random bytes. */
  token(bytes: number): string
}

export const randomIds: Ids = {
  guid: () => randomUUID(),
  token: (bytes) => randomBytes(bytes).toString('base64url'),
}
