// A thread that asks for something small, again and again, and tells on request how long it waited each time.
import { setTimeout as pause } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { RawConnection } from '../../test/support/raw-connection.ts'

const { port, request } = workerData as { readonly port: number; readonly request: string } // as whoever starts it says

let waits: number[] = []

async function read(): Promise<never> {
  let connection = await RawConnection.open(port)
  for (;;) {
    const sent = performance.now()
    const { status, head } = await connection.exchange(request)
    waits.push(performance.now() - sent)
    if (status !== 200) throw new Error(head)
    if (!connection.isOpen) connection = await RawConnection.open(port)
    await pause(1)
  }
}

// Whoever asks is told of the waits since the last time.
parentPort?.on('message', () => {
  parentPort?.postMessage(waits)
  waits = []
})
await read()
