import type { DemoPart } from '../dialects/demo-part.ts'
import { createAccessToken } from '../domain/access/access-tokens.ts'
import { accessTokenOf } from '../lib/access-token.ts'
import { academy } from './content/academy.ts'

/** A token of the demo's manager, good for everything that they may do. */
export interface ApiAccess {
  readonly token: string
}

const SECRET_LETTERS = 43

/** How the demo academy is entered by the first-party API. */
export const apiPart: DemoPart<ApiAccess> = {
  access: ({ secret }) => ({
    token: accessTokenOf(`${secret('api token')}${secret('api token, its rest')}`.slice(0, SECRET_LETTERS)),
  }),

  async register(tx, by, { token }, { label, memberId }) {
    const manager = await memberId(academy.contact)
    if (manager === undefined) return
    await createAccessToken(tx, by, manager, {
      token,
      label,
      scopes: ['*:write'],
      networks: [],
      expires: null,
    })
  },

  place: (_reader, _by, access) => Promise.resolve(access),

  sheet: (baseUrl, { token }) => ({
    title: 'Our own API: list groups, the latest changes first',
    credentials: [['token', token]],
    curl: `curl -s '${baseUrl}/api/quadrivium/v1/groups?sort=-modified&limit=3' -H 'Authorization: Bearer ${token}'`,
  }),
}
