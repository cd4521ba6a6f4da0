import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { TRICKY_NAMES, TRICKY_URLS } from '../../../test/support/address-tricks.ts'
import { AddressGuard, type Resolve } from './address-guard.ts'
import { parseRange, type Range } from './ip-address.ts'
import { post, type PostResult } from './post.ts'

const outgoing = { headers: { 'content-length': '1' }, body: 'x' }
const patient = () => AbortSignal.timeout(5_000)

describe('the guard', () => {
  let listener: Server
  let port: number
  let connections = 0

  beforeAll(async () => {
    listener = createServer((socket) => {
      connections++
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')
    })
    await new Promise<void>((resolve) => listener.listen(0, resolve)) // on every address of this machine
    port = (listener.address() as AddressInfo).port // a TCP server's address is an object
  })
  afterAll(() => listener.close())
  beforeEach(() => {
    connections = 0
  })

  /** Posts there as a webhook would; a text that isn't a URL can't even be stored. */
  async function attempt(text: string, guard: AddressGuard): Promise<PostResult> {
    const url = text.replaceAll('PORT', String(port))
    return URL.canParse(url)
      ? post(guard, new URL(url), outgoing, patient())
      : { failure: 'refused: no address' }
  }

  it('knows at least 150 tricks', () => {
    expect(new Set([...TRICKY_URLS, ...Object.keys(TRICKY_NAMES)]).size).toBeGreaterThan(150)
  })

  it.each(TRICKY_URLS)('refuses %j', async (text) => {
    const guard = new AddressGuard([], async () => [])
    expect(await attempt(text, guard)).toEqual({ failure: expect.stringMatching(/^refused: /) })
    expect(connections).toBe(0)
  })

  describe.each(['http', 'https'])('over %s', (scheme) => {
    it.each(Object.entries(TRICKY_NAMES))('refuses %s, which leads to %j', async (name, answers) => {
      const guard = new AddressGuard([], async () => answers)
      expect(await attempt(`${scheme}://${name}:PORT/`, guard)).toEqual({
        failure: expect.stringMatching(/^refused: /),
      })
      expect(connections).toBe(0)
    })
  })

  it('refuses names that the system itself leads to this machine', async () => {
    const guard = new AddressGuard([])
    expect(await attempt('http://localhost:PORT/', guard)).toEqual({
      failure: expect.stringMatching(/^refused: /),
    })
    expect(connections).toBe(0)
  })

  // The control case: only the guard keeps requests out.
  it.each([
    'http://127.0.0.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://inside.example:PORT/',
  ])('lets %s through when the range is allowed', async (text) => {
    const guard = new AddressGuard(ranges('127.0.0.0/8'), async () => ['127.0.0.1'])
    expect(await attempt(text, guard)).toEqual({ status: 204 })
    expect(connections).toBe(1)
  })

  it('lets a single IPv6 address through when it is allowed', async ({ skip }) => {
    if ((listener.address() as AddressInfo).family !== 'IPv6') skip('a machine without IPv6')
    expect(await attempt('http://[::1]:PORT/', new AddressGuard(ranges('::1')))).toEqual({ status: 204 })
    expect(connections).toBe(1)
  })

  it.each([
    ['127.0.0.2/32', 'http://127.0.0.1:PORT/'],
    ['128.0.0.0/8', 'http://127.0.0.1:PORT/'],
    ['::/96', 'http://127.0.0.1:PORT/'],
    ['64:ff9b::/96', 'http://[64:ff9b::127.0.0.1]:PORT/'],
    ['2002::/16', 'http://[2002:7f00:1::]:PORT/'],
  ])('allows %s and nothing beside it', async (range, text) => {
    const guard = new AddressGuard(ranges(range))
    expect(await attempt(text, guard)).toEqual({ failure: expect.stringMatching(/^refused: /) })
    expect(connections).toBe(0)
  })

  it('refuses a name of which one answer is allowed and another is not', async () => {
    const guard = new AddressGuard(ranges('127.0.0.1'), async () => ['127.0.0.1', '127.0.0.2'])
    expect(await attempt('http://mixed.example:PORT/', guard)).toEqual({
      failure: 'refused: an address that is not public: 127.0.0.2',
    })
    expect(connections).toBe(0)
  })

  it('connects to the address that it checked, whatever the name leads to a moment later', async () => {
    let lookUps = 0
    const rebinding: Resolve = async () => (lookUps++ === 0 ? ['127.0.0.1'] : ['127.0.0.2'])
    const guard = new AddressGuard(ranges('127.0.0.1'), rebinding)
    expect(await attempt('http://rebinding.example:PORT/', guard)).toEqual({ status: 204 })
    expect({ connections, lookUps }).toEqual({ connections: 1, lookUps: 1 })
    // The second attempt looks the name up again, and refuses.
    expect(await attempt('http://rebinding.example:PORT/', guard)).toEqual({
      failure: 'refused: an address that is not public: 127.0.0.2',
    })
    expect({ connections, lookUps }).toEqual({ connections: 1, lookUps: 2 })
  })

  it.each(['8.8.8.8', '2a00:1450:4001::1', '64:ff9b::808:808', '2002:808:808::1', '::ffff:8.8.8.8'])(
    'takes %s for a public address',
    async (address) => {
      const guard = new AddressGuard([], async () => [address])
      expect(await guard.addressesOf(new URL('https://hook.example'))).toEqual([address])
    },
  )
})

describe('a range of addresses', () => {
  it.each([
    '',
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    'fe80::1%lo',
    'x',
  ])('is not %j', (text) => {
    expect(parseRange(text)).toBeUndefined()
  })
})

function ranges(...texts: readonly string[]): Range[] {
  return texts.flatMap((text) => parseRange(text) ?? [])
}
