import type { Dialect } from '../../../src/dialects/dialect.ts'
import { flagSetting } from '../../../src/lib/setting.ts'

/** Whether names are answered in capitals. */
export const TOY_CAPITALS = flagSetting(false)

/** A made-up vendor's API over topics: all that a further dialect needs, in one folder. */
export const toy = {
  name: 'toy',
  build: async (services) => (await import('./toy-instance.ts')).buildToy(services),
  claims: (path) => (path.startsWith('/toy/') ? 'alone' : undefined),
  keys: {
    make: (ids) => ({ key: ids.token(12) }),
    actsFor: 'account',
    kind: 'shown',
    names: { key: 'brick' },
  },
  quotas: { read: { requests: 100, window: 60_000, per: 'academy' } },
  settings: { TOY_CAPITALS },
  webhookFormat: async () => (await import('./toy-webhooks.ts')).toyWebhooks,
  document: { title: 'Toy', file: new URL('toy-openapi.json', import.meta.url) },
  demo: async () => (await import('./toy-demo.ts')).toyDemo,
} as const satisfies Dialect
