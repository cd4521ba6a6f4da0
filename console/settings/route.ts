import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { serverQuery, settingsQuery } from './settings-query.ts'

/** `/settings?part=mail` */
export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  loader: ({ context: { me } }) => {
    if (me.rights.manageAccount !== true) return
    fetchAhead(settingsQuery())
    fetchAhead(serverQuery())
  },
}).lazy(async () => (await import('./settings-page.tsx')).settingsPage)
