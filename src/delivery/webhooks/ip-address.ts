import { isIP } from 'node:net'

// Addresses as numbers of 128 bits. An IPv4 address is mapped to IPv6 (::ffff:a.b.c.d), so that both spellings of one
// address give the same number.

/** A block of addresses: all that share the first `bits` bits of `first`. */
export interface Range {
  readonly first: bigint
  readonly bits: number
}

/**
 * The number of an address, or undefined when the text isn't one. An address with a zone (`fe80::1%eth0`) isn't unique,
 * so it gives undefined.
 */
export function parseAddress(text: string): bigint | undefined {
  if (text.includes('%')) return undefined
  const version = isIP(text)
  if (version === 4) return atItsPlace(parse4(text))
  return version === 6 ? parse6(text) : undefined
}

/** A block written as `10.0.0.0/8`, or a single address. Undefined when it is neither. */
export function parseRange(text: string): Range | undefined {
  const [address = '', bits, ...rest] = text.trim().split('/')
  const first = parseAddress(address)
  if (first === undefined || rest.length > 0) return undefined
  const width = isIP(address) === 4 ? 32 : 128
  const length = bits === undefined ? width : Number(bits)
  if (!/^\d+$/.test(bits ?? '0') || length > width) return undefined
  return { first, bits: 128 - width + length }
}

export function contains({ first, bits }: Range, address: bigint): boolean {
  const below = BigInt(128 - bits)
  return address >> below === first >> below
}

/**
 * The IPv4 addresses to which a packet for this address may be forwarded: by NAT64 (RFC 6052), 6to4 (RFC 3056) and
 * ISATAP (RFC 5214).
 */
export function embedded(address: bigint): bigint[] {
  const found: bigint[] = []
  if (contains(NAT64, address)) found.push(atItsPlace(address & LOW_32))
  if (contains(SIX_TO_FOUR, address)) found.push(atItsPlace((address >> 80n) & LOW_32))
  const interfaceMark = (address >> 32n) & LOW_32
  if (interfaceMark === 0x0000_5efen || interfaceMark === 0x0200_5efen)
    found.push(atItsPlace(address & LOW_32))
  return found
}

/** Whether the address is reached over the public internet, regardless of embedded addresses. */
export function isPublic(address: bigint): boolean {
  const inside = embedded(address)
  if (!inside.every(isPublic)) return false
  if (contains(NAT64, address)) return true // the embedded address was checked above
  const among = contains(IPV4, address) || contains(GLOBAL_UNICAST, address)
  return among && !NOT_PUBLIC.some((range) => contains(range, address))
}

const LOW_32 = 0xffff_ffffn
const IPV4 = range('::ffff:0:0/96')
const NAT64 = range('64:ff9b::/96')
const SIX_TO_FOUR = range('2002::/16')
const GLOBAL_UNICAST = range('2000::/3') // all other IPv6 addresses are local, reserved or not hosts

// The IANA registries of special-purpose addresses: those that aren't globally reachable, or don't belong to a host.
const NOT_PUBLIC: readonly Range[] = [
  '0.0.0.0/8', // "this network": Linux connects 0.0.0.0 to itself
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8',
  '169.254.0.0/16', // link-local; cloud metadata services with the machine's secrets
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24', // 6to4 relays
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and 255.255.255.255
  '2001::/23', // Teredo, benchmarking, ORCHID and other protocol assignments
  '2001:db8::/32',
  '2620:4f:8000::/48',
  '3fff::/20',
].map(range)

function range(text: string): Range {
  const parsed = parseRange(text)
  if (parsed === undefined) throw new TypeError(`no range of addresses: ${text}`)
  return parsed
}

function atItsPlace(ipv4: bigint): bigint {
  return (0xffffn << 32n) | ipv4
}

function parse4(text: string): bigint {
  return text.split('.').reduce((number, part) => (number << 8n) | BigInt(part), 0n)
}

function parse6(text: string): bigint {
  const [left = '', right] = text.split('::')
  const head = groups(left)
  const tail = right === undefined ? [] : groups(right)
  const zeros = new Array<bigint>(8 - head.length - tail.length).fill(0n)
  return [...head, ...zeros, ...tail].reduce((number, group) => (number << 16n) | group, 0n)
}

function groups(text: string): bigint[] {
  if (text === '') return []
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [BigInt(`0x${part}`)]
    const ipv4 = parse4(part) // the last 32 bits may be written in IPv4 notation
    return [ipv4 >> 16n, ipv4 & 0xffffn]
  })
}
