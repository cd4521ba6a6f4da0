import { LearnosityError, MissingSecurity } from './errors.ts'
import { memberSources } from './json-member.ts'

/** A client's identification, with its signature (docs/contracts/learnosity.md 2.1). */
export interface SecurityPacket {
  readonly consumerKey: string
  readonly domain: string
  readonly timestamp: string
  readonly expires: string | undefined
  readonly userId: string | undefined
  readonly signature: string
}

/** A packet has six short members. */
const LONGEST = 16 * 1024
const KEY_LENGTH = 16
const TIMESTAMP_LENGTH = 13
const LEGACY_LENGTH = 64
const CURRENT_LENGTH = 68

/** Checks 1 and 2 of contract 2.4. @throws LearnosityError 41000, 41001 */
export async function parseSecurityPacket(text: string | undefined): Promise<SecurityPacket> {
  const member = await membersOf(text)
  const wanted = ['consumer_key', 'domain', 'timestamp', 'signature'] as const
  const missing = wanted.filter((key) => (member(key) ?? '') === '')
  if (missing.length > 0) throw new MissingSecurity(missing)
  const packet = {
    consumerKey: member('consumer_key') ?? '',
    domain: member('domain') ?? '',
    timestamp: member('timestamp') ?? '',
    expires: member('expires'),
    userId: member('user_id'),
    signature: member('signature') ?? '',
  }
  if (packet.consumerKey.length !== KEY_LENGTH) throw new LearnosityError(41001, 'consumer_key')
  if (packet.timestamp.length !== TIMESTAMP_LENGTH) throw new LearnosityError(41001, 'timestamp')
  const length = packet.signature.startsWith('$') ? CURRENT_LENGTH : LEGACY_LENGTH
  if (packet.signature.length !== length) throw new LearnosityError(41001, 'signature')
  return packet
}

/** Reads members of the packet as text: a number keeps its source text, null counts as omitted. */
async function membersOf(text: string | undefined): Promise<(key: string) => string | undefined> {
  if (text === undefined || text === '' || text.length > LONGEST) throw new MissingSecurity(['security'])
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new MissingSecurity(['security'])
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new MissingSecurity(['security'])
  const members = new Map(Object.entries(value))
  const sources = await memberSources(text)
  return (key) => {
    const member: unknown = members.get(key)
    if (typeof member === 'string') return member
    return typeof member === 'number' || typeof member === 'boolean' ? sources.get(key) : undefined
  }
}
