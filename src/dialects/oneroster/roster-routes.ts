import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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
import { ListPlaces } from './list-places.ts'
import { parseFieldsOf } from './list-request.ts'
import { getOrg, orgs, schools } from './orgs.ts'
import type { Scope } from './scopes.ts'
import { BY_ROLE, getUser, IN_CLASS, users } from './users.ts'

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
  const read = (path: string, answer: (call: Call) => Promise<Presented>, scope: Scope = 'core') => {
    app.get(`${ROOT}${path}`, (request, reply) => {
      demandScope(request, scope)
      const by = principalOf(request)
      const { sourcedId = '' } = request.params as { readonly sourcedId?: string } // the only name in these paths
      return services.store.read(async (reader) => {
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
  ) => read(path, async (call) => answerList(call, collection, await within(call)), scope)
  const one = <Thing, Filter extends object, Sort extends string>(
    collection: Collection<Thing, Filter, Sort>,
    find: (call: Call) => Presented | Promise<Presented>,
  ) =>
    read(`/${collection.plural}/:sourcedId`, async (call) => {
      const fields = parseFieldsOf(call.request.raw.url ?? '', collection.fields)
      return { [collection.single]: selected(await find(call), fields) }
    })

  list('/users', users, () => ({}))
  list('/students', users, () => BY_ROLE.student)
  list('/teachers', users, () => BY_ROLE.teacher)
  one(users, async ({ reader, by, context, sourcedId }) =>
    users.present(context, await getUser(reader, by, sourcedId)),
  )
  list(
    '/users/:sourcedId/classes',
    classesOfUser,
    async ({ reader, by, sourcedId }) => ({ member: [(await getUser(reader, by, sourcedId)).member.id] }),
    'roster',
  )

  list('/courses', courses, () => ({}))
  one(courses, async ({ reader, by, context, sourcedId }) =>
    courses.present(context, await getCourseOf(reader, by, 'course', sourcedId)),
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
  list('/academicSessions', academicSessions, () => ({}))
  one(academicSessions, ({ context, sourcedId }) => getSession(context, sourcedId))
}
