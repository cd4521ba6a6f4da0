import { createKey } from '../../domain/access/credentials.ts'
import type { DemoPart } from '../demo-part.ts'

export const intellumDemo: DemoPart<{ readonly apiKey: string }> = {
  access: ({ secret }) => ({ apiKey: secret('intellum key') }),

  async register(tx, by, { apiKey: key }, { label }) {
    await createKey(tx, by, { door: 'intellum', label, key, memberId: null })
  },

  place: (_reader, _by, access) => Promise.resolve(access),

  sheet: (baseUrl, { apiKey }) => ({
    title: 'Intellum v2: which courses are tagged with which topics',
    credentials: [['api_key', apiKey]],
    curl: `curl -s '${baseUrl}/api/v2/category_tags?api_key=${apiKey}'`,
  }),
}
