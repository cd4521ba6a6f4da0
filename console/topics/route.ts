import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { topicQuery } from './topic-query.ts'

const treeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/topics',
}).lazy(async () => (await import('./topics-page.tsx')).topicsPage)

const newRoute = createRoute({
  getParentRoute: () => treeRoute,
  path: '/new',
}).lazy(async () => (await import('./new-topic.tsx')).newTopicPage)

const topicRoute = createRoute({
  getParentRoute: () => treeRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(topicQuery(id)),
}).lazy(async () => (await import('./topic-page.tsx')).topicPage)

/** `/topics`, `/topics/new`, `/topics/12` */
export const topicsRoutes = treeRoute.addChildren([newRoute, topicRoute])
