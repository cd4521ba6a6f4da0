import type { FastifyInstance } from 'fastify'
import type { ProgramMembership } from '../../../domain/learning/enrolment.ts'
import type { Program } from '../../../domain/courses/program.ts'
import { getProgram, listPrograms, listProgramsOfMember } from '../../../domain/courses/read-programs.ts'
import {
  getProgramMembership,
  joinProgram,
  leaveProgram,
} from '../../../domain/learning/program-memberships.ts'
import type { Services } from '../../dialect.ts'
import { callerOf } from '../authenticate.ts'
import { orNull, presentCertificate } from '../courses/course-wire.ts'
import { presentInstant, presentInstantOrNull } from '../instants.ts'
import { findPages, type Pages } from '../links.ts'
import { answerInParts } from '../paging.ts'
import { parametersOf } from '../parameters.ts'
import { memberIdOf, programIdOf } from '../path-ids.ts'
import { address } from '../routing.ts'

const DEFAULT_LIMIT = 100

/** Programs, and members in them (docs/contracts/coursepath.md 7.4, 10). */
export function programRoutes(app: FastifyInstance, services: Services): void {
  const { store } = services

  address(app, '/api/v1/programs', {
    get: async (request, reply) => {
      const by = callerOf(request)
      const pages = await findPages(services, by)
      return answerInParts(
        request,
        reply,
        (part) => store.readLong((reader) => listPrograms(reader, by, () => ({ filter: {}, page: part() }))),
        { defaultLimit: DEFAULT_LIMIT, present: (program) => presentProgram(program, pages) },
      )
    },
  })
  address(app, '/api/v1/programs/:programId', {
    get: async (request) => {
      const by = callerOf(request)
      const program = await store.read((reader) => getProgram(reader, by, programIdOf(request)))
      const pages = await findPages(services, by)
      return presentProgram(program, pages)
    },
  })
  address(app, '/api/v1/members/:memberId/programs', {
    get: async (request, reply) => {
      const by = callerOf(request)
      const member = memberIdOf(request)
      const pages = await findPages(services, by)
      return answerInParts(
        request,
        reply,
        (part) =>
          store.readLong((reader) =>
            listProgramsOfMember(reader, by, member, () => ({ filter: {}, page: part() })),
          ),
        { defaultLimit: DEFAULT_LIMIT, present: (program) => presentProgram(program, pages) },
      )
    },
  })
  address(app, '/api/v1/programs/:programId/members/:memberId/programmember', {
    get: async (request) => {
      const by = callerOf(request)
      const membership = await store.read((reader) =>
        getProgramMembership(reader, by, programIdOf(request), memberIdOf(request)),
      )
      const pages = await findPages(services, by)
      return presentProgrammember(membership, pages)
    },
    post: async (request) => {
      const by = callerOf(request)
      const parameters = await parametersOf(request)
      const membership = await store.write(async (tx) => {
        const made = await joinProgram(tx, by, programIdOf(request), memberIdOf(request))
        parameters.demandReadable() // after permission and existence; then nothing is changed
        return made
      })
      const pages = await findPages(services, by)
      return presentProgrammember(membership, pages)
    },
    delete: async (request) => {
      const by = callerOf(request)
      const parameters = await parametersOf(request)
      await store.write(async (tx) => {
        await leaveProgram(tx, by, programIdOf(request), memberIdOf(request))
        parameters.demandReadable()
      })
      return {}
    },
  })
}

function presentProgram(program: Program, pages: Pages) {
  return {
    id: program.id,
    name: program.name,
    description: orNull(program.description),
    locale: orNull(program.locale),
    url: pages.program(program.id),
    thumbnailUrl: orNull(program.thumbnailUrl),
    courseIds: program.courseIds,
    published: program.isActive,
    created: presentInstant(program.created),
    modified: presentInstant(program.modified),
  }
}

function presentProgrammember(membership: ProgramMembership, pages: Pages) {
  return {
    id: membership.id,
    programId: membership.programId,
    memberId: membership.memberId,
    role: membership.role,
    progress: membership.progress,
    created: presentInstant(membership.created),
    completed: presentInstantOrNull(membership.completed),
    modified: presentInstant(membership.modified),
    certificate: presentCertificate(membership.certificate, pages),
  }
}
