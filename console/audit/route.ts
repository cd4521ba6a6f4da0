import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../root-route.tsx'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
}).lazy(async () => (await import('./audit-page.tsx')).auditPage)

const entryRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
}).lazy(async () => (await import('./entry-page.tsx')).entryPage)

/** `/audit`, `/audit/12` */
export const auditRoutes = listRoute.addChildren([entryRoute])
