// Makes a backup, off the thread that answers requests.
import { parentPort, workerData } from 'node:worker_threads'
import { backUpSqlite, type BackupRequest } from './backup-sqlite.ts'

const manifest = await backUpSqlite(workerData as BackupRequest)
parentPort?.postMessage({ rows: Object.values(manifest.tables).reduce((sum, { rows }) => sum + rows, 0) })
