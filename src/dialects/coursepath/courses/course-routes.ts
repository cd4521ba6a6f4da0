import type { FastifyInstance } from 'fastify'
import { getCourse, listCourses, listCoursesOfMember } from '../../../domain/courses/read-courses.ts'
import {
  enrolMember,
  getEnrolment,
  listEnrolments,
  unenrolMember,
} from '../../../domain/learning/enrolments.ts'
import type { Services } from '../../dialect.ts'
import { callerOf } from '../authenticate.ts'
import { invalidParameter } from '../errors.ts'
import { parseInstant } from '../instants.ts'
import { findPages } from '../links.ts'
import { answerInParts, answerPage, oneMore, parsePaging } from '../paging.ts'
import { parametersOf, queryOf, type Parameters } from '../parameters.ts'
import { courseIdOf, memberIdOf } from '../path-ids.ts'
import { address } from '../routing.ts'
import { presentCourse, presentCoursemember } from './course-wire.ts'
import type { EnrolmentFilter } from '../../../domain/learning/enrolment.ts'

const DEFAULT_LIMIT = 100
const DEFAULT_LIMIT_OF_RESULTS = 500

/** Courses, and members in them (docs/contracts/coursepath.md 7.1, 7.3, 10). */
export function courseRoutes(app: FastifyInstance, services: Services): void {
  const { store } = services

  address(app, '/api/v1/courses', {
    get: async (request, reply) => {
      const by = callerOf(request)
      const pages = await findPages(services, by)
      return answerInParts(
        request,
        reply,
        (part) => store.readLong((reader) => listCourses(reader, by, () => ({ filter: {}, page: part() }))),
        { defaultLimit: DEFAULT_LIMIT, present: (course) => presentCourse(course, pages) },
      )
    },
  })
  address(app, '/api/v1/courses/:courseId', {
    get: async (request) => {
      const by = callerOf(request)
      const course = await store.read((reader) => getCourse(reader, by, courseIdOf(request)))
      const pages = await findPages(services, by)
      return presentCourse(course, pages)
    },
  })
  address(app, '/api/v1/members/:memberId/courses', {
    get: async (request, reply) => {
      const by = callerOf(request)
      const member = memberIdOf(request)
      const pages = await findPages(services, by)
      return answerInParts(
        request,
        reply,
        (part) =>
          store.readLong((reader) =>
            listCoursesOfMember(reader, by, member, () => ({ filter: {}, page: part() })),
          ),
        { defaultLimit: DEFAULT_LIMIT, present: (course) => presentCourse(course, pages) },
      )
    },
  })
  address(app, '/api/v1/courses/:courseId/members/:memberId/coursemember', {
    get: async (request) => {
      const by = callerOf(request)
      const enrolment = await store.read((reader) =>
        getEnrolment(reader, by, courseIdOf(request), memberIdOf(request)),
      )
      const pages = await findPages(services, by)
      return presentCoursemember(enrolment, pages)
    },
    post: async (request) => {
      const by = callerOf(request)
      const parameters = await parametersOf(request)
      const enrolment = await store.write(async (tx) => {
        const made = await enrolMember(tx, by, courseIdOf(request), memberIdOf(request))
        parameters.demandReadable() // after permission and existence; then nothing is changed
        return made
      })
      const pages = await findPages(services, by)
      return presentCoursemember(enrolment, pages)
    },
    delete: async (request) => {
      const by = callerOf(request)
      const parameters = await parametersOf(request)
      await store.write(async (tx) => {
        await unenrolMember(tx, by, courseIdOf(request), memberIdOf(request))
        parameters.demandReadable()
      })
      return {}
    },
  })
  address(app, '/api/v1/courses/:courseId/coursemembers', {
    get: async (request, reply) => {
      const query = queryOf(request)
      const paging = () => parsePaging(query, DEFAULT_LIMIT_OF_RESULTS)
      const by = callerOf(request)
      const { items, total } = await store.readLong((reader) =>
        listEnrolments(reader, by, courseIdOf(request), () => ({
          filter: parseFilter(query),
          page: oneMore(paging()),
        })),
      )
      const pages = await findPages(services, by)
      return answerPage(request, reply, paging(), items, (one) => presentCoursemember(one, pages), total)
    },
  })
}

function parseFilter(query: Parameters): EnrolmentFilter {
  const completed = query.flag('completed')
  const since = query.last('modifiedSince')
  const modifiedSince = since === undefined ? undefined : parseInstant(since)
  if (since !== undefined && modifiedSince === undefined) {
    throw invalidParameter(
      'modifiedSince',
      'The parameter modifiedSince must be an ISO 8601 date or time such as 2025-03-01T09:30:00Z.',
    )
  }
  return {
    ...(completed === undefined ? {} : { completed }),
    ...(modifiedSince === undefined ? {} : { modifiedSince }),
  }
}
