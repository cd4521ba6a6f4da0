import type { Dialect } from '../dialect.ts'
import { revQuotas } from './rev-quotas.ts'
import { OPEN_DIRECTORY } from './settings.ts'

/** Vbrick Rev v2 (docs/contracts/rev.md). */
export const rev = {
  name: 'rev',
  build: async (services) => (await import('./rev-instance.ts')).buildRev(services),
  claims(path) {
    if (/^\/api\/v2\/categories(\.json)?(\/|$)/.test(path)) return 'shared'
    if (path.startsWith('/api/v2/')) return 'rest'
    return path === '/js/version.js' || path.startsWith('/oauth') ? 'alone' : undefined
  },
  keys: {
    make: (ids) => ({ key: ids.token(18), secret: ids.token(32) }),
    actsFor: 'member',
    kind: 'shown',
    names: { key: 'apiKey', secret: 'secret' },
  },
  quotas: revQuotas,
  settings: { OPEN_DIRECTORY },
  document: { title: 'Rev', file: new URL('openapi.json', import.meta.url) },
  guide: async () => (await import('./rev-guide.ts')).revGuide,
  demo: async () => (await import('./rev-demo.ts')).revDemo,
} as const satisfies Dialect
