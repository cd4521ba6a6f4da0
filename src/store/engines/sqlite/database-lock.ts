import { rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StoreInUse } from './server-lock.ts'

/**
 * Keeps a second server off a database even if its lock file was deleted. The lock is a name that the operating system
 * gives to one process at a time, derived from the identity of the database file. It is released when the process ends,
 * however it ends.
 * @param path the existing database
 * @throws StoreInUse
 */
export async function lockDatabase(path: string): Promise<{ release(): void }> {
  const { dev, ino } = statSync(path, { bigint: true })
  const name = addressOf(`quadrivium-${dev}-${ino}`)
  try {
    return await hold(name)
  } catch (error) {
    if (!isTaken(error)) throw error
    if (isFile(name) && !(await answers(name))) {
      rmSync(name, { force: true }) // left behind by a killed process
      return hold(name)
    }
    throw new StoreInUse(`Another server has locked ${path}.`)
  }
}

function addressOf(name: string): string {
  switch (process.platform) {
    case 'linux':
      return `\0${name}` // in no folder: nobody can delete it
    case 'win32':
      return `\\\\.\\pipe\\${name}`
    default:
      return join(tmpdir(), `${name}.sock`)
  }
}

function isFile(name: string): boolean {
  return process.platform !== 'linux' && process.platform !== 'win32' && name !== ''
}

async function hold(name: string): Promise<{ release(): void }> {
  const server: Server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path: name, exclusive: true }, resolve)
  })
  server.unref()
  return { release: () => void server.close() }
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(name)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}
