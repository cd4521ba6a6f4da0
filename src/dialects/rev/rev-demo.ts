import { createKey } from '../../domain/access/credentials.ts'
import type { DemoPart } from '../demo-part.ts'

interface RevAccess {
  readonly username: string
  readonly password: string
  readonly apiKey: string
  readonly secret: string
  readonly viewer: { readonly username: string; readonly password: string }
}

/** A manager as Rev's AccountAdmin, and a learner as its MediaViewer. */
export const revDemo: DemoPart<RevAccess> = {
  access: ({ secret, people: { admin, learner } }) => ({
    username: admin.username,
    password: admin.password,
    apiKey: secret('rev key'),
    secret: secret('rev secret'),
    viewer: { username: learner.username, password: learner.password },
  }),

  async register(tx, by, { username, apiKey: key, secret }, { label, memberId }) {
    const holder = await memberId(username)
    if (holder !== undefined) await createKey(tx, by, { door: 'rev', label, key, secret, memberId: holder })
  },

  place: (_reader, _by, access) => Promise.resolve(access),

  sheet: (baseUrl, rev) => ({
    title: 'Vbrick Rev v2: log in, then list the topics as categories',
    credentials: [
      ['username', rev.username],
      ['password', rev.password],
      ['apiKey', rev.apiKey],
      ['secret', rev.secret],
      ['viewer', `${rev.viewer.username}, password ${rev.viewer.password}`],
    ],
    curl: `curl -s ${baseUrl}/api/v2/categories -H "Authorization: VBrick $(${logIn(baseUrl, rev)})"`,
  }),
}

/** Prints the token of a new session. */
function logIn(baseUrl: string, { username, password }: RevAccess): string {
  const body = JSON.stringify({ username, password })
  const token = String.raw`sed 's/.*"token":"\([^"]*\)".*/\1/'`
  return `curl -s ${baseUrl}/api/v2/user/login -H 'Content-Type: application/json' -d '${body}' | ${token}`
}
