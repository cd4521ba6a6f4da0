// Copies committed pages from the write-ahead log into the database, off the thread that answers requests.
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

const { path } = workerData as { path: string }
const db = new DatabaseSync(path, { timeout: 0 })
db.exec('PRAGMA synchronous = FULL')

parentPort?.on('message', (message: 'checkpoint' | 'close') => {
  if (message === 'close') {
    db.close()
    parentPort?.close()
    return
  }
  // PASSIVE never waits for a reader or the writer, and never makes them wait.
  db.prepare('PRAGMA wal_checkpoint(PASSIVE)').get()
  parentPort?.postMessage('done')
})
