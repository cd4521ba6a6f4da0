import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { readForwarded } from './forwarded.ts'
import { addressesAmong } from './trusted-addresses.ts'

type Headers = Record<string, string>

const isTrusted = addressesAmong(['127.0.0.1', '10.0.0.0/8', 'fd00::/8'])

function read(headers: Headers, remoteAddress = '127.0.0.1') {
  const request = { socket: { remoteAddress }, headers: { ...headers } } as unknown as IncomingMessage
  readForwarded(request, isTrusted)
  const { 'x-forwarded-for': from, 'x-forwarded-proto': proto, 'x-forwarded-host': host } = request.headers
  return [from, proto, host]
}

describe('what proxies tell', () => {
  it.each<[string, Headers, (string | undefined)[]]>([
    ['nothing', {}, [undefined, undefined, undefined]],
    ['one protocol', { 'x-forwarded-proto': 'https' }, [undefined, 'https', undefined]],
    ['capitals', { 'x-forwarded-proto': 'HTTPS' }, [undefined, 'https', undefined]],
    ['no protocol of ours', { 'x-forwarded-proto': 'gopher' }, [undefined, undefined, undefined]],
    [
      'a client’s invention before the entry of the one trusted proxy',
      { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https, http' },
      ['203.0.113.7', 'http', undefined],
    ],
    [
      'the outermost of two trusted ones',
      { 'x-forwarded-for': '203.0.113.7, 10.0.0.1', 'x-forwarded-proto': 'https, http' },
      ['203.0.113.7, 10.0.0.1', 'https', undefined],
    ],
    [
      'a client’s invention before two trusted ones',
      {
        'x-forwarded-for': '192.0.2.1, 203.0.113.7, 10.0.0.1',
        'x-forwarded-proto': 'https, http, http',
        'x-forwarded-host': 'evil.example, academy.example.com, inner.example',
      },
      ['192.0.2.1, 203.0.113.7, 10.0.0.1', 'http', 'academy.example.com'],
    ],
    [
      'a client inside the house',
      { 'x-forwarded-for': '10.0.0.9', 'x-forwarded-proto': 'https, http' },
      ['10.0.0.9', 'http', undefined],
    ],
    [
      'ports and brackets',
      { 'x-forwarded-for': '[2001:db8::1]:4711, 10.0.0.1:80' },
      ['2001:db8::1, 10.0.0.1', undefined, undefined],
    ],
    [
      'Forwarded',
      { forwarded: 'For="[2001:db8::1]:4711";Proto=HTTPS;host="academy.example.com:8443"' },
      ['2001:db8::1', 'https', 'academy.example.com:8443'],
    ],
    [
      'Forwarded with separators in quotes',
      { forwarded: 'for=192.0.2.1;host="a,b;\\"c";proto=http, for=203.0.113.7;proto=https' },
      ['192.0.2.1, 203.0.113.7', 'https', undefined],
    ],
    [
      'a client’s Forwarded beside the proxy’s own kind',
      { forwarded: 'for=192.0.2.1;proto=https;host=evil.example', 'x-forwarded-for': '203.0.113.7' },
      ['203.0.113.7', undefined, undefined],
    ],
    ['Forwarded that is nothing', { forwarded: ';,=' }, ['unknown, unknown', undefined, undefined]],
  ])('%s', (_, headers, expected) => {
    expect(read(headers)).toEqual(expected)
  })

  it('is left alone when somebody else says it', () => {
    const headers = { 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'HTTPS', forwarded: 'proto=https' }
    expect(read(headers, '198.51.100.9')).toEqual(['10.0.0.1', 'HTTPS', undefined])
  })

  it('is read from an IPv4 address in its other spelling', () => {
    expect(read({ 'x-forwarded-proto': 'HTTPS' }, '::ffff:127.0.0.1')).toEqual([
      undefined,
      'https',
      undefined,
    ])
  })
})
