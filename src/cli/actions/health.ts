import { request as askPlainly } from 'node:http'
import { request as askSecurely } from 'node:https'
import { configOfProcess } from '../../config/environment.ts'
import { CommandError } from '../shell/explain.ts'
import { print } from '../shell/print.ts'
import { localBaseUrl } from '../shell/running-server.ts'

/** How long the server may take to answer, in milliseconds: less than what container platforms wait for a check. */
const HEALTH_TIMEOUT_MS = 4_000

/**
 * Asks the server of these settings, at the address it listens on, whether it is ready.
 * @throws CommandError when it isn't, or when nobody answers
 */
export async function health({ json }: { readonly json?: true }): Promise<void> {
  const address = localBaseUrl(configOfProcess())
  const status = await statusOf(`${address}/readyz`).catch((error: unknown) => {
    throw new CommandError(`The server at ${address} does not answer: ${reasonOf(error)}.`)
  })
  if (status !== 200) {
    throw new CommandError(`The server at ${address} is not ready (${status}). Its log says why.`)
  }
  print(json === true, { status: 'ready', address }, () => `The server at ${address} is ready.`)
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const ask = url.startsWith('https:') ? askSecurely : askPlainly
    const request = ask(
      url,
      // The certificate is for the public name, not for the address on this machine.
      { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    request.on('error', reject)
    request.end()
  })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return `no answer within ${HEALTH_TIMEOUT_MS / 1000} s`
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
