import { isIPv4, isIPv6 } from 'node:net'

/**
 * The network that an address belongs to, as far as one person rules over it: of IPv6 the first 64 bits, of IPv4 the
 * address. What is counted by addresses goes by that: whoever has one address of IPv6 has all of its network.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return plain
  const mapped = /^::ffff:([\d.]+)$/i.exec(plain)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  // Dotted groups at the end stand for two, and lie behind the network.
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length - (plain.includes('.') ? 1 : 0)
  const all = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after]
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
