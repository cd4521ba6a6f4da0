import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { courseQuery } from './course-query.ts'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/courses',
}).lazy(async () => (await import('./courses-page.tsx')).coursesPage)

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
}).lazy(async () => (await import('./new-course.tsx')).newCoursePage)

const courseRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(courseQuery(id)),
}).lazy(async () => (await import('./course-page.tsx')).coursePage)

/** `/courses`, `/courses/new`, `/courses/12` */
export const coursesRoutes = listRoute.addChildren([newRoute, courseRoute])
