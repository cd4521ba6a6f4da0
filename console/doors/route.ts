import { createRoute } from '@tanstack/react-router'
import { fetchAhead } from '../lib/queries.ts'
import { rootRoute } from '../root-route.tsx'
import { credentialQuery, doorsQuery, requestQuery } from './doors-query.ts'

const ownRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/doors/api',
}).lazy(async () => (await import('./own-api-page.tsx')).ownApiPage)

const doorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/doors/$door',
  loader: () => fetchAhead(doorsQuery),
}).lazy(async () => (await import('./door-page.tsx')).doorPage)

const aboutRoute = createRoute({
  getParentRoute: () => doorRoute,
  path: '/',
}).lazy(async () => (await import('./door-about.tsx')).doorAbout)

const requestsRoute = createRoute({
  getParentRoute: () => doorRoute,
  path: '/requests',
}).lazy(async () => (await import('./door-requests.tsx')).doorRequests)

const requestRoute = createRoute({
  getParentRoute: () => requestsRoute,
  path: '/$id',
  loader: ({ params: { door, id } }) => fetchAhead(requestQuery(door, id)),
}).lazy(async () => (await import('./request-page.tsx')).requestPage)

const credentialsRoute = createRoute({
  getParentRoute: () => doorRoute,
  path: '/keys',
}).lazy(async () => (await import('./door-keys.tsx')).doorKeys)

const newCredentialRoute = createRoute({
  getParentRoute: () => credentialsRoute,
  path: '/new',
}).lazy(async () => (await import('./new-key.tsx')).newKeyPage)

const credentialRoute = createRoute({
  getParentRoute: () => credentialsRoute,
  path: '/$id',
  loader: ({ params: { id } }) => fetchAhead(credentialQuery(id)),
}).lazy(async () => (await import('./key-page.tsx')).keyPage)

/** `/doors/api`, `/doors/rev`, `/doors/rev/requests/12`, `/doors/rev/keys/new` */
export const doorsRoutes = [
  ownRoute,
  doorRoute.addChildren([
    aboutRoute,
    requestsRoute.addChildren([requestRoute]),
    credentialsRoute.addChildren([newCredentialRoute, credentialRoute]),
  ]),
] as const
