import { API_DOOR, API_ROOT, type ApiDoor } from '../api-services.ts'

const MINUTE = 60_000

/** The limits of a token, or of a person in the console. */
export const ownQuotas = {
  read: { requests: 600, window: MINUTE, per: 'key' },
  write: { requests: 300, window: MINUTE, per: 'key' },
} as const satisfies ApiDoor['quotas']

/** This API among the doors. Its keys are the tokens that people make for themselves: `/me/tokens`. */
export const ownDoor: ApiDoor = {
  name: API_DOOR,
  document: { title: 'Quadrivium' },
  quotas: ownQuotas,
  guide: () =>
    Promise.resolve({
      path: API_ROOT,
      differences: [],
      snippets: (address) => ({
        curl: `curl -s "${address}${API_ROOT}/me" -H "Authorization: Bearer TOKEN"`,
        javascript: `const answer = await fetch('${address}${API_ROOT}/me', {
  headers: { authorization: 'Bearer TOKEN' },
})
console.log(await answer.json())`,
        python: `import json, urllib.request

request = urllib.request.Request("${address}${API_ROOT}/me", headers={"Authorization": "Bearer TOKEN"})
print(json.load(urllib.request.urlopen(request)))`,
      }),
    }),
}
