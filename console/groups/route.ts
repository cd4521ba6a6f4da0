import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { groupQuery } from './group-query.ts'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/groups',
}).lazy(async () => (await import('./groups-page.tsx')).groupsPage)

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
}).lazy(async () => (await import('./new-group.tsx')).newGroupPage)

const groupRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(groupQuery(id)),
}).lazy(async () => (await import('./group-page.tsx')).groupPage)

/** `/groups`, `/groups/new`, `/groups/12` */
export const groupsRoutes = listRoute.addChildren([newRoute, groupRoute])
