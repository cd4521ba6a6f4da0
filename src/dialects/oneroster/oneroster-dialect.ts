import type { Dialect } from '../dialect.ts'
import { onerosterQuotas } from './oneroster-quotas.ts'

/** OneRoster 1.2 of 1EdTech: the rostering service, for reading. */
export const oneroster = {
  name: 'oneroster',
  build: async (services) => (await import('./oneroster-instance.ts')).buildOneRoster(services),
  claims: (path) => (/^\/ims\/oneroster(\/|$)/.test(path) ? 'alone' : undefined),
  keys: {
    make: (ids) => ({ key: ids.token(16), secret: ids.token(32) }),
    actsFor: 'account',
    kind: 'shown',
    names: { key: 'client_id', secret: 'client_secret' },
  },
  quotas: onerosterQuotas,
  document: { title: 'OneRoster', file: new URL('openapi.json', import.meta.url) },
  demo: async () => (await import('./oneroster-demo.ts')).onerosterDemo,
  guide: async () => (await import('./oneroster-guide.ts')).onerosterGuide,
} as const satisfies Dialect
