import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { contains, embedded, isPublic, parseAddress, type Range } from './ip-address.ts'

/** Finds all addresses of a host name. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** The address of a webhook leads to a target that this server must not contact. */
export class RefusedTarget extends Error {
  override readonly name = 'RefusedTarget'
}

/**
 * Every outgoing request to a user-supplied address goes through here, so that nobody can make this server contact
 * itself or its neighbours on their behalf. The checked addresses are those that are connected to: callers use the
 * returned addresses and never look the name up again.
 */
export class AddressGuard {
  readonly #allowed: readonly Range[]
  readonly #resolve: Resolve

  /** @param allowed internal receivers; these may also be contacted by plain http */
  constructor(allowed: readonly Range[], resolve: Resolve = resolveBySystem) {
    this.#allowed = allowed
    this.#resolve = resolve
  }

  /**
   * The addresses to connect to.
   * @throws RefusedTarget; what the look-up throws
   */
  async addressesOf(url: URL): Promise<readonly string[]> {
    if (url.protocol !== 'https:' && url.protocol !== 'http:') {
      throw new RefusedTarget(`${url.protocol} is not spoken here`)
    }
    if (url.username !== '' || url.password !== '') throw new RefusedTarget('credentials in the address')
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(host) === 0 ? await this.#resolve(host) : [host]
    if (addresses.length === 0) throw new RefusedTarget('the name has no address')
    // One bad address among good ones is enough: we can't control which of them is tried first.
    for (const address of addresses) this.#check(address, url.protocol)
    return addresses
  }

  #check(text: string, protocol: string): void {
    const address = parseAddress(text)
    if (address === undefined) throw new RefusedTarget(`no address: ${text}`)
    if (this.#isAllowed(address)) return
    if (!isPublic(address)) throw new RefusedTarget(`an address that is not public: ${text}`)
    if (protocol === 'http:') throw new RefusedTarget('plain http to a public address')
  }

  #isAllowed(address: bigint): boolean {
    // An address that embeds others leads to them: all must be allowed.
    const inside = embedded(address)
    const meant = inside.length === 0 ? [address] : inside
    return meant.every((one) => this.#allowed.some((range) => contains(range, one)))
  }
}

async function resolveBySystem(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true })
  return found.map(({ address }) => address)
}
