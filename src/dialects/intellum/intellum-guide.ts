import type { DoorGuide } from '../dialect.ts'
import { intellumDifferences } from './intellum-differences.ts'

export const intellumGuide: DoorGuide = {
  path: '/api/v2',
  differences: intellumDifferences,
  snippets: (address) => ({
    curl: `curl -s "${address}/api/v2/categories?api_key=API_KEY"`,
    javascript: `const answer = await fetch('${address}/api/v2/categories?api_key=API_KEY')
console.log(await answer.json())`,
    python: `import json, urllib.request

print(json.load(urllib.request.urlopen("${address}/api/v2/categories?api_key=API_KEY")))`,
  }),
}
