import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerAddress } from 'smtp-server'

/** A mail as the server took it. */
export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came over the wire. */
  readonly raw: string
}

/** What the server does at a stage: nothing special, a refusal with that answer, or it cuts the connection. */
export type SmtpBehaviour = { readonly code: number; readonly text: string } | 'drop'

export interface SmtpSink {
  readonly url: string
  readonly port: number
  readonly mails: TakenMail[]
  /** How often a client has come. */
  readonly connections: () => number
  /** What it does at that stage to the next mails, one behaviour each; afterwards it takes them again. */
  next(stage: 'connect' | 'recipient' | 'data', ...behaviours: readonly SmtpBehaviour[]): void
  close(): Promise<void>
}

/** A real SMTP server on a free port of loopback. */
export async function openSmtpSink(): Promise<SmtpSink> {
  const mails: TakenMail[] = []
  const ahead = {
    connect: [] as SmtpBehaviour[],
    recipient: [] as SmtpBehaviour[],
    data: [] as SmtpBehaviour[],
  }
  let connections = 0
  const sockets = new Set<{ destroy(): void }>()

  const refusal = (stage: keyof typeof ahead): Error | undefined => {
    const behaviour = ahead[stage].shift()
    if (behaviour === undefined) return undefined
    if (behaviour !== 'drop')
      return Object.assign(new Error(behaviour.text), { responseCode: behaviour.code })
    for (const socket of sockets) socket.destroy()
    return new Error('dropped')
  }

  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    // Whoever logs in has the wrong password.
    onAuth(_auth, _session, callback) {
      callback(Object.assign(new Error('wrong password'), { responseCode: 535 }))
    },
    onConnect(_session, callback) {
      connections++
      callback(refusal('connect'))
    },
    onRcptTo(_address, _session, callback) {
      callback(refusal('recipient'))
    },
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const refused = refusal('data')
        if (refused !== undefined) {
          callback(refused)
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }: SMTPServerAddress) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
        })
        callback(null)
      })
    },
  })
  server.on('error', () => undefined) // dropped connections
  server.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo // a TCP server's is an object
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    mails,
    connections: () => connections,
    next: (stage, ...behaviours) => void ahead[stage].push(...behaviours),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
