import type { MemberId } from '../ids.ts'
import { demandReadMember } from '../people/members.ts'
import type { Principal } from '../principal.ts'
import type { Reader } from '../store.ts'

/** The records that are deleted with a person. */
export interface LearningCount {
  readonly enrolments: number
  /** For courses and programs. */
  readonly certificates: number
  readonly programMemberships: number
}

/** The number of a person's enrolments, certificates and program memberships. @throws forbidden */
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
