import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWebhookReceiver, type WebhookReceiver } from '../../../test/support/webhook-receiver.ts'
import { AddressGuard } from './address-guard.ts'
import { parseRange } from './ip-address.ts'
import { post } from './post.ts'

const guard = new AddressGuard([parseRange('127.0.0.1') ?? { first: 0n, bits: 128 }])
/** Node tells there when a client has got the head of an answer. */
const HEAD_ARRIVED = 'http.client.response.finish'
const outgoing = { headers: { 'content-type': 'text/plain', 'content-length': '5' }, body: 'hello' }

describe('a post', () => {
  let receiver: WebhookReceiver

  beforeEach(async () => {
    receiver = await openWebhookReceiver()
  })
  afterEach(() => receiver.close())

  const send = (signal = AbortSignal.timeout(5_000)) => post(guard, new URL(receiver.url), outgoing, signal)

  it('brings headers and body, and the status back', async () => {
    expect(await send()).toEqual({ status: 204 })
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/hook',
        headers: { 'content-type': 'text/plain', host: new URL(receiver.url).host, connection: 'close' },
        body: 'hello',
      },
    ])
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i', async (status) => {
    receiver.behave({
      answer: (response) => response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end(),
    })
    expect(await send()).toEqual({ status })
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook'])
  })

  it.each([200, 299, 400, 404, 410, 429, 500, 503])('tells the status %i', async (status) => {
    receiver.behave(status)
    expect(await send()).toEqual({ status })
  })

  it('waits no longer than it is told', async () => {
    receiver.behave('hang')
    expect(await send(AbortSignal.timeout(50))).toEqual({ failure: 'timeout' })
  })

  it('tells a connection that was cut', async () => {
    receiver.behave('reset')
    expect(await send()).toEqual({ failure: 'ECONNRESET' })
  })

  it('tells that nobody listens', async () => {
    await receiver.close()
    expect(await send()).toEqual({ failure: 'ECONNREFUSED' })
    receiver = await openWebhookReceiver()
  })

  it('takes a change of protocol for a failure', async () => {
    receiver.behave({
      answer: ({ socket }) =>
        socket?.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    })
    expect(await send()).toEqual({ failure: 'closed without an answer' })
  })

  it('takes what is not HTTP for a failure', async () => {
    receiver.behave({ answer: ({ socket }) => socket?.end('220 mail.example ESMTP\r\n') })
    expect(await send()).toEqual({ failure: 'HPE_INVALID_CONSTANT' })
  })

  it('reads an endless answer no further than 64 kB', async () => {
    let written = 0
    receiver.behave({
      answer: (response) => {
        response.writeHead(200)
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(16_384))) written += 16_384
        }
        response.on('drain', pour)
        pour()
      },
    })
    expect(await send()).toEqual({ status: 200 })
    expect(written).toBeLessThan(32 * 1024 * 1024) // the buffers of the two sockets, and no more
  })

  it('keeps the status of an answer whose body never ends', async () => {
    receiver.behave({ answer: (response) => void response.writeHead(201).write('x') })
    const late = new AbortController()
    const onHead = () => setImmediate(() => late.abort(new DOMException('late', 'TimeoutError')))
    subscribe(HEAD_ARRIVED, onHead)
    expect(await send(late.signal)).toEqual({ status: 201 })
    unsubscribe(HEAD_ARRIVED, onHead)
  })

  it('verifies certificates', async () => {
    const url = new URL(receiver.url.replace('http:', 'https:'))
    const result = await post(guard, url, outgoing, AbortSignal.timeout(5_000))
    expect(result).toEqual({ failure: expect.stringMatching(/SSL|EPROTO/) })
    expect(receiver.received).toEqual([])
  })

  it('ends when the server ends, and says so', async () => {
    receiver.behave('hang')
    const stop = new AbortController()
    const sent = send(stop.signal)
    const reason = new Error('stopping')
    stop.abort(reason)
    await expect(sent).rejects.toBe(reason)
  })

  it('ends while the name is still being looked up', async () => {
    const endless = new AddressGuard([], () => new Promise(() => undefined))
    const result = post(endless, new URL('https://slow.example/'), outgoing, AbortSignal.timeout(20))
    expect(await result).toEqual({ failure: 'timeout' })
  })
})
