import type { DoorGuide } from '../dialect.ts'
import { learnosityDifferences } from './learnosity-differences.ts'

export const learnosityGuide: DoorGuide = {
  path: '/latest',
  differences: learnosityDifferences,
  snippets: (address) => ({
    curl: `curl -s ${address}/latest/itembank/tagging/tags \\
  --data-urlencode 'action=get' --data-urlencode 'request={"limit":2}' --data-urlencode 'security=SIGNED_PACKET'`,
    javascript: `import { createHmac } from 'node:crypto'

const endpoint = '${address}/latest/itembank/tagging/tags'
const [key, secret, domain, action] = ['KEY', 'SECRET', 'localhost', 'get']
const timestamp = new Date().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 13)
const request = JSON.stringify({ limit: 2 })
const signed = [key, domain, timestamp, request, action].join('_')
const signature = '$02$' + createHmac('sha256', secret).update(signed).digest('hex')
const security = JSON.stringify({ consumer_key: key, domain, timestamp, signature })
const body = new URLSearchParams({ security, request, action })
console.log(await (await fetch(endpoint, { method: 'POST', body })).json())`,
    python: `from learnosity_sdk.request import DataApi

endpoint = "${address}/latest/itembank/tagging/tags"
security = {"consumer_key": "KEY", "domain": "localhost"}
print(DataApi().request(endpoint, security, "SECRET", {"limit": 2}, "get").json())`,
  }),
}
