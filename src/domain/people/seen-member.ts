import { getActor, demandPresent } from '../actor.ts'
import { mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { Member } from './member.ts'

/** Fields that only staff and the person themself see: contact details and external identifiers. */
const PRIVATE = [
  'username',
  'email',
  'phone',
  'externalId',
  'identification',
  'registration',
  'managerId',
  'lastSeen',
] as const

type Private = (typeof PRIVATE)[number]

/** A person as the caller sees them: null where a field isn't visible to them. */
export type SeenMember = Omit<Member, Private> & { readonly [field in Private]: Member[field] | null }

/** `open`: everybody in the academy sees all fields of people; `closed`: staff do, others see names. */
export type Directory = 'open' | 'closed'

/** Which fields of people a caller sees. */
export interface Sight {
  /**
   * Whether the caller sees all fields of everybody; otherwise people they don't see in full are found only by name.
   */
  readonly whole: boolean
  readonly see: (member: Member) => SeenMember
}

/** @throws unauthenticated when the caller was deleted or barred */
export async function getSight(reader: Reader, by: Principal, directory: Directory): Promise<Sight> {
  if (directory === 'open') await demandPresent(reader, by)
  const whole = directory === 'open' || mayReadPeople(await getActor(reader, by))
  return { whole, see: (member) => (whole || member.id === by.memberId ? member : cutDown(member)) }
}

function cutDown(member: Member): SeenMember {
  const hidden = Object.fromEntries(PRIVATE.map((field) => [field, null]))
  return { ...member, ...hidden }
}
