import type { Dialect } from '../dialect.ts'
import { newConsumerKey } from './consumer-key.ts'
import { isItemReference } from './item-reference.ts'
import { learnosityQuotas } from './learnosity-quotas.ts'
import { LEGACY_SIGNATURES } from './settings.ts'

/** In bytes. A body that is longer writes, or is refused. */
const LONGEST_LOOK = 64 * 1024

/** The Learnosity Data API: tags and related endpoints (docs/contracts/learnosity.md). */
export const learnosity = {
  name: 'learnosity',
  build: async (services) => (await import('./learnosity-instance.ts')).buildLearnosity(services),
  claims: (path) => (/^\/(v\d|latest|stable\/|developer\/|itembank\/)/i.test(path) ? 'alone' : undefined),
  // Everything is a POST, and the body says what it is for. What reads is short.
  writes: ({ headers }) => !(Number(headers['content-length']) < LONGEST_LOOK),
  keys: {
    make: (ids) => ({ key: newConsumerKey(ids), secret: ids.token(30) }),
    actsFor: 'account',
    kind: 'consumer',
    names: { key: 'consumer key', secret: 'secret' },
  },
  quotas: learnosityQuotas,
  settings: { LEGACY_SIGNATURES },
  isItemReference,
  document: { title: 'Learnosity', file: new URL('openapi.json', import.meta.url) },
  guide: async () => (await import('./learnosity-guide.ts')).learnosityGuide,
  demo: async () => (await import('./learnosity-demo.ts')).learnosityDemo,
} as const satisfies Dialect
