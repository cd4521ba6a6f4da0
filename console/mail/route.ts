import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { mailQuery } from './mail-query.ts'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/mail',
}).lazy(async () => (await import('./mails-page.tsx')).mailsPage)

const mailRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(mailQuery(id)),
}).lazy(async () => (await import('./mail-page.tsx')).mailPage)

/** `/mail`, `/mail/12` */
export const mailRoutes = listRoute.addChildren([mailRoute])
