import { db, listen, sendJson } from './listen.ts'

db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')

const insert = db.prepare(
  `INSERT INTO member (account_id, guid, username, username_folded, last_name, status, sort_name, search_text, created,
     modified) VALUES (1, ?, ?, ?, ?, 'awaiting_confirmation', ?, ?, 0, 0)`,
)

listen((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { username, lastName } = JSON.parse(Buffer.concat(chunks).toString()) as Record<
      'username' | 'lastName',
      string
    >
    const guid = crypto.randomUUID()
    const [folded, sortName] = [username.toLowerCase(), lastName.toLowerCase()]
    insert.run(guid, username, folded, lastName, sortName, `${sortName} ${folded}`) // a commit of its own
    sendJson(response, JSON.stringify({ userId: guid }))
  })
})
