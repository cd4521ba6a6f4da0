import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { personQuery } from './person-query.ts'
import { rootRoute } from '../root-route.tsx'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
}).lazy(async () => (await import('./people-page.tsx')).peoplePage)

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
}).lazy(async () => (await import('./new-person.tsx')).newPersonPage)

const personRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(personQuery(id)),
}).lazy(async () => (await import('./person-page.tsx')).personPage)

/** `/people`, `/people/new`, `/people/12` */
export const peopleRoutes = listRoute.addChildren([newRoute, personRoute])
