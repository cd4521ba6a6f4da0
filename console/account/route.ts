import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../root-route.tsx'

/** `/account?part=sessions` */
export const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
}).lazy(async () => (await import('./account-page.tsx')).accountPage)
