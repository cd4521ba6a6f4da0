import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** Stands between a client and PostgreSQL, and cuts the connection at a COMMIT or an answer, or spoils a BEGIN. */
export interface CuttingProxy {
  readonly port: number
  /**
   * What happens at the next COMMIT: it is lost on the way there, or its answer is lost on the way back, and whether
   * new connections are refused from then on.
   */
  cutNextCommit(lost: 'commit' | 'answer', andStayDown?: 'stay down'): void
  /** Has the answer to the next statement of that kind lost, such as INSERT. */
  cutNextAnswer(kind: string): void
  /** Makes PostgreSQL refuse the next BEGIN of an operation. */
  spoilNextBegin(): void
  /** COMMITs and answers that were cut. */
  readonly cuts: number
  close(): Promise<void>
}

const BEGIN = Buffer.from('BEGIN\0')
const COMMIT = Buffer.from('COMMIT\0') // the end of a simple query of PostgreSQL's protocol, and of its answer

export async function openCuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let plan: { lost: 'commit' | 'answer'; down: boolean } | undefined
  let down = false
  let spoils = false
  let lostAnswer: string | undefined
  let cuts = 0

  const server = createServer((client) => {
    if (down) return void client.destroy()
    const upstream = connect(target, '127.0.0.1')
    let deaf = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
    const cut = () => {
      cuts++
      client.destroy()
      upstream.destroy()
    }
    client.on('data', (bytes: Buffer) => {
      if (plan !== undefined && bytes.includes(COMMIT)) {
        const { lost } = plan
        down = plan.down
        plan = undefined
        if (lost === 'commit') return cut()
        deaf = true
      }
      if (spoils && bytes.includes(BEGIN)) {
        spoils = false
        bytes.write('BEGUN', bytes.indexOf(BEGIN))
      }
      upstream.write(bytes)
    })
    let unheard = Buffer.alloc(0)
    upstream.on('data', (bytes: Buffer) => {
      if (lostAnswer !== undefined && bytes.includes(`${lostAnswer} `)) {
        lostAnswer = undefined
        return cut()
      }
      if (!deaf) return void client.write(bytes)
      unheard = Buffer.concat([unheard, bytes]) // first the answers to what was sent along with the COMMIT
      if (unheard.includes(COMMIT)) cut()
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listens on TCP
  return {
    port,
    cutNextCommit(lost, andStayDown) {
      plan = { lost, down: andStayDown !== undefined }
    },
    cutNextAnswer(kind) {
      lostAnswer = kind
    },
    spoilNextBegin() {
      spoils = true
    },
    get cuts() {
      return cuts
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
