import type { DoorGuide } from '../dialect.ts'
import { revDifferences } from './rev-differences.ts'

export const revGuide: DoorGuide = {
  path: '/api/v2',
  differences: revDifferences,
  snippets: (address) => ({
    curl: `TOKEN=$(curl -s ${address}/api/v2/authenticate -H 'Content-Type: application/json' \\
  -d '{"apiKey": "API_KEY", "secret": "SECRET"}' | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
curl -s ${address}/api/v2/categories -H "Authorization: VBrick $TOKEN"`,
    javascript: `const signedIn = await fetch('${address}/api/v2/authenticate', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ apiKey: 'API_KEY', secret: 'SECRET' }),
})
const { token } = await signedIn.json()
const answer = await fetch('${address}/api/v2/categories', {
  headers: { authorization: 'VBrick ' + token },
})
console.log(await answer.json())`,
    python: `import json, urllib.request

def call(path, body=None, headers={}):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request("${address}" + path, data, {"Content-Type": "application/json", **headers})
    return json.load(urllib.request.urlopen(request))

token = call("/api/v2/authenticate", {"apiKey": "API_KEY", "secret": "SECRET"})["token"]
print(call("/api/v2/categories", headers={"Authorization": "VBrick " + token}))`,
  }),
}
