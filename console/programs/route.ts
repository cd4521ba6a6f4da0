import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { programQuery } from './program-query.ts'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/programs',
}).lazy(async () => (await import('./programs-page.tsx')).programsPage)

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
}).lazy(async () => (await import('./new-program.tsx')).newProgramPage)

const programRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(programQuery(id)),
}).lazy(async () => (await import('./program-page.tsx')).programPage)

/** `/programs`, `/programs/new`, `/programs/12` */
export const programsRoutes = listRoute.addChildren([newRoute, programRoute])
