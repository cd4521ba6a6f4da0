import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { webhookQuery } from './webhook-query.ts'

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
}).lazy(async () => (await import('./webhooks-page.tsx')).webhooksPage)

const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
}).lazy(async () => (await import('./new-webhook.tsx')).newWebhookPage)

const webhookRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(webhookQuery(id)),
}).lazy(async () => (await import('./webhook-page.tsx')).webhookPage)

/** `/webhooks`, `/webhooks/new`, `/webhooks/12` */
export const webhooksRoutes = listRoute.addChildren([newRoute, webhookRoute])
