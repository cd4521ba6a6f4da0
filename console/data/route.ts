import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { importQuery } from './data-query.ts'

const dataRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data',
}).lazy(async () => (await import('./data-page.tsx')).dataPage)

const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/data/$id',
  loader: ({ params: { id } }) => fetchAhead(importQuery(id)),
}).lazy(async () => (await import('./import-page.tsx')).importPage)

/** `/data`, `/data/12` (an import) */
export const dataRoutes = [dataRoute, importRoute] as const
