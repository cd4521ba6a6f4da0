import { db, listen, sendJson } from './listen.ts'

db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')

const insert = db.prepare(
  `INSERT INTO category (account_id, guid, parent_id, name, name_folded, full_path, sort_path, restricted, is_active,
     is_visible, locale, created, modified) VALUES (1, ?, NULL, ?, ?, ?, ?, 0, 1, 1, 'en', 0, 0)`,
)

listen((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { name } = JSON.parse(Buffer.concat(chunks).toString()) as { name: string }
    const guid = crypto.randomUUID()
    insert.run(guid, name, name.toLowerCase(), name, name.toLowerCase()) // a commit of its own
    sendJson(response, JSON.stringify({ categoryId: guid, name, parentCategory: null }))
  })
})
