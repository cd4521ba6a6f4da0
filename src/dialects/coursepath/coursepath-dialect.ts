import type { Dialect } from '../dialect.ts'
import { TOKEN_SECONDS } from './settings.ts'

/** Coursepath v1 (docs/contracts/coursepath.md). */
export const coursepath = {
  name: 'coursepath',
  build: async (services, signOn) =>
    (await import('./coursepath-instance.ts')).buildCoursepath(services, signOn),
  claims: (path) => (path.startsWith('/api/v1/') || /^\/redirect\/?$/.test(path) ? 'alone' : undefined),
  // Each call uses its token up; a personal key, which has no dots, works any number of times.
  writes: ({ method, headers }) => method !== 'GET' || (headers.authorization ?? '').includes('.'),
  keys: {
    make: (ids) => ({ key: ids.token(32) }),
    actsFor: 'account',
    kind: 'signing',
    names: { key: 'signingKey' },
  },
  settings: { TOKEN_SECONDS },
  webhookFormat: async () => (await import('./webhook-format.ts')).coursepathWebhooks,
  document: { title: 'Coursepath', file: new URL('openapi.json', import.meta.url) },
  guide: async () => (await import('./coursepath-guide.ts')).coursepathGuide,
  demo: async () => (await import('./coursepath-demo.ts')).coursepathDemo,
} as const satisfies Dialect
