import type { DoorGuide } from '../dialect.ts'
import { coursepathDifferences } from './coursepath-differences.ts'

export const coursepathGuide: DoorGuide = {
  path: '/api/v1',
  differences: coursepathDifferences,
  snippets: (address) => ({
    curl: `curl -s ${address}/api/v1/courses -H 'Authorization: Bearer TOKEN'`,
    javascript: `import { createHmac, randomUUID } from 'node:crypto'

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), email: 'EMAIL' }
const text = part({ alg: 'HS256' }) + '.' + part(claims)
const token = text + '.' + createHmac('sha256', 'SIGNING_KEY').update(text).digest('base64url')
const answer = await fetch('${address}/api/v1/courses', { headers: { authorization: 'Bearer ' + token } })
console.log(await answer.json())`,
    python: `import base64, hashlib, hmac, json, time, urllib.request, uuid

def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

claims = {"jti": str(uuid.uuid4()), "iat": int(time.time()), "email": "EMAIL"}
text = part({"alg": "HS256"}) + b"." + part(claims)
signature = base64.urlsafe_b64encode(hmac.new(b"SIGNING_KEY", text, hashlib.sha256).digest()).rstrip(b"=")
token = (text + b"." + signature).decode()
request = urllib.request.Request("${address}/api/v1/courses", headers={"Authorization": "Bearer " + token})
print(json.load(urllib.request.urlopen(request)))`,
  }),
}
