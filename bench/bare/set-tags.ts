import { db, listen, sendJson } from './listen.ts'

interface Tag {
  readonly type: string
  readonly name: string
  readonly description: string
  readonly sort_key: number
}

db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
db.exec(
  `CREATE TABLE IF NOT EXISTS bare_tag (bank INTEGER NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL, description TEXT,
     sort_key INTEGER, created INTEGER NOT NULL, updated INTEGER NOT NULL, PRIMARY KEY (bank, type, name)) WITHOUT ROWID`,
)

const upsert = db.prepare(
  `INSERT INTO bare_tag VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (bank, type, name) DO UPDATE
     SET description = excluded.description, sort_key = excluded.sort_key, updated = excluded.updated`,
)

listen((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const form = new URLSearchParams(Buffer.concat(chunks).toString())
    const { tags } = JSON.parse(form.get('request') ?? '') as { tags: Tag[] }
    const now = Date.now()
    db.exec('BEGIN IMMEDIATE')
    for (const { type, name, description, sort_key } of tags) {
      upsert.run(type, name, description, sort_key, now, now)
    }
    db.exec('COMMIT')
    sendJson(response, '{"meta":{"status":true},"data":[]}')
  })
})
