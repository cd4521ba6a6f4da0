import type { DoorGuide } from '../dialect.ts'

export const intellumGuide: DoorGuide = {
  path: '/api/v2',
  differences: [
    'Any category can be tagged, sections too, and those that Rev made at any depth.',
    'Names are unique among siblings, without regard to case.',
    'The key is judged before the address: an unknown path without a key is 422, not 404.',
    "Events, activities, topic experts, users, groups, enrolments and the v3 API aren't served.",
  ],
  snippets: (address) => ({
    curl: `curl -s "${address}/api/v2/categories?api_key=API_KEY"`,
    javascript: `const answer = await fetch('${address}/api/v2/categories?api_key=API_KEY')
console.log(await answer.json())`,
    python: `import json, urllib.request

print(json.load(urllib.request.urlopen("${address}/api/v2/categories?api_key=API_KEY")))`,
  }),
}
