import type { DemoPart } from '../../../src/dialects/demo-part.ts'
import { createKey } from '../../../src/domain/access/credentials.ts'

export const toyDemo: DemoPart<{ readonly brick: string }> = {
  access: ({ secret }) => ({ brick: secret('toy key') }),
  async register(tx, by, { brick: key }, { label }) {
    await createKey(tx, by, { door: 'toy', label, key, memberId: null })
  },
  place: (_reader, _by, access) => Promise.resolve(access),
  sheet: (baseUrl, { brick }) => ({
    title: 'Toy: a topic by its id',
    credentials: [['brick', brick]],
    curl: `curl -s ${baseUrl}/toy/topics/1 -H 'Brick: ${brick}'`,
  }),
}
