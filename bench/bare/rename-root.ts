import { db, listen, sendJson } from './listen.ts'

db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')

const rename = db.prepare(
  `UPDATE category SET full_path = ?1 || substr(full_path, instr(full_path || '\\', '\\')), modified = ?2 WHERE account_id = 1`,
)

// The whole tree by one statement: no look at what else has the name, no audit, no index of words.
listen((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { name } = JSON.parse(Buffer.concat(chunks).toString()) as { name: string }
    rename.run(name, Date.now())
    sendJson(response, '{}')
  })
})
