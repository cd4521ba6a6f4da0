import type { MemberId } from '../ids.ts'
import { demandReadMember } from '../people/members.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'

/** What would go with a person. */
export interface LearningCount {
  readonly enrolments: number
  /** Of courses and programs. */
  readonly certificates: number
  readonly programMemberships: number
}

/** How much a person takes part in. @throws forbidden */
export async function countLearning(reader: Reader, by: Principal, member: MemberId): Promise<LearningCount> {
  await demandReadMember(reader, by, member)
  const enrolments = await reader.enrolments.listOfMember(by.accountId, member)
  const memberships = await reader.programMemberships.listOfMember(by.accountId, member)
  return {
    enrolments: enrolments.length,
    certificates: [...enrolments, ...memberships].filter(({ certificate }) => certificate !== null).length,
    programMemberships: memberships.length,
  }
}
