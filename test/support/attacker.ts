// A thread that sends hostile bodies, so that making them costs the server's thread nothing.
import { request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'
import { hostileShapes } from './hostile-shapes.ts'
import { signedForm } from './route-sweep.ts'

/** One request. */
export interface Attack {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Of the list of hostile shapes. */
  readonly shape: number
  readonly bytes: number
  /** For Learnosity: the shape is a request that is signed with this pair, at this time. */
  readonly signed?: { readonly key: string; readonly secret: string; readonly now: number }
}

const { port } = workerData as { readonly port: number } // as whoever starts it says

parentPort?.on('message', (attack: Attack) => {
  const shape = hostileShapes[attack.shape]
  const made = shape?.body(attack.bytes) ?? Buffer.alloc(0)
  const { signed } = attack
  const body = signed ? Buffer.from(signedForm(signed.now, signed, made.toString('latin1'), 'set')) : made
  const type = signed ? 'application/x-www-form-urlencoded' : (shape?.contentType ?? '')
  const answered = (status: number) => parentPort?.postMessage(status)
  const headers = { ...attack.headers, 'content-type': type, 'content-length': body.length }
  request({ port, host: '127.0.0.1', method: attack.method, path: attack.url, headers }, (response) =>
    response.resume().once('end', () => answered(response.statusCode ?? 0)),
  )
    .once('error', () => answered(0)) // an early answer may end the connection while the body is being sent
    .end(body)
})
