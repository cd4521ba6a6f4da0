// A thread that asks a server for something small, again and again, and tells how long the longest answer took.
import { request } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

const PAUSE = 10
const { port } = workerData as { readonly port: number } // as whoever starts it says
const agent = { port, host: '127.0.0.1', path: '/healthz' }

let longest = 0

function ping(): void {
  const start = performance.now()
  const done = () => {
    longest = Math.max(longest, performance.now() - start)
    setTimeout(ping, PAUSE)
  }
  request(agent, (response) => response.resume().once('end', done))
    .once('error', done)
    .end()
}

// Whoever asks is told of the waits since the last time.
parentPort?.on('message', () => {
  parentPort?.postMessage(longest)
  longest = 0
})
ping()
