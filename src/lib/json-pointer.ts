/** A JSON pointer (RFC 6901): `/lessons/2/title`. */
export function pointerTo(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** A copy of a JSON value without the members of its objects at these pointers. */
export function withoutMembers(value: unknown, pointers: readonly string[]): unknown {
  if (pointers.length === 0) return value
  const copy: unknown = structuredClone(value)
  for (const pointer of pointers) {
    const parts = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    const name = parts.pop() ?? ''
    let holder = copy
    for (const part of parts) {
      holder = typeof holder === 'object' && holder !== null ? Reflect.get(holder, part) : undefined
    }
    if (typeof holder === 'object' && holder !== null) Reflect.deleteProperty(holder, name)
  }
  return copy
}
