// Loads a tree of categories from a CSV file (id, parent_id, label) into a running server, by Rev's door:
//   node bench/load-tree.ts tree.csv --url http://127.0.0.1:4000 --username manager
// The password comes from QUADRIVIUM_PASSWORD. Tells each row that was refused; exits with 1 when there was one.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseCsv } from './csv.ts'
import { creatorAt, loadTree } from './tree-loader.ts'

const CONNECTIONS = 16

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:4000' },
    username: { type: 'string' },
  },
})
const [file] = positionals
const password = process.env.QUADRIVIUM_PASSWORD
if (file === undefined || values.username === undefined || password === undefined) {
  console.error(
    'usage: QUADRIVIUM_PASSWORD=… node bench/load-tree.ts <file.csv> --username <name> [--url <address>]',
  )
  process.exit(2)
}

const rows = parseCsv(readFileSync(file, 'utf8')).map(
  ({ id = '', parent_id: parentId = '', label = '' }) => ({
    id,
    parentId,
    label,
  }),
)
const token = await logIn(values.url, values.username, password)
const started = performance.now()
const { made, refused } = await loadTree(rows, creatorAt(values.url, token), CONNECTIONS)
const seconds = (performance.now() - started) / 1000
for (const { row, why } of refused) console.log(`refused: ${row.id} "${row.label}": ${why}`)
console.log(
  `${made.size} of ${rows.length} categories made in ${seconds.toFixed(1)} s (${Math.round(made.size / seconds)}/s), ${refused.length} refused`,
)
process.exitCode = refused.length === 0 ? 0 : 1

async function logIn(url: string, username: string, password: string): Promise<string> {
  const answer = await fetch(new URL('/api/v2/user/login', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  const { token, detail } = (await answer.json()) as { token?: string; detail?: string }
  if (token === undefined) {
    console.error(`The login was refused: ${detail ?? answer.status}`)
    process.exit(1)
  }
  return token
}
