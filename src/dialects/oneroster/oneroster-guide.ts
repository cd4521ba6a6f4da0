import type { DoorGuide } from '../dialect.ts'
import { onerosterDifferences } from './oneroster-differences.ts'

export const onerosterGuide: DoorGuide = {
  path: '/ims/oneroster/rostering/v1p2',
  differences: onerosterDifferences,
  snippets: (address) => ({
    curl: `TOKEN=$(curl -s -u CLIENT_ID:CLIENT_SECRET ${address}/ims/oneroster/oauth2/token \\
  -d grant_type=client_credentials | node -p 'JSON.parse(require("fs").readFileSync(0)).access_token')
curl -s ${address}/ims/oneroster/rostering/v1p2/users -H "Authorization: Bearer $TOKEN"`,
    javascript: `const asked = await fetch('${address}/ims/oneroster/oauth2/token', {
  method: 'POST',
  headers: { authorization: 'Basic ' + btoa('CLIENT_ID:CLIENT_SECRET') },
  body: new URLSearchParams({ grant_type: 'client_credentials' }),
})
const { access_token } = await asked.json()
const answer = await fetch('${address}/ims/oneroster/rostering/v1p2/users', {
  headers: { authorization: \`Bearer \${access_token}\` },
})
console.log(await answer.json())`,
    python: `import base64, json, urllib.request

basic = base64.b64encode(b"CLIENT_ID:CLIENT_SECRET").decode()
asked = urllib.request.Request("${address}/ims/oneroster/oauth2/token",
    b"grant_type=client_credentials", {"Authorization": "Basic " + basic})
token = json.load(urllib.request.urlopen(asked))["access_token"]
users = urllib.request.Request("${address}/ims/oneroster/rostering/v1p2/users",
    headers={"Authorization": "Bearer " + token})
print(json.load(urllib.request.urlopen(users)))`,
  }),
}
