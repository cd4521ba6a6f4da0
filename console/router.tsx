import { createRouter } from '@tanstack/react-router'
import { parseSearch, writeSearch } from './lib/search-params.ts'
import { auditRoutes } from './audit/route.ts'
import { coursesRoutes } from './courses/route.ts'
import { doorsRoutes } from './doors/route.ts'
import { dataRoutes } from './data/route.ts'
import { groupsRoutes } from './groups/route.ts'
import { itemBankRoutes } from './item-bank/route.ts'
import { mailRoutes } from './mail/route.ts'
import { overviewRoute } from './overview/route.ts'
import { peopleRoutes } from './people/route.ts'
import { programsRoutes } from './programs/route.ts'
import { accountRoute } from './account/route.ts'
import { settingsRoute } from './settings/route.ts'
import { topicsRoutes } from './topics/route.ts'
import { webhooksRoutes } from './webhooks/route.ts'
import { rootRoute, type RouterContext } from './root-route.tsx'

const SKELETON_AFTER_MS = 300

/** The tree of routes. Each page's code is loaded when it is first wanted, or when a link to it is about to be followed. */
const routeTree = rootRoute.addChildren([
  overviewRoute,
  topicsRoutes,
  coursesRoutes,
  programsRoutes,
  peopleRoutes,
  groupsRoutes,
  ...itemBankRoutes,
  ...doorsRoutes,
  auditRoutes,
  ...dataRoutes,
  webhooksRoutes,
  mailRoutes,
  settingsRoute,
  accountRoute,
])

export function makeRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    basepath: '/console',
    parseSearch,
    stringifySearch: writeSearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0, // the query cache knows what is fresh
    defaultPendingMs: SKELETON_AFTER_MS,
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
