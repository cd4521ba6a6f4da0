import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { coverageQuery, daysOf, maySeeCoverage, overviewQuery } from './overview-query.ts'

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loaderDeps: ({ search }) => ({ days: daysOf(search) }),
  loader: ({ context: { me }, deps: { days } }) => {
    if (me.rights.readPeople === true) fetchAhead(overviewQuery(days))
    if (maySeeCoverage(me)) fetchAhead(coverageQuery())
  },
}).lazy(async () => (await import('./overview-page.tsx')).overviewPage)
