import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PersonFilter } from '../../domain/people/person-list.ts'
import type { Principal } from '../../domain/principal.ts'
import type { Reader } from '../../domain/store.ts'
import type { Services } from '../dialect.ts'
import { academicSessions, getSession } from './academic-sessions.ts'
import { answerList, selected } from './answer-list.ts'
import { demandScope, principalOf } from './authenticate.ts'
import type { Collection, Presented } from './collection.ts'
import { type Context, contextOf, ROOT } from './context.ts'
import { classes, courses, getCourseOf } from './courses.ts'
import { classesOfUser, enrollments, getEnrollment } from './enrollments.ts'
import { unknownObject } from './errors.ts'
import { ListPlaces } from './list-places.ts'
import { parseFieldsOf } from './list-request.ts'
import { getOrg, orgs, schools } from './orgs.ts'
import type { Scope } from './scopes.ts'
import { BY_ROLE, getUser, IN_CLASS, roleOf, users } from './users.ts'

/** What a route reads with: one snapshot of the store. */
interface Call {
  readonly reader: Reader
  readonly by: Principal
  readonly context: Context
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly places: ListPlaces
  /** The id in the address. */
  readonly sourcedId: string
}

/** The rostering service, as far as it reads what an academy has. */
export function rosterRoutes(app: FastifyInstance, services: Services): void {
  const places = new ListPlaces(() => services.clock.now())
  const read = (
    path: string,
    answer: (call: Call) => Promise<Presented>,
    scope: Scope = 'core',
    inOne: 'read' | 'readLong' = 'read',
  ) => {
    app.get(`${ROOT}${path}`, (request, reply) => {
      demandScope(request, scope)
      const by = principalOf(request)
      const { sourcedId = '' } = request.params as { readonly sourcedId?: string } // the only name in these paths
      return services.store[inOne](async (reader) => {
        const context = await contextOf(reader, by, services)
        return answer({ reader, by, context, request, reply, places, sourcedId })
      })
    })
  }
  const list = <Thing, Filter extends object, Sort extends string>(
    path: string,
    collection: Collection<Thing, Filter, Sort>,
    within: (call: Call) => Filter | Promise<Filter>,
    scope: Scope = 'core',
  ) => read(path, async (call) => answerList(call, collection, await within(call)), scope, 'readLong')
  const one = <Thing, Filter extends object, Sort extends string>(
    collection: Collection<Thing, Filter, Sort>,
    find: (call: Call) => Presented | Promise<Presented>,
    path: string = collection.plural,
  ) =>
    read(`/${path}/:sourcedId`, async (call) => {
      const fields = parseFieldsOf(call.request.raw.url ?? '', collection.fields)
      return { [collection.single]: selected(await find(call), fields) }
    })

  list('/users', users, () => ({}))
  one(users, async ({ reader, by, context, sourcedId }) =>
    users.present(context, await getUser(reader, by, sourcedId)),
  )
  list(
    '/users/:sourcedId/classes',
    classesOfUser,
    async ({ reader, by, sourcedId }) => ({ member: [(await getUser(reader, by, sourcedId)).member.id] }),
    'roster',
  )

  for (const [path, role] of [
    ['students', 'student'],
    ['teachers', 'teacher'],
  ] as const) {
    const getOne = async ({ reader, by, sourcedId }: Call) => {
      const user = await getUser(reader, by, sourcedId)
      if (roleOf(user.roles) !== role) throw unknownObject()
      return user
    }
    list(`/${path}`, users, () => BY_ROLE[role])
    one(users, async (call) => users.present(call.context, await getOne(call)), path)
    list(
      `/${path}/:sourcedId/classes`,
      classesOfUser,
      async (call) => ({ member: [(await getOne(call)).member.id] }),
      'roster',
    )
  }

  list('/courses', courses, () => ({}))
  one(courses, async ({ reader, by, context, sourcedId }) =>
    courses.present(context, await getCourseOf(reader, by, 'course', sourcedId)),
  )
  list(
    '/courses/:sourcedId/classes',
    classes,
    async ({ reader, by, sourcedId }) => ({
      id: [(await getCourseOf(reader, by, 'course', sourcedId)).course.id],
    }),
    'roster',
  )
  list('/classes', classes, () => ({}))
  one(classes, async ({ reader, by, context, sourcedId }) =>
    classes.present(context, await getCourseOf(reader, by, 'class', sourcedId)),
  )
  for (const [people, role] of [
    ['students', IN_CLASS.student],
    ['teachers', IN_CLASS.teacher],
  ] as const) {
    list(
      `/classes/:sourcedId/${people}`,
      users,
      async ({ reader, by, sourcedId }) => ({
        ...role,
        course: [(await getCourseOf(reader, by, 'class', sourcedId)).course.id],
      }),
      'roster',
    )
  }

  list('/enrollments', enrollments, () => ({}))
  one(enrollments, async ({ reader, by, context, sourcedId }) =>
    enrollments.present(context, await getEnrollment(reader, by, sourcedId)),
  )
  list('/orgs', orgs, () => ({}))
  one(orgs, ({ reader, by, context, sourcedId }) => getOrg(reader, by, context, sourcedId))
  list('/schools', schools, () => ({}))
  // The academy is the one school: everything is below it.
  const inSchool =
    <Filter extends object>(within: Filter) =>
    ({ context, sourcedId }: Call): Filter => {
      if (sourcedId.toLowerCase() !== context.academy.guid) throw unknownObject()
      return within
    }
  one(
    schools,
    (call) => {
      inSchool({})(call)
      return getOrg(call.reader, call.by, call.context, call.sourcedId)
    },
    'schools',
  )
  list('/schools/:sourcedId/classes', classes, inSchool({}), 'roster')
  list('/schools/:sourcedId/courses', courses, inSchool({}), 'roster')
  list('/schools/:sourcedId/enrollments', enrollments, inSchool({}), 'roster')
  list('/schools/:sourcedId/students', users, inSchool<PersonFilter>(BY_ROLE.student), 'roster')
  list('/schools/:sourcedId/teachers', users, inSchool<PersonFilter>(BY_ROLE.teacher), 'roster')
  list('/academicSessions', academicSessions, () => ({}))
  one(academicSessions, ({ context, sourcedId }) => getSession(context, sourcedId))
}
