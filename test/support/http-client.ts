import { Agent, request as send } from 'node:http'

export interface HttpRequest {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object goes as JSON. */
  readonly body?: unknown
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  json<T = unknown>(): T
}

/** Speaks to a server on this machine over a few kept connections. */
export interface HttpClient {
  /** @throws when there is no answer: nobody then knows whether the request was carried out */
  send(request: HttpRequest): Promise<HttpAnswer>
  close(): void
}

/** @param always headers of every request */
export function httpClient(
  port: number,
  connections: number,
  always: Readonly<Record<string, string>> = {},
): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    send: ({ method = 'GET', path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
        const request = send(
          {
            agent,
            port,
            host: '127.0.0.1',
            method,
            path,
            headers: {
              ...(payload === undefined
                ? {}
                : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
              ...always,
              ...headers,
            },
          },
          (response) => {
            const chunks: Buffer[] = []
            response.on('data', (chunk: Buffer) => chunks.push(chunk))
            response.on('error', reject)
            response.on('end', () => {
              const text = Buffer.concat(chunks).toString('utf8')
              const { statusCode: status = 0, headers: answered } = response
              resolve({ status, headers: answered, text, json: <T>() => JSON.parse(text) as T })
            })
          },
        )
        request.on('error', reject)
        request.end(payload)
      }),
    close: () => agent.destroy(),
  }
}
