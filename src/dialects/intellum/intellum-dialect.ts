import type { Dialect } from '../dialect.ts'

/** Intellum (Exceed LMS) API v2 (docs/contracts/intellum.md). */
export const intellum = {
  name: 'intellum',
  build: async (services) => (await import('./intellum-instance.ts')).buildIntellum(services),
  claims(path) {
    if (/^\/api\/v2\/(category_tags?|courses)(\.json)?(\/|$)/.test(path)) return 'alone'
    return /^\/api\/v2\/categories(\.json)?(\/|$)/.test(path) ? 'shared' : undefined
  },
  keys: {
    make: (ids) => ({ key: ids.token(24) }),
    actsFor: 'account',
    kind: 'shown',
    names: { key: 'api_key' },
  },
  document: { title: 'Intellum', file: new URL('openapi.json', import.meta.url) },
  guide: async () => (await import('./intellum-guide.ts')).intellumGuide,
  demo: async () => (await import('./intellum-demo.ts')).intellumDemo,
} as const satisfies Dialect
