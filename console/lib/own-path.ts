/** The path of an address of this academy, whatever host it names: the policy of the console allows only its own. */
export function ownPath(address: string): string {
  const { pathname, search } = new URL(address, location.href)
  return pathname + search
}
