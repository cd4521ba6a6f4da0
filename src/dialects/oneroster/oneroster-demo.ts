import { createKey } from '../../domain/access/credentials.ts'
import type { DemoPart } from '../demo-part.ts'

interface OneRosterAccess {
  readonly clientId: string
  readonly clientSecret: string
}

export const onerosterDemo: DemoPart<OneRosterAccess> = {
  access: ({ secret }) => ({
    clientId: secret('oneroster client'),
    clientSecret: secret('oneroster client secret'),
  }),

  async register(tx, by, { clientId: key, clientSecret: secret }, { label }) {
    await createKey(tx, by, { door: 'oneroster', label, key, secret, memberId: null })
  },

  place: (_reader, _by, access) => Promise.resolve(access),

  sheet: (baseUrl, access) => ({
    title: 'OneRoster 1.2: get an access token, then list the first users',
    credentials: [
      ['client_id', access.clientId],
      ['client_secret', access.clientSecret],
    ],
    curl: `curl -s '${baseUrl}/ims/oneroster/rostering/v1p2/users?limit=3' -H "Authorization: Bearer $(${tokenOf(baseUrl, access)})"`,
  }),
}

/** Prints a new access token. */
function tokenOf(baseUrl: string, { clientId, clientSecret }: OneRosterAccess): string {
  const token = String.raw`sed 's/.*"access_token":"\([^"]*\)".*/\1/'`
  return `curl -s -u ${clientId}:${clientSecret} ${baseUrl}/ims/oneroster/oauth2/token -d grant_type=client_credentials | ${token}`
}
