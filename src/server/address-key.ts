import { isIP } from 'node:net'

/**
 * Under which one client's addresses are counted: an IPv4 address itself, in either spelling, and of an IPv6 address the
 * first 64 bits, since a single host has all that follow.
 */
export function addressKey(address: string | undefined): string {
  const [plain = ''] = (address ?? '').split('%', 1)
  if (isIP(plain) !== 6) return plain
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = plain.split('::', 2)
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    // An IPv4 address at the end stands for two groups.
    const after = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0)
    while (groups.length + after < 8) groups.push('0')
  }
  while (groups.length < 4) groups.push(...(tail ?? '').split(':').slice(0, 4 - groups.length))
  const first = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${first.join(':')}::/64`
}
