import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const [database = '', port = ''] = process.argv.slice(2)

/** The file that the bare server was started with. */
export const db = new DatabaseSync(database)

/** Listens, and answers as the function does: no routes, no authentication, no log. */
export function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): void {
  createServer((request, response) => {
    if (request.url === '/readyz') sendJson(response, '{}')
    else answer(request, response)
  }).listen(Number(port), '127.0.0.1')
}

export function sendJson(response: ServerResponse, json: string): void {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
  })
  response.end(json)
}
