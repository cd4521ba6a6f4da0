import type { CountedProgram } from '../../domain/courses/program.ts'
import type { ListedMembership } from '../../domain/learning/enrolment-list.ts'
import { fullName } from '../../domain/people/member.ts'
import { instant, instantOrNull, named } from '../table/shapes.ts'

/** A program as the API shows it. */
export function presentProgram({ program, memberCount }: CountedProgram) {
  return {
    id: program.id,
    code: program.code,
    name: program.name,
    description: program.description,
    active: program.isActive,
    language: program.locale,
    thumbnailUrl: program.thumbnailUrl,
    certificateName: program.certificate?.name ?? null,
    certificateDays: program.certificate?.days ?? null,
    courseCount: program.courseIds.length,
    memberCount,
    created: instant(program.created),
    modified: instant(program.modified),
  }
}

/** A person in a program. @param address the origin of the academy's pages */
export function presentProgramMember({ membership, program, member }: ListedMembership, address: string) {
  const { certificate } = membership
  return {
    id: membership.id,
    program: named(program),
    person: { id: member.id, name: fullName(member) },
    role: membership.role,
    progress: membership.progress,
    dueDate: membership.dueDate,
    completed: instantOrNull(membership.completed),
    certificate: certificate && {
      code: certificate.code,
      url: `${address}/certificates/${certificate.id}-${certificate.code}`,
    },
    created: instant(membership.created),
    modified: instant(membership.modified),
  }
}
