import { foundAcademy, makeDataFolder, type Academy } from '../support/academy.ts'
import { httpClient, type HttpAnswer, type HttpClient } from '../support/http-client.ts'
import { startServer } from '../support/server-process.ts'

const CONNECTIONS = 16

/** An academy, with a client for each door that speaks with its credentials. */
export interface Doors {
  readonly academy: Academy
  readonly rev: HttpClient
  readonly intellum: Intellum
  close(): void
}

export interface Intellum {
  /** @param query of the request, beside the key */
  get(path: string, query?: string): Promise<HttpAnswer>
  /** The key goes into the body, beside the wrapped record. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<HttpAnswer>
}

/** A running server. Each test founds an academy of its own in its store, as the command line does beside a server. */
export interface House {
  found(): Promise<Doors>
  close(): Promise<void>
}

export async function openHouse(): Promise<House> {
  const folder = makeDataFolder()
  const server = await startServer({ dataDir: folder.path })
  let count = 0
  return {
    async found() {
      const name = `academy-${++count}`
      const academy = await folder.withStore((store) => foundAcademy(store, name, `${name}.example`))
      return doorsOf(academy, server.port)
    },
    async close() {
      await server.stop()
      folder.remove()
    },
  }
}

function doorsOf(academy: Academy, port: number): Doors {
  const rev = httpClient(port, CONNECTIONS, { authorization: `VBrick ${academy.revToken}` })
  const plain = httpClient(port, CONNECTIONS)
  const api_key = academy.intellumKey
  return {
    academy,
    rev,
    intellum: {
      get: (path, query = '') => plain.send({ path: `${path}?api_key=${api_key}&${query}` }),
      send: (method, path, body = {}) => plain.send({ method, path, body: { api_key, ...body } }),
    },
    close() {
      rev.close()
      plain.close()
    },
  }
}
