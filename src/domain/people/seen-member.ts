import { getActor, demandPresent } from '../actor.ts'
import { mayReadPeople } from '../permissions.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'
import type { Member } from './member.ts'

/** What only staff and the person themself see: how to reach them, and the names and numbers that stand for them elsewhere. */
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

/** A person as somebody sees them: null for what isn't for them. */
export type SeenMember = Omit<Member, Private> & { readonly [field in Private]: Member[field] | null }

/** `open`: everybody of the academy sees everything of people; `closed`: staff do, and others see names. */
export type Directory = 'open' | 'closed'

/** How much of people somebody sees. */
export interface Sight {
  /** Whether they see everything of everybody; people whom they don't see whole are found by their names alone. */
  readonly whole: boolean
  readonly see: (member: Member) => SeenMember
}

/** @throws unauthenticated when the one who asks is gone or barred */
export async function getSight(reader: Reader, by: Principal, directory: Directory): Promise<Sight> {
  if (directory === 'open') await demandPresent(reader, by)
  const whole = directory === 'open' || mayReadPeople(await getActor(reader, by))
  return { whole, see: (member) => (whole || member.id === by.memberId ? member : cutDown(member)) }
}

function cutDown(member: Member): SeenMember {
  const hidden = Object.fromEntries(PRIVATE.map((field) => [field, null]))
  return { ...member, ...hidden }
}
